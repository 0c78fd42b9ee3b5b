"""The links from an assessment to its online quiz."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.elearning.assessment.models import Assessment
from apps.elearning.enrolment.selectors.class_access import ClassAccess
from apps.elearning.quiz.models import Question


@dataclass(frozen=True)
class Action:
    """A link from an assessment. `is_main` shows it as the main button."""

    label: str
    url: str
    is_main: bool = False


def quiz_actions(assessments: Sequence[Assessment], access: ClassAccess) -> Mapping[int, Sequence[Action]]:
    """Return the links by assessment: to the sheet for a learner, questions and attempts for instructors. 1 query."""
    rows = Question.objects.filter(assessment__in=[assessment.pk for assessment in assessments])
    asking = set(rows.order_by().values_list("assessment_id", flat=True).distinct())
    if access.runs:
        return {assessment.pk: _running(assessment, asks=assessment.pk in asking) for assessment in assessments}
    return {
        assessment.pk: [Action(_("온라인으로 응시하기"), _url("quiz", assessment), is_main=True)]
        for assessment in assessments
        if assessment.pk in asking
    }


def _running(assessment: Assessment, *, asks: bool) -> list[Action]:
    if not asks:
        return [Action(_("온라인 문항 만들기"), _url("questions", assessment))]
    return [
        Action(_("온라인 문항"), _url("questions", assessment)),
        Action(_("응시와 채점"), _url("attempts", assessment)),
    ]


def _url(name: str, assessment: Assessment) -> str:
    return reverse(f"classes:{name}", args=[assessment.course_class_id, assessment.pk])
