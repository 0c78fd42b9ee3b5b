"""Days and times as people say them."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import translation

from apps.core import clock, spoken

TODAY = date(2026, 12, 1)


def _at(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=clock.SEOUL)


@pytest.mark.parametrize(
    ("start", "end", "korean", "english"),
    [
        ("2026-12-06 19:00", "2026-12-06 20:30", "12월 6일 (일) 저녁 7시–8시 30분", "Sun 6 Dec, 7–8:30 pm"),
        ("2026-12-06 19:00", "2026-12-06 21:00", "12월 6일 (일) 저녁 7시–9시", "Sun 6 Dec, 7–9 pm"),
        ("2026-12-06 10:30", "2026-12-06 12:00", "12월 6일 (일) 오전 10시 30분–낮 12시", "Sun 6 Dec, 10:30 am–12 pm"),
        ("2026-12-06 12:30", "2026-12-06 14:00", "12월 6일 (일) 낮 12시 30분–오후 2시", "Sun 6 Dec, 12:30–2 pm"),
        ("2026-12-06 22:00", "2026-12-07 00:00", "12월 6일 (일) 밤 10시–밤 12시", "Sun 6 Dec, 10 pm–midnight"),
        ("2026-12-06 23:00", "2026-12-07 01:00", "12월 6일 (일) 밤 11시–새벽 1시", "Sun 6 Dec, 11 pm–1 am"),
        (
            "2027-01-03 05:59",
            "2027-01-03 06:00",
            "2027년 1월 3일 (일) 새벽 5시 59분–오전 6시",
            "Sun 3 Jan 2027, 5:59–6 am",
        ),
        ("2026-12-06 00:00", "2026-12-06 00:30", "12월 6일 (일) 0시–0시 30분", "Sun 6 Dec, 12–12:30 am"),
    ],
)
def test_a_span_is_said_as_people_say_it(start, end, korean, english):
    assert spoken.say_span(_at(start), _at(end), today=TODAY) == korean
    with translation.override("en"):
        assert spoken.say_span(_at(start), _at(end), today=TODAY) == english


@pytest.mark.parametrize(
    ("end", "korean", "english"),
    [
        ("2026-12-02 00:00", "오늘 밤 12시", "today, midnight"),
        ("2026-12-01 18:00", "오늘 저녁 6시", "today, 6 pm"),
        ("2026-12-03 00:00", "내일 밤 12시", "tomorrow, midnight"),
        ("2026-12-03 09:05", "12월 3일 (목) 오전 9시 5분", "Thu 3 Dec, 9:05 am"),
        ("2026-11-30 12:00", "11월 30일 (월) 낮 12시", "Mon 30 Nov, 12 pm"),
    ],
)
def test_a_deadline_is_said_from_today(end, korean, english):
    assert spoken.say_until(_at(end), today=TODAY) == korean
    with translation.override("en"):
        assert spoken.say_until(_at(end), today=TODAY) == english


def test_a_period_is_said_by_its_days():
    first, last = TODAY + timedelta(days=4), TODAY + timedelta(days=31)
    assert spoken.say_period(first, last, today=TODAY) == "12월 5일 (토) – 2027년 1월 1일 (금)"
    assert spoken.say_period(first, first, today=TODAY) == "12월 5일 (토)"
    first, last = date(2027, 2, 4), date(2027, 3, 17)
    assert spoken.say_period(first, last, today=TODAY) == "2027년 2월 4일 (목) – 3월 17일 (수)"
    with translation.override("en"):
        assert spoken.say_period(first, last, today=TODAY) == "Thu 4 Feb – Wed 17 Mar 2027"


def test_the_exact_form_stands_beside_what_is_said():
    first, last = TODAY + timedelta(days=4), TODAY + timedelta(days=6)
    start, end = _at("2026-12-06 19:00"), _at("2026-12-06 21:00")
    assert spoken.when_day(first, today=TODAY) == ("12월 5일 (토)", "2026-12-05(토)")
    assert spoken.when_period(first, last, today=TODAY).exact == "2026-12-05(토) ~ 12-07(월)"
    assert spoken.when_hours(start, end) == ("저녁 7시–9시", "19:00~21:00")
    assert spoken.when_span(start, end, today=TODAY) == ("12월 6일 (일) 저녁 7시–9시", "2026-12-06(일) 19:00~21:00")


def test_a_moment_is_said_in_seoul_whatever_its_zone():
    moment = datetime.fromisoformat("2026-12-06T10:00:00+00:00")
    assert spoken.say_moment(moment, today=TODAY) == "12월 6일 (일) 저녁 7시"
    with translation.override("en"):
        assert spoken.say_moment(moment, today=TODAY) == "Sun 6 Dec, 7 pm"
