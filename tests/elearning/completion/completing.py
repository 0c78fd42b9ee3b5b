"""A class that is over, and learners who reached so much of what it asks for."""

import datetime as dt
from decimal import Decimal

from apps.core import clock
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.models import Enrolment
from tests.elearning.learning import course_of, learner
from tests.factories.elearning import CourseClassFactory
from tests.factories.learning import AssessmentFactory, AttendanceFactory, ProgressFactory, ResultFactory

DAY = dt.timedelta(days=1)


def finished_class(**fields) -> CourseClass:
    """Ended yesterday after ten days, met on its first two; asks for progress and attendance of 80 and a total of 60 by
    weights of 30 (attendance), 40 (assessments) and 30 (progress). One course of two contents."""
    start = fields.pop("start_date", clock.today() - 10 * DAY)
    return CourseClassFactory(
        start_date=start, end_date=clock.today() - DAY, apply_start=start - 9 * DAY,
        **{"capacity": 400, "meetings": 2, "course": fields.pop("course", None) or course_of(30, 30), **fields},
    )  # fmt: skip


def assessment_of(course_class: CourseClass, **fields) -> Assessment:
    """A published exam of 100 points, passed from 60 on."""
    return AssessmentFactory(course_class=course_class, **{"name": "중간고사", "published_at": clock.now(), **fields})


def result_of(enrolment: Enrolment, assessment: Assessment, score: int | str) -> AssessmentResult:
    return ResultFactory(assessment=assessment, enrolment=enrolment, score=Decimal(score))


def learner_with(
    course_class: CourseClass, *, progress: int = 100, days: str = "PRESENT PRESENT", score: int | None = None, **fields
) -> Enrolment:
    """Reached `progress` percent of every content, was there as `days` say from the first on, and got `score` in the
    class's first assessment."""
    enrolment = learner(course_class, **fields)
    for content in course_class.course.contents.all() if progress else ():
        ProgressFactory(enrolment=enrolment, content=content, progress_rate=progress)
    for number, kind in enumerate(days.split()):
        AttendanceFactory(enrolment=enrolment, class_date=course_class.start_date + number * DAY, type=kind)
    if score is not None:
        result_of(enrolment, course_class.assessments.order_by("pk")[0], score)
    return enrolment
