"""Every write of assessments that has a rule, by instructors and staff.

`assessments`: `create`, `edit`, `delete`, `publish`
`results`: `add_result`, `grade`, `hand_in` what was taken on the site
`scores`: `enter_scores` of one assessment, `enter_sheet` of a whole class, `preview_sheet` what that would change

Whoever writes an assessment or one of its results holds the assessment's row; of several, in the order of their ids.
"""

from apps.elearning.assessment.services.assessments import AssessmentInput, create, delete, edit, publish
from apps.elearning.assessment.services.results import ResultInput, add_result, grade, hand_in
from apps.elearning.assessment.services.scores import (
    BadRows,
    Cell,
    Fault,
    enter_scores,
    enter_sheet,
    preview_sheet,
)

__all__ = [
    "AssessmentInput",
    "BadRows",
    "Cell",
    "Fault",
    "ResultInput",
    "add_result",
    "create",
    "delete",
    "edit",
    "enter_scores",
    "enter_sheet",
    "grade",
    "hand_in",
    "preview_sheet",
    "publish",
]
