"""Staff find attendance in the admin and read it; it is written where the class is run."""

import datetime as dt

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.elearning.attendance.models import Attendance
from tests.elearning.learning import learner, running_class
from tests.factories.learning import AttendanceFactory

pytestmark = pytest.mark.django_db
LIST = "admin:elearning_attendance_changelist"


@pytest.fixture
def office(client, superuser):
    client.force_login(superuser)
    return client


def shown(response) -> set[int]:
    assert response.status_code == 200
    return {row.pk for row in response.context["cl"].result_list}


def test_it_is_found_by_learner_reason_and_number_and_filtered(office):
    row = AttendanceFactory(enrolment=learner(member__name="이서연"), type="EXCUSED", absence_reason="병원 진료")
    other = AttendanceFactory(enrolment=learner())
    address = reverse(LIST)
    assert shown(office.get(address)) == {row.pk, other.pk}
    assert shown(office.get(f"{address}?q=이서연")) == {row.pk}
    assert shown(office.get(f"{address}?q=병원")) == {row.pk}
    assert shown(office.get(f"{address}?q={row.enrolment_id}")) >= {row.pk}
    assert shown(office.get(f"{address}?type__exact=EXCUSED")) == {row.pk}


def test_one_record_is_read_and_not_written(office):
    row = AttendanceFactory(enrolment=learner())
    page = office.get(reverse("admin:elearning_attendance_change", args=[row.pk])).content.decode()
    assert ("지하철 지연" in page, 'name="_save"' in page) == (True, False)


@pytest.mark.parametrize("rows", [1, 50])
def test_the_list_takes_as_many_statements_for_fifty_as_for_one(office, rows):
    enrolment = learner(running_class())
    for number in range(rows):
        day = enrolment.course_class.start_date + dt.timedelta(days=number)
        AttendanceFactory(enrolment=enrolment, class_date=day)
    ContentType.objects.get_for_model(Attendance)
    with CaptureQueriesContext(connection) as statements:
        office.get(reverse(LIST))
    assert len(statements) == 6
