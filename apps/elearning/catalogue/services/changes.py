"""What happens to a class, told to those floors above that have people in it. The catalogue knows of nobody there."""

from collections.abc import Callable
from dataclasses import dataclass

from apps.accounts.models import Member
from apps.elearning.catalogue.models import ClassMeeting, CourseClass


@dataclass(frozen=True)
class Change:
    """A class as it is now and as it was, inside the transaction of the act: its row is locked, and saved already.

    `added` are meetings that no learner has in the planner yet; moved and removed ones were carried over to everyone's.
    `rescheduled`: another time or place than people were told. `reason` is given where the class was called off.
    """

    course_class: CourseClass
    before: CourseClass
    by: Member
    added: tuple[ClassMeeting, ...] = ()
    rescheduled: bool = False
    called_off: bool = False
    reason: str = ""


Listener = Callable[[Change], None]
_listeners: list[Listener] = []


def on_changed(listener: Listener) -> None:
    """Have `listener` called for every change of a class, before the transaction ends. It may refuse."""
    _listeners.append(listener)


def announce(change: Change) -> None:
    for listener in _listeners:
        listener(change)
