"""The pages of the admin that make several meetings at once: the days are shown first, and only they are made."""

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse

from apps.core import clock
from apps.elearning.catalogue.models import ClassMeeting, CourseClass
from tests.factories.elearning import ClassMeetingFactory, CourseClassFactory
from tests.factories.planner import AppointmentFactory, HolidayFactory, VenueFactory
from tests.mentoring.reading import words

NOW = dt.datetime(2026, 8, 10, 9, tzinfo=clock.SEOUL)
DAY = r'name="days" value="([^"]+)"\s*(checked)?\s*(disabled)?'

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def summer():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def taught(mentor) -> CourseClass:
    return CourseClassFactory(
        instructors=[mentor], start_date=dt.date(2026, 9, 1), end_date=dt.date(2026, 9, 30), number=1
    )


@pytest.fixture
def office(client, superuser):
    client.force_login(superuser)
    return client


def typed(**changes) -> dict:
    return {
        "first": "2026-09-07", "start_time": "19:00", "end_time": "21:00", "repeat": "1", "times": "", "until": "",
        "skip_holidays": "on", "venue": "", "venue_text": "", "join_url": "", "seen": "", **changes,
    }  # fmt: skip


def shown(response) -> list[tuple[str, str, str]]:
    """Each day of the list: what its box sends, whether it is chosen, whether it can be."""
    return re.findall(DAY, response.content.decode())


def seen(response) -> str:
    return response.context["form"]["seen"].value()


def url(row: CourseClass, tail: str) -> str:
    return reverse(f"admin:elearning_courseclass_{tail}", args=[row.pk])


def test_the_days_until_the_end_of_the_class_are_shown_and_made(office, taught, mentor):
    HolidayFactory(date=dt.date(2026, 9, 14))
    AppointmentFactory(member=mentor, role="host", title="회의", starts_at=clock.at(dt.date(2026, 9, 21), dt.time(20)))
    page = office.post(url(taught, "series"), typed())
    assert shown(page) == [
        ("2026-09-07", "checked", ""), ("2026-09-14", "", ""), ("2026-09-21", "", "disabled"),
        ("2026-09-28", "checked", ""),
    ]  # fmt: skip
    text = words(page.content.decode())
    assert "공휴일입니다: 성탄절" in text
    assert "매주 월요일, 9월 30일 (수)까지" in text
    assert "이미 진행하는 일정 ‘회의’" in text
    assert not ClassMeeting.objects.exists()
    answer = office.post(url(taught, "series"), typed(seen=seen(page), days=["2026-09-07", "2026-09-14"]), follow=True)
    assert [row.starts_at.day for row in taught.meetings.all()] == [7, 14]
    assert "수업일 2개를 만들었습니다." in answer.content.decode()


def test_another_input_shows_its_days_first(office, taught):
    page = office.post(url(taught, "series"), typed(times="2"))
    again = office.post(url(taught, "series"), typed(times="2", repeat="2", seen=seen(page), days=["2026-09-07"]))
    assert [day for day, *_rest in shown(again)] == ["2026-09-07", "2026-09-21"]
    nothing = office.post(url(taught, "series"), typed(times="2", repeat="2", seen=seen(again)))
    assert "날짜를 1개 이상 선택해 주세요." in nothing.content.decode()
    wrong = office.post(url(taught, "series"), typed(until="2026-09-01"))
    assert "마지막 날은 첫날보다 빠를 수 없습니다." in wrong.content.decode()
    assert not ClassMeeting.objects.exists()


def test_the_rest_is_what_is_at_the_same_time_of_the_week(office, taught):
    venue = VenueFactory()
    first, wednesday, second = (
        ClassMeetingFactory(course_class=taught, starts_at=clock.at(dt.date(2026, 9, day), dt.time(19)), venue=venue)
        for day in (7, 9, 14)
    )
    given = {"start": first.pk, "act": "move", "day": "2026-09-08", "start_time": "18:00", "end_time": "", "seen": ""}
    page = office.post(url(taught, "rest"), given)
    assert [(int(pk), chosen) for pk, chosen, _off in shown(page)] == [
        (first.pk, "checked"), (wednesday.pk, ""), (second.pk, "checked"),
    ]  # fmt: skip
    assert "지금: 2026-09-07(월) 19:00~21:00" in words(page.content.decode())
    office.post(url(taught, "rest"), {**given, "seen": seen(page), "days": [first.pk, second.pk]})
    starts = [f"{clock.local(row.starts_at):%d %H:%M}" for row in taught.meetings.all()]
    assert starts == ["08 18:00", "09 19:00", "15 18:00"]
    given = {"start": wednesday.pk, "act": "remove", "day": "", "start_time": "", "end_time": "", "seen": ""}
    page = office.post(url(taught, "rest"), given)
    answer = office.post(url(taught, "rest"), {**given, "seen": seen(page), "days": [wednesday.pk]}, follow=True)
    assert "수업일 1개를 삭제했습니다." in answer.content.decode()
    assert [row.starts_at.day for row in taught.meetings.all()] == [8, 15]
    assert office.get(url(taught, "rest")).status_code == 200


def test_a_class_that_was_called_off_stays_as_it_was(office, taught):
    CourseClass.objects.filter(pk=taught.pk).update(called_off_at=NOW)
    assert office.post(url(taught, "series"), typed()).status_code == 403
