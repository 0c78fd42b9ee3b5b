"""The word and the colour of each state of a lesson, for pages, the record and my page."""

from apps.core.components import Badge
from apps.lessons.states import LessonStatus

_KINDS = {
    LessonStatus.PENDING: "wait",
    LessonStatus.APPROVED: "open",
    LessonStatus.REJECTED: "danger",
    LessonStatus.IN_PROGRESS: "info",
    LessonStatus.COMPLETED: "done",
    LessonStatus.CANCELLED: "done",
}


def status_badge(status: str) -> Badge:
    return Badge(str(LessonStatus(status).label), _KINDS[LessonStatus(status)])
