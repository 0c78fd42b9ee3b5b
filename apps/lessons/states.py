"""The states of a lesson, and who may make which move between them (seed 003, 수업 상태)."""

from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LessonStatus(TextChoices):
    """The states of a lesson, with the values of seed 003."""

    PENDING = "PENDING", _("대기중")
    APPROVED = "APPROVED", _("승인됨")
    REJECTED = "REJECTED", _("거절됨")
    IN_PROGRESS = "IN_PROGRESS", _("진행중")
    COMPLETED = "COMPLETED", _("완료됨")
    CANCELLED = "CANCELLED", _("취소됨")


# From which state a lesson may go to which, and who may make the move: the table of seed 003, and CANCELLED as
# docs/domain.md, Lessons, says.
MOVES: dict[tuple[LessonStatus | None, LessonStatus], frozenset[str]] = {
    (None, LessonStatus.PENDING): frozenset({"mentee"}),
    (LessonStatus.PENDING, LessonStatus.APPROVED): frozenset({"mentor"}),
    (LessonStatus.PENDING, LessonStatus.REJECTED): frozenset({"mentor"}),
    (LessonStatus.PENDING, LessonStatus.CANCELLED): frozenset({"mentee", "staff"}),
    (LessonStatus.APPROVED, LessonStatus.IN_PROGRESS): frozenset({"mentor"}),
    (LessonStatus.APPROVED, LessonStatus.CANCELLED): frozenset({"mentee", "mentor", "staff"}),
    (LessonStatus.IN_PROGRESS, LessonStatus.COMPLETED): frozenset({"mentor"}),
}

# Not over yet: a member may ask for a tutorial at one time only once. A tuple, because a constraint keeps its order.
LIVE = (LessonStatus.PENDING, LessonStatus.APPROVED, LessonStatus.IN_PROGRESS)
AGREED = frozenset({LessonStatus.APPROVED, LessonStatus.IN_PROGRESS})
FINAL = frozenset(LessonStatus) - frozenset(LIVE)


def is_missed(status: str, starts_at: datetime, now: datetime) -> bool:
    """Return whether a request still had no answer when its time came."""
    return status == LessonStatus.PENDING and starts_at <= now


def roles_that_can_make(to: LessonStatus) -> frozenset[str]:
    """Return the roles that may bring a lesson into the state `to`, from any state."""
    return frozenset().union(*(roles for (_old, new), roles in MOVES.items() if new == to))


class Role(TextChoices):
    """The role of a person in a lesson. MOVES uses the values; in capitals they are the `userRole` of seed 003."""

    MENTOR = "mentor", _("멘토")
    MENTEE = "mentee", _("멘티")
    STAFF = "staff", _("운영자")
