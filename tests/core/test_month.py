"""The month grid: whole weeks from Sunday, and no day longer than it can show."""

from datetime import date

import pytest

from apps.core.month import Entry, days_shown, month_of

DAY = date(2026, 6, 12)


def entries(n: int) -> list[Entry]:
    return [Entry(f"/{i}/", f"1{i}:00", f"{i}번째") for i in range(n)]


def test_weeks_are_whole_and_begin_on_sunday():
    month = month_of(2026, 6, {}, today=DAY)
    assert [week[0].day for week in month.weeks] == [date(2026, 5, 31), *(date(2026, 6, d) for d in (7, 14, 21, 28))]
    assert (month.weeks[0][0].outside, month.weeks[0][1].outside) == (True, False)
    assert month.has_entries is False
    assert days_shown(2026, 6) == (date(2026, 5, 31), date(2026, 7, 4))


def test_today_is_marked_once():
    month = month_of(2026, 6, {}, today=DAY)
    assert [day.day for week in month.weeks for day in week if day.today] == [DAY]


@pytest.mark.parametrize(("there", "shown", "more"), [(0, 0, 0), (4, 4, 0), (5, 3, 2)])
def test_a_full_day_says_how_many_more(there, shown, more):
    month = month_of(2026, 6, {DAY: entries(there)}, today=DAY, more_url="?day=%s")
    day = month.weeks[1][5]
    assert (day.day, len(day.entries), day.more) == (DAY, shown, more)
    assert day.more_url == ("?day=2026-06-12" if more else "")


def test_the_months_beside_cross_the_year():
    assert month_of(2026, 1, {}, today=DAY).previous == (2025, 12)
    assert month_of(2026, 12, {}, today=DAY).next == (2027, 1)
    assert (month_of(2026, 6, {}, today=DAY).previous, month_of(2026, 6, {}, today=DAY).next) == ((2026, 5), (2026, 7))


def test_title_and_weekdays_are_korean():
    month = month_of(2026, 6, {}, today=DAY)
    assert (month.title, month.weekdays[0], month.weekdays[6]) == ("2026년 6월", "일", "토")
