"""Days that come back every week or every two weeks: arithmetic of the calendar, and its words.

Only days are counted here. The hour of each is that of the clock in Seoul, so that no change of a clock moves it.
"""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core import clock, spoken
from apps.planner.weekly_hours import weekday_name, weekdays_in_words

FEWEST = 2  # days of a series
LONGEST = timedelta(days=366)  # from the first day to the last
EVERY = (1, 2)  # weeks from one to the next


@dataclass(frozen=True)
class Recurrence:
    """The day `first` and those after it on `weekdays` (0 is Monday; none: that of `first`), every `weeks` weeks.

    `times` of them, and none after the day `until`; at least one of the two is given.
    """

    first: date
    weeks: int = 1
    times: int | None = None
    until: date | None = None
    weekdays: frozenset[int] = frozenset()

    @property
    def on(self) -> frozenset[int]:
        """The weekdays on which it comes back."""
        return self.weekdays or frozenset({self.first.weekday()})

    @property
    def last(self) -> date:
        """The last day that may be of it."""
        return min(self.until or date.max, self.first + LONGEST)

    def _walk(self) -> Iterator[date]:
        monday = self.first - timedelta(days=self.first.weekday())
        while monday <= self.last:
            for weekday in sorted(self.on):
                day = monday + timedelta(days=weekday)
                if self.first <= day <= self.last:
                    yield day
            monday += timedelta(weeks=self.weeks)


def list_days(recurrence: Recurrence, *, skipped: Container[date] = frozenset()) -> list[date]:
    """Return the days in their order. Those among `skipped` are in the list too, but do not count as one of `times`.

    So eight Mondays are eight meetings, and a holiday among them makes the series one week longer.
    """
    days: list[date] = []
    held = 0
    for day in recurrence._walk():
        if held == recurrence.times:
            break
        days.append(day)
        held += day not in skipped
    return days


def dates_of(values: Iterable[str]) -> list[date]:
    """Return the days that a list of boxes has sent back."""
    return [date.fromisoformat(value) for value in values]


@dataclass(frozen=True)
class Shift:
    """By how many days things move, and the times that they get; None leaves each at its own."""

    days: timedelta
    start_time: time | None = None
    end_time: time | None = None

    @classmethod
    def to(
        cls, starts_at: datetime, ends_at: datetime, day: date | None, start: time | None, end: time | None
    ) -> "Shift":
        """Return how a thing comes to another day and other times. What is None or the same stays that of each."""
        was, until = clock.local(starts_at), clock.local(ends_at).time()
        return cls(
            (day or was.date()) - was.date(),
            None if start == was.time() else start,
            None if end == until else end,
        )

    def moved(self, starts_at: datetime, ends_at: datetime) -> tuple[datetime, datetime]:
        """Return when a thing is afterwards. What ends after midnight goes on to do so."""
        start, end = clock.local(starts_at), clock.local(ends_at)
        return (
            clock.at(start.date() + self.days, self.start_time or start.time()),
            clock.at(end.date() + self.days, self.end_time or end.time()),
        )


def recurrence_in_words(recurrence: Recurrence, *, today: date) -> str:
    """Return `매주 월요일, 8회`, `2주마다 월·수, 3월 2일 (월)까지`."""
    on = sorted(recurrence.on)
    weekdays = weekday_name(on[0]) if len(on) == 1 else weekdays_in_words(on)
    every = _("매주 %(days)s") if recurrence.weeks == 1 else _("2주마다 %(days)s")
    parts = [every % {"days": weekdays}]
    if recurrence.times is not None:
        parts.append(ngettext("%(n)d회", "%(n)d회", recurrence.times) % {"n": recurrence.times})
    if recurrence.until is not None:
        parts.append(_("%(day)s까지") % {"day": spoken.say_day(recurrence.until, today=today)})
    return ", ".join(parts)
