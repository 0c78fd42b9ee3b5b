"""Statements of the pages of enrolment: the same with one person and one class as with fifty."""

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType

from apps.elearning.enrolment.models import Enrolment
from tests.factories.accounts import MemberFactory, mentor
from tests.factories.elearning import CourseClassFactory, EnrolmentFactory, RefundFactory
from tests.queries.test_counts import ROWS, counted

# Two for the log-in, one for the unread notices in the head; see tests/queries/test_counts.py.
COUNTS = {
    "/enrolments/": {"student": 9},
    "/enrolments/{enrolment}/": {"student": 11, "instructor": 10},
    "/enrolments/{enrolment}/cancel/": {"student": 10},
    "/enrolments/{enrolment}/statement/": {"student": 9},
    "/classes/{entered}/enrol/": {"student": 12},
    "/classes/{crowded}/roster/": {"instructor": 6, "staff": 6},
    "/classes/{crowded}/roster.csv": {"instructor": 6},
    "/classes/{crowded}/roster.xlsx": {"instructor": 6},
    "/classes/{crowded}/roster/message/": {"instructor": 5},
    "/me/": {"student": 14, "instructor": 19, "staff": 17},
    "/admin/elearning/enrolment/": {"staff": 6},
    "/admin/elearning/payment/": {"staff": 6},
    "/admin/elearning/refund/": {"staff": 6},
}

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", ROWS)
def test_pages_of_enrolment_take_as_many_statements_as_written(rows: int):
    ContentType.objects.get_for_models(*apps.get_models())
    teacher, student = mentor(email="teacher@example.com"), MemberFactory(email="student@example.com")
    people = {"instructor": teacher, "student": student, "staff": MemberFactory(is_staff=True, is_superuser=True)}
    crowded = CourseClassFactory(capacity=rows * 2 + 2, fee=1_000, instructors=[teacher], meetings=min(rows, 9))
    mine = EnrolmentFactory(course_class=crowded, member=student, status="APPROVED", paid=1_000, booked=True)
    states = ({}, {"waiting": True}, {"status": "APPROVED", "paid": 500}, {"status": "CANCELLED"})
    for _ in range(rows):
        RefundFactory(enrolment=EnrolmentFactory(course_class=crowded, paid=1_000, status="REJECTED"), amount=1)
        for state in states:
            EnrolmentFactory(course_class=crowded, **state)
        theirs = CourseClassFactory(capacity=1, fee=1_000, instructors=[teacher])
        EnrolmentFactory(course_class=theirs)
        EnrolmentFactory(course_class=theirs, member=student, waiting=True)
    entered = CourseClassFactory(instructors=[teacher], meetings=min(rows, 9))
    keys = {"enrolment": mine.pk, "crowded": crowded.pk, "entered": entered.pk}
    assert Enrolment.objects.count() >= 7 * rows
    found = {
        address: {who: counted(address.format(**keys), people[who]) for who in viewers}
        for address, viewers in COUNTS.items()
    }
    assert found == COUNTS
