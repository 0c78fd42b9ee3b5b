"""The hours that are usually free for a member, and what fits into a week."""

import datetime as dt

import pytest
import time_machine
from django.db import connection

from apps.accounts import export
from apps.core import clock
from apps.core.errors import refusal_of
from apps.core.models import AuditEntry
from apps.mentoring.models import Session
from apps.planner import members, selectors, services, weekly_hours
from apps.planner.models import FreeHours
from apps.planner.weekly_hours import WeeklySpan
from tests.api.client import ApiClient
from tests.factories.mentoring import SessionFactory
from tests.factories.planner import AppointmentFactory, FreeHoursFactory
from tests.mentoring import reading

NOW = dt.datetime(2026, 6, 10, 12, tzinfo=clock.SEOUL)  # a Wednesday
TUE = 1
PAGE = "/me/hours/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False):
        yield


def span(weekday: int, start: str, end: str) -> WeeklySpan:
    return WeeklySpan(weekday, dt.time.fromisoformat(start), dt.time.fromisoformat(end))


def words(member) -> str:
    return weekly_hours.hours_in_words(FreeHours.objects.filter(member=member))


def test_hours_are_replaced_united_and_written_down(student, stranger):
    FreeHoursFactory(member=stranger)
    services.set_free_hours(by=student, spans=[span(TUE, "19:00", "20:00"), span(TUE, "20:00", "00:00")])
    assert (words(student), words(stranger)) == ("화 19:00~24:00", "월 19:00~22:00")
    services.set_free_hours(by=student, spans=[span(TUE, "19:00", "00:00")])
    entry = AuditEntry.objects.get(act="planner.free_hours_set")
    assert (entry.before, entry.after) == ({"hours": ""}, {"hours": "1 19:00-00:00"})
    services.set_free_hours(by=student, spans=[])
    assert words(student) == ""


@pytest.mark.parametrize(
    ("spans", "code"),
    [
        ([span(TUE, "20:00", "19:00")], "ends_before_start"),
        ([span(TUE, "19:00", "21:00"), span(TUE, "20:00", "22:00")], "hours_overlap"),
    ],
)
def test_hours_that_make_no_sense_are_refused(student, spans, code):
    assert refusal_of(services.set_free_hours, by=student, spans=spans).code == code


def test_hours_that_another_window_saved_are_not_lost_silently(student):
    services.set_free_hours(by=student, spans=[span(TUE, "19:00", "21:00")], expected_hours="")
    refused = refusal_of(services.set_free_hours, by=student, spans=[], expected_hours="")
    assert (refused.code, "화 19:00~21:00" in refused.message) == ("changed_meanwhile", True)


def test_hours_are_exported_and_forgotten(student):
    FreeHoursFactory(member=student)
    assert export.export_all(student)["free_hours"] == [{"weekday": 0, "start_time": "19:00", "end_time": "22:00"}]
    members.forget(student, student)
    assert words(student) == ""


# --- What fits --------------------------------------------------------------------------------------------------------


def on(day: int, start: str, minutes: int = 60) -> Session:
    starts_at = clock.at(dt.date(2026, 6, day), dt.time.fromisoformat(start))
    ends_at = starts_at + dt.timedelta(minutes=minutes)
    return SessionFactory(starts_at=starts_at, ends_at=ends_at, title=f"{day} {start}")


def fitting(member) -> set[str]:
    rows = selectors.fitting(Session.objects.all(), member.pk, Session.SOURCE)
    return set(rows.values_list("title", flat=True))


def test_without_free_hours_only_appointments_stand_against(student):
    on(16, "19:00"), on(17, "03:00")
    AppointmentFactory(member=student, starts_at=clock.at(dt.date(2026, 6, 16), dt.time(19, 30)))
    AppointmentFactory(member=student, starts_at=clock.at(dt.date(2026, 6, 17), dt.time(2)), cancelled_at=NOW)
    assert fitting(student) == {"17 03:00"}


