"""What completion does when enrolments are about to end, or an assessment of a class that runs is about to change."""

from collections.abc import Callable, Sequence
from typing import Any

from django.dispatch import receiver

from apps.core import clock
from apps.elearning.assessment.models import Assessment
from apps.elearning.assessment.signals import assessment_changing
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.completion import rules
from apps.elearning.completion.selectors.accounts import first_account
from apps.elearning.completion.services import decisions
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.signals import enrolments_ending


@receiver(enrolments_ending)
def refuse_to_end_completed(course_class: CourseClass, enrolments: Sequence[Enrolment], **kwargs: Any) -> None:
    decisions.check_enrolments_may_end(course_class, enrolments)


@receiver(assessment_changing)
def keep_a_need(assessment: Assessment, **kwargs: Any) -> Callable[[], None] | None:
    """Return what asks, once a required assessment has changed, whether a class that runs still asks for something."""
    class_id, now = assessment.course_class_id, clock.now()
    is_need = assessment.is_required and assessment.is_active and now >= assessment.course_class.starts_at
    before = first_account(class_id, now) if is_need else None
    if before is None:
        return None
    return lambda: rules.check_asks_for_something(before, first_account(class_id, now) or before)
