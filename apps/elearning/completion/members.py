"""What accounts ask of completion: a member's own data, and who sees it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.accounts.models import Member
from apps.accounts.visibility import Facts
from apps.elearning.completion.models import Completion
from apps.elearning.completion.states import CompletionStatus

_SCORES = ("total_score", "attendance_score", "assessment_score", "progress_score")


def export(member: Member) -> list[dict[str, Any]]:
    """Return the member's completions; one on hold without its scores, because results may not be published yet."""
    rows = Completion.objects.filter(enrolment__member=member).order_by("id")
    exported = list(
        rows.values("id", "enrolment_id", "status", "completion_date", *_SCORES, "is_manual", "memo", "decided_at")
    )
    for row in exported:
        if row["status"] == CompletionStatus.PENDING:
            row.update(dict.fromkeys(_SCORES))
    return exported


def facts_for_instructors(member: Member) -> Facts:
    """Return what the instructors of a class see of its learners' completions. 1 query."""
    if not Completion.objects.filter(enrolment__member=member).exists():
        return []
    return [(pgettext("heading", "수료"), _("수료 상태와 수료일, 점수, 메모"))]


EXPORTS = {"elearning_completion": export}
