"""Absence requests: made and withdrawn by the learner, decided by those who keep attendance."""

from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse

from apps.accounts.models import Member
from apps.accounts.services.presence import hold_member
from apps.core import audit, clock, spelling
from apps.core.rules import check_reason
from apps.elearning.attendance import notices, rules, selectors
from apps.elearning.attendance.files import check_evidence
from apps.elearning.attendance.models import AbsenceRequest, Attendance
from apps.elearning.attendance.rules import AttendanceMark
from apps.elearning.attendance.services.locked_day import Entry, LockedDay
from apps.elearning.attendance.states import AttendanceType, RequestState
from apps.elearning.catalogue.notices import class_title
from apps.elearning.catalogue.selectors.teaching import teaches
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.services.shared import lock_class
from apps.notices.services import tell


@transaction.atomic
def request_absence(
    *, by: Member, enrolment_id: int, class_date: date, reason: str, file: Any = None
) -> AbsenceRequest:
    """Ask to excuse one's own class day, with a reason and optionally a `file` as evidence, and tell the instructors.

    Raises Enrolment.DoesNotExist, NotAllowed `not_yours`, Conflict `not_approved`, `called_off`, `too_late_to_ask`,
    `already_excused`, `already_asked`, `asked_too_often`, and Invalid for a bad day, reason or file.
    """
    check_reason(reason)
    if file is not None:
        check_evidence(file)
    hold_member(by.pk)
    class_id = Enrolment.objects.visible_to(by).values_list("course_class_id", flat=True).get(pk=enrolment_id)
    course_class = lock_class(class_id)
    enrolment = Enrolment.objects.get(pk=enrolment_id)
    rules.check_can_ask(by, enrolment)
    rules.check_is_class_day(class_date, course_class, selectors.class_days(class_id))
    of_day = {"enrolment": enrolment, "class_date": class_date}
    record = Attendance.objects.filter(**of_day).first()
    earlier = list(AbsenceRequest.objects.filter(**of_day))
    rules.check_can_ask_of(class_date, clock.today(), record, earlier, course_class)
    row = AbsenceRequest.objects.create(**of_day, reason=spelling.line(reason), file=file or "", asked_at=clock.now())
    # The reason stays out of the audit trail: it is often about somebody's health.
    audit.record(by=by, act="elearning.absence_asked", subject=row, after=of_day)
    tell(
        list(course_class.instructors.all()),
        notices.ABSENCE_ASKED,
        path=reverse("classes:absence", args=[class_id, row.pk]),
        title=class_title(course_class),
        day=class_date.isoformat(),
    )
    return row


@transaction.atomic
def withdraw_absence(*, by: Member, request_id: int) -> AbsenceRequest:
    """Withdraw a request that nobody has decided on.

    Raises AbsenceRequest.DoesNotExist, NotAllowed `not_yours`, Conflict `already_decided`.
    """
    lock_class(_class_of(request_id, by)[0])
    row = _locked(request_id)
    rules.check_can_withdraw(by, row)
    _move(row, by, RequestState.WITHDRAWN, "elearning.absence_withdrawn")
    return row


@transaction.atomic
def accept_absence(*, by: Member, request_id: int) -> AbsenceRequest:
    """Excuse the day of a request, and tell the learner.

    The record is made, or becomes EXCUSED with the learner's reason and the times it had. Raises
    AbsenceRequest.DoesNotExist, NotAllowed `not_the_instructor`, Conflict `already_decided`, `not_approved`, and
    Invalid if the class no longer meets on that day.
    """
    class_id, enrolment_id, day = _class_of(request_id, by)
    rules.check_can_keep(by, teaches=teaches(by, class_id))
    sheet = LockedDay(by, class_id, day, [enrolment_id])
    row = _locked(request_id)
    rules.check_is_open(row)
    old = sheet.rows.get(enrolment_id)
    times = (old.check_in_time, old.check_out_time) if old else (None, None)
    entry = Entry(enrolment_id, AttendanceMark(AttendanceType.EXCUSED, *times, row.reason))
    sheet.check(entry)
    sheet.write([entry], quietly=True)
    _decide(row, by, RequestState.ACCEPTED, "elearning.absence_accepted", notices.ABSENCE_ACCEPTED)
    return row


@transaction.atomic
def decline_absence(*, by: Member, request_id: int, reason: str) -> AbsenceRequest:
    """Decline a request and leave the day as it is, with a reason that the learner reads.

    Raises AbsenceRequest.DoesNotExist, NotAllowed `not_the_instructor`, Conflict `already_decided`, Invalid
    `reason_missing`, `reason_too_long`.
    """
    class_id, _enrolment_id, _day = _class_of(request_id, by)
    rules.check_can_keep(by, teaches=teaches(by, class_id))
    check_reason(reason)
    lock_class(class_id)
    row = _locked(request_id)
    rules.check_is_open(row)
    row.answer = spelling.text(reason)
    _decide(row, by, RequestState.DECLINED, "elearning.absence_declined", notices.ABSENCE_DECLINED)
    return row


def withdraw_absences_of(*, by: Member, member: Member) -> None:
    """Withdraw all open requests of a member who leaves."""
    waiting = AbsenceRequest.objects.open().filter(enrolment__member=member)
    for class_id in sorted(set(waiting.values_list("enrolment__course_class_id", flat=True))):
        lock_class(class_id)
    for row in waiting.order_by("pk"):
        _move(row, by, RequestState.WITHDRAWN, "elearning.absence_withdrawn")


def _class_of(request_id: int, by: Member) -> tuple[int, int, date]:
    """Return class, enrolment and day of a request that `by` may see."""
    seen = AbsenceRequest.objects.visible_to(by)
    return seen.values_list("enrolment__course_class_id", "enrolment_id", "class_date").get(pk=request_id)


def _locked(request_id: int) -> AbsenceRequest:
    rows = AbsenceRequest.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("enrolment__member", "enrolment__course_class__course").get(pk=request_id)


def _decide(row: AbsenceRequest, by: Member, state: RequestState, act: str, kind: str) -> None:
    row.decided_at, row.decided_by = clock.now(), by
    _move(row, by, state, act)
    course_class = row.enrolment.course_class
    tell(
        [row.enrolment.member],
        kind,
        path=reverse("classes:attendance", args=[course_class.pk]),
        title=class_title(course_class),
        day=row.class_date.isoformat(),
        reason=row.answer,
    )


def _move(row: AbsenceRequest, by: Member, state: RequestState, act: str) -> None:
    before = audit.snapshot(row, ["state"])
    row.state = state
    row.save(update_fields=["state", "decided_at", "decided_by", "answer"])
    audit.record(by=by, act=act, subject=row, before=before, after=audit.snapshot(row, ["state"]), reason=row.answer)
