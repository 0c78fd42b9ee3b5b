"""The table from the state of an attempt at a quiz to its label and colour."""

from django.utils.translation import gettext as _

from apps.core.components import Badge
from apps.elearning.assessment.badges import pass_badge
from apps.elearning.assessment.models import Assessment
from apps.elearning.quiz.models import Attempt
from apps.elearning.quiz.rules import published_score


def marking_badge(attempt: Attempt) -> Badge:
    """Return the state of an attempt for those who run the quiz."""
    if attempt.submitted_at is None:
        return Badge(_("응시 중"), "info")
    if attempt.result is None or attempt.result.score is None:
        return Badge(_("채점 필요"), "todo")
    return Badge(_("채점 완료"), "done")


def learner_badge(attempt: Attempt, assessment: Assessment) -> Badge:
    """Return the state of an attempt for its learner, without the marks until the results are published."""
    if attempt.submitted_at is None:
        return Badge(_("응시 중"), "next")
    passed = attempt.result.passed if published_score(attempt, assessment) is not None and attempt.result else None
    return pass_badge(passed) or Badge(_("제출 완료"), "done")
