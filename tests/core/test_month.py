"""The month grid: whole weeks from Sunday, and no day longer than it can show."""

from datetime import date

import pytest

from apps.core.month import Entry, days_ahead, days_shown, month_of, weeks_ahead

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


@pytest.mark.parametrize(
    "calendar",
    [
        month_of(2026, 6, {}, today=DAY, holidays={DAY: "임시공휴일"}),
        weeks_ahead({}, today=DAY, holidays={DAY: "임시공휴일"}),
    ],
)
def test_a_holiday_is_named_and_is_no_empty_day(calendar):
    named = [day for week in calendar.weeks for day in week if day.holiday]
    assert [(day.day, day.holiday, day.css) for day in named] == [(DAY, "임시공휴일", "is-today is-holiday")]
    assert not calendar.has_entries


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


def test_the_weeks_ahead_begin_with_this_week_and_leave_its_past_days_outside():
    today = date(2026, 11, 30)  # a Monday
    entries = {date(2026, 11, 29): [Entry("/1/", "9:00", "어제")], date(2026, 12, 26): [Entry("/2/", "9:00", "끝")]}
    weeks = weeks_ahead(entries, today=today)
    cells = [cell for week in weeks.weeks for cell in week]
    assert (cells[0].day, cells[-1].day, len(cells)) == (*days_ahead(today), 28)
    assert days_ahead(date(2026, 12, 6))[0] == date(2026, 12, 6)  # a Sunday begins its own week
    assert [cell.day.day for cell in cells if cell.outside] == [29]
    assert [cell.number for cell in cells[:4]] == ["11.29", "30", "12.1", "2"]
    assert (weeks.has_entries, [cell.today for cell in cells].index(True)) == (True, 1)
