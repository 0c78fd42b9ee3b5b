"""Words for the days, seats and registration of a session, on the list, in the calendar and on its page."""

from datetime import date, datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from apps.core import text
from apps.mentoring.states import OPEN_PHASES, Phase

PAST = frozenset({Phase.ENDED, Phase.DELETED})
SEATS_MATTER = OPEN_PHASES | {Phase.UPCOMING, Phase.FULL}


class LargeDay(NamedTuple):
    """A date as the list shows it in large letters: `10월`, `5`, `월요일`; `year` only if it is not this year."""

    iso: str
    year: str
    month: str
    day: int
    weekday: str


def large_day(day: date, this_year: int) -> LargeDay:
    year = "" if day.year == this_year else str(day.year)
    if text.is_english():
        month, weekday = text.ENGLISH_MONTHS[day.month - 1], text.ENGLISH_WEEKDAYS[day.weekday()]
    else:
        month, weekday = f"{day.month}월", f"{text.KOREAN_WEEKDAYS[day.weekday()]}요일"
        year = year and f"{year}년"
    return LargeDay(day.isoformat(), year, month, day.day, weekday)


def short_day(day: date) -> str:
    """Return `06.12`, for the narrow columns of a list."""
    return f"{day:%m.%d}"


def registration_words(opens_at: datetime, reg_start: date, reg_end: date, now: datetime) -> str:
    """Return the registration period (`06.01~06.10`), or its first day if it has not begun."""
    if now < opens_at:
        return _("%(day)s 접수 시작") % {"day": short_day(reg_start)}
    if reg_start == reg_end:
        return short_day(reg_end)
    return f"{short_day(reg_start)}~{short_day(reg_end)}"


def seats_left_words(phase: Phase, waiting: int, seats_left: int) -> str:
    """Return how many wait; if nobody does, how many seats are left while one can still apply."""
    if waiting:
        return _("대기 %(n)d명") % {"n": waiting}
    return _("잔여 %(n)d") % {"n": seats_left} if phase in SEATS_MATTER else ""


def percent_taken(taken: int, capacity: int) -> int:
    return min(round(100 * taken / capacity), 100) if capacity else 100
