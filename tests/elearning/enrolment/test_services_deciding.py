"""Approving, rejecting, giving a seat to one who waits; one and many."""

import datetime as dt

import pytest
import time_machine
from icalendar import Calendar

from apps.core import clock
from apps.core.errors import DomainError
from apps.core.models import AuditEntry
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.selectors.cancel_page import cancel_page
from apps.elearning.enrolment.services.deciding import (
    approve_enrolment,
    approve_waiting_enrolment,
    decide_enrolments,
    reject_enrolment,
)
from apps.elearning.enrolment.services.ending import cancel_enrolment
from apps.elearning.enrolment.services.enrolling import enrol_member
from tests.elearning.enrolment.enrolling import acts, fill, line_of, mailed, planned, refusal, told, waiting
from tests.elearning.learning import running_class
from tests.factories.elearning import CourseClassFactory, EnrolmentFactory, PaymentFactory
from tests.people import fresh

pytestmark = pytest.mark.django_db
MORNING = dt.datetime(2026, 1, 5, 9, 0, tzinfo=clock.SEOUL)


@pytest.fixture
def course_class(mentor):
    return CourseClassFactory(instructors=[mentor], meetings=2, fee=10_000)


# --- Approving


@time_machine.travel(MORNING, tick=False)
def test_approving_books_the_meetings_and_tells_the_learner(mentor, student, course_class):
    row = EnrolmentFactory(course_class=course_class, member=student)
    assert approve_enrolment(enrolment_id=row.pk, by=mentor) == row
    row.refresh_from_db()
    assert (row.status, row.holds_seat, row.approved_at, row.decided_by, row.payment_status) == (
        "APPROVED", True, MORNING, mentor, "WAITING",
    )  # fmt: skip
    assert planned(course_class) == {student.pk: 2}
    assert told() == [(student.pk, "elearning.approved")]
    (mail,) = mailed()
    assert (mail.path, len(Calendar.from_ical(mail.calendar).walk("VEVENT"))) == (row.get_absolute_url(), 2)
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.actor, entry.subject_id) == ("elearning.approved", mentor, row.pk)
    assert (entry.before, entry.after) == (
        {"status": "PENDING", "payment_status": "NONE"}, {"status": "APPROVED", "payment_status": "WAITING"},
    )  # fmt: skip
    course_class.refresh_from_db()
    assert course_class.seats_taken == 1


def test_one_who_paid_before_has_paid_once_approved(superuser, course_class):
    row = EnrolmentFactory(course_class=course_class, paid=10_000)
    assert approve_enrolment(enrolment_id=row.pk, by=superuser).payment_status == "COMPLETED"


def test_a_class_without_meetings_is_approved_without_a_file(superuser):
    row = EnrolmentFactory()
    approve_enrolment(enrolment_id=row.pk, by=superuser)
    assert [mail.calendar for mail in mailed()] == [""]


@pytest.mark.parametrize("act", [approve_enrolment, approve_waiting_enrolment])
def test_others_than_its_instructors_and_staff_decide_nothing(student, stranger, bare_staff, course_class, act):
    row = EnrolmentFactory(course_class=course_class, member=student, waiting=act is approve_waiting_enrolment)
    for by in (student, stranger, bare_staff):
        assert refusal(act, enrolment_id=row.pk, by=by) == "not_the_instructor"
        assert refusal(reject_enrolment, enrolment_id=row.pk, by=by, reason="까닭") == "not_the_instructor"
    assert told() == []


def test_what_is_not_there_cannot_be_decided(superuser):
    for act, more in ((approve_enrolment, {}), (approve_waiting_enrolment, {}), (reject_enrolment, {"reason": "까닭"})):
        with pytest.raises(Enrolment.DoesNotExist):
            act(enrolment_id=987_654, by=superuser, **more)


