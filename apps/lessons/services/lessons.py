"""Requesting a lesson, and every move from there: approve, reject, start, complete, cancel.

Each move is decided under the lesson's lock: of two moves at once, one wins, and the other is refused because of the
state that the first one left (docs/domain.md, Lessons). An approved lesson is in the planners of both people.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.accounts.services.presence import hold_member
from apps.accounts.states import NAME_OF_WHO_LEFT
from apps.core import audit, clock, spelling
from apps.core.errors import Conflict
from apps.lessons import notices, rules
from apps.lessons.models import DayOff, Lesson, OpenHoliday, Tutorial, WeeklyHours
from apps.lessons.rules import times as time_rules
from apps.lessons.rules.outcomes import counts_at
from apps.lessons.services.limits import check_limits
from apps.lessons.services.shared import (
    cancel_locked_lesson,
    lock_lesson,
    move_lesson,
    slot_of,
    tell_cancelled,
    tell_member,
)
from apps.lessons.states import LessonStatus, Role
from apps.notices.kinds import Until
from apps.planner import selectors as planner
from apps.planner import services as planner_services
from apps.planner.ics import CalendarOf
from apps.planner.models import Appointment, AppointmentRole, Venue
from apps.planner.rules import check_clashes_are_known


@dataclass(frozen=True)
class RequestedLesson:
    """A lesson that was just requested. `conflicts`: the mentee's other appointments at that time."""

    lesson: Lesson
    conflicts: list[Appointment] = field(default_factory=list)


# --- Asking -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def request_lesson(
    *,
    tutorial_id: int,
    by: Member,
    starts_at: datetime,
    message: str = "",
    knowing: bool = True,
    holidays: Collection[date] | None = None,
) -> RequestedLesson:
    """Request a lesson with the tutorial's present price and length, and tell the mentor (seed 003 §1).

    It may overlap appointments of the mentor, who sees this before deciding. If it overlaps one of the mentee and
    `knowing` is false, it is refused, so that a page can name the overlap first; so it is on a public holiday that is
    not among `holidays` (None: nothing is asked).

    Raises Tutorial.DoesNotExist, NotAllowed `own_tutorial`, Invalid `in_the_past`, `too_far` (field `date`),
    `message_too_long` (`message`), Conflict `closed`, `holiday_closed`, `day_off` and `holiday` (`date`),
    `outside_hours` and `already_requested` (`time`), `clash`, and those of `limit_rules.check_limits`.
    """
    hold_member(by.pk)
    # The lock keeps others from closing or editing the tutorial, and puts the two requests of a double click in order.
    rows = Tutorial.objects.select_for_update(no_key=True, of=("self",)).select_related("mentor")
    tutorial = rows.defer("description", "description_key", "title_key").get(pk=tutorial_id)
    rules.check_can_request(by, tutorial)
    now = clock.now()
    ends_at = starts_at + timedelta(minutes=tutorial.duration)
    rules.check_lesson_time(starts_at, now=now)
    message = spelling.text(message)
    rules.check_message(message)
    check_within_hours(tutorial, starts_at, ends_at)
    same = Lesson.objects.of_mentee(by).live().filter(tutorial=tutorial, starts_at=starts_at)
    rules.check_not_asked_yet(asked=same.exists())
    check_limits(tutorial.mentor_id, starts_at, ends_at, is_asked=True)
    planner_services.check_holidays([clock.local(starts_at).date()], holidays)
    conflicts = planner.list_appointments_between(by, starts_at, ends_at)
    check_clashes_are_known(conflicts, knowing=knowing)
    answer_by = time_rules.answer_deadline(now, starts_at)
    lesson = Lesson.objects.create(
        tutorial=tutorial, mentor=tutorial.mentor, mentee=by, starts_at=starts_at, ends_at=ends_at,
        price=tutorial.price, duration=tutorial.duration, request_message=message, created_at=now, updated_at=now,
        answer_by=answer_by, remind_at=time_rules.remind_at(now, answer_by),
    )  # fmt: skip
    audit.record(
        by=by,
        act="lessons.requested",
        subject=lesson,
        after=audit.snapshot(lesson, ("status", "tutorial", "starts_at", "ends_at", "price")),
    )
    tell_member(lesson, by, notices.REQUEST_SENT, until=Until(answer_by))
    tell_member(
        lesson, tutorial.mentor, notices.REQUESTED, name=by.name, message=message, about=by, until=Until(answer_by)
    )
    return RequestedLesson(lesson, conflicts)


