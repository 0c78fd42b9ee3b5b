"""The word and the colour of each state of a lesson, for pages, the record and my page."""

from datetime import date

from django.utils.translation import gettext as _

from apps.core.components import Badge
from apps.lessons.models import Lesson, LessonNote
from apps.lessons.states import Finding, LessonStatus, NoteKind, Role

_KINDS = {
    LessonStatus.PENDING: "wait",
    LessonStatus.APPROVED: "open",
    LessonStatus.REJECTED: "danger",
    LessonStatus.IN_PROGRESS: "info",
    LessonStatus.COMPLETED: "done",
    LessonStatus.CANCELLED: "done",
}


def lesson_badge(lesson: Lesson) -> Badge:
    """Return the badge of a lesson whose outcome is loaded: what came of it is said before the state."""
    outcome = getattr(lesson, "outcome", None)
    if outcome is not None and outcome.is_contested:
        return Badge(_("이의 확인 중"), "wait")
    if has_absence(lesson):
        return Badge(_("불참"), "danger")
    if outcome is not None and outcome.finding == Finding.NOT_HELD:
        return Badge(_("수업 없음"), "done")
    return status_badge(lesson.status)


def has_absence(lesson: Lesson) -> bool:
    """Return whether somebody counts as absent in a lesson whose outcome is loaded."""
    return hasattr(lesson, "outcome") and bool(lesson.outcome.counted_absence)


def status_badge(status: str) -> Badge:
    return Badge(str(LessonStatus(status).label), _KINDS[LessonStatus(status)])


_NOTES = {
    NoteKind.SHARED: "info",
    NoteKind.PRIVATE: "plain",
    NoteKind.HOMEWORK: "next",
    NoteKind.HANDED_IN: "next",
}


def note_badge(kind: str) -> Badge:
    return Badge(str(NoteKind(kind).label), _NOTES[NoteKind(kind)])


def homework_badge(homework: LessonNote, handed_in: LessonNote | None, role: Role | None, today: date) -> Badge:
    """Return the badge of how far homework is. What waits for the one who looks asks for it."""
    if handed_in is None:
        if homework.due_on is not None and homework.due_on < today:
            return Badge(_("기한 지남"), "danger")
        return Badge(_("제출 전"), "todo" if role == Role.MENTEE else "wait")
    if handed_in.seen_at is None:
        return Badge(_("확인 전"), "todo" if role == Role.MENTOR else "wait")
    return Badge(_("확인함"), "done")
