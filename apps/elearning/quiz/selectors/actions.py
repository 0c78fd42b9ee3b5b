"""The ways from an assessment to its online quiz."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.elearning.assessment.models import Assessment
from apps.elearning.enrolment.selectors.class_access import ClassAccess
from apps.elearning.quiz.models import Question


@dataclass(frozen=True)
class Action:
    """A way on from an assessment. `is_main` draws it as the button one came for."""

    label: str
    url: str
    is_main: bool = False


def quiz_actions(assessments: Sequence[Assessment], here: ClassAccess) -> Mapping[int, Sequence[Action]]:
    """Return by assessment the way to the sheet for a learner, to questions and attempts for an instructor. 1 query."""
    rows = Question.objects.filter(assessment__in=[one.pk for one in assessments])
    asking = set(rows.order_by().values_list("assessment_id", flat=True).distinct())
    if here.runs:
        return {one.pk: _running(one, asks=one.pk in asking) for one in assessments}
    return {
        one.pk: [Action(_("온라인으로 응시하기"), _url("quiz", one), is_main=True)]
        for one in assessments
        if one.pk in asking
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
