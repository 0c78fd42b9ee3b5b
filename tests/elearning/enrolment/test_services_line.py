"""Another order of the waiting list."""

import pytest

from apps.core.models import AuditEntry
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.services.ending import cancel_enrolment
from apps.elearning.enrolment.services.enrolling import enrol_member
from apps.elearning.enrolment.services.waiting_list import reorder_line
from apps.notices.models import Notice
from apps.seats.selectors import place_in_line
from tests.elearning.enrolment.enrolling import fill, line_of, refusal, told, waiting
from tests.factories.elearning import CourseClassFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    row = CourseClassFactory(capacity=1)
    fill(row)
    waiting(CourseClassFactory(), 2)
    return waiting(row, 5)


@pytest.mark.parametrize(
    ("who", "to", "order"),
    [(3, 1, [3, 0, 1, 2, 4]), (0, 3, [1, 2, 0, 3, 4]), (0, 5, [1, 2, 3, 4, 0]), (4, 1, [4, 0, 1, 2, 3])],
)
def test_one_is_moved_and_those_between_by_one(superuser, line, who, to, order):
    done = reorder_line(enrolment_id=line[who].pk, to_place=to, by=superuser, reason="먼저 전화로 신청")
    row = line[0].course_class
    assert line_of(row) == [line[number].member_id for number in order]
    assert (done.before, done.place) == (who + 1, to)
    for place, number in enumerate(order, 1):
        fresh = Enrolment.objects.with_place().get(pk=line[number].pk)
        assert (place_in_line(fresh), fresh.place) == (place, place)
    passed = [(row.member_id, "elearning.passed_over") for row in line[to - 1 : who]]
    assert told() == [*passed, (line[who].member_id, "elearning.moved_in_line")]
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.before, entry.after, entry.reason) == (
        "elearning.moved_in_line", {"place": who + 1}, {"place": to}, "먼저 전화로 신청",
    )  # fmt: skip


def test_whoever_comes_later_still_stands_behind_all(superuser, student, line):
    for who, to in ((4, 1), (2, 5), (0, 2)):
        reorder_line(enrolment_id=line[who].pk, to_place=to, by=superuser, reason="까닭")
    assert enrol_member(class_id=line[0].course_class_id, by=student).place == 6
    assert line_of(line[0].course_class)[-1] == student.pk


def test_the_place_one_has_is_no_change(superuser, line):
    reorder_line(enrolment_id=line[2].pk, to_place=3, by=superuser, reason="까닭")
    assert line_of(line[0].course_class) == [row.member_id for row in line]
    assert (told(), AuditEntry.objects.count()) == ([], 0)


def test_staff_alone_change_the_order_with_a_reason(superuser, mentor, line):
    line[0].course_class.instructors.add(mentor)
    row = {"enrolment_id": line[3].pk, "to_place": 1}
    for by in (mentor, line[3].member):
        assert refusal(reorder_line, by=by, reason="까닭", **row) == "not_staff"
    assert refusal(reorder_line, by=superuser, reason=" ", **row) == "reason_missing"
    assert refusal(reorder_line, by=superuser, reason="까닭", **{**row, "to_place": 6}) == "no_such_place"
    seated = line[0].course_class.enrolments.get(holds_seat=True)
    assert refusal(reorder_line, by=superuser, reason="까닭", enrolment_id=seated.pk, to_place=1) == "wrong_state"
    assert line_of(line[0].course_class) == [row.member_id for row in line]


def test_who_is_moved_up_is_led_to_their_own_enrolment(line):
    course_class = line[0].course_class
    holder = course_class.enrolments.get(holds_seat=True)
    cancel_enrolment(enrolment_id=holder.pk, by=holder.member)
    notice = Notice.objects.get(kind="elearning.seated")
    assert (notice.member_id, notice.path) == (line[0].member_id, line[0].get_absolute_url())
