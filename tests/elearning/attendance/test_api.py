"""Attendance over HTTP: seed 001, 3-17 to 3-22."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.core import clock
from apps.elearning.attendance.models import Attendance
from apps.elearning.enrolment.models import Enrolment
from tests.api.client import ApiClient, refused
from tests.api.flat import flat
from tests.elearning.learning import learner, running_class

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 1, 15, 18, 0, tzinfo=clock.SEOUL)
DAY = "2026-01-12"
BASE = "/api/v1/attendance"


@pytest.fixture(autouse=True)
def travel():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def course_class(mentor):
    return running_class(meetings=3, instructors=[mentor])


@pytest.fixture
def enrolment(course_class, student):
    return learner(course_class, member=student)


@pytest.fixture
def client(mentor):
    return ApiClient(mentor)


@pytest.fixture
def given(enrolment):
    return {
        "enrollment_id": enrolment.pk, "class_date": DAY, "attendance_type": "LATE", "check_in_time": "09:30",
        "check_out_time": "18:00:05", "absence_reason": "지하철 지연",
    }  # fmt: skip


@pytest.fixture
def batch(course_class):
    def body(*rows, **changes):
        ids = {"course_id": course_class.course_id, "class_id": course_class.pk, "class_date": DAY}
        return {**ids, "attendances": list(rows), **changes}

    return body


def present(enrolment, **more) -> dict:
    return {"enrollment_id": enrolment.pk, "attendance_type": "PRESENT", **more}


def test_a_record_and_what_is_read_of_it(client, given, enrolment, student):
    number = flat(client.post(BASE, given))["attendance_id"]
    expected = {
        "attendance_id": number, "enrollment_id": enrolment.pk, "user_id": student.pk, "user_name": "이서연",
        "class_date": DAY, "attendance_type": "LATE", "check_in_time": "09:30:00", "check_out_time": "18:00:05",
        "absence_reason": "지하철 지연", "recorded_at": "2026-01-15T18:00:00+09:00",
        "updated_at": "2026-01-15T18:00:00+09:00",
    }  # fmt: skip
    learner_reads = ApiClient(student)
    assert flat(learner_reads.get(f"{BASE}/{number}")) == {"attendance": expected}
    assert flat(learner_reads.get(f"{BASE}/enrollment/{enrolment.pk}")) == {"attendances": [expected]}
    assert refused(client.post(BASE, given), 409).startswith("이 수업일의 출결이 이미 기록되어")


def test_an_absence_ends_the_times_and_null_empties(client, given, travel):
    number = flat(client.post(BASE, given))["attendance_id"]
    travel.shift(60)
    changed = flat(client("PUT", f"{BASE}/{number}", {"attendance_type": "ABSENT"}))["attendance"]
    assert [changed[name] for name in ("attendance_type", "check_in_time", "check_out_time", "absence_reason")] == [
        "ABSENT", None, None, given["absence_reason"],
    ]  # fmt: skip
    assert (changed["recorded_at"][11:19], changed["updated_at"][11:19]) == ("18:00:00", "18:01:00")
    cleared = {"attendance_type": "PRESENT", "check_in_time": None, "check_out_time": None, "absence_reason": None}
    assert flat(client("PUT", f"{BASE}/{number}", cleared))["attendance"]["attendance_type"] == "PRESENT"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"attendance_type": "THERE"}, "attendance_type: 다음 가운데 하나여야 합니다: PRESENT, LATE, EARLY_LEAVE,"),
        ({"attendance_type": None}, "attendance_type: 다음 가운데"),
        ({"check_in_time": "9:30"}, "check_in_time: 시각을 09:00이나 09:00:00처럼 적어 주세요."),
        ({"check_in_time": "24:00"}, "check_in_time: 시각을"),
        ({"check_in_time": 930}, "check_in_time: 시각을"),
        ({"check_out_time": "09:29:59"}, "퇴실 시각은 입실 시각과 같거나 늦어야 합니다."),
        ({"attendance_type": "ABSENT"}, "결석에는 입실·퇴실 시각을 적지 않습니다. 두 시각을 비워 주세요."),
        ({"absence_reason": "가" * 501}, "absence_reason: 500자까지 쓸 수 있습니다."),
        ({"class_date": "2026-01-13"}, "2026-01-13(화)은 수업일이 아닙니다. 수업일을 선택해 주세요."),
        ({"class_date": "2026-1-12"}, "class_date: 날짜를"),
        ({"memo": ""}, "memo: 알 수 없는 항목입니다."),
    ],
)
def test_input_that_makes_no_sense(client, given, changes, sentence):
    assert refused(client.post(BASE, {**given, **changes}), 400).startswith(sentence)
    assert not Attendance.objects.exists()


def test_a_day_of_a_class_is_read_page_by_page(client, course_class, batch):
    people = [learner(course_class) for _ in range(3)]
    assert client.post(f"{BASE}/batch", batch(*map(present, people))).json() == {
        "success": True,
        "message": "출결 3건을 기록했습니다.",
    }
    path = f"{BASE}/course/{course_class.course_id}/class/{course_class.pk}/date/{DAY}"
    found = flat(client.get(f"{path}?size=2&page=2"))
    assert [row["enrollment_id"] for row in found["attendances"]] == [people[2].pk]
    assert found["paging"] == {"page": 2, "size": 2, "total": 3, "pages": 2}
    Enrolment.objects.filter(pk=people[0].pk).update(status="CANCELLED", holds_seat=False, cancelled_at=NOW)
    assert flat(client.get(path))["paging"]["total"] == 2
    assert flat(client.get(path.replace(DAY, "2026-01-11")))["attendances"] == []
    refused(client.get(path.replace(DAY, "2026-02-30")), 400)


def test_a_batch_names_every_bad_row_and_writes_none(client, course_class, batch):
    one, two, three = (learner(course_class) for _ in range(3))
    body = batch(
        present(one),
        present(two, check_in_time="10:00", check_out_time="09:00"),
        present(three, attendance_type="ABSENT", check_in_time="10:00"),
    )
    assert refused(client.post(f"{BASE}/batch", body), 400) == (
        "출결을 기록하지 않았습니다. 다음을 수정해 다시 보내 주세요. "
        f"2번째({two.member.name}): 퇴실 시각은 입실 시각과 같거나 늦어야 합니다. "
        f"3번째({three.member.name}): 결석에는 입실·퇴실 시각을 적지 않습니다. 두 시각을 비워 주세요."
    )
    assert not Attendance.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"attendances": []}, "attendances: 1건 이상 보내 주세요."),
        ({"attendances": {}}, "attendances: 목록으로 보내 주세요."),
        ({"attendances": [{"enrollment_id": 1, "attendance_type": "X"}]}, "attendances.0.attendance_type: 다음"),
        ({"attendances": [{"enrollment_id": 1}] * 1001}, "attendances: 1000건까지 보낼 수 있습니다."),
    ],
)
def test_a_batch_that_is_none(client, batch, changes, sentence):
    assert refused(client.post(f"{BASE}/batch", batch(**changes)), 400).startswith(sentence)


def test_who_may(request, client, given, enrolment, course_class, batch):
    number = flat(client.post(BASE, given))["attendance_id"]
    calls = (
        ("GET", f"{BASE}/{number}", None),
        ("GET", f"{BASE}/enrollment/{enrolment.pk}", None),
        ("GET", f"{BASE}/course/{course_class.course_id}/class/{course_class.pk}/date/{DAY}", None),
        ("PUT", f"{BASE}/{number}", {"attendance_type": "PRESENT"}),
        ("POST", BASE, {**given, "class_date": "2026-01-11"}),
        ("POST", f"{BASE}/batch", batch(present(enrolment))),
    )
    found = {
        who: [ApiClient(request.getfixturevalue(who))(*call).status_code for call in calls]
        for who in ("student", "stranger", "bare_staff", "superuser", "mentor")
    }
    assert found == {
        "student": [200, 200, 403, 403, 403, 403],
        "stranger": [404, 404, 403, 404, 404, 403],
        "bare_staff": [404, 404, 403, 404, 404, 403],
        "superuser": [200, 200, 200, 200, 200, 200],
        "mentor": [200, 200, 200, 200, 409, 200],  # the superuser recorded that day
    }


@pytest.mark.parametrize("rows", [1, 50])
def test_the_number_of_queries(client, course_class, batch, rows):
    people = [learner(course_class) for _ in range(rows)]
    counts = []
    path = f"{BASE}/course/{course_class.course_id}/class/{course_class.pk}/date/{DAY}?size=100"
    for method, address, body in (
        ("POST", f"{BASE}/batch", batch(*map(present, people))),
        ("GET", path, None),
        ("GET", f"{BASE}/enrollment/{people[0].pk}", None),
    ):
        with CaptureQueriesContext(connection) as statements:
            flat(client(method, address, body))
        counts.append(len(statements))
    assert counts == [11, 6, 4]
