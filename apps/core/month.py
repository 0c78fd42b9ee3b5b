"""A month, or the weeks ahead, as weeks of days, for components/month.html.

Weeks begin on Sunday, as in Korean calendars.
"""

from __future__ import annotations

import calendar
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

SHOWN_A_DAY = 4
WEEKS_AHEAD = 4


@dataclass(frozen=True)
class Entry:
    """An entry of a day. `time` is text (`14:00`), `kind` that of a badge, `label` the state as text."""

    url: str
    time: str
    title: str
    kind: str = "open"
    label: str = ""


@dataclass(frozen=True)
class Day:
    """One cell of the calendar. `more` counts the entries that are not shown; `more_url` leads to them.

    `holiday` is the name of the public holiday, '' on any other day.

    Its texts are made here and not in the template, because a page draws forty cells.
    """

    day: date
    weekday: str
    entries: Sequence[Any] = ()
    more: int = 0
    more_url: str = ""
    outside: bool = False
    today: bool = False
    names_month: bool = False
    holiday: str = ""

    @property
    def iso(self) -> str:
        return self.day.isoformat()

    @property
    def number(self) -> str:
        return f"{self.day.month}.{self.day.day}" if self.names_month else str(self.day.day)

    @property
    def css(self) -> str:
        flags = (
            ("is-out", self.outside),
            ("is-today", self.today),
            ("is-holiday", bool(self.holiday)),
            ("is-empty", not self.entries and not self.holiday),
        )
        return " ".join(name for name, is_set in flags if is_set)


def weekdays() -> list[str]:
    """Return the short names of the days of a week, Sunday first."""
    return [
        pgettext("weekday", "일"),
        pgettext("weekday", "월"),
        pgettext("weekday", "화"),
        pgettext("weekday", "수"),
        pgettext("weekday", "목"),
        pgettext("weekday", "금"),
        pgettext("weekday", "토"),
    ]


@dataclass(frozen=True)
class Weeks:
    """The four weeks that begin with the week of today: never a page of days that are over."""

    weeks: list[list[Day]] = field(default_factory=list)

    @property
    def title(self) -> str:
        return _("앞으로 4주")

    @property
    def weekdays(self) -> list[str]:
        return weekdays()

    @property
    def has_entries(self) -> bool:
        return any(day.entries for week in self.weeks for day in week)


@dataclass(frozen=True)
class Month(Weeks):
    year: int = 0
    number: int = 0

    @property
    def title(self) -> str:
        return date_format(date(self.year, self.number, 1), "YEAR_MONTH_FORMAT")

    @property
    def previous(self) -> tuple[int, int]:
        return (self.year - 1, 12) if self.number == 1 else (self.year, self.number - 1)

    @property
    def next(self) -> tuple[int, int]:
        return (self.year + 1, 1) if self.number == 12 else (self.year, self.number + 1)


def days_ahead(today: date) -> tuple[date, date]:
    """Return the first and the last day that the calendar of the weeks ahead shows."""
    sunday = today - timedelta(days=today.isoweekday() % 7)
    return sunday, sunday + timedelta(days=7 * WEEKS_AHEAD - 1)


def days_shown(year: int, number: int) -> tuple[date, date]:
    """Return the first and the last day that the calendar of a month shows."""
    weeks = calendar.Calendar(calendar.SUNDAY).monthdatescalendar(year, number)
    return weeks[0][0], weeks[-1][-1]


def month_of(
    year: int,
    number: int,
    entries: Mapping[date, Sequence[Entry]],
    *,
    today: date,
    more_url: str = "",
    totals: Mapping[date, int] | None = None,
    holidays: Mapping[date, str] | None = None,
) -> Month:
    """Return the calendar of a month with at most SHOWN_A_DAY entries a day.

    `more_url` leads to the other entries of a day; its %s is replaced by the day. `totals` holds the number of entries
    of the days of which `entries` has only the first, `holidays` the names of public holidays.
    """
    grid = calendar.Calendar(calendar.SUNDAY).monthdatescalendar(year, number)
    outside = {day for week in grid for day in week if day.month != number}
    return Month(_filled(grid, entries, outside, today, more_url, totals or {}, holidays or {}), year, number)


def weeks_ahead(
    entries: Mapping[date, Sequence[Entry]],
    *,
    today: date,
    more_url: str = "",
    totals: Mapping[date, int] | None = None,
    holidays: Mapping[date, str] | None = None,
) -> Weeks:
    """Return the calendar of the weeks ahead, like `month_of`. Days before today are outside."""
    first = days_ahead(today)[0]
    days = [first + timedelta(days=n) for n in range(7 * WEEKS_AHEAD)]
    grid = [days[n : n + 7] for n in range(0, len(days), 7)]
    over = {day for day in days if day < today}
    weeks = _filled(grid, entries, over, today, more_url, totals or {}, holidays or {})
    return Weeks(
        [[replace(cell, names_month=cell.day.day == 1 or cell.day == first) for cell in week] for week in weeks]
    )


def _filled(
    grid: Sequence[Sequence[date]],
    entries: Mapping[date, Sequence[Entry]],
    outside: Collection[date],
    today: date,
    more_url: str,
    totals: Mapping[date, int],
    holidays: Mapping[date, str],
) -> list[list[Day]]:
    names = weekdays()
    return [
        [
            _with(
                Day(day, name, outside=day in outside, today=day == today, holiday=holidays.get(day, "")),
                entries.get(day, ()),
                more_url,
                totals.get(day, 0),
            )
            for day, name in zip(week, names, strict=True)
        ]
        for week in grid
    ]


def _with(cell: Day, entries: Sequence[Entry], more_url: str, total: int) -> Day:
    """Return the cell with its entries, as many as are shown."""
    total = max(total, len(entries))
    shown = entries if total <= SHOWN_A_DAY else entries[: SHOWN_A_DAY - 1]
    more = total - len(shown)
    url = more_url.replace("%s", cell.iso) if more else ""
    return replace(cell, entries=shown, more=more, more_url=url) if entries else cell