def check_within_hours(tutorial: Tutorial, starts_at: datetime, ends_at: datetime) -> None:
    """Check a time against the hours of the tutorial, its mentor's days off and holidays, read from the database.

    Queries: 3, one more on a holiday.
    """
    mentor_id = tutorial.mentor_id
    first_day, last_day = clock.local(starts_at).date(), clock.local(ends_at).date()
    holidays = planner.list_holidays(first_day, last_day)
    rules.check_within_hours(
        starts_at,
        ends_at,
        list(WeeklyHours.objects.for_tutorial(tutorial)),
        DayOff.objects.filter(
            mentor_id=mentor_id,
            first_day__lte=last_day,
            last_day__gte=first_day,
        ),
        holidays,
        OpenHoliday.objects.days_of(mentor_id, first_day, last_day) if holidays else (),
    )


# --- The moves --------------------------------------------------------------------------------------------------------


@transaction.atomic
def approve_lesson(*, lesson_id: int, by: Member) -> Lesson:
    """Approve a lesson as its mentor: book the time for both and tell the mentee (seed 003 §5).

    Raises Lesson.DoesNotExist, NotAllowed `not_yours`, Invalid `wrong_state`, `time_passed`, and Conflict `host_busy`
    if the mentor gives another lesson or runs a session at that time, `venue_taken` if the tutorial's room is taken,
    `too_close`, `day_full` (`limit_rules.check_limits`).
    """
    unlocked = Lesson.objects.select_related("tutorial").get(pk=lesson_id)
    rules.check_can_approve(by, unlocked, now=clock.now())
    try:
        # This locks the mentor before the lesson, in the fixed order (docs/architecture.md, One act).
        venue = planner_services.check_host_and_venue_free(
            host_id=unlocked.mentor_id,
            venue_id=unlocked.tutorial.venue_id,
            starts_at=unlocked.starts_at,
            ends_at=unlocked.ends_at,
            source=Lesson.SOURCE,
            source_id=unlocked.pk,
        )
    except Conflict as error:
        if error.code != "host_busy":
            raise
        raise rules.host_busy(error.extra["taken"]) from None
    lesson = lock_lesson(lesson_id)
    rules.check_can_approve(by, lesson, now=clock.now())
    check_limits(lesson.mentor_id, lesson.starts_at, lesson.ends_at, is_asked=False, to_mentor=True, but=lesson.pk)
    book_lesson(lesson, by, unlocked.tutorial, venue)
    tell_member(lesson, lesson.mentee, notices.APPROVED, calendar=CalendarOf(Lesson.SOURCE, [lesson.pk]))
    return lesson


def book_lesson(lesson: Lesson, by: Member, tutorial: Tutorial, venue: Venue | None) -> None:
    """Approve a locked lesson with the place of its tutorial, and put it into both planners."""
    agreed: dict[str, Any] = {
        "starts_at": lesson.starts_at,
        "ends_at": lesson.ends_at,
        "approved_at": clock.now(),
        "remind_at": None,
        "venue": venue,
        "venue_text": "" if venue else tutorial.venue_text,
        "join_url": tutorial.join_url,
    }
    move_lesson(lesson, LessonStatus.APPROVED, by, **agreed)
    held = {lesson.pk: venue} if venue else None
    planner_services.book_slots([slot_of(lesson)], [lesson.mentor_id], role=AppointmentRole.HOST, venues=held)
    planner_services.book_slots([slot_of(lesson)], [lesson.mentee_id])


@transaction.atomic
def reject_lesson(*, lesson_id: int, by: Member, reason: str) -> Lesson:
    """Reject a lesson as its mentor, at any time, and tell the mentee the reason (seed 003 §6).

    Raises Lesson.DoesNotExist, NotAllowed `not_yours`, Invalid `wrong_state`, `reason_missing`, `reason_too_long`.
    """
    lesson = lock_lesson(lesson_id)
    rules.check_can_reject(by, lesson)
    rules.check_reject_reason(reason)
    reason = spelling.text(reason)
    move_lesson(lesson, LessonStatus.REJECTED, by, reason, rejected_at=clock.now(), reject_reason=reason)
    tell_member(lesson, lesson.mentee, notices.REJECTED, reason=reason)
    return lesson


@transaction.atomic
def start_lesson(*, lesson_id: int, by: Member) -> Lesson:
    """Start a lesson as its mentor, at any time (seed 003 §7).

    Raises Lesson.DoesNotExist, NotAllowed `not_yours`, Invalid `wrong_state`.
    """
    lesson = lock_lesson(lesson_id)
    rules.check_can_start(by, lesson)
    move_lesson(lesson, LessonStatus.IN_PROGRESS, by, started_at=clock.now())
    tell_member(lesson, lesson.mentee, notices.STARTED)
    return lesson


