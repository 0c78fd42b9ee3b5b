"""What is decided of a completion, told to those floors above that keep something of it: the certificates."""

from collections.abc import Callable
from dataclasses import dataclass

from apps.accounts.models import Member
from apps.elearning.completion.models import Completion


@dataclass(frozen=True)
class Change:
    """A completion that was changed, inside the transaction of the act; `before` is the status it had."""

    completion: Completion
    before: str
    by: Member


Listener = Callable[[Change], None]
_listeners: list[Listener] = []


def on_changed(listener: Listener) -> None:
    """Have `listener` called for every change of a completion, before the transaction ends. It may refuse."""
    _listeners.append(listener)


def announce(change: Change) -> None:
    for listener in _listeners:
        listener(change)
