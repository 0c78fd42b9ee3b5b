"""Progress and attendance of an enrolment; assessments of a class and results in them."""

from decimal import Decimal

import factory

from apps.core import clock
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.attendance.models import AbsenceRequest, Attendance
from apps.elearning.attendance.states import AttendanceType
from apps.elearning.progress.models import Progress
from tests.factories.elearning import ContentFactory, CourseClassFactory, EnrolmentFactory


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


class AbsenceRequestFactory(factory.django.DjangoModelFactory):
    """Of the first day of the class, and not decided yet."""

    class Meta:
        model = AbsenceRequest

    enrolment = factory.SubFactory(EnrolmentFactory)
    class_date = factory.LazyAttribute(lambda row: row.enrolment.course_class.start_date)
    reason = "병원 진료"
    asked_at = factory.LazyFunction(clock.now)


class AssessmentFactory(factory.django.DjangoModelFactory):
    """Of 100 points, of which 60 pass; three attempts, while the class runs; not published."""

    class Meta:
        model = Assessment

    course_class = factory.SubFactory(CourseClassFactory)
    name = factory.Sequence(lambda n: f"평가 {n}")
    type = "EXAM"
    start_date = factory.LazyAttribute(lambda row: row.course_class.start_date)
    end_date = factory.LazyAttribute(lambda row: row.course_class.end_date)
    total_score = Decimal(100)
    pass_score = Decimal(60)
    attempt_limit = 3
    created_at = factory.LazyFunction(clock.now)
    updated_at = factory.LazyFunction(clock.now)


class ResultFactory(factory.django.DjangoModelFactory):
    """The first attempt, passed with 80 points."""

    class Meta:
        model = AssessmentResult

    enrolment = factory.SubFactory(EnrolmentFactory)
    assessment = factory.LazyAttribute(lambda row: AssessmentFactory(course_class=row.enrolment.course_class))
    attempt = 1
    score = Decimal(80)
    passed = factory.LazyAttribute(lambda row: None if row.score is None else row.score >= row.assessment.pass_score)
    graded_at = factory.LazyAttribute(lambda row: None if row.score is None else clock.now())
    created_at = factory.LazyFunction(clock.now)
    updated_at = factory.LazyFunction(clock.now)
