"""The words of lessons: what a lesson can be, and who moves it on (seed 003, 수업 상태)."""

from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LessonStatus(TextChoices):
    PENDING = "PENDING", _("대기중")
    APPROVED = "APPROVED", _("승인됨")
    REJECTED = "REJECTED", _("거절됨")
    IN_PROGRESS = "IN_PROGRESS", _("진행중")
    COMPLETED = "COMPLETED", _("완료됨")
    CANCELLED = "CANCELLED", _("취소됨")


# From which states a lesson may go where, and who may make the move: the seed's table, with CANCELLED as the domain
# notes say.
MOVES: dict[tuple[LessonStatus | None, LessonStatus], frozenset[str]] = {
    (None, LessonStatus.PENDING): frozenset({"mentee"}),
    (LessonStatus.PENDING, LessonStatus.APPROVED): frozenset({"mentor"}),
    (LessonStatus.PENDING, LessonStatus.REJECTED): frozenset({"mentor"}),
    (LessonStatus.PENDING, LessonStatus.CANCELLED): frozenset({"mentee", "staff"}),
    (LessonStatus.APPROVED, LessonStatus.IN_PROGRESS): frozenset({"mentor"}),
    (LessonStatus.APPROVED, LessonStatus.CANCELLED): frozenset({"mentee", "mentor", "staff"}),
    (LessonStatus.IN_PROGRESS, LessonStatus.COMPLETED): frozenset({"mentor"}),
}

# Not over yet: a member asks for a tutorial at one time once. A tuple, because a constraint keeps its order.
LIVE = (LessonStatus.PENDING, LessonStatus.APPROVED, LessonStatus.IN_PROGRESS)
FINAL = frozenset(LessonStatus) - frozenset(LIVE)


def is_missed(status: str, starts_at: datetime, now: datetime) -> bool:
    """Return whether a request was left unanswered until its time had come."""
    return status == LessonStatus.PENDING and starts_at <= now


def roles_that_can_make(to: LessonStatus) -> frozenset[str]:
    """Everyone who may make a lesson `to`, out of whatever state."""
    return frozenset().union(*(who for (_old, new), who in MOVES.items() if new == to))


class Role(TextChoices):
    """What a person is to a lesson; the values are the words of MOVES, and in capitals the seed's `userRole`."""

    MENTOR = "mentor", _("멘토")
    MENTEE = "mentee", _("멘티")
    STAFF = "staff", _("운영자")
