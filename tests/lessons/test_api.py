"""The endpoints of lessons beyond those of seed 003: when a lesson can be requested."""

import datetime as dt

import pytest

from apps.core import clock
from apps.lessons.states import LessonStatus
from apps.planner.models import AppointmentRole
from tests.api.client import ApiClient, refused
from tests.factories.lessons import DayOffFactory, LessonFactory, TutorialFactory, WeeklyHoursFactory
from tests.factories.planner import AppointmentFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 1, 12)  # a Monday


@pytest.fixture(autouse=True)
def _early(time_machine):
    time_machine.move_to(clock.at(dt.date(2026, 1, 5), dt.time(9)), tick=False)


@pytest.fixture
def tutorial(mentor):
    WeeklyHoursFactory(mentor=mentor, weekday=0, start_time=dt.time(22), end_time=dt.time(0))
    return TutorialFactory(mentor=mentor, duration=60)


def asked(member, tutorial, day: dt.date = DAY) -> dict:
    response = ApiClient(member).get(f"/api/tutorials/{tutorial.pk}/available-slots?date={day}")
    assert response.status_code == 200, response.content.decode()
    return response.json()["data"]


def test_the_times_of_a_day_are_those_that_can_be_requested(student, tutorial):
    assert asked(student, tutorial) == {
        "tutorialId": tutorial.pk, "date": "2026-01-12", "duration": 60, "reason": None,
        "slots": [
            {"startTime": "22:00:00", "endTime": "23:00:00", "isFree": True},
            {"startTime": "22:30:00", "endTime": "23:30:00", "isFree": True},
            {"startTime": "23:00:00", "endTime": "24:00:00", "isFree": True},
        ],
    }  # fmt: skip
    last = {"lessonDate": "2026-01-12", "lessonTime": "23:00"}
    assert ApiClient(student).post(f"/api/tutorials/{tutorial.pk}/lessons", last).status_code == 200


def test_a_time_at_which_the_mentor_has_something_else_is_not_free(student, mentor, tutorial):
    starts_at = clock.at(DAY, dt.time(23))
    AppointmentFactory(member=mentor, role=AppointmentRole.HOST, starts_at=starts_at)
    assert [slot["isFree"] for slot in asked(student, tutorial)["slots"]] == [True, False, False]


def test_a_day_without_times_says_why(student, mentor, tutorial):
    none = asked(student, tutorial, DAY + clock.ONE_DAY)
    assert (none["slots"], "월 22:00~24:00" in none["reason"]) == ([], True)
    DayOffFactory(mentor=mentor, first_day=DAY)
    assert asked(student, tutorial)["slots"] == []


def test_who_takes_no_requests_and_what_is_no_day_are_refused(student, tutorial):
    assert "date" in refused(ApiClient(student).get(f"/api/tutorials/{tutorial.pk}/available-slots"), 400)
    tutorial.is_open = False
    tutorial.save()
    address = f"/api/tutorials/{tutorial.pk}/available-slots?date=2026-01-12"
    assert "존재하지" in refused(ApiClient(student).get(address), 400)
    refused(ApiClient(tutorial.mentor).get(address), 409)


def test_a_tutorial_tells_the_hours_until_midnight_and_the_days_off_to_come(student, mentor, tutorial):
    DayOffFactory(mentor=mentor, first_day=dt.date(2026, 1, 4))
    DayOffFactory(mentor=mentor, first_day=DAY)
    data = ApiClient(student).get(f"/api/tutorials/{tutorial.pk}").json()["data"]
    assert data["weeklyHours"] == [{"weekday": "MONDAY", "startTime": "22:00:00", "endTime": "24:00:00"}]
    assert data["daysOff"] == [{"firstDay": "2026-01-12", "lastDay": "2026-01-12"}]


def test_a_mentor_opens_and_edits_a_tutorial_and_sets_its_hours(mentor, student):
    given = {"title": "자바", "description": "소개", "price": 10_000, "duration": 60, "venue": None}
    assert ApiClient(student).post("/api/tutorials", given).status_code == 403
    opened = ApiClient(mentor).post("/api/tutorials", given).json()["data"]
    assert (opened["title"], opened["isOpen"], opened["weeklyHours"]) == ("자바", True, [])
    base = f"/api/tutorials/{opened['tutorialId']}"
    assert ApiClient(mentor).post("/api/tutorials", given).status_code == 409
    assert ApiClient(mentor).post("/api/tutorials", given | {"duration": 5}).status_code == 400
    edited = ApiClient(mentor).patch(base, {"price": 0}).json()["data"]
    assert (edited["price"], edited["title"]) == (0, "자바")
    assert ApiClient(student).patch(base, {"price": 0}).status_code == 403
    night = [
        {"weekday": "FRIDAY", "startTime": "22:00", "endTime": "24:00"},
        {"weekday": "SATURDAY", "startTime": "00:00", "endTime": "01:00"},
    ]
    own = ApiClient(mentor).put(f"{base}/weekly-hours", {"weeklyHours": night}).json()["data"]
    assert [row["endTime"] for row in own["weeklyHours"]] == ["24:00:00", "01:00:00"]


def test_a_mentor_keeps_hours_settings_and_days_off(mentor, student):
    giving, base = ApiClient(mentor), "/api/me/lesson-times"
    assert ApiClient(student).get(base).status_code == 403
    hours = {"weeklyHours": [{"weekday": "MONDAY", "startTime": "09:00", "endTime": "24:00"}]}
    assert giving.put(f"{base}/weekly-hours", hours).status_code == 200
    settings = {"buffer": 10, "notice": 24, "mostADay": None, "holdsRequests": True}
    assert giving.put(f"{base}/settings", settings).json()["data"]["settings"] == settings
    assert giving.put(f"{base}/settings", settings | {"buffer": 500}).status_code == 400
    lesson = LessonFactory(tutorial__mentor=mentor, status=LessonStatus.APPROVED)
    day = clock.local(lesson.starts_at).date().isoformat()
    added = giving.post(f"{base}/days-off", {"firstDay": day, "note": "여행"}).json()["data"]
    (rest,) = added["daysOff"]
    assert (rest["firstDay"], rest["lastDay"], rest["note"]) == (day, day, "여행")
    assert [one["lessonId"] for one in rest["lessons"]] == [lesson.pk]
    assert giving.post(f"{base}/days-off", {"firstDay": day}).status_code == 409
    assert giving.delete(f"{base}/days-off/{rest['dayOffId']}").status_code == 200
    assert giving.get(base).json()["data"]["daysOff"] == []
    assert giving.delete(f"{base}/days-off/{rest['dayOffId']}").status_code == 404
    assert giving.get(base).json()["data"]["weeklyHours"][0]["endTime"] == "24:00:00"
