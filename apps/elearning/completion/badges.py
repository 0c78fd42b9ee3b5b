"""The table from the state of a completion to its label and colour."""

from django.utils.translation import gettext as _

from apps.core.components import Badge
from apps.elearning.completion.rules import Account
from apps.elearning.completion.states import CompletionStatus

_KINDS = {
    CompletionStatus.COMPLETED: "open",
    CompletionStatus.COMPLETED_HONOR: "open",
    CompletionStatus.CONDITIONAL: "info",
    CompletionStatus.FAILED: "danger",
    CompletionStatus.PENDING: "wait",
}


def status_badge(status: str) -> Badge:
    return Badge(str(CompletionStatus(status).label), _KINDS[CompletionStatus(status)])


def account_badge(account: Account, *, is_over: bool) -> Badge:
    """Return how far a learner has come while nothing is decided. `is_over`: the class has ended."""
    if account.is_sealed or not account.needs:
        return Badge(_("처리 전"), "done")
    if account.is_met:
        return Badge(_("기준 충족"), "next")
    return Badge(_("기준 미달"), "danger") if is_over else Badge(_("진행 중"), "plain")
