"""The word and the colour of each state of a lesson, for pages, the record and my page."""

from django.utils.translation import gettext as _

from apps.core.components import Badge
from apps.lessons.models import Lesson
from apps.lessons.states import LessonStatus

_KINDS = {
    LessonStatus.PENDING: "wait",
    LessonStatus.APPROVED: "open",
    LessonStatus.REJECTED: "danger",
    LessonStatus.IN_PROGRESS: "info",
    LessonStatus.COMPLETED: "done",
    LessonStatus.CANCELLED: "done",
}


def lesson_badge(lesson: Lesson) -> Badge:
    """Return the badge of a lesson whose outcome is loaded: somebody who did not come is said before the state."""
    return Badge(_("불참"), "danger") if has_absence(lesson) else status_badge(lesson.status)


def has_absence(lesson: Lesson) -> bool:
    """Return whether it was said that somebody did not come to a lesson whose outcome is loaded."""
    return hasattr(lesson, "outcome") and bool(lesson.outcome.absent)


def status_badge(status: str) -> Badge:
    return Badge(str(LessonStatus(status).label), _KINDS[LessonStatus(status)])
