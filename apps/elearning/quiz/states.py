"""The kinds of questions, and the limits that the database keeps (docs/domain.md, Online quizzes)."""

from datetime import timedelta

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
BY_HAND = frozenset({QuestionKind.SHORT, QuestionKind.ESSAY})  # what a person may give points for
