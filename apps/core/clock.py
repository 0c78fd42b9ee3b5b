"""The one clock of the product. Rules are given `now`; services and views ask here; tests travel in time."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone

SEOUL = ZoneInfo("Asia/Seoul")


def now() -> datetime:
    return timezone.now()


def today() -> date:
    """The date in Seoul."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    return moment.astimezone(SEOUL)


def at(day: date, clock_time: time) -> datetime:
    """The moment of a day and wall-clock time in Seoul."""
    return datetime.combine(day, clock_time, tzinfo=SEOUL)


def start_of(day: date) -> datetime:
    return at(day, time.min)
