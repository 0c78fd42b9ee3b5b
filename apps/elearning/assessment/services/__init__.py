"""Every write of assessments that has a rule, by instructors and staff.

Whoever writes an assessment or one of its results holds the lock of the assessment; several are locked in the order of
their ids.
"""

from apps.elearning.assessment.services.assessments import (
    AssessmentInput,
    create_assessment,
    delete_assessment,
    edit_assessment,
    publish_results,
)
from apps.elearning.assessment.services.results import ResultInput, add_result, grade_result, hand_in_result
from apps.elearning.assessment.services.scores import (
    ScoreEntry,
    ScoreFault,
    ScoresRefused,
    enter_scores,
    enter_sheet,
    preview_sheet,
)

__all__ = [
    "AssessmentInput",
    "ResultInput",
    "ScoreEntry",
    "ScoreFault",
    "ScoresRefused",
    "add_result",
    "create_assessment",
    "delete_assessment",
    "edit_assessment",
    "enter_scores",
    "enter_sheet",
    "grade_result",
    "hand_in_result",
    "preview_sheet",
    "publish_results",
]
