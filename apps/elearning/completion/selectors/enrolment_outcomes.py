"""What became of enrolments, for the lists and the steps of an enrolment."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from apps.core import text
from apps.core.components import Badge
from apps.core.prepared import PreparedForFew
from apps.elearning.completion import badges
from apps.elearning.completion.models import Completion
from apps.elearning.completion.states import DATED, CompletionStatus


@dataclass(frozen=True)
class EnrolmentOutcome:
    """The decision about an enrolment. `label` and `note` stand among its steps; `is_good`: completed."""

    label: str
    badge: Badge
    decided_at: datetime
    is_good: bool
    note: str = ""


def outcomes_of(enrolment_ids: Collection[int]) -> dict[int, EnrolmentOutcome]:
    """Return the decisions by enrolment, without those on hold. 1 query, none without ids."""
    return {
        row.enrolment_id: EnrolmentOutcome(
            label=str(row.get_status_display()),
            badge=badges.status_badge(row.status),
            decided_at=row.decided_at,
            is_good=row.status in DATED,
            note=_("수료일 %(day)s") % {"day": text.day(row.completion_date)} if row.completion_date else "",
        )
        for row in _decided(enrolment_ids)
    }


_decided = PreparedForFew(
    lambda ids: Completion.objects.filter(enrolment__id__in=ids).exclude(status=CompletionStatus.PENDING)
)
