"""What completion tells the nouns above it."""

from dataclasses import dataclass

from django.dispatch import Signal

from apps.accounts.models import Member
from apps.elearning.completion.models import Completion


@dataclass(frozen=True)
class CompletionChange:
    """A completion that was changed, within the same transaction; `before` is the status it had."""

    completion: Completion
    before: str
    by: Member


# Sent with `change`, a CompletionChange, before the transaction ends. A receiver refuses by raising a DomainError.
completion_changed = Signal()
