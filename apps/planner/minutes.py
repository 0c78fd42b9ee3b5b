"""Free times of many people: a whole number with one bit for each minute of some days, so that times are cut by `&`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from apps.core import clock
from apps.core.fields import HALF_HOURS
from apps.planner.weekly_hours import Hours, minutes_of

_DAY = 24 * 60
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Stretch:
    """Some days from `first` on. Bit 0 is its first minute."""

    first: date
    days: int

    @property
    def all(self) -> int:
        return _bits(0, self.days * _DAY)

    def between(self, starts_at: datetime, ends_at: datetime) -> int:
        """Return the minutes that lie at least partly in [starts_at, ends_at)."""
        start = clock.start_of(self.first)
        return _bits((starts_at - start) // _MINUTE, -((start - ends_at) // _MINUTE)) & self.all

    def on_days(self, first: date, last: date) -> int:
        """Return the minutes of the days from the first to the last, both included."""
        return self.between(clock.start_of(first), clock.start_of(last + clock.ONE_DAY))

    def within(self, hours: Sequence[Hours]) -> int:
        """Return the minutes that lie in hours of the week; without any, all."""
        if not hours:
            return self.all
        free = 0
        for span in hours:
            start, end = minutes_of(span)
            ahead = (span.weekday - self.first.weekday()) % 7
            for day in range(ahead, self.days, 7):
                free |= _bits(day * _DAY + start, day * _DAY + end)
        return free

    def starts(self, free: int, minutes: int, *, days: int) -> int:
        """Return the half-hours of the first `days` at which as many minutes as asked for begin that are all free."""
        known = 1
        while known < minutes:
            step = min(known, minutes - known)
            free &= free >> step
            known += step
        return free & _half_hours(days)

    def moments_on(self, day: date, starts: int) -> list[datetime]:
        """Return those of the half-hours of one of the days whose bit is set, in order."""
        offset = (day - self.first).days * _DAY
        return [clock.at(day, at) for at in HALF_HOURS if starts >> (offset + at.hour * 60 + at.minute) & 1]


def _bits(start: int, end: int) -> int:
    start = max(start, 0)
    return ((1 << (end - start)) - 1) << start if end > start else 0


@lru_cache(maxsize=16)
def _half_hours(days: int) -> int:
    """Return the bits of the half-hours of these days."""
    one = sum(1 << (at.hour * 60 + at.minute) for at in HALF_HOURS)
    return sum(one << (day * _DAY) for day in range(days))
