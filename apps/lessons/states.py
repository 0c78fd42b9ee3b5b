"""The states of a lesson, and who may make which move between them (seed 003, 수업 상태)."""

from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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
    (LessonStatus.PENDING, LessonStatus.APPROVED): frozenset({"mentor", "mentee who takes an offered time"}),
    (LessonStatus.PENDING, LessonStatus.REJECTED): frozenset({"mentor"}),
    (LessonStatus.PENDING, LessonStatus.CANCELLED): frozenset({"mentee", "staff", "system"}),
    (LessonStatus.APPROVED, LessonStatus.IN_PROGRESS): frozenset({"mentor", "system"}),
    (LessonStatus.APPROVED, LessonStatus.CANCELLED): frozenset({"mentee", "mentor", "staff"}),
    (LessonStatus.IN_PROGRESS, LessonStatus.COMPLETED): frozenset({"mentor", "system"}),
}

# Not over yet: a member may ask for a tutorial at one time only once. A tuple, because a constraint keeps its order.
LIVE = (LessonStatus.PENDING, LessonStatus.APPROVED, LessonStatus.IN_PROGRESS)
AGREED = frozenset({LessonStatus.APPROVED, LessonStatus.IN_PROGRESS})
FINAL = frozenset(LessonStatus) - frozenset(LIVE)


def is_missed(status: str, answer_by: datetime, now: datetime) -> bool:
    """Return whether a request still had no answer when the time for it was over."""
    return status == LessonStatus.PENDING and answer_by <= now


def ended_unanswered(status: str, cancelled_by: int | None, approved_at: datetime | None) -> bool:
    """Return whether a request ended by itself, because nobody answered it: no person cancelled it."""
    return status == LessonStatus.CANCELLED and cancelled_by is None and approved_at is None


def roles_that_can_make(to: LessonStatus) -> frozenset[str]:
    """Return the roles that may bring a lesson into the state `to`, from any state."""
    return frozenset().union(*(roles for (_old, new), roles in MOVES.items() if new == to))


class Role(TextChoices):
    """The role of a person in a lesson. MOVES uses the values; in capitals they are the `userRole` of seed 003."""

    MENTOR = "mentor", _("멘토")
    MENTEE = "mentee", _("멘티")
    STAFF = "staff", _("운영자")


# Who may offer other times in which state. A mentee whose request waits asks anew instead.
OFFERS_TIMES = {
    LessonStatus.PENDING: frozenset({Role.MENTOR}),
    LessonStatus.APPROVED: frozenset({Role.MENTOR, Role.MENTEE}),
}


class Finding(TextChoices):
    """What staff found of a lesson to whose outcome somebody objected. The values of an absence are those of `Role`."""

    HELD = "held", _("수업이 있었음")
    MENTEE = "mentee", _("멘티 불참")
    MENTOR = "mentor", _("멘토 불참")
    NOT_HELD = "not_held", _("수업이 없었음")


class NoteKind(TextChoices):
    """What a writing about a lesson is."""

    SHARED = "shared", pgettext_lazy("kind of note", "수업 노트")
    PRIVATE = "private", pgettext_lazy("kind of note", "나만 보는 노트")
    HOMEWORK = "homework", pgettext_lazy("kind of note", "과제")
    HANDED_IN = "handed_in", pgettext_lazy("kind of note", "제출한 과제")


# Who of the two writes what.
NOTE_WRITERS = {
    NoteKind.SHARED: (Role.MENTOR,),
    NoteKind.PRIVATE: (Role.MENTOR, Role.MENTEE),
    NoteKind.HOMEWORK: (Role.MENTOR,),
    NoteKind.HANDED_IN: (Role.MENTEE,),
}
# The states of a lesson about which something is written.
WRITTEN_OF = (*AGREED, LessonStatus.COMPLETED)
