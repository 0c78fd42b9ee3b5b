"""A class that runs, and people who learn in it."""

import datetime as dt

from apps.core import clock
from apps.elearning.catalogue.models import Course, CourseClass
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus
from tests.factories.elearning import ContentFactory, CourseClassFactory, CourseFactory, EnrolmentFactory


def running_class(**fields) -> CourseClass:
    """Began five days ago and runs for a month; `meetings=3` met on its first three days."""
    start = clock.today() - dt.timedelta(days=5)
    return CourseClassFactory(start_date=start, apply_start=start - dt.timedelta(days=9), **{"capacity": 60, **fields})


def learner(course_class: CourseClass | None = None, **fields) -> Enrolment:
    """Approved when the class began, or before."""
    course_class = course_class or running_class()
    begun = min(course_class.starts_at, clock.now())
    return EnrolmentFactory(
        course_class=course_class, **{"status": EnrolmentStatus.APPROVED, "approved_at": begun, **fields}
    )


def course_of(*minutes: int, **fields) -> Course:
    """A course with a document of so many minutes each."""
    course = CourseFactory()
    for number in minutes:
        ContentFactory(course=course, minutes=number, **fields)
    return course
