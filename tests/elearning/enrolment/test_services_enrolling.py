"""Enrolling and waiting: what is written, who is told, and what happens to their planners."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from apps.core import audit, clock
from apps.core.errors import Conflict, NotAllowed
from apps.core.models import AuditEntry
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.services import enrolling
from apps.elearning.enrolment.services.enrolling import ClassSeatTaking, enrol_member
from apps.notices.models import Notice
from apps.planner.models import Appointment
from tests.elearning.enrolment.enrolling import acts, fill, line_of, planned, refusal, told, waiting
from tests.factories.accounts import MemberFactory
from tests.factories.elearning import CourseClassFactory, EnrolmentFactory
from tests.factories.planner import AppointmentFactory
from tests.mails import mails, the_mail

pytestmark = pytest.mark.django_db
MORNING = dt.datetime(2026, 1, 5, 9, 0, tzinfo=clock.SEOUL)


@time_machine.travel(MORNING, tick=False)
def test_one_who_enrols_holds_a_seat_and_waits_for_approval(student):
    row = CourseClassFactory(fee=30_000, meetings=2)
    done = enrol_member(class_id=row.pk, by=student)
    kept = Enrolment.objects.get()
    assert done.enrolment == kept
    assert (kept.status, kept.holds_seat, kept.is_waiting, kept.member, kept.course_class) == (
        "PENDING", True, False, student, row,
    )  # fmt: skip
    assert (kept.fee, kept.payment_status, kept.refund_status, kept.applied_at, kept.approved_at) == (
        30_000, "NONE", "NONE", MORNING, None,
    )  # fmt: skip
    assert (done.place, done.conflicts) == (0, [])
    row.refresh_from_db()
    assert row.seats_taken == 1
    assert planned(row) == {}  # nothing is sure yet
    assert told() == [(student.pk, "elearning.applied")]
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.actor, entry.subject_type, entry.subject_id, entry.after) == (
        "elearning.enrolled", student, "elearning.enrolment", kept.pk,
        {"course_class": row.pk, "member": student.pk, "status": "PENDING"},
    )  # fmt: skip


@pytest.mark.parametrize(("fee", "payment"), [(0, "COMPLETED"), (30_000, "WAITING")])
@time_machine.travel(MORNING, tick=False)
def test_a_class_that_approves_by_itself_approves_at_once(student, fee, payment):
    row = CourseClassFactory(fee=fee, meetings=2, approval="AUTOMATIC")
    kept = enrol_member(class_id=row.pk, by=student).enrolment
    kept.refresh_from_db()
    assert (kept.status, kept.approved_at, kept.decided_by, kept.payment_status) == (
        "APPROVED", MORNING, None, payment,
    )  # fmt: skip
    assert planned(row) == {student.pk: 2}
    appointment = Appointment.objects.order_by("starts_at").first()
    assert (appointment.role, appointment.title, appointment.path) == ("guest", row.title, f"/classes/{row.pk}/")


def test_a_full_class_takes_names_in_order(student, other_student):
    row = CourseClassFactory(capacity=1, approval="AUTOMATIC", meetings=1)
    fill(row)
    first, second = enrol_member(class_id=row.pk, by=student), enrol_member(class_id=row.pk, by=other_student)
    assert (first.place, second.place) == (1, 2)
    assert {(one.enrolment.status, one.enrolment.is_waiting) for one in (first, second)} == {("PENDING", True)}
    assert line_of(row) == [student.pk, other_student.pk]
    assert planned(row) == {}
    assert acts() == [("elearning.waited", student.pk), ("elearning.waited", other_student.pk)]


def test_a_full_class_without_a_waiting_list_says_so(student):
    row = CourseClassFactory(capacity=1, has_waiting_list=False)
    fill(row)
    assert refusal(enrol_member, class_id=row.pk, by=student) == "full"


def test_nobody_takes_a_seat_before_those_to_whom_it_is_given_by_hand(student):
    row = CourseClassFactory(capacity=2, promotion="MANUAL")
    EnrolmentFactory(course_class=row)
    waiting(row, 1)
    assert enrol_member(class_id=row.pk, by=student).place == 2


def test_who_cannot_come_any_more_keeps_nobody_from_a_seat(student):
    row = CourseClassFactory(capacity=2, promotion="MANUAL")
    waiting(row, 1, member=MemberFactory(is_active=False))
    assert enrol_member(class_id=row.pk, by=student).place == 0


def test_nobody_enrols_twice_or_in_their_own_class(student, stranger):
    row = CourseClassFactory(instructors=[stranger])
    assert refusal(enrol_member, class_id=row.pk, by=stranger) == "own_class"
    enrol_member(class_id=row.pk, by=student)
    assert refusal(enrol_member, class_id=row.pk, by=student) == "already_enrolled"
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize("status", ["CANCELLED", "REJECTED"])
def test_after_the_end_of_one_another_enrolment_is_a_new_one(student, status):
    old = EnrolmentFactory(member=student, status=status)
    new = enrol_member(class_id=old.course_class_id, by=student).enrolment
    assert new.pk != old.pk
    old.refresh_from_db()
    assert old.status == status


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"called_off_at": MORNING}, "called_off"),
        ({"opens_at": MORNING + dt.timedelta(hours=1)}, "not_open_yet"),
        ({"closes_at": MORNING}, "applications_closed"),
        ({"is_published": False}, None),  # not to be seen at all
    ],
)
@time_machine.travel(MORNING, tick=False)
def test_what_cannot_be_enrolled_in_leaves_nothing_behind(student, fields, code):
    row = CourseClassFactory(meetings=1, approval="AUTOMATIC", **fields)
    with pytest.raises((Conflict, CourseClass.DoesNotExist)) as refused:
        enrol_member(class_id=row.pk, by=student)
    assert getattr(refused.value, "code", None) == code
    assert (Enrolment.objects.count(), Appointment.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)


def test_staff_too_wait_until_a_class_is_published(superuser):
    assert refusal(enrol_member, class_id=CourseClassFactory(is_published=False).pk, by=superuser) == "not_published"


def test_the_course_that_is_named_must_be_the_classs(student):
    row = CourseClassFactory()
    with pytest.raises(CourseClass.DoesNotExist):
        enrol_member(class_id=row.pk, course_id=row.course_id + 1, by=student)
    assert enrol_member(class_id=row.pk, course_id=row.course_id, by=student).place == 0


# --- For another


def test_staff_enrol_another_who_is_told(superuser, student):
    row = CourseClassFactory()
    kept = enrol_member(class_id=row.pk, by=superuser, member_id=student.pk).enrolment
    assert kept.member == student
    assert told() == [(student.pk, "elearning.enrolled")]
    assert acts() == [("elearning.enrolled", superuser.pk)]


def test_nobody_else_names_another(student, other_student, stranger):
    row = CourseClassFactory(instructors=[stranger])
    for by in (student, stranger):
        with pytest.raises(NotAllowed):
            enrol_member(class_id=row.pk, by=by, member_id=other_student.pk)
    assert enrol_member(class_id=row.pk, by=student, member_id=student.pk).enrolment.member == student


def test_staff_cannot_enrol_who_is_not_there_or_teaches_the_class(superuser, stranger):
    row = CourseClassFactory(instructors=[stranger])
    for number in (987_654, MemberFactory(is_active=False).pk):
        assert refusal(enrol_member, class_id=row.pk, by=superuser, member_id=number) == "unknown_member"
    assert refusal(enrol_member, class_id=row.pk, by=superuser, member_id=stranger.pk) == "own_class"


# --- Clashes


def test_a_clash_with_any_meeting_is_allowed_and_named(student):
    row = CourseClassFactory(meetings=2)
    first, second = row.meetings.order_by("starts_at")
    late = AppointmentFactory(member=student, starts_at=second.starts_at - dt.timedelta(hours=1))
    early = AppointmentFactory(member=student, starts_at=first.starts_at + dt.timedelta(hours=1))
    AppointmentFactory(member=student, starts_at=first.ends_at)  # half-open: touching ends do not clash
    AppointmentFactory(member=student, starts_at=first.starts_at, cancelled_at=clock.now())
    AppointmentFactory(starts_at=first.starts_at)
    AppointmentFactory(
        member=student, source=CourseClass.SOURCE, source_id=first.pk, starts_at=first.starts_at
    )  # the meeting itself
    assert enrol_member(class_id=row.pk, by=student).conflicts == [early, late]


def test_a_clash_that_was_not_named_yet_is_refused_to_who_does_not_know(student):
    row = CourseClassFactory(meetings=1)
    AppointmentFactory(member=student, starts_at=row.meetings.get().starts_at)
    assert refusal(enrol_member, class_id=row.pk, by=student, knowing=False) == "clash"
    assert Enrolment.objects.count() == 0
    assert enrol_member(class_id=CourseClassFactory().pk, by=student, knowing=False).conflicts == []


def test_meetings_that_are_over_are_not_booked_any_more(student):
    row = CourseClassFactory(
        start_date=clock.today() - dt.timedelta(days=2), apply_start=clock.today() - dt.timedelta(days=5),
        apply_end=clock.today() + dt.timedelta(days=5), meetings=6, approval="AUTOMATIC",
    )  # fmt: skip
    enrol_member(class_id=row.pk, by=student)
    assert planned(row) == {student.pk: row.meetings.filter(ends_at__gt=clock.now()).count()}


# --- Who is told


def test_who_is_approved_at_once_gets_the_meetings_for_the_calendar(student, mentor):
    row = CourseClassFactory(approval="AUTOMATIC", meetings=3, instructors=[mentor])
    enrol_member(class_id=row.pk, by=student)
    assert told() == [(student.pk, "elearning.approved")]  # nothing waits for the instructors
    assert the_mail().calendar.count("BEGIN:VEVENT") == 3


def test_the_instructors_are_told_what_waits_for_them(student, mentor, other_student):
    row = CourseClassFactory(instructors=[mentor, other_student])
    enrol_member(class_id=row.pk, by=student)
    assert set(told()) == {
        (student.pk, "elearning.applied"), (mentor.pk, "elearning.to_decide"),
        (other_student.pk, "elearning.to_decide"),
    }  # fmt: skip
    notice = Notice.objects.get(member=mentor)
    assert (notice.about, notice.params["name"], notice.path) == (student, "이서연", f"/classes/{row.pk}/roster/")
    assert {mail.calendar for mail in mails()} == {""}


def test_staff_are_told_of_a_class_without_instructors(student, mentor, superuser):
    decider = MemberFactory(is_staff=True)
    decider.user_permissions.add(Permission.objects.get(codename="change_enrolment"))
    MemberFactory(is_staff=True)
    row = CourseClassFactory(instructors=[MemberFactory(is_active=False)])
    enrol_member(class_id=row.pk, by=student)
    assert set(told()) == {
        (student.pk, "elearning.applied"), (superuser.pk, "elearning.to_decide"), (decider.pk, "elearning.to_decide"),
    }  # fmt: skip


def test_staff_who_enrol_another_are_not_told_what_they_did(student, superuser):
    row = CourseClassFactory()
    enrol_member(class_id=row.pk, by=superuser, member_id=student.pk)
    assert told() == [(student.pk, "elearning.enrolled")]


def test_who_waits_is_told_so(student):
    row = CourseClassFactory(capacity=1)
    fill(row)
    enrol_member(class_id=row.pk, by=student)
    assert told() == [(student.pk, "elearning.waiting")]


# --- The lock


@pytest.mark.parametrize(("promotion", "held"), [("AUTOMATIC", 2), ("MANUAL", 3)])
def test_the_class_is_locked_last_and_for_few_statements(student, promotion, held):
    row = CourseClassFactory(capacity=5, approval="AUTOMATIC", meetings=30, promotion=promotion)
    with CaptureQueriesContext(connection) as queries:
        enrol_member(class_id=row.pk, by=student)
    tables = [query["sql"].split('FROM "')[-1].split('"')[0] for query in queries]
    locked = max(number for number, table in enumerate(tables) if table == "elearning_courseclass")
    apart = connection.vendor != "postgresql"  # there the enrolment and its audit entry are one statement
    assert len(queries) - locked == held + apart + 1  # and the end of the transaction
    assert len(queries) == 6 + held + apart + (3 if apart else 1)  # what the learner is told


def test_a_class_that_is_changed_meanwhile_is_looked_at_again(student, monkeypatch):
    row = CourseClassFactory(fee=1_000)
    prepare, seen = ClassSeatTaking.prepare, []

    def changed_once(taking, pool, waits):
        if not seen:
            CourseClass.objects.update(fee=2_000, revision=1)
        seen.append(waits)
        prepare(taking, pool, waits)

    monkeypatch.setattr(ClassSeatTaking, "prepare", changed_once)
    # The change is part of the first try here and is rolled back with it: only then does the second see it go again.
    kept = enrol_member(class_id=row.pk, by=student).enrolment
    assert (kept.fee, len(seen)) == (1_000, 2)


def test_a_class_that_never_stands_still_is_given_up(student, monkeypatch):
    row = CourseClassFactory()
    monkeypatch.setattr(ClassSeatTaking, "prepare", lambda *_given: CourseClass.objects.update(revision=9))
    assert refusal(enrol_member, class_id=row.pk, by=student) == "changed_meanwhile"
    assert Enrolment.objects.count() == 0


def test_a_line_that_begins_meanwhile_is_stood_in(student, monkeypatch):
    row = CourseClassFactory(capacity=2, promotion="MANUAL")
    answers = [[1], [1], [1]]
    monkeypatch.setattr(enrolling, "_first_in_line", lambda pk: answers.pop())
    assert refusal(enrol_member, class_id=row.pk, by=student) == "changed_meanwhile"
    assert answers == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("elearning_courseclass_seats_within_capacity", "full"),
        ("elearning_enrolment_one_live", "already_enrolled"),
        ("UNIQUE constraint failed: elearning_enrolment.course_class_id, member_id", "already_enrolled"),
    ],
)
def test_what_the_database_refuses_is_put_in_words(student, monkeypatch, words, code):
    def refuse(*_args, **_kwargs):
        raise IntegrityError(words)

    monkeypatch.setattr(audit, "record_new", refuse)
    assert refusal(enrol_member, class_id=CourseClassFactory().pk, by=student) == code


def test_what_else_it_refuses_is_a_fault(student, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise IntegrityError("something else")

    monkeypatch.setattr(audit, "record_new", refuse)
    with pytest.raises(IntegrityError, match="something else"):
        enrol_member(class_id=CourseClassFactory().pk, by=student)