def test_the_whole_time_lies_within_one_of_the_free_hours(student, stranger):
    on(16, "18:59"), on(16, "19:00", 180), on(16, "19:30"), on(16, "21:00", 61), on(17, "19:30")
    FreeHoursFactory(member=student, weekday=TUE)
    FreeHoursFactory(member=stranger, weekday=2)
    assert fitting(student) == {"16 19:00", "16 19:30"}
    assert fitting(stranger) == {"17 19:30"}


def test_free_hours_end_at_midnight_unless_those_of_the_next_day_begin_there(student):
    on(16, "23:00"), on(16, "23:30"), on(17, "00:00")
    FreeHoursFactory(member=student, weekday=TUE, start_time=dt.time(22), end_time=dt.time(0))
    assert fitting(student) == {"16 23:00"}
    FreeHoursFactory(member=student, weekday=2, start_time=dt.time(0), end_time=dt.time(0, 30))
    on(16, "23:15", 90)
    assert fitting(student) == {"16 23:00", "16 23:30"}


def test_clashes_are_found_by_the_index_of_appointments(on_postgresql, student):
    on(16, "19:00")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = selectors.fitting(Session.objects.all(), student.pk, Session.SOURCE).explain()
    assert "planner_appointment_member" in plan
    assert "planner_freehours" in plan


# --- The page ---------------------------------------------------------------------------------------------------------


def test_the_hours_are_set_on_a_page_and_narrow_the_list(client, student):
    on(16, "19:30"), on(17, "19:30")
    client.force_login(student)
    assert "지금은 정해 둔 시간이 없어" in client.get(PAGE).content.decode()
    sent = {"rows": "1", "read_at": "", "row0-days": ["1"], "row0-start_time": "19:00", "row0-end_time": "22:00"}
    response = client.post(PAGE, sent, follow=True)
    assert reading.messages(response) == ["비어 있는 시간을 저장했습니다: 화 19:00~22:00"]
    response = client.get("/mentoring/?fit=1")
    assert reading.titles(response) == ["16 19:30"]
    assert f'href="{PAGE}"' in response.content.decode()
    assert len(reading.titles(client.get("/mentoring/"))) == 2
    response = client.post(PAGE, {"rows": "0", "read_at": "1 19:00-22:00"}, follow=True)
    assert reading.messages(response) == ["비어 있는 시간을 지웠습니다. 이제 어느 시간이나 비어 있는 것으로 봅니다."]


def test_rows_come_and_go_before_anything_is_saved(client, student):
    client.force_login(student)
    sent = {"rows": "2", "row0-days": ["1"], "row0-start_time": "19:00", "row1-days": ["3"]}
    assert "시간대 3" in client.post(PAGE, {**sent, "more": "1"}).content.decode()
    assert words(student) == ""
    refused = client.post(PAGE, sent)
    assert "종료 시각을 선택해 주세요." in refused.content.decode()


# --- The API ----------------------------------------------------------------------------------------------------------


def test_the_hours_are_read_and_set_through_the_api(student, stranger):
    FreeHoursFactory(member=stranger)
    api = ApiClient(student)
    assert api("GET", "/api/me/free-hours").json()["data"] == {"freeHours": []}
    evening = {"weekday": "TUESDAY", "startTime": "19:00", "endTime": "24:00"}
    answer = api("PUT", "/api/me/free-hours", {"freeHours": [evening]})
    assert answer.json() == {"success": True, "data": {"freeHours": [evening]}}
    assert words(student) == "화 19:00~24:00"
    assert api("PUT", "/api/me/free-hours", answer.json()["data"]).json() == answer.json()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"endTime": "18:00"}, "끝나는 시각은 시작 시각보다 늦어야 합니다"),
        ({"endTime": "24:30"}, "시각을 14:00처럼"),
        ({"startTime": "24:00"}, "시각을 14:00처럼"),
        ({"weekday": "화"}, "weekday"),
    ],
)
def test_hours_that_cannot_be_are_refused_through_the_api(student, changes, said):
    span = {"weekday": "TUESDAY", "startTime": "19:00", "endTime": "22:00"}
    answer = ApiClient(student)("PUT", "/api/me/free-hours", {"freeHours": [span | changes]})
    assert (answer.status_code, said in answer.json()["message"]) == (400, True)
    assert words(student) == ""
