"""What a quiz adds to the pages of assessments."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.elearning.assessment.extensions import Action
from apps.elearning.assessment.models import Assessment
from apps.elearning.enrolment.selectors.standing import Standing
from apps.elearning.quiz.models import Question


def of_quizzes(assessments: Sequence[Assessment], here: Standing) -> Mapping[int, Sequence[Action]]:
    """The way to the sheet for who learns, to questions and attempts for who runs the class. 1 query."""
    rows = Question.objects.filter(assessment__in=[one.pk for one in assessments])
    asking = set(rows.order_by().values_list("assessment_id", flat=True).distinct())
    if here.runs:
        return {one.pk: _running(one, asks=one.pk in asking) for one in assessments}
    return {one.pk: [Action(_("온라인으로 응시하기"), _url("quiz", one), is_main=True)] for one in assessments
            if one.pk in asking}  # fmt: skip


def _running(assessment: Assessment, *, asks: bool) -> list[Action]:
    if not asks:
        return [Action(_("온라인 문항 만들기"), _url("questions", assessment))]
    return [
        Action(_("온라인 문항"), _url("questions", assessment)),
        Action(_("응시와 채점"), _url("attempts", assessment)),
    ]


def _url(name: str, assessment: Assessment) -> str:
    return reverse(f"classes:{name}", args=[assessment.course_class_id, assessment.pk])
