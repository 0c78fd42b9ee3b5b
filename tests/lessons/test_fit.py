"""The tutorials and the times of lessons that fit one's own week."""

import datetime as dt
import random

import pytest
import time_machine

from apps.core import clock
from apps.lessons.models import Tutorial
from apps.lessons.selectors import fit, hours
from apps.lessons.states import LessonStatus
from apps.planner.models import AppointmentRole
from tests.factories.accounts import mentor as a_mentor
from tests.factories.lessons import (
    DayOffFactory,
    LessonFactory,
    LessonSettingsFactory,
    OpenHolidayFactory,
    TutorialFactory,
    WeeklyHoursFactory,
)
from tests.factories.planner import AppointmentFactory, FreeHoursFactory, HolidayFactory
from tests.mentoring import reading

NOW = dt.datetime(2026, 6, 10, 19, 30, tzinfo=clock.SEOUL)  # a Wednesday
WED, THU, FRI = 2, 3, 4

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False):
        yield


def fitting(member) -> set[str]:
    ids = fit.list_fitting(Tutorial.objects.all(), member, clock.now())
    return set(Tutorial.objects.filter(pk__in=ids).values_list("title", flat=True))


def offered(title: str, *spans: tuple[int, int, int], minutes: int = 60):
    tutorial = TutorialFactory(title=title, mentor=a_mentor(), duration=minutes)
    for weekday, start, end in spans:
        WeeklyHoursFactory(mentor=tutorial.mentor, weekday=weekday, start_time=dt.time(start), end_time=dt.time(end))
    return tutorial


def taken(member, day: int, start: str, end: str, **fields):
    at = [clock.at(dt.date(2026, 6, day), dt.time.fromisoformat(moment)) for moment in (start, end)]
    return AppointmentFactory(member=member, starts_at=at[0], ends_at=at[1], **fields)


def test_a_tutorial_fits_where_both_are_free_for_long_enough(student):
    FreeHoursFactory(member=student, weekday=WED, start_time=dt.time(19), end_time=dt.time(21))
    offered("같은 저녁", (WED, 20, 22))
    offered("너무 김", (WED, 20, 22), minutes=90)
    offered("맞닿기만", (WED, 21, 23))
    offered("다른 날", (THU, 19, 21))
    offered("언제나")
    offered("두 시간대를 이어야 함", (WED, 20, 21), (THU, 0, 1), minutes=90)
    assert fitting(student) == {"같은 저녁", "언제나"}
    FreeHoursFactory(member=student, weekday=THU, start_time=dt.time(0), end_time=dt.time(1))
    FreeHoursFactory(member=student, weekday=WED, start_time=dt.time(21), end_time=dt.time(0))
    offered("밤을 넘김", (WED, 23, 0), (THU, 0, 1), minutes=90)
    alone = offered("따로 정함", (FRI, 9, 12))
    WeeklyHoursFactory(mentor=alone.mentor, tutorial=alone, weekday=WED, start_time=dt.time(20), end_time=dt.time(22))
    beside = TutorialFactory(title="그 멘토의 다른 과외", mentor=alone.mentor)
    assert fitting(student) == {"같은 저녁", "언제나", "너무 김", "맞닿기만", "밤을 넘김", "따로 정함"}
    WeeklyHoursFactory(mentor=alone.mentor, weekday=WED, start_time=dt.time(19), end_time=dt.time(20))
    assert beside.title in fitting(student)


def test_what_is_held_rested_or_closed_on_all_four_days_does_not_fit(student):
    FreeHoursFactory(member=student, weekday=WED, start_time=dt.time(19), end_time=dt.time(21))
    held, rested, half = (
        offered("잡힘", (WED, 20, 21)),
        offered("쉼", (WED, 19, 21)),
        offered("듣기만 함", (WED, 19, 21)),
    )
    for day in (10, 17, 24):
        taken(held.mentor, day, "20:30", "21:30", role=AppointmentRole.HOST)
        taken(half.mentor, day, "19:00", "21:00")
    DayOffFactory(mentor=rested.mentor, first_day=dt.date(2026, 6, 1), last_day=dt.date(2026, 6, 30))
    HolidayFactory(date=dt.date(2026, 7, 1))
    assert fitting(student) == {"듣기만 함"}
    for day in (10, 17, 24):
        taken(student, day, "19:00", "20:15")
    assert fitting(student) == set()


def test_without_free_hours_everything_but_ones_own_fits_also_over_midnight(student, mentor):
    TutorialFactory(title="내 것", mentor=mentor)
    offered("언제나", minutes=720), offered("저녁", (WED, 22, 0))
    assert fitting(mentor) == {"언제나", "저녁"}
    for number in range(30):
        start = clock.at(dt.date(2026, 6, 10) + dt.timedelta(days=number), dt.time(2))
        AppointmentFactory(member=mentor, starts_at=start, ends_at=start + dt.timedelta(hours=20))
    offered("밤을 넘김", minutes=240), offered("모자람", minutes=270), offered("밤까지", (WED, 20, 0), minutes=240)
    assert fitting(mentor) == {"밤을 넘김", "저녁"}


