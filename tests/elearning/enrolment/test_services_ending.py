"""Cancelling by oneself and by others, moving up, and leaving the site."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from apps.core import clock
from apps.core.models import AuditEntry
from apps.elearning.catalogue.models import RefundStep
from apps.elearning.enrolment import members
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.services.ending import cancel_enrolment
from apps.notices.models import Notice
from tests.elearning.enrolment.enrolling import acts, fill, line_of, mailed, planned, refusal, told, waiting
from tests.factories.accounts import MemberFactory
from tests.factories.elearning import CourseClassFactory, EnrolmentFactory, RefundFactory

pytestmark = pytest.mark.django_db
MORNING = dt.datetime(2026, 1, 5, 9, 0, tzinfo=clock.SEOUL)


def class_from(days: int, **fields):
    """A class that starts in so many days, or started so many ago; applications were open before it."""
    start = clock.today() + dt.timedelta(days=days)
    return CourseClassFactory(start_date=start, apply_start=start - dt.timedelta(days=30), **fields)


@time_machine.travel(MORNING, tick=False)
def test_a_learner_cancels_with_or_without_a_reason(student):
    row = CourseClassFactory(meetings=2)
    mine = EnrolmentFactory(course_class=row, member=student, status="APPROVED", booked=True)
    assert planned(row) == {student.pk: 2}
    done = cancel_enrolment(enrolment_id=mine.pk, by=student)
    mine.refresh_from_db()
    assert (mine.status, mine.holds_seat, mine.cancelled_at, mine.cancelled_by, mine.cancel_reason) == (
        "CANCELLED", False, MORNING, student, "",
    )  # fmt: skip
    assert (mine.payment_status, mine.refund_status, mine.refund_due) == ("NONE", "NONE", 0)
    assert (planned(row), told(), done.promoted) == ({}, [], [])
    row.refresh_from_db()
    assert row.seats_taken == 0
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.actor, entry.before["status"], entry.after["status"]) == (
        "elearning.cancelled", student, "APPROVED", "CANCELLED",
    )  # fmt: skip
    assert refusal(cancel_enrolment, enrolment_id=mine.pk, by=student) == "wrong_state"


def test_others_cancel_with_a_reason_that_is_told(mentor, student):
    row = CourseClassFactory(meetings=2, instructors=[mentor])
    mine = EnrolmentFactory(course_class=row, member=student, status="APPROVED", booked=True)
    assert refusal(cancel_enrolment, enrolment_id=mine.pk, by=mentor) == "reason_missing"
    cancel_enrolment(enrolment_id=mine.pk, by=mentor, reason=" 요건 미달 ")
    mine.refresh_from_db()
    assert (mine.cancelled_by, mine.cancel_reason) == (mentor, "요건 미달")
    assert told() == [(student.pk, "elearning.cancelled")]
    (mail,) = mailed()
    assert "요건 미달" in mail.text
    events = Calendar.from_ical(mail.calendar).walk("VEVENT")
    assert [str(event["STATUS"]) for event in events] == ["CANCELLED", "CANCELLED"]


def test_what_was_not_approved_yet_has_no_file_for_the_calendar(superuser):
    mine = EnrolmentFactory()
    cancel_enrolment(enrolment_id=mine.pk, by=superuser, reason="까닭")
    assert [mail.calendar for mail in mailed()] == [""]


def test_strangers_cancel_nothing(stranger):
    mine = EnrolmentFactory()
    assert refusal(cancel_enrolment, enrolment_id=mine.pk, by=stranger) == "not_your_enrolment"
    with pytest.raises(Enrolment.DoesNotExist):
        cancel_enrolment(enrolment_id=987_654, by=stranger)


# --- Money


@pytest.mark.parametrize(
    ("days", "status", "due"),
    [(7, "APPROVED", 10_000), (5, "APPROVED", 7_000), (1, "APPROVED", 5_000), (1, "PENDING", 10_000)],
)
def test_what_comes_back_is_settled_when_the_learner_cancels(student, days, status, due):
    row = class_from(days, fee=10_000)
    mine = EnrolmentFactory(course_class=row, member=student, status=status, paid=10_000)
    done = cancel_enrolment(enrolment_id=mine.pk, by=student)
    mine.refresh_from_db()
    assert (mine.refund_due, mine.refund_status, mine.payment_status) == (due, "REQUESTED", "COMPLETED")
    assert (done.quote.due, done.quote.paid) == (due, 10_000)


def test_by_the_classs_own_steps_and_less_what_was_given_back(student):
    row = CourseClassFactory(fee=10_000)
    RefundStep.objects.create(course_class=row, days_before=30, percent=90)
    RefundStep.objects.create(course_class=row, days_before=2, percent=40)
    mine = EnrolmentFactory(course_class=row, member=student, status="APPROVED", paid=10_000)
    RefundFactory(enrolment=mine, amount=1_500)
    quote = cancel_enrolment(enrolment_id=mine.pk, by=student).quote
    assert (quote.percent, quote.due, quote.due_now) == (40, 4_000, 2_500)


def test_all_comes_back_when_others_cancel_even_in_a_class_that_runs(superuser):
    row = class_from(-1, fee=10_000)
    mine = EnrolmentFactory(course_class=row, status="APPROVED", paid=6_000)
    assert cancel_enrolment(enrolment_id=mine.pk, by=superuser, reason="까닭").quote.due == 6_000


def test_nothing_is_asked_of_who_owed(student):
    mine = EnrolmentFactory(course_class=CourseClassFactory(fee=10_000), member=student, status="APPROVED")
    assert cancel_enrolment(enrolment_id=mine.pk, by=student).enrolment.payment_status == "CANCELLED"


# --- Moving up


@pytest.mark.parametrize(
    ("approval", "status", "kind", "booked"),
    [("MANUAL", "PENDING", "elearning.seated", 0), ("AUTOMATIC", "APPROVED", "elearning.promoted", 2)],
)
@time_machine.travel(MORNING, tick=False)
def test_a_freed_seat_goes_to_the_first_who_waits(approval, status, kind, booked):
    row = CourseClassFactory(capacity=2, meetings=2, approval=approval, fee=10_000)
    seated = fill(row)
    first, second = waiting(row, 2)
    done = cancel_enrolment(enrolment_id=seated[0].pk, by=seated[0].member)
    first.refresh_from_db()
    assert done.promoted == [first]
    assert (first.status, first.holds_seat, first.is_waiting, first.promoted_at) == (status, True, False, MORNING)
    assert first.approved_at == (MORNING if booked else None)
    assert first.payment_status == ("WAITING" if booked else "NONE")
    assert planned(row) == ({first.member_id: booked} if booked else {})
    assert told() == [(first.member_id, kind)]
    assert [bool(mail.calendar) for mail in mailed()] == [bool(booked)]
    assert acts()[-1] == ("elearning.promoted", None)
    assert line_of(row) == [second.member_id]
    row.refresh_from_db()
    assert row.seats_taken == 2


def test_who_decides_is_told_of_those_who_moved_up_and_wait_for_approval(mentor):
    row = CourseClassFactory(capacity=1, instructors=[mentor])
    (seated,), (first, _second) = fill(row), waiting(row, 2)
    cancel_enrolment(enrolment_id=seated.pk, by=seated.member)
    asked = Notice.objects.get(kind="elearning.to_decide")
    assert (asked.member, asked.about, asked.path) == (mentor, first.member, f"/classes/{row.pk}/roster/")


def test_of_a_free_class_the_promoted_has_nothing_to_pay():
    row = CourseClassFactory(capacity=1, approval="AUTOMATIC")
    (seated,), (first,) = fill(row), waiting(row, 1)
    cancel_enrolment(enrolment_id=seated.pk, by=seated.member)
    first.refresh_from_db()
    assert first.payment_status == "COMPLETED"


def test_who_cannot_come_any_more_is_passed_over():
    row = CourseClassFactory(capacity=1)
    (seated,) = fill(row)
    waiting(row, 1, member=MemberFactory(is_active=False))
    (second,) = waiting(row, 1)
    assert cancel_enrolment(enrolment_id=seated.pk, by=seated.member).promoted == [second]


def test_one_who_waits_frees_no_seat():
    row = CourseClassFactory(capacity=1)
    fill(row)
    first, second = waiting(row, 2)
    assert cancel_enrolment(enrolment_id=first.pk, by=first.member).promoted == []
    assert line_of(row) == [second.member_id]


def test_a_class_that_leaves_it_to_people_moves_nobody():
    row = CourseClassFactory(capacity=1, promotion="MANUAL")
    (seated,), (first,) = fill(row), waiting(row, 1)
    assert cancel_enrolment(enrolment_id=seated.pk, by=seated.member).promoted == []
    assert line_of(row) == [first.member_id]


@pytest.mark.parametrize("meetings", [0, 3])
def test_moving_up_costs_eight_statements_whatever_the_line(meetings):
    costs = []
    for length in (0, 1, 20):
        row = CourseClassFactory(capacity=1, approval="AUTOMATIC", meetings=meetings)
        (seated,) = fill(row, status="APPROVED")
        waiting(row, length)
        with CaptureQueriesContext(connection) as queries:
            cancel_enrolment(enrolment_id=seated.pk, by=seated.member)
        costs.append(len(queries))
    assert costs[1] == costs[2] <= costs[0] + 8


# --- Leaving the site


def test_who_leaves_gives_up_what_is_ahead_and_keeps_what_was(superuser, student):
    ahead = EnrolmentFactory(
        member=student, status="APPROVED", paid=10_000, course_class=class_from(3, fee=10_000)
    )  # fmt: skip
    running = EnrolmentFactory(member=student, status="APPROVED", course_class=class_from(-3))
    undecided = EnrolmentFactory(member=student, course_class=class_from(-2))
    over = EnrolmentFactory(member=student, course_class=class_from(-90))
    members.end_enrolments(student, superuser)
    statuses = {row.pk: row.status for row in Enrolment.objects.all()}
    assert statuses == {
        ahead.pk: "CANCELLED", running.pk: "APPROVED", undecided.pk: "CANCELLED", over.pk: "PENDING",
    }  # fmt: skip
    ahead.refresh_from_db()
    assert (ahead.cancelled_by, ahead.refund_due) == (superuser, 7_000)
    assert told() == []


def test_a_member_has_their_enrolments_and_their_money_in_their_data(student):
    mine = EnrolmentFactory(member=student, course_class=CourseClassFactory(fee=10_000), paid=10_000)
    RefundFactory(enrolment=mine, amount=700)
    EnrolmentFactory()
    data = members.export(student)
    assert [row["id"] for row in data["enrolments"]] == [mine.pk]
    assert [row["amount"] for row in data["payments"]] == [10_000]
    assert [row["amount"] for row in data["refunds"]] == [700]


def test_a_member_sees_what_instructors_see(student):
    assert members.facts_for_instructors(student) == []
    for number in range(5):
        EnrolmentFactory(member=student, course_class=CourseClassFactory(course__title=f"과정{number % 4}"))
    facts = dict(members.facts_for_instructors(student))
    assert facts["이름"] == "이서연 (서연)"
    assert facts["해당 과정"] == "과정0, 과정3, 과정2 외 1건"
    EnrolmentFactory(member=(other := MemberFactory()))
    assert "외" not in dict(members.facts_for_instructors(other))["해당 과정"]
