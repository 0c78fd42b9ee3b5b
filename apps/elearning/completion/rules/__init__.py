"""What completes a class, who decides it and when.

Nothing here reads a row, writes, locks or reads the clock: scores and `now` are given. `teaches`: the member is an
instructor of the class.
"""

from apps.elearning.completion.rules.accounts import (
    HONOUR_FROM,
    PARTS,
    SCORES,
    Account,
    Ask,
    Need,
    Required,
    Scores,
    account,
    check_asks_for_something,
    sealed_account,
    status_by_rule,
    total,
)
from apps.elearning.completion.rules.acting import (
    check_can_decide,
    check_can_renew,
    check_can_see,
    check_has_begun,
    check_is_last_day,
    check_is_learner,
    check_is_not_own,
    check_may_end,
    check_not_decided,
    check_unchanged,
    last_day_of,
    tells_scores,
)
from apps.elearning.completion.rules.batch import MOST_AT_ONCE, check_batch, check_can_complete, check_is_in_class
from apps.elearning.completion.rules.decisions import (
    CENT,
    LONGEST_MEMO,
    CompletionInput,
    Decision,
    changed_decision,
    check_date,
    decision,
)

__all__ = [
    "CENT",
    "HONOUR_FROM",
    "LONGEST_MEMO",
    "MOST_AT_ONCE",
    "PARTS",
    "SCORES",
    "Account",
    "Ask",
    "CompletionInput",
    "Decision",
    "Need",
    "Required",
    "Scores",
    "account",
    "changed_decision",
    "check_asks_for_something",
    "check_batch",
    "check_can_complete",
    "check_can_decide",
    "check_can_renew",
    "check_can_see",
    "check_date",
    "check_has_begun",
    "check_is_in_class",
    "check_is_last_day",
    "check_is_learner",
    "check_is_not_own",
    "check_may_end",
    "check_not_decided",
    "check_unchanged",
    "decision",
    "last_day_of",
    "sealed_account",
    "status_by_rule",
    "tells_scores",
    "total",
]
