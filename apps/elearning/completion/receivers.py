"""What completion answers when enrolments are about to end."""

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from apps.elearning.catalogue.models import CourseClass
from apps.elearning.completion.services import deciding
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.signals import enrolments_ending


@receiver(enrolments_ending)
def keep_completed(course_class: CourseClass, enrolments: Sequence[Enrolment], **kwargs: Any) -> None:
    deciding.keep_completed(course_class, enrolments)
