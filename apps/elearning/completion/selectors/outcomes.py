"""What became of enrolments, for the lists and the course of states of enrolment."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from apps.core import text
from apps.elearning.completion.models import Completion
from apps.elearning.completion.selectors import words
from apps.elearning.completion.states import DATED, CompletionStatus
from apps.elearning.enrolment.selectors.outcomes import Outcome


def outcomes(enrolment_ids: Collection[int]) -> dict[int, Outcome]:
    """By enrolment, of those that something was decided of; what is on hold is not decided. 1 query."""
    rows = Completion.objects.filter(enrolment__in=enrolment_ids).exclude(status=CompletionStatus.PENDING)
    return {
        row.enrolment_id: Outcome(
            label=str(row.get_status_display()),
            badge=words.status_badge(row.status),
            decided_at=row.decided_at,
            is_good=row.status in DATED,
            note=_("수료일 %(day)s") % {"day": text.day(row.completion_date)} if row.completion_date else "",
        )
        for row in rows
    }
