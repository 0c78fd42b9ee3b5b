"""Statements of the pages of attendance: the same with one learner and one day as with fifty."""

import datetime as dt

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType

from apps.core import clock
from apps.elearning.attendance.models import Attendance
from tests.elearning.learning import learner, running_class
from tests.factories.accounts import MemberFactory, mentor
from tests.factories.elearning import ClassMeetingFactory
from tests.factories.learning import AbsenceRequestFactory, AttendanceFactory
from tests.queries.test_counts import ROWS, counted

# Two for the log-in, one for the unread notices in the head; three for how one stands towards the class.
COUNTS = {
    "/classes/{cls}/attendance/": {"student": 8, "instructor": 11, "staff": 11},
    "/classes/{cls}/attendance/{day}/": {"instructor": 11},
    "/classes/{cls}/attendance/{day}.csv": {"instructor": 7},
    "/classes/{cls}/attendance.csv": {"instructor": 7},
    "/classes/{cls}/attendance.xlsx": {"instructor": 7},
    "/classes/{cls}/attendance/upload/": {"instructor": 4},
    "/classes/{cls}/attendance/code/": {"instructor": 7},
    "/classes/{cls}/check-in/": {"student": 6},
    "/classes/{cls}/absences/{request}/": {"instructor": 6},
    "/enrolments/{enrolment}/absences/new/": {"student": 7},
    "/admin/elearning/absencerequest/": {"staff": 6},
}

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", ROWS)
def test_pages_of_attendance_take_as_many_statements_as_written(rows: int):
    ContentType.objects.get_for_models(*apps.get_models())
    teacher, student = mentor(email="teacher@example.com"), MemberFactory(email="student@example.com")
    people = {"instructor": teacher, "student": student, "staff": MemberFactory(is_staff=True, is_superuser=True)}
    course_class = running_class(instructors=[teacher], capacity=rows + 2)
    days = [course_class.start_date + dt.timedelta(days=number) for number in range(min(rows, 20))]
    for day in days:
        ClassMeetingFactory(course_class=course_class, starts_at=clock.at(day, dt.time(14)))
    mine = learner(course_class, member=student)
    for one in (mine, *(learner(course_class) for _ in range(rows))):
        asked = AbsenceRequestFactory(enrolment=one, class_date=days[-1])
        for day in days:
            AttendanceFactory(enrolment=one, class_date=day, recorded_by=teacher)
    assert Attendance.objects.count() >= rows
    keys = {"cls": course_class.pk, "day": days[0], "request": asked.pk, "enrolment": mine.pk}
    found = {
        address: {who: counted(address.format(**keys), people[who]) for who in viewers}
        for address, viewers in COUNTS.items()
    }
    assert found == COUNTS
