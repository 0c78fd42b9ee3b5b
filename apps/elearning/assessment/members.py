"""What accounts ask of assessments: a member's own data, and who sees it."""

from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.accounts.visibility import Facts
from apps.elearning.assessment.models import AssessmentResult


def export(member: Member) -> list[dict[str, Any]]:
    """Return a member's attempts; score, passing and feedback only once they are published."""
    rows = AssessmentResult.objects.filter(enrolment__member=member).order_by("id")
    exported: list[dict[str, Any]] = [
        dict(row)
        for row in rows.values(
            "id",
            "enrolment_id",
            "assessment__name",
            "attempt",
            "score",
            "passed",
            "feedback",
            "started_at",
            "ended_at",
            "graded_at",
            "assessment__published_at",
        )
    ]
    for row in exported:
        if row.pop("assessment__published_at") is None:
            row.update(score=None, passed=None, feedback="", graded_at=None)
    return exported


def facts_for_instructors(member: Member) -> Facts:
    """Return what the instructors of a class keep of its learners' results. 1 query."""
    if not AssessmentResult.objects.filter(enrolment__member=member).exists():
        return []
    return [(_("평가 결과"), _("평가별 점수와 합격 여부, 응시 시각, 피드백"))]


EXPORTS = {"elearning_assessments": export}
