"""What my page's calendar shows."""

import datetime as dt

import pytest
from django.utils import translation

from apps.core import clock
from apps.planner.models import Appointment, AppointmentRole
from apps.portal import calendar

TODAY = dt.date(2026, 6, 10)  # a Wednesday
NOW = clock.at(TODAY, dt.time(9))


def booked(day: int, start: int, end: int, pk: int = 1, **fields) -> Appointment:
    first = clock.at(dt.date(2026, 6, day), dt.time(start))
    last = clock.at(dt.date(2026, 6, day + (end < start)), dt.time(end))
    given = {"role": AppointmentRole.GUEST, "title": "만남", "path": "/t/1/", "place": "A1", **fields}
    return Appointment(pk=pk, starts_at=first, ends_at=last, **given)


@pytest.mark.parametrize(
    ("month", "week", "day", "is_week"),
    [
        (None, None, TODAY, False),
        ("2026-02", None, dt.date(2026, 2, 1), False),
        ("2026-13", None, TODAY, False),
        ("2026-00", None, TODAY, False),
        ("1999-12", None, TODAY, False),
        ("2101-01", None, TODAY, False),
        ("20２6-02", None, TODAY, False),
        ("<script>", None, TODAY, False),
        (None, "2026-06-15", dt.date(2026, 6, 15), True),
        (None, "2026년 6월 15일", dt.date(2026, 6, 15), True),
        (None, "2026-02-30", TODAY, False),
        (None, "9999-12-31", TODAY, False),
        (None, "now", TODAY, False),
        ("2026-02", "2026-06-15", dt.date(2026, 6, 15), True),
    ],
)
def test_anything_in_the_address_shows_something(month, week, day, is_week):
    shown = calendar.read_range(month, week, TODAY)
    assert (shown.day, shown.is_week) == (day, is_week)


@pytest.mark.parametrize(
    ("month", "week", "first", "last", "before", "after"),
    [
        (None, None, dt.date(2026, 6, 7), dt.date(2026, 7, 4), "?month=2026-06", "?month=2026-07"),
        ("2026-06", None, dt.date(2026, 5, 31), dt.date(2026, 7, 4), "?month=2026-05", "?month=2026-07"),
        ("2026-01", None, dt.date(2025, 12, 28), dt.date(2026, 1, 31), "?month=2025-12", "?month=2026-02"),
        ("2026-12", None, dt.date(2026, 11, 29), dt.date(2027, 1, 2), "?month=2026-11", "?month=2027-01"),
        (None, "2026-06-10", dt.date(2026, 6, 10), dt.date(2026, 6, 16), "?week=2026-06-03", "?week=2026-06-17"),
        (None, "2026-06-28", dt.date(2026, 6, 28), dt.date(2026, 7, 4), "?week=2026-06-21", "?week=2026-07-05"),
    ],
)
def test_the_days_shown_and_the_ways_on(month, week, first, last, before, after):
    shown = calendar.read_range(month, week, TODAY)
    assert (shown.first, shown.last) == (first, last)
    begins = TODAY if shown.is_ahead else first
    assert shown.span == (clock.start_of(begins), clock.start_of(last + dt.timedelta(days=1)))
    assert (shown.previous_url, shown.next_url) == (f"/me/{before}#calendar", f"/me/{after}#calendar")


def test_the_way_back_to_today_is_offered_only_elsewhere():
    assert calendar.read_range(None, None, TODAY).today_url == ""
    assert calendar.read_range(None, "2026-06-10", TODAY).today_url == ""
    assert calendar.read_range("2026-07", None, TODAY).today_url == "/me/#calendar"
    assert calendar.read_range("2026-06", None, TODAY).today_url == "/me/#calendar"
    assert calendar.read_range(None, "2026-06-14", TODAY).today_url == "/me/?week=2026-06-10#calendar"


def test_the_switch_stays_near_what_is_shown():
    def urls(shown):
        return [(view["url"], view["current"]) for view in shown.views]

    assert urls(calendar.read_range(None, None, TODAY)) == [
        ("/me/#calendar", True), ("/me/?week=2026-06-10#calendar", False),
    ]  # fmt: skip
    assert urls(calendar.read_range(None, "2026-08-03", TODAY)) == [
        ("/me/?month=2026-08#calendar", False), ("/me/?week=2026-08-03#calendar", True),
    ]  # fmt: skip


