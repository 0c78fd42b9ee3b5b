"""The links from an assessment to its online quiz."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.elearning.assessment.models import Assessment
from apps.elearning.enrolment.selectors.class_access import ClassAccess
from apps.elearning.quiz import rules
from apps.elearning.quiz.models import Accommodation, Question
from apps.elearning.quiz.selectors.openings import opened_of


@dataclass(frozen=True)
class Action:
    """A link from an assessment. `is_main` shows it as the main button."""

    label: str
    url: str
    is_main: bool = False


def quiz_actions(
    assessments: Sequence[Assessment],
    access: ClassAccess,
    today: date,
    own: Mapping[int, Accommodation],
    taken: Mapping[int, int],
) -> Mapping[int, Sequence[Action]]:
    """Return the links by assessment: questions and attempts for those who run the class, the sheet for its learners.

    `own`: what a learner was granted; `taken`: how often a learner has taken each. A draft is not shown to learners.
    Queries: 1, and 1 more for those who run the class.
    """
    opened = opened_of(assessments)
    if access.runs:
        rows = Question.objects.filter(assessment__in=[assessment.pk for assessment in assessments])
        asking = set(rows.order_by().values_list("assessment_id", flat=True).distinct())
        return {
            assessment.pk: _running(assessment, asks=assessment.pk in asking, is_open=assessment.pk in opened)
            for assessment in assessments
        }
    return {
        assessment.pk: [_taking(assessment, own.get(assessment.pk), taken.get(assessment.pk, 0), today)]
        for assessment in assessments
        if assessment.pk in opened
    }


def _taking(assessment: Assessment, own: Accommodation | None, taken: int, today: date) -> Action:
    """Return the link to the sheet. It asks to begin only while one can."""
    terms, url = rules.terms_of(assessment, own), _url("quiz", assessment)
    if terms.start_date <= today <= terms.end_date and taken < terms.attempt_limit:
        return Action(_("온라인으로 응시하기"), url, is_main=True)
    return Action(_("응시 결과 보기") if taken else _("응시 안내 보기"), url)


def _running(assessment: Assessment, *, asks: bool, is_open: bool) -> list[Action]:
    if not asks:
        return [Action(_("온라인 문항 만들기"), _url("questions", assessment))]
    if not is_open:
        return [Action(_("온라인 문항 (아직 열지 않음)"), _url("questions", assessment))]
    return [
        Action(_("온라인 문항"), _url("questions", assessment)),
        Action(_("응시와 채점"), _url("attempts", assessment)),
    ]


def _url(name: str, assessment: Assessment) -> str:
    return reverse(f"classes:{name}", args=[assessment.course_class_id, assessment.pk])
