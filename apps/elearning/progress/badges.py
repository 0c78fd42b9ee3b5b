"""The words and colours of the states of learning a content."""

from datetime import datetime

from django.utils.translation import gettext as _

from apps.core.components import Badge
from apps.elearning.progress import rules
from apps.elearning.progress.models import Progress
from apps.elearning.progress.states import ProgressStatus, status

_KINDS = {
    ProgressStatus.NOT_STARTED: "plain",
    ProgressStatus.IN_PROGRESS: "info",
    ProgressStatus.PAUSED: "next",
    ProgressStatus.COMPLETED: "open",
}


def status_badge(row: Progress | None, now: datetime) -> Badge:
    """Return `학습중 40%`, without the percentage at 0 and at 100; who has left the content has `40% 학습`."""
    saved_at, completed_at = (row.saved_at, row.completed_at) if row else (None, None)
    reached = status(saved_at=saved_at, completed_at=completed_at, now=now)
    rate = row.progress_rate if row else 0
    return Badge(_status_words(reached, rate), _KINDS[reached])


def _status_words(reached: ProgressStatus, rate: int) -> str:
    if reached == ProgressStatus.PAUSED:
        return _("%(rate)d%% 학습") % {"rate": rate}
    return f"{reached.label} {rate}%" if 0 < rate < rules.WHOLE else str(reached.label)


def behind_badge(rate: int, expected: int) -> Badge | None:
    return Badge(_("뒤처짐"), "soon") if rate < rules.behind_below(expected) else None
