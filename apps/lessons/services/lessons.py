"""Asking for a lesson, and every move it makes from there: approved, rejected, started, completed, cancelled.

Each move is decided under the lesson's lock, on the row as it is then: of two at once, one wins, and the other gets the
sentence of the state it finds (docs/domain.md, Lessons). What is approved stands in the planners of both.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.accounts.states import NAME_OF_WHO_LEFT
from apps.core import audit, clock, text
from apps.core.errors import Conflict
from apps.lessons import notices, rules
from apps.lessons.models import DayOff, Lesson, Tutorial, WeeklyHours
from apps.lessons.states import LessonStatus, Role
from apps.notices.kinds import Span
from apps.notices.services import tell
from apps.planner import ics
from apps.planner import selectors as planner
from apps.planner import services as planner_services
from apps.planner.models import Appointment, AppointmentRole
from apps.planner.services import Slot


@dataclass(frozen=True)
class RequestedLesson:
    """`conflicts`: the mentee's other appointments in that time."""

    lesson: Lesson
    conflicts: list[Appointment] = field(default_factory=list)


def slot_of(lesson: Lesson) -> Slot:
    """Nobody's name is in it: the files of calendars show its title."""
    return Slot(
        source=Lesson.SOURCE,
        source_id=lesson.pk,
        title=lesson.tutorial.title,
        path=lesson.get_absolute_url(),
        starts_at=lesson.starts_at,
        ends_at=lesson.ends_at,
    )


def sentence_params(lesson: Lesson) -> dict[str, Any]:
    return {"title": lesson.tutorial.title, "when": Span(lesson.starts_at, lesson.ends_at)}


# --- Asking -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def request_lesson(
    *, tutorial_id: int, by: Member, starts_at: datetime, message: str = "", knowing: bool = True
) -> RequestedLesson:
    """Ask for a lesson (seed 003 §1). Its price and length are the tutorial's of this moment; the mentor is told.

    It may overlap other things of the mentor, who sees that it does. Not `knowing` refuses what overlaps another
    appointment of the mentee, so that a page can name it first. Raises Tutorial.DoesNotExist, NotAllowed
    `own_tutorial`, Invalid `in_the_past`, `too_far` (field `date`), `message_too_long` (`message`), Conflict `closed`,
    `day_off` (`date`), `outside_hours`, `already_requested` (`time`), `clash`.
    """
    # Locked, so that nobody closes or edits it meanwhile, and two requests of one click come one after the other.
    rows = Tutorial.objects.select_for_update(no_key=True, of=("self",)).select_related("mentor")
    tutorial = rows.defer("description", "description_key", "title_key").get(pk=tutorial_id)
    rules.check_can_request(by, tutorial)
    now = clock.now()
    ends_at = starts_at + timedelta(minutes=tutorial.duration)
    rules.check_lesson_time(starts_at, now=now)
    message = message.strip()
    rules.check_message(message)
    check_within_hours(tutorial.mentor_id, starts_at, ends_at)
    same = Lesson.objects.of_mentee(by).live().filter(tutorial=tutorial, starts_at=starts_at)
    rules.check_not_asked_yet(asked=same.exists())
    conflicts = planner.list_appointments_between(by, starts_at, ends_at)
    if conflicts and not knowing:
        raise Conflict("clash", _("같은 시간에 다른 일정이 있습니다. 아래에서 확인하고 신청해 주세요."))
    lesson = Lesson.objects.create(
        tutorial=tutorial, mentor=tutorial.mentor, mentee=by, starts_at=starts_at, ends_at=ends_at,
        price=tutorial.price, duration=tutorial.duration, request_message=message, created_at=now, updated_at=now,
    )  # fmt: skip
    audit.record(
        by=by,
        act="lessons.requested",
        subject=lesson,
        after=audit.snapshot(lesson, ("status", "tutorial", "starts_at", "ends_at", "price")),
    )
    tell(
        [tutorial.mentor], notices.REQUESTED, path=lesson.get_absolute_url(), name=by.name, message=message, about=by,
        **sentence_params(lesson),
    )  # fmt: skip
    return RequestedLesson(lesson, conflicts)


def check_within_hours(mentor_id: int, starts_at: datetime, ends_at: datetime) -> None:
    """Ask the rule of a mentor's hours and days off with the rows of the time in question. 2 queries."""
    rules.check_within_hours(
        starts_at,
        ends_at,
        list(WeeklyHours.objects.filter(mentor_id=mentor_id)),
        DayOff.objects.filter(
            mentor_id=mentor_id,
            first_day__lte=clock.local(ends_at).date(),
            last_day__gte=clock.local(starts_at).date(),
        ),
    )


