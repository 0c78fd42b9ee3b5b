"""The only clock of the product. Services and views ask it and pass `now` to the rules; tests travel in time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

SEOUL = ZoneInfo("Asia/Seoul")
ONE_DAY = timedelta(days=1)
# The days that people can enter or ask for.
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """Return the current moment, or the one that `pretending` set."""
    return _pretended.get() or timezone.now()


@contextmanager
def pretending(moment: datetime) -> Iterator[None]:
    """Make `now()` return `moment`, so that the demo can create its past through the usual services."""
    token = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(token)


def today() -> date:
    """Return today's date in Seoul."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """Return a moment in the time zone of Seoul."""
    return moment.astimezone(SEOUL)


def at(day: date, clock_time: time) -> datetime:
    """Return the moment of a day and wall-clock time in Seoul."""
    return datetime.combine(day, clock_time, tzinfo=SEOUL)


def start_of(day: date) -> datetime:
    """Return the beginning of a day in Seoul."""
    return at(day, time.min)
