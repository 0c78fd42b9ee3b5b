"""What the catalogue tells the nouns above it."""

from dataclasses import dataclass

from django.dispatch import Signal

from apps.accounts.models import Member
from apps.elearning.catalogue.models import ClassMeeting, CourseClass


@dataclass(frozen=True)
class ClassChange:
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


# Sent with `change`, a ClassChange, before the transaction ends. A receiver refuses by raising a DomainError.
class_changed = Signal()
