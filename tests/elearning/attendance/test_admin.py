"""Staff find attendance in the admin and read it; it is written where the class is run."""

import datetime as dt

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.elearning.attendance.models import AbsenceRequest, Attendance, CheckInCode
from tests.elearning.learning import learner, running_class
from tests.factories.learning import AbsenceRequestFactory, AttendanceFactory

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


# --- Absences that learners ask to be excused

ABSENCES = "admin:elearning_absencerequest_changelist"


def chosen(office, action: str, *rows, **more):
    data = {"action": action, "_selected_action": [row.pk for row in rows], **more}
    return office.post(reverse(ABSENCES), data, follow=True)


def test_absences_are_accepted_through_the_service_and_each_refusal_is_said(office):
    first, second = (
        AbsenceRequestFactory(enrolment=learner(running_class(meetings=1))),
        AbsenceRequestFactory(enrolment=learner(member__name="박도윤"), state="WITHDRAWN"),
    )
    page = chosen(office, "accept", first, second).content.decode()
    assert "결석 사유서 1건을 인정하고 학습자에게 알렸습니다." in page
    assert "박도윤" in page
    assert "이미 처리된 결석 사유서입니다(철회)." in page
    assert Attendance.objects.values_list("enrolment_id", "type").get() == (first.enrolment_id, "EXCUSED")


def test_absences_are_declined_with_a_reason(office):
    row = AbsenceRequestFactory(enrolment=learner())
    assert "반려하기" in chosen(office, "decline", row).content.decode()
    page = chosen(office, "decline", row, reason="증빙이 없습니다.").content.decode()
    assert "결석 사유서 1건을 반려하고 학습자에게 알렸습니다." in page
    assert AbsenceRequest.objects.values_list("state", "answer").get() == ("DECLINED", "증빙이 없습니다.")


def test_evidence_is_reached_where_who_may_see_it_is_asked(office):
    row = AbsenceRequestFactory(enrolment=learner(), file="absences/x.pdf")
    page = office.get(reverse("admin:elearning_absencerequest_change", args=[row.pk])).content.decode()
    assert reverse("enrolments:absence_file", args=[row.enrolment_id, row.pk]) in page
    assert "media/absences" not in page
    bare = AbsenceRequestFactory(enrolment=learner())
    page = office.get(reverse("admin:elearning_absencerequest_change", args=[bare.pk])).content.decode()
    assert "파일 받기" not in page


def test_who_may_only_look_has_no_actions(client, bare_staff):
    bare_staff.user_permissions.add(Permission.objects.get(codename="view_absencerequest"))
    client.force_login(bare_staff)
    row = AbsenceRequestFactory(enrolment=learner())
    chosen(client, "accept", row)
    row.refresh_from_db()
    assert row.state == "REQUESTED"


def test_codes_are_not_in_the_admin():
    assert not admin.site.is_registered(CheckInCode)
