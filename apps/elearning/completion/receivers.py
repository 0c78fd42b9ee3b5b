"""What completion does when enrolments are about to end."""

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from apps.elearning.catalogue.models import CourseClass
from apps.elearning.completion.services import decisions
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.signals import enrolments_ending


@receiver(enrolments_ending)
def refuse_to_end_completed(course_class: CourseClass, enrolments: Sequence[Enrolment], **kwargs: Any) -> None:
    decisions.check_enrolments_may_end(course_class, enrolments)