def test_approving_twice_is_refused_the_second_time(mentor, course_class):
    row = EnrolmentFactory(course_class=course_class)
    approve_enrolment(enrolment_id=row.pk, by=mentor)
    assert refusal(approve_enrolment, enrolment_id=row.pk, by=mentor) == "wrong_state"
    assert len(told()) == 1


# --- Rejecting


@time_machine.travel(MORNING, tick=False)
def test_rejecting_tells_why_and_gives_the_seat_to_the_first_who_waits(mentor, student):
    row = CourseClassFactory(instructors=[mentor], capacity=1, fee=10_000)
    mine = EnrolmentFactory(course_class=row, member=student, paid=4_000)
    first, second = waiting(row, 2)
    done = reject_enrolment(enrolment_id=mine.pk, by=mentor, reason=" 서류가 모자랍니다. ")
    mine.refresh_from_db()
    assert (mine.status, mine.holds_seat, mine.rejected_at, mine.rejection_reason, mine.decided_by) == (
        "REJECTED", False, MORNING, "서류가 모자랍니다.", mentor,
    )  # fmt: skip
    assert (mine.refund_due, mine.refund_status, mine.payment_status) == (4_000, "REQUESTED", "COMPLETED")
    assert (done.quote.percent, done.promoted) == (100, [first])
    assert line_of(row) == [second.member_id]
    assert told() == [
        (first.member_id, "elearning.seated"), (mentor.pk, "elearning.to_decide"), (student.pk, "elearning.rejected"),
    ]  # fmt: skip
    assert "서류가 모자랍니다." in mailed()[-1].text
    entry = AuditEntry.objects.get(act="elearning.rejected")
    assert (entry.actor, entry.reason) == (mentor, "서류가 모자랍니다.")


def test_one_who_waits_is_rejected_without_moving_anybody(mentor):
    row = CourseClassFactory(instructors=[mentor], capacity=1)
    fill(row)
    first, second = waiting(row, 2)
    assert reject_enrolment(enrolment_id=first.pk, by=mentor, reason="까닭").promoted == []
    assert line_of(row) == [second.member_id]


def test_a_rejection_needs_a_reason(mentor, course_class):
    row = EnrolmentFactory(course_class=course_class)
    assert refusal(reject_enrolment, enrolment_id=row.pk, by=mentor, reason=" ") == "reason_missing"
    row.refresh_from_db()
    assert row.status == "PENDING"


# --- A seat for one who waits


@time_machine.travel(MORNING, tick=False)
def test_a_free_seat_is_given_by_hand_to_whomever(mentor):
    row = CourseClassFactory(instructors=[mentor], capacity=1, promotion="MANUAL", meetings=1)
    first, second = waiting(row, 2)
    done = approve_waiting_enrolment(enrolment_id=second.pk, by=mentor)
    second.refresh_from_db()
    assert (done.enrolment, done.ahead) == (second, 1)
    assert (second.status, second.holds_seat, second.is_waiting, second.promoted_at, second.approved_at) == (
        "APPROVED", True, False, MORNING, MORNING,
    )  # fmt: skip
    assert planned(row) == {second.member_id: 1}
    assert told() == [(second.member_id, "elearning.promoted"), (first.member_id, "elearning.passed_over")]
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.after["passed"], entry.after["is_waiting"]) == ("elearning.approved_waiting", 1, False)
    assert line_of(row) == [first.member_id]
    assert refusal(approve_waiting_enrolment, enrolment_id=first.pk, by=mentor) == "no_seat"


# --- Many at once


