"""What quizzes do when their assessment changes."""

from typing import Any

from django.dispatch import receiver

from apps.accounts.models import Member
from apps.elearning.assessment.models import Assessment
from apps.elearning.assessment.signals import assessment_edited
from apps.elearning.quiz.services import terms


@receiver(assessment_edited)
def reach_open_attempts(assessment: Assessment, by: Member, **kwargs: Any) -> None:
    terms.reach_open_attempts(assessment, by)
