"""Words for the days, seats and registration of a session, on the list, in the calendar and on its page."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.core import clock, spoken, text
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


class StateWords(NamedTuple):
    """The state of a session and its reason. `kind` colours the state: closing, off, danger, or nothing."""

    state: str
    reason: str
    kind: str = ""


def state_words(
    phase: Phase, opens_at: datetime, closes_at: datetime, left: int, waiting: int, now: datetime
) -> StateWords:
    """Return what a row of the list says of applying: `오늘 접수 마감 / 6자리 남음`, `정원 마감 / 대기 2명`."""
    today = clock.local(now).date()
    if phase in OPEN_PHASES:
        seats = ngettext("%(n)d자리 남음", "%(n)d자리 남음", left) % {"n": left}
        if near := say_closing(closes_at, now):
            return StateWords(near, seats, "closing")
        until = _("%(day)s까지 접수") % {"day": spoken.say_date(_last_day(closes_at), today=today)}
        return StateWords(seats, until, "closing" if phase == Phase.SOON else "")
    if phase == Phase.UPCOMING:
        begins = spoken.say_date(clock.local(opens_at).date(), today=today)
        return StateWords(_("접수 예정"), _("%(day)s부터") % {"day": begins})
    if phase == Phase.FULL:
        return StateWords(_("정원 마감"), _("대기 %(n)d명") % {"n": waiting} if waiting else _("대기 없음"))
    return StateWords(str(_OTHERWISE[phase]), "", "danger" if phase == Phase.DECLINED else "off")


def say_closing(closes_at: datetime, now: datetime, *, days: int = 1) -> str:
    """Return `오늘 접수 마감`, or `내일 접수 마감`; '' if more days are left than asked for."""
    left = (_last_day(closes_at) - clock.local(now).date()).days
    return str(_NEAR[left]) if 0 <= left <= days else ""


def _last_day(closes_at: datetime) -> date:
    """Return the last day of applying: for a deadline at midnight the day before."""
    return clock.local(closes_at - timedelta(microseconds=1)).date()


_NEAR = (gettext_lazy("오늘 접수 마감"), gettext_lazy("내일 접수 마감"))
_OTHERWISE = {
    Phase.CLOSED: gettext_lazy("접수 마감"),
    Phase.RUNNING: gettext_lazy("진행 중"),
    Phase.ENDED: gettext_lazy("종료"),
    Phase.DECLINED: gettext_lazy("개설 반려"),
    Phase.DELETED: gettext_lazy("삭제"),
}


def seats_left_words(phase: Phase, waiting: int, seats_left: int) -> str:
    """Return how many wait; if nobody does, how many seats are left while one can still apply."""
    if waiting:
        return _("대기 %(n)d명") % {"n": waiting}
    return _("잔여 %(n)d") % {"n": seats_left} if phase in SEATS_MATTER else ""


def percent_taken(taken: int, capacity: int) -> int:
    return min(round(100 * taken / capacity), 100) if capacity else 100
