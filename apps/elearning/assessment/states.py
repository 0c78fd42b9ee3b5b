"""The types and phases of assessments (seed 001 §평가 관리; docs/domain.md, Assessments)."""

from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AssessmentType(TextChoices):
    QUIZ = "QUIZ", _("퀴즈")
    EXAM = "EXAM", _("시험")
    ASSIGNMENT = "ASSIGNMENT", _("과제")
    PROJECT = "PROJECT", _("프로젝트")
    SELF_CHECK = "SELF_CHECK", _("자가 점검")


class Counting(TextChoices):
    """Whose mean an assessment is part of. RAISING: the mean of those whom it raises, and nobody's otherwise."""

    ALL = "ALL", _("모든 학습자의 평균에")
    RAISING = "RAISING", _("평균이 오르는 학습자에게만")


class AssessmentPhase(TextChoices):
    """The phase of an assessment; it is derived and never stored."""

    UPCOMING = "UPCOMING", _("시작 전")
    OPEN = "OPEN", _("진행 중")
    OVER = "OVER", _("기간 끝남")
    OFF = "OFF", _("숨김")


def phase(start: date, end: date, today: date, *, is_active: bool) -> AssessmentPhase:
    """Return the phase: open from the beginning of `start` to the end of `end`, in Seoul."""
    if not is_active:
        return AssessmentPhase.OFF
    if today < start:
        return AssessmentPhase.UPCOMING
    return AssessmentPhase.OPEN if today <= end else AssessmentPhase.OVER