def test_many_are_decided_each_by_itself(mentor, course_class):
    good, other = EnrolmentFactory(course_class=course_class), EnrolmentFactory(course_class=course_class)
    done, foreign = EnrolmentFactory(course_class=course_class, status="APPROVED"), EnrolmentFactory()
    numbers = [other.pk, good.pk, done.pk, foreign.pk, 987_654]
    outcomes = decide_enrolments(enrolment_ids=numbers, decision="approve", by=mentor)
    assert [(one.enrolment_id, one.is_done, one.refusal and one.refusal.code) for one in outcomes] == [
        (good.pk, True, None), (other.pk, True, None), (done.pk, False, "wrong_state"),
        (foreign.pk, False, "not_the_instructor"), (987_654, False, "missing"),
    ]  # fmt: skip
    approved = Enrolment.objects.filter(status="APPROVED").values_list("pk", flat=True)
    assert set(approved) == {good.pk, other.pk, done.pk}
    assert acts() == [("elearning.approved", mentor.pk)] * 2


@pytest.mark.parametrize(("decision", "status"), [("reject", "REJECTED"), ("cancel", "CANCELLED")])
def test_many_are_ended_with_one_reason(mentor, course_class, decision, status):
    rows = [EnrolmentFactory(course_class=course_class) for _ in range(2)]
    numbers = [row.pk for row in rows]
    assert (
        refusal(decide_enrolments, enrolment_ids=numbers, decision=decision, by=mentor, reason=" ") == "reason_missing"
    )
    outcomes = decide_enrolments(enrolment_ids=numbers, decision=decision, by=mentor, reason="까닭")
    assert [one.is_done for one in outcomes] == [True, True]
    assert set(Enrolment.objects.values_list("status", flat=True)) == {status}


def test_as_many_who_wait_get_a_seat_as_there_are(mentor):
    row = CourseClassFactory(instructors=[mentor], capacity=2, promotion="MANUAL")
    rows = waiting(row, 3)
    outcomes = decide_enrolments(enrolment_ids=[one.pk for one in rows], decision="approve_waiting", by=mentor)
    assert [one.is_done for one in outcomes] == [True, True, False]
    assert isinstance(outcomes[2].refusal, DomainError)


def test_none_are_not_many(mentor):
    assert refusal(decide_enrolments, enrolment_ids=[], decision="approve", by=mentor) == "nobody_chosen"


# --- Given after the start: nobody was asked


@pytest.mark.parametrize("was_waiting", [True, False])
def test_a_seat_that_others_gave_after_the_start_is_given_back_with_all_that_was_paid(mentor, student, was_waiting):
    run = running_class(instructors=[mentor], fee=10_000, capacity=1)
    row = EnrolmentFactory(course_class=run, member=student, waiting=was_waiting, fee=10_000)
    act = approve_waiting_enrolment if was_waiting else approve_enrolment
    act(enrolment_id=row.pk, by=mentor)
    PaymentFactory(enrolment=row, amount=10_000)
    assert cancel_page(row.pk, fresh(student), clock.now()).refused == ""
    ended = cancel_enrolment(enrolment_id=row.pk, by=fresh(student))
    assert (ended.enrolment.status, ended.quote.percent, ended.enrolment.refund_due) == ("CANCELLED", 100, 10_000)


def test_whom_staff_enrol_in_a_class_that_runs_may_give_the_seat_back_too(superuser, student):
    run = running_class(fee=10_000, approval="AUTOMATIC", apply_end=clock.today())
    row = enrol_member(class_id=run.pk, by=superuser, member_id=student.pk).enrolment
    assert (row.status, row.decided_by) == ("APPROVED", superuser)
    PaymentFactory(enrolment=row, amount=10_000)
    assert cancel_page(row.pk, fresh(student), clock.now()).refused == ""
    ended = cancel_enrolment(enrolment_id=row.pk, by=fresh(student))
    assert (ended.quote.percent, ended.enrolment.refund_due) == (100, 10_000)


def test_who_enrolled_in_a_class_that_runs_by_themselves_was_asked(student):
    run = running_class(approval="AUTOMATIC", apply_end=clock.today())
    row = enrol_member(class_id=run.pk, by=fresh(student)).enrolment
    assert row.decided_by is None
    assert refusal(cancel_enrolment, enrolment_id=row.pk, by=fresh(student)) == "too_late_to_cancel"
