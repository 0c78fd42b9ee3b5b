"""A month as weeks of days, for components/month.html. Weeks begin on Sunday, as in Korean calendars."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

SHOWN_A_DAY = 4


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

    Its texts are made here and not in the template, because a page draws forty cells.
    """

    day: date
    weekday: str
    entries: Sequence[Any] = ()
    more: int = 0
    more_url: str = ""
    outside: bool = False
    today: bool = False

    @property
    def iso(self) -> str:
        return self.day.isoformat()

    @property
    def number(self) -> str:
        return str(self.day.day)

    @property
    def css(self) -> str:
        flags = (("is-out", self.outside), ("is-today", self.today), ("is-empty", not self.entries))
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
class Month:
    year: int
    number: int
    weeks: list[list[Day]] = field(default_factory=list)

    @property
    def title(self) -> str:
        return _("%(year)s년 %(month)s월") % {"year": self.year, "month": self.number}

    @property
    def weekdays(self) -> list[str]:
        return weekdays()

    @property
    def has_entries(self) -> bool:
        return any(day.entries for week in self.weeks for day in week)

    @property
    def previous(self) -> tuple[int, int]:
        return (self.year - 1, 12) if self.number == 1 else (self.year, self.number - 1)

    @property
    def next(self) -> tuple[int, int]:
        return (self.year + 1, 1) if self.number == 12 else (self.year, self.number + 1)


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
) -> Month:
    """Return the calendar of a month with at most SHOWN_A_DAY entries a day.

    `more_url` leads to the other entries of a day; its %s is replaced by the day. `totals` holds the number of entries
    of the days of which `entries` has only the first.
    """
    known, names = totals or {}, weekdays()
    grid = calendar.Calendar(calendar.SUNDAY).monthdatescalendar(year, number)
    weeks = [
        [
            _day(day, name, entries.get(day, ()), day.month != number, day == today, more_url, known.get(day, 0))
            for day, name in zip(week, names, strict=True)
        ]
        for week in grid
    ]
    return Month(year, number, weeks)


def _day(
    day: date, weekday: str, entries: Sequence[Entry], outside: bool, today: bool, more_url: str, total: int
) -> Day:
    total = max(total, len(entries))
    shown = entries if total <= SHOWN_A_DAY else entries[: SHOWN_A_DAY - 1]
    more = total - len(shown)
    url = more_url.replace("%s", day.isoformat()) if more else ""
    return Day(day, weekday, shown, more, url, outside, today)