def test_the_list_and_the_page_of_each_tutorial_say_the_same(student):
    chance = random.Random(7)
    days = [dt.date(2026, 6, 9) + dt.timedelta(days=n) for n in range(31)]
    for weekday in range(0, 7, 2):
        FreeHoursFactory(
            member=student, weekday=weekday, start_time=dt.time(chance.randrange(9, 20)), end_time=dt.time(21)
        )
    closed = chance.sample(days, 12)
    for day in closed:
        HolidayFactory(date=day, is_closed=chance.random() < 0.7)
    tutorials = []
    for number in range(25):
        spans = [(chance.randrange(7), chance.randrange(8, 18), chance.randrange(18, 22)) for _ in range(number % 2)]
        tutorials.append(offered(str(number), *spans, minutes=chance.choice([25, 60, 90, 180])))
        host = tutorials[-1].mentor
        OpenHolidayFactory(mentor=host, date=closed[number % len(closed)])
        if number % 3 == 0:
            LessonSettingsFactory(
                mentor=host, buffer=chance.choice([0, 45]), notice=chance.choice([0, 200, 336]),
                most_a_day=chance.choice([None, 1]), holds_requests=chance.random() < 0.5,
            )  # fmt: skip
            tutorials[-1] = Tutorial.objects.get(pk=tutorials[-1].pk)
            for day in chance.sample(days[1:], 12):
                begins = clock.at(day, dt.time(chance.randrange(9, 20)))
                state = chance.choice([LessonStatus.PENDING, LessonStatus.APPROVED, LessonStatus.COMPLETED])
                LessonFactory(tutorial=tutorials[-1], mentee=student, starts_at=begins, status=state)
        if number % 5 == 0:
            for weekday, start, end in ((4, 21, 0), (5, 0, 2)):
                WeeklyHoursFactory(
                    mentor=host, tutorial=tutorials[-1], weekday=weekday, start_time=dt.time(start),
                    end_time=dt.time(end),
                )  # fmt: skip
        for day in chance.sample(days, 15):
            start = chance.randrange(8, 20)
            taken_at = clock.at(day, dt.time(start, chance.choice([0, 20])))
            AppointmentFactory(
                member=tutorials[-1].mentor, role=AppointmentRole.HOST, starts_at=taken_at,
                ends_at=taken_at + dt.timedelta(hours=chance.randrange(1, 9)),
            )  # fmt: skip
    by_page = {one.title for one in tutorials if hours.get_openings(one, None, clock.now(), fits=student).days}
    assert fitting(student) == by_page
    assert 0 < len(by_page) < len(tutorials)


def test_the_switch_narrows_the_list_of_members(client, student):
    FreeHoursFactory(member=student, weekday=WED, start_time=dt.time(20), end_time=dt.time(21))
    offered("수요일", (WED, 19, 22)), offered("목요일", (THU, 19, 22))
    assert "내 주에 맞는 것" not in client.get("/tutorials/?fit=1").content.decode()
    client.force_login(student)
    response = client.get("/tutorials/?fit=1")
    assert reading.titles(response) == ["수요일"]
    assert reading.hidden(response, "fit") == "1"
    assert len(reading.titles(client.get("/tutorials/"))) == 2


def test_the_page_of_a_request_shows_the_times_that_fit(client, student):
    tutorial = offered("수요일", (WED, 19, 22))
    FreeHoursFactory(member=student, weekday=WED, start_time=dt.time(20), end_time=dt.time(22))
    taken(student, 17, "20:00", "21:00")
    taken(student, 24, "19:00", "22:00")
    taken(tutorial.mentor, 17, "19:00", "19:30", role=AppointmentRole.HOST)
    client.force_login(student)
    address = f"/tutorials/{tutorial.pk}/request/"
    everything = client.get(address, {"date": "2026-06-17"}).context["openings"]
    assert (len(everything.days), len(everything.chosen.free), len(everything.chosen.overlapping)) == (4, 4, 1)
    response = client.get(address, {"date": "2026-06-17", "fit": "1"})
    openings = response.context["openings"]
    assert [day.iso[5:] for day in openings.days] == ["06-10", "06-17", "07-01"]
    assert (openings.chosen.free, openings.chosen.overlapping) == ([dt.time(21)], [])
    assert "?date=2026-06-10&amp;fit=1" in response.content.decode()
    response = client.get(address, {"date": "2026-06-24", "fit": "1"})
    assert "이날에는 내 주에 맞는 시간이 없습니다" in response.content.decode()
    response = client.get(address, {"date": "2026-06-25", "fit": "1"})
    assert "이 과외의 수업 시간은 수 19:00~22:00입니다" in response.content.decode()
