"""Applying, waiting, cancelling, moving up: what is written, who is told, and what happens to their planners."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.models import AuditEntry
from apps.mentoring.models import Application, Session
from apps.mentoring.services import applications
from apps.mentoring.services.applications import Applying, apply_to_session, cancel_application
from apps.notices.models import MailChoice, Notice, OutboxMail
from apps.planner.models import Appointment
from apps.seats import services as seats
from apps.seats.selectors import place_in_line
from tests.factories.accounts import MemberFactory
from tests.factories.mentoring import ApplicationFactory, SessionFactory
from tests.factories.planner import AppointmentFactory
from tests.mails import mails, the_mail

pytestmark = pytest.mark.django_db
MORNING = dt.datetime(2026, 1, 5, 9, 0, tzinfo=clock.SEOUL)


def code_of(act, **given) -> str:
    with pytest.raises((Conflict, Invalid, NotAllowed)) as refused:
        act(**given)
    return refused.value.code


OF_APPLYING = ("mentoring.applied", "mentoring.waiting", "mentoring.new_applicant", "mentoring.new_waiting")


def told() -> list[tuple[int, str]]:
    """Return who was told what, beside what is told of every application."""
    rows = Notice.objects.exclude(kind__in=OF_APPLYING).order_by("id")
    return list(rows.values_list("member_id", "kind"))


def planned(session) -> list[int]:
    """Who has the session in their planner."""
    rows = Appointment.objects.filter(source=Session.SOURCE, source_id=session.pk, cancelled_at=None)
    return sorted(rows.values_list("member_id", flat=True))


def acts() -> list[tuple[str, int | None]]:
    return list(AuditEntry.objects.order_by("id").values_list("act", "actor_id"))


def waiting_line(session, number: int) -> list[Application]:
    return [ApplicationFactory(session=session, state="waiting") for _ in range(number)]


def fill(session) -> list[Application]:
    return [ApplicationFactory(session=session) for _ in range(session.capacity)]


# --- Applying


@time_machine.travel(MORNING, tick=False)
def test_applying_takes_a_seat_and_a_place_in_the_planner(student):
    session = SessionFactory(title="자바", venue_text="스페이스 A1")
    done = apply_to_session(session_id=session.pk, by=student)
    row = done.application
    row.refresh_from_db()
    assert (row.state, row.holds_seat, row.is_waiting, row.member, row.session) == (
        "applied", True, False, student, session,
    )  # fmt: skip
    assert (row.applied_at, row.cancelled_at, done.place, done.conflicts) == (MORNING, None, 0, [])
    session.refresh_from_db()
    assert session.seats_taken == 1
    appointment = Appointment.objects.get()
    assert (appointment.member, appointment.role, appointment.title, appointment.place, appointment.venue) == (
        student, "guest", "자바", "스페이스 A1", None,
    )  # fmt: skip
    assert (appointment.starts_at, appointment.ends_at) == (session.starts_at, session.ends_at)
    assert appointment.path == session.get_absolute_url()
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.actor, entry.subject_type, entry.subject_id, entry.after) == (
        "mentoring.applied", student, "mentoring.application", row.pk, {"session": session.pk, "state": "applied"},
    )  # fmt: skip
    assert [(one.member, one.kind, one.path) for one in Notice.objects.order_by("id")] == [
        (student, "mentoring.applied", session.get_absolute_url()),
        (session.author, "mentoring.new_applicant", f"{session.get_absolute_url()}attendees/"),
    ]
    (event,) = Calendar.from_ical(the_mail(member=student).calendar).walk("VEVENT")
    assert (event["UID"], event["STATUS"]) == (f"{appointment.uid}@baeumteo", "CONFIRMED")
    host = Notice.objects.get(member=session.author)
    assert (host.about, host.waits_for_digest, OutboxMail.objects.count()) == (student, True, 1)


def test_who_waits_and_the_author_are_told_so_without_a_calendar(student, mentor):
    session = SessionFactory(author=mentor, capacity=1)
    fill(session)
    apply_to_session(session_id=session.pk, by=student, wait=True)
    kinds = list(Notice.objects.order_by("id").values_list("member_id", "kind"))
    assert kinds == [(student.pk, "mentoring.waiting"), (mentor.pk, "mentoring.new_waiting")]
    assert {mail.calendar for mail in mails()} == {""}


def test_whoever_wants_no_mail_of_applications_gets_none(student, mentor):
    session = SessionFactory(author=mentor)
    MailChoice.objects.create(member=mentor, kind="mentoring.new_applicant", timing="off")
    MailChoice.objects.create(member=student, kind="mentoring.new_applicant", timing="off")
    apply_to_session(session_id=session.pk, by=student)
    assert [mail.member for mail in OutboxMail.objects.all()] == [student]
    assert Notice.objects.count() == 2


def test_who_is_refused_is_told_nothing(student):
    session = SessionFactory(capacity=1)
    fill(session)
    assert code_of(apply_to_session, session_id=session.pk, by=student) == "full"
    assert (Notice.objects.count(), OutboxMail.objects.count()) == (0, 0)


def test_a_clash_is_allowed_and_named(student):
    session = SessionFactory()
    clash = AppointmentFactory(member=student, starts_at=session.starts_at - dt.timedelta(hours=1))
    for offset in (-2, 2):  # half-open: touching ends do not clash
        AppointmentFactory(member=student, starts_at=session.starts_at + dt.timedelta(hours=offset))
    AppointmentFactory(member=student, starts_at=session.starts_at, cancelled_at=clock.now())
    AppointmentFactory(starts_at=session.starts_at)
    assert apply_to_session(session_id=session.pk, by=student).conflicts == [clash]


def test_a_clash_that_was_not_named_yet_is_refused_to_who_does_not_know(student):
    session = SessionFactory()
    AppointmentFactory(member=student, starts_at=session.starts_at)
    assert code_of(apply_to_session, session_id=session.pk, by=student, knowing=False) == "clash"
    assert Application.objects.count() == 0
    other = SessionFactory(starts_at=session.starts_at + dt.timedelta(days=1))
    assert apply_to_session(session_id=other.pk, by=student, knowing=False).conflicts == []


@pytest.mark.parametrize(
    ("fields", "kind", "code"),
    [
        ({"declined_at": MORNING}, Session.DoesNotExist, None),
        ({"deleted_at": MORNING}, Session.DoesNotExist, None),
        ({"opens_at": MORNING + dt.timedelta(hours=1)}, Conflict, "not_open_yet"),
        ({"closes_at": MORNING}, Conflict, "registration_over"),
        ({"capacity": 1, "full": True}, Conflict, "full"),
    ],
)
@time_machine.travel(MORNING, tick=False)
def test_what_cannot_be_applied_to_leaves_nothing_behind(student, fields, kind, code):
    full = fields.pop("full", False)
    session = SessionFactory(**fields)
    if full:
        fill(session)
    before = Application.objects.count()
    with pytest.raises(kind) as refused:
        apply_to_session(session_id=session.pk, by=student)
    assert getattr(refused.value, "code", None) == code
    assert (Application.objects.count(), Appointment.objects.count(), AuditEntry.objects.count()) == (before, 0, 0)


def test_nobody_applies_to_their_own_or_twice(mentor, student):
    session = SessionFactory(author=mentor)
    assert code_of(apply_to_session, session_id=session.pk, by=mentor) == "own_session"
    apply_to_session(session_id=session.pk, by=student)
    assert code_of(apply_to_session, session_id=session.pk, by=student) == "already_applied"
    assert code_of(apply_to_session, session_id=session.pk, by=student, wait=True) == "already_applied"
    assert Application.objects.count() == 1


def test_a_full_session_takes_names_in_order(student, other_student):
    session = SessionFactory(capacity=1)
    fill(session)
    first = apply_to_session(session_id=session.pk, by=student, wait=True)
    second = apply_to_session(session_id=session.pk, by=other_student, wait=True)
    assert (first.place, second.place) == (1, 2)
    assert [(row.state, row.holds_seat, row.is_waiting) for row in (first.application, second.application)] == [
        ("waiting", False, True)
    ] * 2
    session.refresh_from_db()
    assert session.seats_taken == 1
    assert planned(session) == []  # who waits has no appointment yet
    assert acts() == [("mentoring.waited", student.pk), ("mentoring.waited", other_student.pk)]
    assert code_of(apply_to_session, session_id=session.pk, by=student, wait=True) == "already_applied"


def test_asking_to_wait_takes_a_seat_while_there_is_one(student):
    session = SessionFactory()
    done = apply_to_session(session_id=session.pk, by=student, wait=True)
    assert (done.application.state, done.place) == ("applied", 0)


def test_after_a_cancel_one_may_apply_again_and_the_old_row_stays(student):
    session = SessionFactory()
    first = apply_to_session(session_id=session.pk, by=student).application
    uid = Appointment.objects.get().uid
    cancel_application(application_id=first.pk, session_id=session.pk, by=student)
    second = apply_to_session(session_id=session.pk, by=student).application
    assert second.pk > first.pk
    assert list(Application.objects.order_by("id").values_list("state", flat=True)) == ["cancelled", "applied"]
    appointment = Appointment.objects.get()
    assert (appointment.uid, appointment.sequence, appointment.cancelled_at) == (uid, 2, None)


def _change_before_the_lock(monkeypatch, change, times=1):
    """Let `change` happen between the first look at a session and its lock, as another request would."""
    prepare, left = Applying.prepare, [times]

    def interrupted(*given):
        if left[0]:
            left[0] -= 1
            change()
        prepare(*given)

    monkeypatch.setattr(Applying, "prepare", interrupted)


def test_a_session_that_keeps_changing_is_given_up_with_a_sentence(student, monkeypatch):
    session = SessionFactory()

    def bump():
        Session.objects.filter(pk=session.pk).update(revision=99)

    _change_before_the_lock(monkeypatch, bump, times=99)
    assert code_of(apply_to_session, session_id=session.pk, by=student) == "changed_meanwhile"
    assert (Application.objects.count(), Appointment.objects.count()) == (0, 0)


def test_a_session_that_changed_once_is_looked_at_again(student, monkeypatch):
    session = SessionFactory()
    _change_before_the_lock(monkeypatch, lambda: Session.objects.filter(pk=session.pk).update(revision=1))
    assert apply_to_session(session_id=session.pk, by=student).application.holds_seat is True
    assert Appointment.objects.count() == 1


def test_what_only_the_database_can_refuse_gets_its_sentence_too(student, monkeypatch):
    """As in a race without the lock: the rules see nothing wrong, the constraints do."""
    monkeypatch.setattr(applications.rules, "check_has_seat", lambda session, **how: None)
    monkeypatch.setattr(Session, "is_full", False)
    full = SessionFactory(capacity=1)
    fill(full)
    # As before the last seat went.
    monkeypatch.setattr(seats._locked(Session), "first", lambda pk: Session(revision=0, capacity=1, seats_taken=0))
    assert code_of(apply_to_session, session_id=full.pk, by=student) == "full"

    monkeypatch.setattr(Applying, "check", lambda *_given: None)
    monkeypatch.setattr(Applying, "prepare", lambda *_given: None)
    session = SessionFactory()
    apply_to_session(session_id=session.pk, by=student)
    assert code_of(apply_to_session, session_id=session.pk, by=student) == "already_applied"


def test_another_refusal_of_the_database_is_not_swallowed(student, monkeypatch):
    def refuse(row, **entry):
        raise IntegrityError("something else")

    monkeypatch.setattr(seats.audit, "record_new", refuse)
    session = SessionFactory()
    with pytest.raises(IntegrityError, match="something else"):
        apply_to_session(session_id=session.pk, by=student)
    assert Appointment.objects.count() == 0


# --- Cancelling


def test_cancelling_ends_the_application_and_tells_the_mentor(mentor, student):
    session = SessionFactory(author=mentor, title="자바")
    row = apply_to_session(session_id=session.pk, by=student).application
    with time_machine.travel(MORNING, tick=False):
        cancel_application(application_id=row.pk, session_id=session.pk, by=student, reason="")
    row.refresh_from_db()
    assert (row.state, row.holds_seat, row.cancelled_at, row.cancelled_by, row.cancel_cause, row.cancel_reason) == (
        "cancelled", False, MORNING, student, "member", "",
    )  # fmt: skip
    session.refresh_from_db()
    assert session.seats_taken == 0
    assert planned(session) == []
    assert told() == [(mentor.pk, "mentoring.applicant_cancelled")]
    notice = Notice.objects.get(kind="mentoring.applicant_cancelled")
    assert (notice.path, notice.params["name"]) == (f"/mentoring/{session.pk}/attendees/", student.name)
    entry = AuditEntry.objects.get(act="mentoring.cancelled")
    assert (entry.actor, entry.before, entry.after) == (
        student, {"state": "applied"}, {"state": "cancelled", "cause": "member"},
    )  # fmt: skip


def test_leaving_the_line_frees_no_seat_and_is_no_news(student):
    session = SessionFactory(capacity=1)
    fill(session)
    row = apply_to_session(session_id=session.pk, by=student, wait=True).application
    (other,) = waiting_line(session, 1)
    cancel_application(application_id=row.pk, by=student)
    other.refresh_from_db()
    assert other.is_waiting is True
    assert told() == []
    assert AuditEntry.objects.get(act="mentoring.cancelled").before == {"state": "waiting"}


@pytest.mark.parametrize(("who", "cause"), [("mentor", "author"), ("superuser", "staff")])
def test_the_mentor_and_staff_cancel_with_a_reason_and_the_applicant_is_told(who, cause, mentor, superuser, student):
    session = SessionFactory(author=mentor)
    row = ApplicationFactory(session=session, member=student)
    AppointmentFactory(member=student, source="mentoring.session", source_id=session.pk)
    by = {"mentor": mentor, "superuser": superuser}[who]
    assert code_of(cancel_application, application_id=row.pk, by=by, reason="  ") == "reason_missing"
    assert code_of(cancel_application, application_id=row.pk, by=by, reason="가" * 501) == "reason_too_long"
    cancel_application(application_id=row.pk, by=by, reason="정원을 줄입니다.")
    row.refresh_from_db()
    assert (row.cancel_cause, row.cancelled_by, row.cancel_reason) == (cause, by, "정원을 줄입니다.")
    assert told() == [(student.pk, "mentoring.removed")]
    assert "정원을 줄입니다." in the_mail().text
    (event,) = Calendar.from_ical(the_mail().calendar).walk("VEVENT")
    assert event["STATUS"] == "CANCELLED"


def test_both_numbers_must_belong_together(student, stranger):
    row = ApplicationFactory(member=student)
    other = SessionFactory()
    for wrong in ({"application_id": row.pk, "session_id": other.pk}, {"application_id": 0}):
        with pytest.raises(Application.DoesNotExist):
            cancel_application(**wrong, by=student)
    assert (
        code_of(cancel_application, application_id=row.pk, session_id=row.session_id, by=stranger)
        == "not_your_application"
    )
    row.refresh_from_db()
    assert row.state == "applied"


def test_cancelling_twice_is_refused(student):
    row = ApplicationFactory(member=student)
    cancel_application(application_id=row.pk, by=student)
    assert code_of(cancel_application, application_id=row.pk, by=student) == "already_cancelled"
    assert AuditEntry.objects.filter(act="mentoring.cancelled").count() == 1


def test_who_may_not_log_in_any_more_is_passed_over(mentor, student):
    session = SessionFactory(author=mentor, capacity=1)
    row = ApplicationFactory(session=session, member=student)
    first, second = waiting_line(session, 2)
    Member.objects.filter(pk=first.member_id).update(is_active=False)
    cancel_application(application_id=row.pk, by=student)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("waiting", "applied")


def test_once_it_started_only_the_mentor_may_cancel_and_nobody_moves_up(mentor, student):
    session = SessionFactory(author=mentor, capacity=1)
    row = ApplicationFactory(session=session, member=student)
    (waiting,) = waiting_line(session, 1)
    with time_machine.travel(session.starts_at, tick=False):
        assert code_of(cancel_application, application_id=row.pk, by=student) == "too_late_to_cancel"
        cancel_application(application_id=row.pk, by=mentor, reason="오지 않았습니다.")
    waiting.refresh_from_db()
    assert waiting.state == "waiting"
    assert told() == [(student.pk, "mentoring.removed")]


def test_nobody_cancels_once_it_is_over(mentor, superuser, student):
    session = SessionFactory(author=mentor)
    row = ApplicationFactory(session=session, member=student)
    with time_machine.travel(session.ends_at, tick=False):
        for by in (mentor, superuser):
            assert code_of(cancel_application, application_id=row.pk, by=by, reason="오지 않았습니다.") == "ended"
        row.refresh_from_db()
        assert (row.state, told()) == ("applied", [])


def test_who_leaves_the_site_gives_the_seat_back_whatever_the_deadline_and_only_once(mentor, student, superuser):
    session = SessionFactory(author=mentor, capacity=1)
    row = ApplicationFactory(session=session, member=student)
    with time_machine.travel(session.starts_at, tick=False):
        for _ in range(2):
            cancel_application(application_id=row.pk, by=superuser, leaving=True)
    row.refresh_from_db()
    session.refresh_from_db()
    assert (row.state, row.cancel_cause, session.seats_taken) == ("cancelled", "member", 0)
    assert AuditEntry.objects.filter(act="mentoring.cancelled").count() == 1
    assert student.name not in str(Notice.objects.get().params)


# --- Moving up


@time_machine.travel(MORNING, tick=False)
def test_a_freed_seat_goes_to_the_first_who_waits_at_once(mentor):
    session = SessionFactory(author=mentor, capacity=1)
    (holder,) = fill(session)
    first, second = waiting_line(session, 2)
    cancel_application(application_id=holder.pk, by=holder.member)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.holds_seat, first.is_waiting, first.promoted_at) == ("applied", True, False, MORNING)
    assert (second.state, second.promoted_at, place_in_line(second)) == ("waiting", None, 1)
    session.refresh_from_db()
    assert session.seats_taken == 1
    assert planned(session) == [first.member_id]
    assert told() == [(mentor.pk, "mentoring.applicant_cancelled"), (first.member_id, "mentoring.promoted")]
    assert acts() == [("mentoring.cancelled", holder.member_id), ("mentoring.promoted", None)]
    entry = AuditEntry.objects.get(act="mentoring.promoted")
    assert (entry.subject_id, entry.before, entry.after) == (first.pk, {"state": "waiting"}, {"state": "applied"})
    (event,) = Calendar.from_ical(the_mail(member=first.member).calendar).walk("VEVENT")
    assert event["UID"] == f"{Appointment.objects.get(member=first.member).uid}@baeumteo"


def test_without_a_line_a_freed_seat_is_anyones(student):
    session = SessionFactory(capacity=1)
    (holder,) = fill(session)
    cancel_application(application_id=holder.pk, by=holder.member)
    assert apply_to_session(session_id=session.pk, by=student).application.holds_seat is True


def _statements(act) -> int:
    with CaptureQueriesContext(connection) as queries:
        act()
    return len([query for query in queries if "SAVEPOINT" not in query["sql"]])


def test_moving_up_costs_the_same_whoever_waits_and_at_most_eight_statements_more():
    costs = {}
    for line in (0, 1, 40):
        session = SessionFactory(capacity=1)
        (holder,) = fill(session)
        waiting_line(session, line)
        costs[line] = _statements(lambda holder=holder: cancel_application(application_id=holder.pk, by=holder.member))
    assert costs == {0: 11, 1: 19, 40: 19}


def test_applying_costs_the_same_whoever_is_there(student, other_student):
    empty, full = SessionFactory(capacity=50), SessionFactory(capacity=50)
    for _ in range(49):
        ApplicationFactory(session=full)
    costs = [
        _statements(lambda s=s, m=m: apply_to_session(session_id=s.pk, by=m))
        for s, m in ((empty, student), (full, student))
    ]
    apart = connection.vendor != "postgresql"  # there the application and its audit entry are one statement
    told = 3 if apart else 1  # notices and mails to two people
    assert costs == [
        5 + apart + told,
        6 + apart + told,
    ]  # the second is at the time of the first: the member's clash is looked up
    assert _statements(lambda: apply_to_session(session_id=full.pk, by=other_student, wait=True)) == 5 + apart + told
    with CaptureQueriesContext(connection) as queries:
        assert code_of(apply_to_session, session_id=full.pk, by=MemberFactory()) == "full"
    assert len([query for query in queries if "FOR " in query["sql"]]) == 0  # a refusal locks nothing


# --- All or nothing


@pytest.mark.parametrize("broken", ["record", "record_many", "record_new"])
def test_without_its_audit_entry_nothing_is_saved(broken, student, monkeypatch):
    session = SessionFactory(capacity=1)
    (holder,) = fill(session)
    (waiting,) = waiting_line(session, 1)

    def fail(*args, **given):
        raise RuntimeError("the audit trail cannot be written")

    monkeypatch.setattr(audit, broken, fail)
    other = SessionFactory()
    acts = {"record_new": lambda: apply_to_session(session_id=other.pk, by=student)}
    with pytest.raises(RuntimeError):
        acts.get(broken, lambda: cancel_application(application_id=holder.pk, by=holder.member))()
    holder.refresh_from_db()
    waiting.refresh_from_db()
    session.refresh_from_db()
    assert (holder.state, waiting.state, session.seats_taken) == ("applied", "waiting", 1)
    counts = [model.objects.count() for model in (Application, Appointment, Notice, OutboxMail, AuditEntry)]
    assert counts == [2, 0, 0, 0, 0]


def test_without_its_notice_nothing_is_saved(monkeypatch):
    row = ApplicationFactory()

    def fail(*args, **given):
        raise RuntimeError("no notice can be left")

    monkeypatch.setattr(applications, "tell", fail)
    with pytest.raises(RuntimeError):
        cancel_application(application_id=row.pk, by=row.member)
    row.refresh_from_db()
    assert row.state == "applied"
    assert AuditEntry.objects.count() == 0
