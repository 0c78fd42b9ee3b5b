"""Recording who came to a session: by the list of whoever runs it, or by a code that those who came enter."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.accounts.services.presence import hold_member
from apps.core import audit, clock, spelling, throttle
from apps.core import check_in as codes
from apps.core.errors import DomainError
from apps.core.rules import check_reason
from apps.mentoring import notices
from apps.mentoring.models import Application, Attendance, CheckInCode, Session
from apps.mentoring.rules import attendance as rules
from apps.mentoring.rules import check_can_manage
from apps.mentoring.rules.attendance import Mark
from apps.mentoring.services.applications import sentence_params
from apps.mentoring.services.shared import lock_session
from apps.mentoring.states import Presence
from apps.notices.services import tell


@transaction.atomic
def record_attendance(*, by: Member, session_id: int, marks: Mapping[int, Mark]) -> int:
    """Record who came, by the id of their application, all or nothing, and return how many records were written.

    What is the same as recorded is not written. Whoever is recorded as absent is told. Raises Session.DoesNotExist,
    NotAllowed `not_the_author`, Conflict `not_started`, `too_late_to_record`, `declined`, and of one of the marks
    Invalid `no_seat`, `presence_unknown`, `reason_missing`, `reason_too_long`, Conflict `contested`,
    `decided`, `changed_meanwhile`; those name the `application` in their `extra`. Statements: 7 at most, whatever their
    number.
    """
    session = lock_session(session_id, by)
    now = clock.now()
    rules.check_can_record(by, session, now)
    holding = session.applications.filter(holds_seat=True, pk__in=list(marks)).select_related("member").in_bulk()
    kept = {row.application_id: row for row in Attendance.objects.filter(application__in=list(holding))}
    written, history = [], []
    for application_id, mark in marks.items():
        old = kept.get(application_id)
        with _naming(application_id):
            application = rules.check_holds_seat(holding.get(application_id))
            rules.check_mark(mark)
            reason = spelling.text(mark.reason)
            if old is not None and (old.presence, old.reason) == (mark.presence, reason):
                continue
            rules.check_unchanged(old, mark.expected_revision)
            rules.check_may_change(by, old)
        written.append(_row(application, old, mark.presence, reason, by, now))
        history.append(old)
    _write(written, history, by, now)
    _tell_absent(session, written, history)
    return len(written)


def _tell_absent(session: Session, written: list[Attendance], history: list[Attendance | None]) -> None:
    """Tell those who are recorded as absent, and how long they may object; not those who have objected already."""
    absent = [(row, old) for row, old in zip(written, history, strict=True) if row.presence == Presence.ABSENT]
    for has_objected, days in ((False, rules.OBJECT_WITHIN.days), (True, None)):
        people = [row.application.member for row, old in absent if bool(old and old.objected_at) is has_objected]
        tell(people, notices.ABSENT, path=session.get_absolute_url(), days=days, **sentence_params(session))


@contextmanager
def _naming(application_id: int) -> Iterator[None]:
    """Name the application in a refusal, so that a page can show it beside its row."""
    try:
        yield
    except DomainError as error:
        error.extra["application"] = application_id
        raise


def _row(
    application: Application, old: Attendance | None, presence: str, reason: str, by: Member, now: datetime
) -> Attendance:
    return Attendance(
        application=application,
        presence=presence,
        reason=reason,
        recorded_at=old.recorded_at if old else now,
        changed_at=now,
        recorded_by=by,
        revision=old.revision + 1 if old else 1,
    )


def _write(rows: list[Attendance], history: list[Attendance | None], by: Member, now: datetime) -> None:
    """Write the rows in one statement, and what they were in the audit trail. The words of a reason stay out of it."""
    if not rows:
        return
    Attendance.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["application"],
        update_fields=["presence", "reason", "changed_at", "recorded_by", "revision"],
    )
    audit.record_many(
        audit.entry(
            by=by,
            at=now,
            act="mentoring.attendance_changed" if old else "mentoring.attendance_recorded",
            subject=row,
            before={"presence": old.presence} if old else {},
            after={"presence": row.presence},
        )
        for row, old in zip(rows, history, strict=True)
    )


# --- By a code --------------------------------------------------------------------------------------------------------


@transaction.atomic
def open_code(*, by: Member, session_id: int, minutes: int) -> CheckInCode:
    """Open a new code for 5, 10 or 15 minutes from now; the last one ends.

    Raises Session.DoesNotExist, NotAllowed `not_the_author`, Invalid `minutes_unknown`, and Conflict where attendance
    cannot be recorded.
    """
    session = lock_session(session_id, by)
    now = clock.now()
    rules.check_can_record(by, session, now)
    codes.check_minutes(minutes)
    row, _made = CheckInCode.objects.update_or_create(
        session=session,
        defaults={"code": codes.new_code(), "opened_at": now, "closes_at": now + timedelta(minutes=minutes)},
    )
    audit.record(by=by, act="mentoring.check_in_opened", subject=session, after={"minutes": minutes})
    return row


@transaction.atomic
def close_code(*, by: Member, session_id: int) -> None:
    """Close the code before its time. Raises Session.DoesNotExist, NotAllowed `not_the_author`."""
    session = lock_session(session_id, by)
    check_can_manage(by, session)
    if CheckInCode.objects.filter(session=session).delete()[0]:
        audit.record(by=by, act="mentoring.check_in_closed", subject=session)


def check_in(*, by: Member, session_id: int, code: str) -> Attendance:
    """Record oneself as present, or late, at the time of our clock.

    Every attempt counts towards the limit, a correct one too, so that nobody learns more by sending many at once.
    Raises Session.DoesNotExist, NotAllowed `no_seat`, Conflict `no_live_code`, `not_started`, `already_recorded`,
    Throttled `check_in_throttled`, Invalid `code_wrong`.
    """
    Session.objects.visible_to(by).values_list("pk").get(pk=session_id)
    rules.check_can_check_in(_own(by, session_id))
    codes.check_is_live(CheckInCode.objects.filter(pk=session_id).first(), clock.now())
    throttle.hit(codes.SCOPE, str(by.pk), codes.CHECK_INS_OF_MEMBER)
    return _check_in(by, session_id, code)


@transaction.atomic
def _check_in(by: Member, session_id: int, code: str) -> Attendance:
    hold_member(by.pk)
    session = lock_session(session_id, by)
    now = clock.now()
    # Read again under the lock of the session: it may have been moved, the code closed, the seat given back.
    rules.check_has_started(session, now)
    application = rules.check_can_check_in(_own(by, session_id))
    codes.check_code(CheckInCode.objects.filter(pk=session_id).first(), code, now)
    rules.check_not_recorded(Attendance.objects.filter(application=application).first())
    row = _row(application, None, rules.presence_at(now, session.starts_at), "", by, now)
    _write([row], [None], by, now)
    return row


def delete_expired_codes(now: datetime) -> int:
    """Delete expired codes, and return how many."""
    return CheckInCode.objects.filter(closes_at__lte=now).delete()[0]


# --- Objections -------------------------------------------------------------------------------------------------------


@transaction.atomic
def object_to_attendance(*, by: Member, application_id: int, reason: str) -> Attendance:
    """Object to the record of one's own attendance, once; whoever runs the session is told.

    Raises Attendance.DoesNotExist, NotAllowed `not_your_record`, Invalid `reason_missing`, `reason_too_long`, Conflict
    `no_seat`, `present`, `already_objected`, `too_late_to_object`.
    """
    row, session = _lock_attendance(by, application_id)
    now = clock.now()
    rules.check_can_object(by, row, now)
    check_reason(reason)
    row.objection, row.objected_at = spelling.text(reason), now
    row.revision += 1
    row.save(update_fields=["objection", "objected_at", "revision"])
    audit.record(by=by, act="mentoring.attendance_objected", subject=row)
    path = reverse("mentoring:objection", args=[application_id])
    tell([session.author], notices.OBJECTED, path=path, about=by, name=by.name, **sentence_params(session))
    return row


@transaction.atomic
def decide_objection(*, by: Member, application_id: int, presence: str, answer: str) -> Attendance:
    """Decide an objection: record what counts from now on, and answer it. Whoever objected is told.

    Raises Attendance.DoesNotExist, NotAllowed `not_the_author`, Invalid `presence_unknown`, `reason_missing`,
    `reason_too_long`, Conflict `no_objection`, `already_decided`.
    """
    row, session = _lock_attendance(by, application_id)
    now = clock.now()
    rules.check_can_decide(by, row)
    check_reason(answer, field="answer", missing=_("답변을 입력해 주세요."))
    rules.check_mark(Mark(presence, reason=row.reason or answer))
    before = row.presence
    row.presence, row.answer, row.decided_at, row.decided_by = presence, spelling.text(answer), now, by
    row.changed_at, row.recorded_by = now, by
    row.revision += 1
    row.save()
    audit.record(
        by=by,
        act="mentoring.objection_decided",
        subject=row,
        before={"presence": before},
        after={"presence": presence},
    )
    tell(
        [row.application.member],
        notices.OBJECTION_DECIDED,
        path=session.get_absolute_url(),
        about=by,
        answer=row.answer,
        **sentence_params(session),
    )
    return row


def _own(by: Member, session_id: int) -> Application | None:
    return Application.objects.of(by).filter(session_id=session_id, holds_seat=True).first()


def _lock_attendance(by: Member, application_id: int) -> tuple[Attendance, Session]:
    """Lock the session of a record that the member may see, and return both."""
    seen = Attendance.objects.visible_to(by).values_list("application__session_id", flat=True)
    session_id = seen.get(application_id=application_id)
    session = lock_session(session_id, by)
    row = Attendance.objects.select_related("application__member").get(application_id=application_id)
    row.application.session = session
    return row, session
