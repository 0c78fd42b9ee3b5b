"""What enrolment does when the catalogue changes a class."""

from typing import Any

from django.dispatch import receiver

from apps.elearning.catalogue.signals import ClassChange, class_changed
from apps.elearning.enrolment.services import learners


@receiver(class_changed)
def follow_class_change(change: ClassChange, **kwargs: Any) -> None:
    learners.follow_class_change(change)