# --- The moves --------------------------------------------------------------------------------------------------------


@transaction.atomic
def approve_lesson(*, lesson_id: int, by: Member) -> Lesson:
    """The mentor agrees (seed 003 §5): the time is booked for both, and the mentee is told.

    Refused where the mentor gives another lesson or runs a session then. Raises Lesson.DoesNotExist, NotAllowed
    `not_yours`, Invalid `wrong_state`, `time_passed`, Conflict `host_busy`.
    """
    seen = Lesson.objects.get(pk=lesson_id)
    rules.check_can_approve(by, seen, now=clock.now())
    try:
        # Locks the mentor before the lesson: the fixed order (see docs/architecture.md).
        planner_services.check_host_and_venue_free(
            host_id=seen.mentor_id,
            venue_id=None,
            starts_at=seen.starts_at,
            ends_at=seen.ends_at,
            source=Lesson.SOURCE,
            source_id=seen.pk,
        )
    except Conflict as error:
        raise _host_busy(error.extra["taken"]) from None
    lesson = _lock_lesson(lesson_id)
    now = clock.now()
    rules.check_can_approve(by, lesson, now=now)
    _move_lesson(lesson, LessonStatus.APPROVED, by, approved_at=now)
    planner_services.book_slots([slot_of(lesson)], [lesson.mentor_id], role=AppointmentRole.HOST)
    planner_services.book_slots([slot_of(lesson)], [lesson.mentee_id])
    _tell_member(lesson, lesson.mentee, notices.APPROVED, booked=True)
    return lesson


def _host_busy(taken: Appointment) -> Conflict:
    return Conflict(
        "host_busy",
        _(
            "같은 시간에 진행하는 일정 ‘%(title)s’(%(when)s)[이/가] 있어 승인할 수 없습니다. "
            "그 일정을 먼저 바꾸거나 사유를 적어 거절해 주세요."
        )
        % {"title": taken.title, "when": text.span(taken.starts_at, taken.ends_at)},
    )


@transaction.atomic
def reject_lesson(*, lesson_id: int, by: Member, reason: str) -> Lesson:
    """The mentor declines (seed 003 §6), at any time, with a reason that the mentee is told.

    Raises Lesson.DoesNotExist, NotAllowed `not_yours`, Invalid `wrong_state`, `reason_missing`, `reason_too_long`.
    """
    lesson = _lock_lesson(lesson_id)
    rules.check_can_reject(by, lesson)
    rules.check_reject_reason(reason)
    reason = reason.strip()
    _move_lesson(lesson, LessonStatus.REJECTED, by, reason, rejected_at=clock.now(), reject_reason=reason)
    _tell_member(lesson, lesson.mentee, notices.REJECTED, reason=reason)
    return lesson


@transaction.atomic
def start_lesson(*, lesson_id: int, by: Member) -> Lesson:
    """The mentor begins the lesson (seed 003 §7), at whatever time. Raises Lesson.DoesNotExist, NotAllowed `not_yours`,
    Invalid `wrong_state`."""
    lesson = _lock_lesson(lesson_id)
    rules.check_can_start(by, lesson)
    _move_lesson(lesson, LessonStatus.IN_PROGRESS, by, started_at=clock.now())
    _tell_member(lesson, lesson.mentee, notices.STARTED)
    return lesson


@transaction.atomic
def complete_lesson(*, lesson_id: int, by: Member) -> Lesson:
    """The mentor ends the lesson (seed 003 §8). One that was held before its time leaves the planners: nothing of it is
    ahead. Raises Lesson.DoesNotExist, NotAllowed `not_yours`, Invalid `wrong_state`."""
    lesson = _lock_lesson(lesson_id)
    rules.check_can_complete(by, lesson)
    now = clock.now()
    _move_lesson(lesson, LessonStatus.COMPLETED, by, completed_at=now)
    if now < lesson.starts_at:
        planner_services.cancel_appointments(Lesson.SOURCE, [lesson.pk])
    _tell_member(lesson, lesson.mentee, notices.COMPLETED)
    return lesson


