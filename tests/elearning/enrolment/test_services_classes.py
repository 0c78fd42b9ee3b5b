"""What follows for its people when a class is changed or called off, and messages to them."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.core import clock, spoken
from apps.core.models import AuditEntry
from apps.core.rules import SAME_MESSAGE
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.catalogue.services.classes import call_off_class
from apps.elearning.catalogue.signals import ClassChange
from apps.elearning.enrolment.services.learners import follow_class_change, message_learners
from apps.elearning.enrolment.services.shared import lock_class
from tests.elearning.enrolment.enrolling import fill, line_of, mailed, planned, refusal, told, waiting
from tests.factories.accounts import MemberFactory
from tests.factories.elearning import ClassMeetingFactory, CourseClassFactory, EnrolmentFactory, RefundFactory

pytestmark = pytest.mark.django_db
MORNING = dt.datetime(2026, 1, 5, 9, 0, tzinfo=clock.SEOUL)


def changed(row: CourseClass, by, **what) -> None:
    locked = lock_class(row.pk)
    follow_class_change(ClassChange(course_class=locked, before=locked, by=by, **what))


# --- Changed


def test_more_seats_go_to_those_who_wait(superuser):
    row = CourseClassFactory(capacity=1, approval="AUTOMATIC", meetings=2)
    fill(row)
    first, second, third = waiting(row, 3)
    CourseClass.objects.update(capacity=3)
    changed(row, superuser)
    assert line_of(row) == [third.member_id]
    assert told() == [(first.member_id, "elearning.promoted"), (second.member_id, "elearning.promoted")]
    assert planned(row) == {first.member_id: 2, second.member_id: 2}


def test_a_class_that_promotes_by_itself_from_now_on_does_so_at_once(superuser):
    row = CourseClassFactory(capacity=1, promotion="MANUAL")
    (first,) = waiting(row, 1)
    changed(row, superuser)
    assert line_of(row) == [first.member_id]
    CourseClass.objects.update(promotion="AUTOMATIC")
    changed(row, superuser)
    assert line_of(row) == []


def test_another_time_or_place_is_told_to_all_who_are_in_or_wait(superuser, student, other_student, stranger):
    row = CourseClassFactory(capacity=1)
    EnrolmentFactory(course_class=row, member=student)
    EnrolmentFactory(course_class=row, member=other_student, waiting=True)
    EnrolmentFactory(course_class=row, member=stranger, status="CANCELLED")
    changed(row, superuser)
    assert told() == []
    changed(row, superuser, rescheduled=True)
    assert told() == [(student.pk, "elearning.class_changed"), (other_student.pk, "elearning.class_changed")]
    assert spoken.say_period(row.start_date, row.end_date, today=clock.today()) in mailed()[0].text


@time_machine.travel(MORNING, tick=False)
def test_added_meetings_are_put_in_the_planners_of_the_approved(superuser, student):
    row = CourseClassFactory()
    EnrolmentFactory(course_class=row, member=student, status="APPROVED")
    EnrolmentFactory(course_class=row)
    new = ClassMeetingFactory(course_class=row)
    over = ClassMeetingFactory(course_class=row, starts_at=MORNING - dt.timedelta(days=1))
    changed(row, superuser, added=(new, over))
    assert planned(row) == {student.pk: 1}


# --- Called off


@time_machine.travel(MORNING, tick=False)
def test_a_class_that_is_called_off_ends_everyones_enrolment_and_gives_all_back(superuser, student):
    row = CourseClassFactory(capacity=3, meetings=2, fee=10_000)
    paid = EnrolmentFactory(course_class=row, member=student, status="APPROVED", paid=10_000, booked=True)
    RefundFactory(enrolment=paid, amount=1_000)
    undecided = EnrolmentFactory(course_class=row)
    (queued,) = waiting(row, 1)
    ended = EnrolmentFactory(course_class=row, status="REJECTED")
    call_off_class(by=superuser, class_id=row.pk, reason="강사 사정")
    for one in (paid, undecided, queued):
        one.refresh_from_db()
        assert (one.status, one.holds_seat, one.is_waiting, one.cancelled_at, one.cancelled_by, one.cancel_reason) == (
            "CANCELLED", False, False, MORNING, superuser, "강사 사정",
        )  # fmt: skip
    assert (paid.refund_due, paid.refund_status, paid.payment_status) == (10_000, "REQUESTED", "COMPLETED")
    assert (undecided.refund_due, undecided.refund_status, undecided.payment_status) == (0, "NONE", "CANCELLED")
    ended.refresh_from_db()
    assert ended.status == "REJECTED"
    row.refresh_from_db()
    assert (row.seats_taken, planned(row)) == (0, {})
    assert told() == [(one.member_id, "elearning.called_off") for one in (paid, undecided, queued)]
    assert "강사 사정" in mailed()[0].text
    assert [bool(mail.calendar) for mail in mailed()] == [True, False, False]
    entries = AuditEntry.objects.filter(act="elearning.called_off")
    assert {(entry.subject_id, entry.actor_id, entry.reason) for entry in entries} == {
        (one.pk, superuser.pk, "강사 사정") for one in (paid, undecided, queued)
    }


def test_calling_off_costs_the_same_for_few_and_many(superuser):
    costs = []
    for number in (1, 40):
        row = CourseClassFactory(capacity=number, meetings=2, called_off_at=clock.now())
        fill(row, status="APPROVED", booked=True)
        with CaptureQueriesContext(connection) as queries:
            changed(row, superuser, called_off=True, reason="까닭")
        costs.append(len(queries))
    assert costs[0] == costs[1]


# --- Messages


def test_a_message_goes_to_those_who_hold_a_seat(mentor, student):
    row = CourseClassFactory(instructors=[mentor], capacity=2)
    EnrolmentFactory(course_class=row, member=student)
    EnrolmentFactory(course_class=row, member=MemberFactory(is_active=False))
    waiting(row, 1)
    assert message_learners(class_id=row.pk, by=mentor, subject=" 준비물 ", text="노트북") == 1
    assert told() == [(student.pk, "elearning.message")]
    assert ("준비물" in mailed()[0].subject, "노트북" in mailed()[0].text) == (True, True)
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.after) == (
        "elearning.messaged", {"subject": "준비물", "text": "노트북", "members": 1},
    )  # fmt: skip


def test_the_same_words_at_once_are_a_second_click(mentor):
    row = CourseClassFactory(instructors=[mentor])
    EnrolmentFactory(course_class=row)
    words = {"class_id": row.pk, "by": mentor, "subject": "준비물", "text": "노트북"}
    with time_machine.travel(MORNING, tick=False) as time:
        message_learners(**words)
        assert refusal(message_learners, **words) == "already_sent"
        message_learners(**{**words, "text": "노트북과 필기구"})
        time.shift(SAME_MESSAGE)
        assert message_learners(**words) == 1


def test_a_message_needs_words_readers_and_who_may(mentor, student):
    row = CourseClassFactory(instructors=[mentor])
    words = {"class_id": row.pk, "subject": "준비물", "text": "노트북"}
    assert refusal(message_learners, by=mentor, **words) == "nobody_there"
    EnrolmentFactory(course_class=row, member=student)
    assert refusal(message_learners, by=mentor, **{**words, "subject": " "}) == "subject_missing"
    assert refusal(message_learners, by=student, **words) == "not_the_instructor"
    with pytest.raises(CourseClass.DoesNotExist):
        message_learners(**{**words, "class_id": 987_654}, by=mentor)
