"""Days that come back: which they are, what a holiday does to them, how they are said."""

import datetime as dt

import pytest
from django.utils import translation

from apps.core import clock
from apps.core.errors import Invalid
from apps.planner.recurrence import LONGEST, Recurrence, Shift, list_days, recurrence_in_words
from apps.planner.rules import check_number_of_days, check_recurrence

MONDAY = dt.date(2026, 9, 7)


def days_of(*, skipped=frozenset(), **given) -> list[str]:
    return [f"{day:%m%d}" for day in list_days(Recurrence(MONDAY, **given), skipped=skipped)]


def test_every_monday_three_times():
    assert days_of(times=3) == ["0907", "0914", "0921"]


def test_every_two_weeks_until_a_day_that_counts():
    assert days_of(weeks=2, until=dt.date(2026, 10, 5)) == ["0907", "0921", "1005"]


def test_whichever_of_times_and_last_day_comes_first_ends_it():
    assert days_of(times=9, until=dt.date(2026, 9, 20)) == ["0907", "0914"]
    assert days_of(times=2, until=dt.date(2026, 12, 31)) == ["0907", "0914"]


def test_a_day_that_is_skipped_is_shown_and_makes_the_series_longer():
    assert days_of(times=3, skipped={dt.date(2026, 9, 14)}) == ["0907", "0914", "0921", "0928"]
    assert days_of(until=dt.date(2026, 9, 21), skipped={dt.date(2026, 9, 14)}) == ["0907", "0914", "0921"]


def test_two_days_of_a_week_begin_with_the_first_day():
    wednesday = Recurrence(dt.date(2026, 9, 9), times=4, weekdays=frozenset({0, 2}))
    assert [day.day for day in list_days(wednesday)] == [9, 14, 16, 21]
    assert [day.day for day in list_days(Recurrence(dt.date(2026, 9, 9), 2, 3, None, frozenset({0, 2})))] == [9, 21, 23]


def test_no_series_goes_on_for_ever():
    days = list_days(Recurrence(MONDAY, until=dt.date(2030, 1, 1)))
    assert (len(days), days[-1] <= MONDAY + LONGEST) == (53, True)
    everything = list_days(Recurrence(MONDAY, times=20), skipped={MONDAY + dt.timedelta(days=n) for n in range(500)})
    assert len(everything) == 53


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({}, "series_without_end", "times"),
        ({"times": 1}, "times_out_of_range", "times"),
        ({"times": 21}, "times_out_of_range", "times"),
        ({"weeks": 3, "times": 2}, "weeks_unknown", "repeat"),
        ({"until": dt.date(2026, 9, 6)}, "until_before_first", "until"),
        ({"until": dt.date(2027, 9, 9)}, "until_too_late", "until"),
    ],
)
def test_a_series_has_an_end_that_is_near_enough(given, code, field):
    with pytest.raises(Invalid) as refused:
        check_recurrence(Recurrence(MONDAY, **given), most=20)
    assert (refused.value.code, refused.value.field) == (code, field)


@pytest.mark.parametrize("given", [{"times": 2}, {"times": 20}, {"until": MONDAY}, {"until": dt.date(2027, 9, 8)}])
def test_what_is_within_the_limits_is_taken(given):
    check_recurrence(Recurrence(MONDAY, **given), most=20)


def test_too_few_and_too_many_days_are_refused():
    check_number_of_days(2, fewest=2, most=2)
    for number, code in ((1, "too_few_days"), (3, "too_many_days")):
        with pytest.raises(Invalid) as refused:
            check_number_of_days(number, fewest=2, most=2)
        assert refused.value.code == code


def test_a_shift_keeps_what_is_not_given():
    start, end = (dt.datetime(2026, 9, 7, hour, tzinfo=clock.SEOUL) for hour in (19, 21))
    later = (start + dt.timedelta(days=8), end + dt.timedelta(days=8, minutes=30))
    tuesday = Shift.to(start, end, dt.date(2026, 9, 8), dt.time(19), dt.time(21))
    assert tuesday == Shift(dt.timedelta(days=1))
    assert tuesday.moved(*later) == tuple(moment + dt.timedelta(days=1) for moment in later)
    earlier = Shift.to(start, end, None, dt.time(18), None)
    assert earlier.moved(*later) == (later[0] - dt.timedelta(hours=1), later[1])
    over_midnight = (start, start + dt.timedelta(hours=6))
    assert Shift(dt.timedelta(days=1)).moved(*over_midnight)[1] == over_midnight[1] + dt.timedelta(days=1)


def test_it_is_said_in_both_languages():
    two = Recurrence(MONDAY, 2, None, dt.date(2026, 10, 5), frozenset({0, 2}))
    today = MONDAY
    assert recurrence_in_words(Recurrence(MONDAY, times=8), today=today) == "매주 월요일, 8회"
    assert recurrence_in_words(two, today=today) == "2주마다 월·수, 10월 5일 (월)까지"
    with translation.override("en"):
        assert recurrence_in_words(Recurrence(MONDAY, times=8), today=today) == "Every week on Mon, 8 times"
        assert recurrence_in_words(two, today=today) == "Every two weeks on Mon, Wed, until Mon 5 Oct"
