"""Staff find assessments and results, publish and switch off; and what members take along of their results."""

from decimal import Decimal

import pytest
from django.urls import reverse

from apps.core import clock
from apps.elearning.assessment import members
from tests.elearning.learning import learner, running_class
from tests.factories.learning import AssessmentFactory, ResultFactory

pytestmark = pytest.mark.django_db
ASSESSMENTS, RESULTS = "admin:elearning_assessment_changelist", "admin:elearning_assessmentresult_changelist"


@pytest.fixture
def office(client, superuser):
    client.force_login(superuser)
    return client


def shown(response) -> set[int]:
    assert response.status_code == 200
    return {row.pk for row in response.context["cl"].result_list}


def test_assessments_are_found_and_filtered(office):
    exam = AssessmentFactory(name="중간 시험", published_at=clock.now())
    other = AssessmentFactory(type="QUIZ")
    address = reverse(ASSESSMENTS)
    assert shown(office.get(address)) == {exam.pk, other.pk}
    assert shown(office.get(f"{address}?q=중간")) == {exam.pk}
    assert shown(office.get(f"{address}?published=yes")) == {exam.pk}
    assert shown(office.get(f"{address}?published=no")) == {other.pk}
    page = office.get(reverse("admin:elearning_assessment_change", args=[exam.pk])).content.decode()
    assert reverse("classes:grades", args=[exam.course_class_id]) in page


@pytest.mark.parametrize(
    ("action", "active", "published"),
    [("publish", True, True), ("switch_off", False, False), ("switch_on", True, False)],
)
def test_actions_go_through_the_services(office, action, active, published):
    exam = AssessmentFactory(is_active=action != "switch_on")
    response = office.post(reverse(ASSESSMENTS), {"action": action, "_selected_action": [exam.pk]}, follow=True)
    assert "평가 1건" in response.content.decode()
    exam.refresh_from_db()
    assert (exam.is_active, exam.published_at is not None) == (active, published)


def test_results_are_found_and_go_out_as_a_file(office):
    row = ResultFactory(enrolment=learner(member__name="=이서연"), score=Decimal("59.5"))
    other = ResultFactory(enrolment=learner(), score=None)
    address = reverse(RESULTS)
    assert shown(office.get(f"{address}?q=이서연")) == {row.pk}
    assert shown(office.get(f"{address}?passed__exact=0")) == {row.pk}
    page = office.get(reverse("admin:elearning_assessmentresult_change", args=[row.pk])).content.decode()
    assert reverse("classes:result", args=[row.assessment.course_class_id, row.assessment_id, row.pk]) in page
    export = reverse("admin:elearning_assessmentresult_export")
    chosen = {
        "format": "1",
        "resource": "0",
        "reason_for_export": "점검",
        **{f"resultresource_{name}": "on" for name in ("name", "score", "passed")},
    }
    lines = office.post(export, chosen).content.decode("utf-8-sig").splitlines()
    assert sorted(lines[1:]) == sorted(["'=이서연,59.5,불합격", f"{other.enrolment.member.name},,–"])


def test_own_results_are_taken_along_once_they_are_published(student):
    mine = learner(running_class(), member=student)
    told = ResultFactory(enrolment=mine, feedback="좋습니다.")
    told.assessment.published_at = clock.now()
    told.assessment.save()
    ResultFactory(enrolment=mine, feedback="비밀")
    ResultFactory()
    found = [(row["score"], row["passed"], row["feedback"]) for row in members.export(student)]
    assert found == [(80, True, "좋습니다."), (None, None, "")]


def test_members_read_who_sees_their_results(student):
    assert members.facts_for_instructors(student) == []
    ResultFactory(enrolment=learner(member=student))
    assert members.facts_for_instructors(student) == [("평가 결과", "평가별 점수와 합격 여부, 응시 시각, 피드백")]
