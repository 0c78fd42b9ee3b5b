"""Share what every act on a lesson needs: its lock, its move with the audit entry, its slot and its notices."""

from typing import Any

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.lessons.models import Lesson, OfferedTime
from apps.lessons.states import OFFERS_TIMES, LessonStatus
from apps.notices.kinds import Span
from apps.notices.services import tell
from apps.planner import services as planner_services
from apps.planner.ics import CalendarOf
from apps.planner.services import Slot


def slot_of(lesson: Lesson) -> Slot:
    """Return the planner's slot of the lesson. It holds no names, because calendar files show its title."""
    return Slot(
        source=Lesson.SOURCE,
        source_id=lesson.pk,
        title=lesson.tutorial.title,
        path=lesson.get_absolute_url(),
        starts_at=lesson.starts_at,
        ends_at=lesson.ends_at,
        place=lesson.venue_name,
        join_url=lesson.join_url,
    )


def sentence_params(lesson: Lesson) -> dict[str, Any]:
    """Return the parameters that the sentences of all notices about a lesson share."""
    return {"title": lesson.tutorial.title, "when": Span(lesson.starts_at, lesson.ends_at)}


def cancel_locked_lesson(lesson: Lesson, by: Member, reason: str) -> None:
    """Cancel a locked lesson, and free its time in the planners if it was booked."""
    was_booked = lesson.status == LessonStatus.APPROVED
    move_lesson(
        lesson, LessonStatus.CANCELLED, by, reason, cancelled_at=clock.now(), cancelled_by=by, cancel_reason=reason
    )
    if was_booked:
        planner_services.cancel_appointments(Lesson.SOURCE, [lesson.pk])


def lock_lesson(lesson_id: int) -> Lesson:
    """Return the lesson, locked, with its tutorial and people. Raises Lesson.DoesNotExist."""
    rows = Lesson.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("tutorial", "mentor", "mentee").get(pk=lesson_id)


def other_of(lesson: Lesson, member_id: int | None) -> Member:
    """Return whoever has the lesson with that member."""
    return lesson.mentee if member_id == lesson.mentor_id else lesson.mentor


def move_lesson(lesson: Lesson, to: LessonStatus, by: Member | None, reason: str = "", **stamps: Any) -> None:
    """Write the new state of a locked lesson with its `stamps`, and the audit entry; `by` is None for the worker."""
    before = lesson.status
    lesson.status, lesson.updated_at = to, clock.now()
    for name, value in stamps.items():
        setattr(lesson, name, value)
    lesson.save(update_fields=["status", "updated_at", *stamps])
    if before in OFFERS_TIMES:
        OfferedTime.objects.filter(lesson=lesson).delete()
    audit.record(
        by=by,
        act=f"lessons.{to.lower()}",
        subject=lesson,
        before={"status": before},
        after={"status": to},
        reason=reason,
    )


def tell_member(lesson: Lesson, member: Member, kind: str, **more: Any) -> None:
    """Tell one member of the lesson, with a link to its page."""
    tell([member], kind, path=lesson.get_absolute_url(), **more, **sentence_params(lesson))


def tell_cancelled(lesson: Lesson, member: Member, kind: str, **params: Any) -> None:
    """Tell one member that the lesson is cancelled, with a calendar file that removes it if it was booked."""
    tell_member(lesson, member, kind, calendar=CalendarOf(Lesson.SOURCE, [lesson.pk], removes=True), **params)
