"""The first page: a member's week and what may be applied for next."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from apps.accounts.models import Member
from apps.core import clock, spoken, text
from apps.planner import selectors as planner
from apps.planner.models import Appointment

DAYS = 7


@dataclass(frozen=True)
class StripDay:
    """A day of the week ahead. `entries` are the appointments that start then: time, title, address."""

    day: date
    weekday: str
    is_today: bool
    is_sunday: bool
    holiday: str
    entries: list[tuple[str, str, str]]


def week_ahead(member: Member, now: datetime) -> list[StripDay]:
    """Return the seven days from today with the member's appointments. Statements: 2."""
    today = clock.local(now).date()
    start, end = clock.start_of(today), clock.start_of(today + timedelta(days=DAYS))
    booked = [row for row in planner.list_appointments_between(member, start, end) if row.starts_at >= start]
    days = [today + timedelta(days=n) for n in range(DAYS)]
    holidays = planner.holiday_names(days[0], days[-1])
    return [_strip_day(day, today, booked, holidays.get(day, "")) for day in days]


def _strip_day(day: date, today: date, booked: list[Appointment], holiday: str) -> StripDay:
    weekdays = text.ENGLISH_WEEKDAYS if text.is_english() else text.KOREAN_WEEKDAYS
    return StripDay(
        day=day,
        weekday=weekdays[day.weekday()],
        is_today=day == today,
        is_sunday=day.isoweekday() == 7,
        holiday=holiday,
        entries=[
            (spoken.say_time(row.starts_at), row.label, row.path)
            for row in booked
            if clock.local(row.starts_at).date() == day
        ],
    )