def entries_of(month) -> dict:
    return {cell.day.day: cell.entries for week in month.weeks for cell in week if cell.entries and not cell.outside}


def test_the_month_says_when_what_and_in_which_role():
    shown = calendar.read_range("2026-06", None, TODAY)
    rows = [booked(9, 14, 16, 1), booked(11, 14, 16, 2), booked(12, 10, 12, 3, role=AppointmentRole.HOST, title="강의")]
    cells = entries_of(calendar.month_grid(shown, rows, NOW, {}))
    assert [(entry.time, entry.title, entry.kind, entry.label) for day in (9, 11, 12) for entry in cells[day]] == [
        ("14:00", "만남", "done", "참여"), ("14:00", "만남", "open", "참여"), ("10:00", "강의", "info", "진행"),
    ]  # fmt: skip


def test_what_goes_on_past_midnight_is_on_both_days_and_what_ends_there_is_not():
    shown = calendar.read_range(None, None, TODAY)
    cells = entries_of(calendar.month_grid(shown, [booked(15, 22, 2)], NOW, {}))
    assert {day: [entry.time for entry in entries] for day, entries in cells.items()} == {15: ["22:00"], 16: ["~02:00"]}
    cells = entries_of(calendar.month_grid(shown, [booked(15, 22, 0)], NOW, {}))
    assert list(cells) == [15]


def test_a_full_day_leads_to_its_week():
    shown = calendar.read_range(None, None, TODAY)
    month = calendar.month_grid(shown, [booked(15, hour, hour + 1, hour) for hour in range(8, 14)], NOW, {})
    [day] = [cell for week in month.weeks for cell in week if cell.entries]
    assert (len(day.entries), day.more, day.more_url) == (3, 3, "/me/?week=2026-06-15#calendar")


def test_overlaps_are_found_half_open_and_also_inside_a_long_one():
    rows = [booked(15, 9, 18, 1), booked(15, 10, 11, 2), booked(15, 12, 13, 3), booked(15, 18, 19, 4)]
    assert calendar.clashing_of(rows) == {1, 2, 3}
    assert calendar.clashing_of(rows[3:]) == set()
    kinds = [
        entry.kind
        for entry in entries_of(calendar.month_grid(calendar.read_range(None, None, TODAY), rows, NOW, {}))[15]
    ]
    assert kinds == ["clash", "clash", "clash", "open"]


def test_the_week_lists_its_seven_days():
    shown = calendar.read_range(None, "2026-06-10", TODAY)
    days = calendar.week_list(
        shown,
        [booked(12, 14, 16, 1), booked(12, 15, 17, 2), booked(16, 22, 2, 3)],
        {dt.date(2026, 6, 12): "임시공휴일"},
    )
    assert [day.words for day in days][::6] == ["6월 10일 (수)", "6월 16일 (화)"]
    assert [day.is_today for day in days] == [True, *[False] * 6]
    assert [(entry.hours, entry.clashes) for day in days for entry in day.entries] == [
        ("14:00~16:00", True), ("15:00~17:00", True), ("22:00~02:00", False),
    ]  # fmt: skip


def test_days_are_named_in_the_language_of_the_page():
    with translation.override("en"):
        assert calendar.day_words(dt.date(2026, 6, 7)) == "Sun, 7 Jun"


@pytest.mark.parametrize(
    ("week", "title"),
    [
        ("2026-06-07", "2026년 6월 7일~13일"),
        ("2026-06-28", "2026년 6월 28일~7월 4일"),
        ("2026-12-27", "2026년 12월 27일~2027년 1월 2일"),
    ],
)
def test_the_title_of_a_week_names_what_differs(week, title):
    assert calendar.week_title(calendar.read_range(None, week, TODAY)) == title
    with translation.override("en"):
        assert calendar.week_title(calendar.read_range(None, "2026-06-28", TODAY)) == "28 Jun to 4 Jul 2026"
