"""The table from the phase of an assessment, and from passing it, to label and colour."""

from datetime import date

from django.utils.translation import gettext as _

from apps.core.components import Badge
from apps.elearning.assessment.models import Assessment
from apps.elearning.assessment.states import AssessmentPhase, phase

_KINDS = {
    AssessmentPhase.UPCOMING: "next",
    AssessmentPhase.OPEN: "open",
    AssessmentPhase.OVER: "done",
    AssessmentPhase.OFF: "plain",
}


def phase_badge(assessment: Assessment, today: date) -> Badge:
    reached = phase(assessment.start_date, assessment.end_date, today, is_active=assessment.is_active)
    return Badge(str(reached.label), _KINDS[reached])


def pass_badge(passed: bool | None) -> Badge | None:
    if passed is None:
        return None
    return Badge(_("합격"), "open") if passed else Badge(_("불합격"), "danger")
