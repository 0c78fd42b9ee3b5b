"""The words of assessments (seed 001 §평가 관리; the domain notes, E-learning)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AssessmentType(TextChoices):
    QUIZ = "QUIZ", _("퀴즈")
    EXAM = "EXAM", _("시험")
    ASSIGNMENT = "ASSIGNMENT", _("과제")
    PROJECT = "PROJECT", _("프로젝트")
    SELF_CHECK = "SELF_CHECK", _("자가 점검")
