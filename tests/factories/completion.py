"""Completions, as they were decided."""

import factory

from apps.core import clock
from apps.elearning.completion.models import Completion
from apps.elearning.completion.states import DATED, CompletionStatus
from apps.elearning.enrolment.states import EnrolmentStatus
from tests.factories.elearning import EnrolmentFactory


class CompletionFactory(factory.django.DjangoModelFactory):
    """Completed today by the class's rule, with 85 of 100."""

    class Meta:
        model = Completion

    enrolment = factory.SubFactory(EnrolmentFactory, status=EnrolmentStatus.APPROVED)
    status = CompletionStatus.COMPLETED
    completion_date = factory.LazyAttribute(lambda row: clock.today() if row.status in DATED else None)
    total_score = 85
    attendance_score = 90
    assessment_score = 80
    progress_score = 85
    decided_at = factory.LazyFunction(clock.now)
    created_at = factory.LazyFunction(clock.now)
    updated_at = factory.LazyFunction(clock.now)
