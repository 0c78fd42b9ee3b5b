"""The endpoints of lessons beyond those of seed 003: when a lesson can be requested."""

import datetime as dt

import pytest

from apps.core import clock
from apps.planner.models import AppointmentRole
from tests.api.client import ApiClient, refused
from tests.factories.lessons import DayOffFactory, TutorialFactory, WeeklyHoursFactory
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
