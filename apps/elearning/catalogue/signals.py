"""The signal by which the catalogue tells the nouns above it that a class changed."""

from dataclasses import dataclass

from django.dispatch import Signal

from apps.accounts.models import Member
from apps.elearning.catalogue.models import ClassMeeting, CourseClass


@dataclass(frozen=True)
class ClassChange:
    """A class as it is now and as it was, within the transaction of the change: its row is locked and saved.

    `added` are meetings that no learner has in the planner yet; moved and removed ones were carried over to every
    planner. `rescheduled` says that a time or venue differs from what people were told. `reason` is given if the class
    was called off.
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
