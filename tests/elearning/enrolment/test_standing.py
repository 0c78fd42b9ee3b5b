"""How a member stands towards a class, and which of its pages are theirs."""

import pytest

from apps.core.errors import NotAllowed
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.class_frame import CLASS_PAGES
from apps.elearning.enrolment.selectors.class_access import class_access
from apps.elearning.enrolment.states import EnrolmentStatus
from tests.factories.accounts import MemberFactory
from tests.factories.elearning import CourseClassFactory, EnrolmentFactory

pytestmark = pytest.mark.django_db


def test_a_learner_with_an_approved_place_takes_part():
    enrolment = EnrolmentFactory(status=EnrolmentStatus.APPROVED)
    found = class_access(enrolment.course_class_id, enrolment.member)
    assert (found.enrolment, found.teaches, found.runs) == (enrolment, False, False)
    assert [tab.label for tab in found.frame("classes:room")["tabs"]] == [
        page.label for page in CLASS_PAGES if page.for_learners
    ]


def test_its_instructor_runs_it():
    course_class, instructor = CourseClassFactory(), MemberFactory()
    course_class.instructors.add(instructor)
    found = class_access(course_class.pk, instructor)
    assert (found.enrolment, found.teaches, found.runs) == (None, True, True)
    assert [tab.url for tab in found.frame("classes:roster")["tabs"] if tab.current] == [
        f"/classes/{course_class.pk}/roster/"
    ]


def test_staff_run_it_without_teaching(superuser):
    found = class_access(CourseClassFactory().pk, superuser)
    assert (found.enrolment, found.teaches, found.runs) == (None, False, True)


@pytest.mark.parametrize("status", [EnrolmentStatus.PENDING, EnrolmentStatus.REJECTED, EnrolmentStatus.CANCELLED])
def test_who_has_no_approved_place_has_no_part(status):
    enrolment = EnrolmentFactory(status=status)
    with pytest.raises(NotAllowed, match="승인된") as refused:
        class_access(enrolment.course_class_id, enrolment.member)
    assert refused.value.code == "not_in_class"


def test_a_hidden_class_is_not_there_for_a_stranger():
    with pytest.raises(CourseClass.DoesNotExist):
        class_access(CourseClassFactory(is_published=False).pk, MemberFactory())


def test_a_page_below_another_leads_back_to_it(superuser):
    found = class_access(CourseClassFactory().pk, superuser)
    own, below = found.frame("classes:grades"), found.frame("classes:grades", ("파일로 입력", ""))
    assert own["crumbs"][2:] == [("성적", "")]
    assert below["crumbs"][2:] == [("성적", f"/classes/{found.course_class.pk}/grades/"), ("파일로 입력", "")]
    assert own["crumbs"][:2] == below["crumbs"][:2]
