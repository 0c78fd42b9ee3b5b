"""How states, days and seats are put in words and colours, once for the list, the calendar and the detail page."""

from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.core import clock, text
from apps.mentoring.states import OPEN_PHASES, Phase

KINDS = {
    Phase.OPEN: "open",
    Phase.SOON: "soon",
    Phase.FULL: "full",
    Phase.UPCOMING: "next",
    Phase.RUNNING: "info",
    Phase.CLOSED: "done",
    Phase.ENDED: "done",
    Phase.DECLINED: "danger",
    Phase.DELETED: "done",
}
PAST = frozenset({Phase.ENDED, Phase.DELETED})
SEATS_MATTER = OPEN_PHASES | {Phase.UPCOMING, Phase.FULL}


class Badge(NamedTuple):
    text: str
    kind: str


def phase_badge(phase: Phase) -> Badge:
    return _phase_badges(get_language())[phase]


@cache
def _phase_badges(language: str | None) -> dict[Phase, Badge]:
    """In words of the language that is active: a list asks for each row."""
    return {phase: Badge(str(phase.label), kind) for phase, kind in KINDS.items()}


def approval_badge(approved: bool, declined: bool) -> Badge:
    """개설승인: the staff's stamp."""
    return _approval_badge(approved, declined, get_language())


@cache
def _approval_badge(approved: bool, declined: bool, language: str | None) -> Badge:
    if declined:
        return Badge(_("개설 반려"), "danger")
    return Badge(_("개설 승인"), "plain") if approved else Badge(_("개설 승인 전"), "plain")


class Day(NamedTuple):
    """A date as a list shows it large: `10월`, `5`, `월요일`; `year` only where it is not this year."""

    iso: str
    year: str
    month: str
    day: int
    weekday: str


def is_english() -> bool:
    return (get_language() or "ko").startswith("en")


def large_day(day: date, this_year: int) -> Day:
    year = "" if day.year == this_year else str(day.year)
    if is_english():
        month, weekday = text.ENGLISH_MONTHS[day.month - 1], text.ENGLISH_WEEKDAYS[day.weekday()]
    else:
        month, weekday = f"{day.month}월", f"{text.KOREAN_WEEKDAYS[day.weekday()]}요일"
        year = year and f"{year}년"
    return Day(day.isoformat(), year, month, day.day, weekday)


def short_day(day: date) -> str:
    """`06.12`, for the narrow columns of a list."""
    return f"{day:%m.%d}"


def registration(opens_at: datetime, reg_start: date, reg_end: date, now: datetime) -> str:
    """`06.01~06.10`, or when it begins."""
    if now < opens_at:
        return _("%(day)s 접수 시작") % {"day": short_day(reg_start)}
    if reg_start == reg_end:
        return short_day(reg_end)
    return f"{short_day(reg_start)}~{short_day(reg_end)}"


def period(first: date, last: date) -> str:
    """`2026-06-01(월) ~ 06-12(금)`; the year stands once where it is the same."""
    if first == last:
        return text.day(first)
    end = text.day(last)
    return f"{text.day(first)} ~ {end[5:] if first.year == last.year else end}"


def moment(value: datetime) -> str:
    """`2026-06-01(월) 10:12` in tables."""
    local = clock.local(value)
    return f"{text.day(local.date())} {local:%H:%M}"


def left(stands: Phase, waiting: int, seats_left: int) -> str:
    """How many wait, or how many seats are left while that matters to anybody."""
    if waiting:
        return _("대기 %(n)d명") % {"n": waiting}
    return _("잔여 %(n)d") % {"n": seats_left} if stands in SEATS_MATTER else ""


def percent(taken: int, capacity: int) -> int:
    return min(round(100 * taken / capacity), 100) if capacity else 100
