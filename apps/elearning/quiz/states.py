"""The kinds of questions, and the limits that the database keeps (docs/domain.md, Online quizzes)."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

GRACE = timedelta(seconds=30)  # after the end: what the browser saved in the last second may still be on its way
MOST_POINTS = 100  # of one question


class QuestionKind(TextChoices):
    CHOICE = "CHOICE", _("하나 고르기")
    MULTIPLE = "MULTIPLE", _("모두 고르기")
    SHORT = "SHORT", _("단답형")
    ESSAY = "ESSAY", _("서술형")


CHOSEN = frozenset({QuestionKind.CHOICE, QuestionKind.MULTIPLE})  # answered by choosing among options


class Correction(TextChoices):
    """How a mistake in a question is put right after somebody has submitted."""

    KEY = "KEY", _("정답 수정")
    FULL = "FULL", _("모두 만점 처리")
    DROPPED = "DROPPED", _("채점에서 제외")


@dataclass(frozen=True)
class Part:
    """The points of one answer, None while it is not marked, out of `whole`."""

    points: Decimal | None
    whole: int
    is_dropped: bool = False
