"""How many statements the pages and endpoints of linking take: the same with one linked student and with fifty."""

import datetime as dt

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.core import clock
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.linking.models import AdminClass
from tests.api.client import ApiClient, answered
from tests.factories.accounts import MemberFactory
from tests.factories.elearning import EnrolmentFactory
from tests.factories.lessons import LessonFactory
from tests.factories.linking import TempCodeFactory, VerifiedClaimFactory, linked
from tests.factories.mentoring import ApplicationFactory, SessionFactory
from tests.factories.planner import AppointmentFactory
from tests.queries.test_counts import ROWS, counted

# Address, with {student} for one with as many of everything and {group} for a group of as many; then who → how many.
COUNTS = {
    "/links/": {"student": 4, "parent": 4, "teacher": 5},
    "/links/code/": {"student": 4},
    "/links/enter/": {"student": 3},
    "/links/enter/confirm/": {"student": 4},
    "/links/{teacher}/remove/": {"student": 4},
    "/links/{student}/record/": {"student": 13, "parent": 13, "teacher": 13},
    "/links/groups/": {"teacher": 4},
    "/links/groups/new/": {"teacher": 4},
    "/links/groups/{group}/record/": {"teacher": 9},
    "/links/groups/{group}/edit/": {"teacher": 5},
    "/links/groups/{group}/delete/": {"teacher": 4},
    "/me/": {"student": 14, "parent": 15},
    "/accounts/seen/": {"student": 17, "teacher": 17},
    "/accounts/export/": {"teacher": 54},
    "/admin/linking/accountlink/": {"staff": 6},
    "/admin/linking/adminclass/": {"staff": 6},
    "/admin/linking/tempcode/": {"staff": 6},
    "/admin/linking/verifiedclaim/": {"staff": 6},
}

pytestmark = pytest.mark.django_db


def build(rows: int) -> tuple[dict, dict]:
    """A student with as many parents and teachers, appointments, applications and lessons; a group of as many more."""
    ContentType.objects.get_for_models(*apps.get_models())
    student, parent = MemberFactory(), MemberFactory(member_type="parent")
    teacher = MemberFactory(member_type="teacher")
    people = {
        "student": student, "parent": parent, "teacher": teacher,
        "staff": MemberFactory(is_staff=True, is_superuser=True),
    }  # fmt: skip
    linked(teacher, student, group="1반")
    linked(parent, student)
    VerifiedClaimFactory(member=student)
    TempCodeFactory(member=student)
    starts_at = clock.now() + dt.timedelta(days=1)
    for number in range(rows):
        other = MemberFactory()
        linked(teacher, other, group="1반" if number % 2 == 0 else "")
        linked(other, parent)
        linked(MemberFactory(member_type="parent"), student)
        TempCodeFactory()
        VerifiedClaimFactory()
        for member in (student, other):
            AppointmentFactory(member=member)
            ApplicationFactory(member=member, session=SessionFactory())
            EnrolmentFactory(member=member, status=EnrolmentStatus.APPROVED)
            LessonFactory(mentee=member, starts_at=starts_at + dt.timedelta(days=number))
    group = AdminClass.objects.exclude(group_id="").first().group_id
    return people, {"student": student.pk, "teacher": teacher.pk, "group": group}


@pytest.mark.parametrize("rows", ROWS)
def test_pages_take_as_many_statements_as_written(rows: int):
    people, values = build(rows)
    found = {
        address: {who: counted(address.format(**values), people[who]) for who in viewers}
        for address, viewers in COUNTS.items()
    }
    assert found == COUNTS


@pytest.mark.parametrize("rows", ROWS)
def test_the_endpoint_that_lists(rows: int):
    people, _values = build(rows)
    with CaptureQueriesContext(connection) as queries:
        answered(ApiClient(people["student"]).get("/mentoring/get-links"))
    assert len(queries) == 2 + 1  # the token's row is made by the client: one to write it, one to read it
