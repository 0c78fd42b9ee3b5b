"""Progress and attendance of an enrolment."""

import factory

from apps.core import clock
from apps.elearning.attendance.models import Attendance
from apps.elearning.attendance.states import AttendanceType
from apps.elearning.progress.models import Progress
from tests.factories.elearning import ContentFactory, EnrolmentFactory


class ProgressFactory(factory.django.DjangoModelFactory):
    """Ten minutes into the content of the enrolment's course, and not yet half through."""

    class Meta:
        model = Progress

    enrolment = factory.SubFactory(EnrolmentFactory)
    content = factory.LazyAttribute(lambda row: ContentFactory(course=row.enrolment.course_class.course))
    progress_rate = 40
    last_position = 600
    learning_time = 600
    started_at = factory.LazyFunction(clock.now)
    saved_at = factory.LazyFunction(clock.now)
    completed_at = factory.LazyAttribute(lambda row: row.saved_at if row.progress_rate == 100 else None)


class AttendanceFactory(factory.django.DjangoModelFactory):
    """Late on the first day of the class."""

    class Meta:
        model = Attendance

    enrolment = factory.SubFactory(EnrolmentFactory)
    class_date = factory.LazyAttribute(lambda row: row.enrolment.course_class.start_date)
    type = AttendanceType.LATE
    absence_reason = "지하철 지연"
    recorded_at = factory.LazyFunction(clock.now)
    changed_at = factory.LazyFunction(clock.now)