@transaction.atomic
def complete_lesson(*, lesson_id: int, by: Member) -> Lesson:
    """Complete a lesson as its mentor (seed 003 §8).

    A lesson that was held before its time is taken out of the planners, because nothing of it is ahead. Raises
    Lesson.DoesNotExist, NotAllowed `not_yours`, Invalid `wrong_state`.
    """
    lesson = lock_lesson(lesson_id)
    rules.check_can_complete(by, lesson)
    now = clock.now()
    move_lesson(lesson, LessonStatus.COMPLETED, by, completed_at=now, counts_at=counts_at(now, lesson.ends_at))
    if now < lesson.starts_at:
        planner_services.cancel_appointments(Lesson.SOURCE, [lesson.pk])
    tell_member(lesson, lesson.mentee, notices.COMPLETED)
    return lesson


@transaction.atomic
def cancel_lesson(*, lesson_id: int, by: Member, reason: str = "") -> Lesson:
    """Cancel a lesson before its time, free the time in the planners and tell the others (docs/domain.md, Lessons).

    The mentee may cancel with or without a reason; the mentor of an approved lesson and staff need one.

    Raises Lesson.DoesNotExist, NotAllowed `not_yours`, Invalid `wrong_state`, `too_late_to_cancel`, `reason_missing`,
    `reason_too_long`.
    """
    lesson = lock_lesson(lesson_id)
    rules.check_can_cancel(by, lesson, now=clock.now())
    rules.check_cancel_reason(by, lesson, reason)
    reason = spelling.text(reason)
    cancel_locked_lesson(lesson, by, reason)
    match rules.role_of(by, lesson):
        case Role.MENTEE:
            tell_cancelled(lesson, lesson.mentor, notices.CANCELLED_BY_MENTEE, name=by.name, about=by, reason=reason)
        case Role.MENTOR:
            tell_cancelled(lesson, lesson.mentee, notices.CANCELLED_BY_MENTOR, reason=reason)
        case _:
            for member in (lesson.mentor, lesson.mentee):
                tell_cancelled(lesson, member, notices.CANCELLED_BY_STAFF, reason=reason)
    return lesson


# --- Leaving ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def end_lessons_for_leaving(*, member: Member, by: Member, switched_off: bool = False) -> None:
    """End the requests and the lessons ahead of a member who leaves, or whom staff switch off; `by` carries it out.

    Of a mentor, the tutorials are closed and the pending requests rejected; of one who is switched off, the approved
    lessons ahead are cancelled (who leaves has none: `rules.check_gives_no_lessons`). Of a mentee, pending and approved
    lessons ahead are cancelled. Past and running lessons stay.
    """
    now = clock.now()
    offered = Tutorial.objects.select_for_update(no_key=True).filter(mentor=member, is_open=True)
    # Nobody can request a lesson of a mentor who is switched off; their tutorials are there when they come back.
    for tutorial in () if switched_off else offered.order_by("pk"):
        tutorial.is_open, tutorial.updated_at, tutorial.revision = False, now, tutorial.revision + 1
        tutorial.save(update_fields=["is_open", "updated_at", "revision"])
        audit.record(by=by, act="lessons.tutorial_closed", subject=tutorial)
    pending = Lesson.objects.of_mentor(member).filter(status=LessonStatus.PENDING)
    for lesson_id in pending.order_by("pk").values_list("pk", flat=True):
        lesson = lock_lesson(lesson_id)
        if lesson.status == LessonStatus.PENDING:
            reason = _("멘토가 수업을 진행하지 못하게 되었습니다. 다른 멘토의 과외를 찾아 신청해 주세요.")
            move_lesson(lesson, LessonStatus.REJECTED, by, reason, rejected_at=now, reject_reason=reason)
            tell_member(lesson, lesson.mentee, notices.REJECTED, reason=reason)
    agreed = Lesson.objects.of_mentor(member).filter(status=LessonStatus.APPROVED)
    for lesson_id in agreed.order_by("pk").values_list("pk", flat=True):
        lesson = lock_lesson(lesson_id)
        if _is_ahead(lesson, now):
            reason = _("멘토가 수업을 진행하지 못하게 되었습니다. 다른 멘토의 과외를 찾아 신청해 주세요.")
            cancel_locked_lesson(lesson, by, reason)
            tell_cancelled(lesson, lesson.mentee, notices.CANCELLED_BY_STAFF, reason=reason)
    for lesson_id in Lesson.objects.of_mentee(member).live().order_by("pk").values_list("pk", flat=True):
        lesson = lock_lesson(lesson_id)
        if _is_ahead(lesson, now):
            cancel_locked_lesson(lesson, by, "")
            name = member.name if switched_off else NAME_OF_WHO_LEFT
            tell_cancelled(lesson, lesson.mentor, notices.CANCELLED_BY_MENTEE, name=name, about=member, reason="")


def _is_ahead(lesson: Lesson, now: datetime) -> bool:
    return lesson.status == LessonStatus.PENDING or (lesson.status == LessonStatus.APPROVED and lesson.starts_at > now)