@transaction.atomic
def cancel_lesson(*, lesson_id: int, by: Member, reason: str = "") -> Lesson:
    """Call a lesson off before it begins: the mentee, with or without a reason, the mentor of an approved one or staff
    with one. Whoever else is in it is told, and the time is free again (docs/domain.md, Lessons).

    Raises Lesson.DoesNotExist, NotAllowed `not_yours`, Invalid `wrong_state`, `too_late_to_cancel`, `reason_missing`,
    `reason_too_long`.
    """
    lesson = _lock_lesson(lesson_id)
    rules.check_can_cancel(by, lesson, now=clock.now())
    rules.check_cancel_reason(by, lesson, reason)
    reason = reason.strip()
    was_booked = _cancel_locked(lesson, by, reason)
    match rules.role_of(by, lesson):
        case Role.MENTEE:
            _tell_member(
                lesson, lesson.mentor, notices.CANCELLED_BY_MENTEE, booked=was_booked, name=by.name, about=by,
                reason=reason,
            )  # fmt: skip
        case Role.MENTOR:
            _tell_member(lesson, lesson.mentee, notices.CANCELLED_BY_MENTOR, booked=was_booked, reason=reason)
        case _:
            for member in (lesson.mentor, lesson.mentee):
                _tell_member(lesson, member, notices.CANCELLED_BY_STAFF, booked=was_booked, reason=reason)
    return lesson


def _cancel_locked(lesson: Lesson, by: Member, reason: str) -> bool:
    """Cancel a locked lesson. Returns whether its time was booked."""
    was_booked = lesson.status == LessonStatus.APPROVED
    _move_lesson(
        lesson, LessonStatus.CANCELLED, by, reason, cancelled_at=clock.now(), cancelled_by=by, cancel_reason=reason
    )
    if was_booked:
        planner_services.cancel_appointments(Lesson.SOURCE, [lesson.pk])
    return was_booked


def _lock_lesson(lesson_id: int) -> Lesson:
    rows = Lesson.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("tutorial", "mentor", "mentee").get(pk=lesson_id)


def _move_lesson(lesson: Lesson, to: LessonStatus, by: Member, reason: str = "", **stamps: Any) -> None:
    """Write the new state of a locked lesson, with what belongs to it, and that it was."""
    before = lesson.status
    lesson.status, lesson.updated_at = to, clock.now()
    for name, value in stamps.items():
        setattr(lesson, name, value)
    lesson.save(update_fields=["status", "updated_at", *stamps])
    audit.record(
        by=by,
        act=f"lessons.{to.lower()}",
        subject=lesson,
        before={"status": before},
        after={"status": to},
        reason=reason,
    )


def _tell_member(lesson: Lesson, member: Member, kind: str, *, booked: bool = False, **params: Any) -> None:
    """`booked`: its time was booked or is free again, so that a file for the member's calendar goes with the mail."""
    files = ics.calendar_for(Lesson.SOURCE, lesson.pk, [member]) if booked else None
    tell([member], kind, path=lesson.get_absolute_url(), calendar=files, **params, **sentence_params(lesson))


# --- Leaving ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def end_lessons_for_leaving(*, member: Member, by: Member) -> None:
    """End what waits for or is ahead of a member who leaves; `by` is whoever sees to it.

    As a mentor: the tutorials close, and what waits is rejected. As a mentee: what waits or is ahead is cancelled. Past
    and running lessons stay.
    """
    now = clock.now()
    offered = Tutorial.objects.select_for_update(no_key=True).filter(mentor=member, is_open=True)
    for tutorial in offered.order_by("pk"):
        tutorial.is_open, tutorial.updated_at, tutorial.revision = False, now, tutorial.revision + 1
        tutorial.save(update_fields=["is_open", "updated_at", "revision"])
        audit.record(by=by, act="lessons.tutorial_closed", subject=tutorial)
    asked = Lesson.objects.of_mentor(member).filter(status=LessonStatus.PENDING)
    for lesson_id in asked.order_by("pk").values_list("pk", flat=True):
        lesson = _lock_lesson(lesson_id)
        if lesson.status == LessonStatus.PENDING:
            reason = _("멘토가 탈퇴하여 수업을 진행하지 못하게 되었습니다.")
            _move_lesson(lesson, LessonStatus.REJECTED, by, reason, rejected_at=now, reject_reason=reason)
            _tell_member(lesson, lesson.mentee, notices.REJECTED, reason=reason)
    for lesson_id in Lesson.objects.of_mentee(member).live().order_by("pk").values_list("pk", flat=True):
        lesson = _lock_lesson(lesson_id)
        if _is_ahead(lesson, now):
            was_booked = _cancel_locked(lesson, by, "")
            _tell_member(
                lesson, lesson.mentor, notices.CANCELLED_BY_MENTEE, booked=was_booked, name=NAME_OF_WHO_LEFT,
                about=member, reason="",
            )  # fmt: skip


def _is_ahead(lesson: Lesson, now: datetime) -> bool:
    return lesson.status == LessonStatus.PENDING or (lesson.status == LessonStatus.APPROVED and lesson.starts_at > now)
