"""What a person asked the list for: read from the address, applied to the rows, written back into addresses.

A value that means nothing is left out, as if it had not been given; nothing in an address can break the page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.db.models import F
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from apps.core import clock, search, text
from apps.core.components import Chip, Select
from apps.mentoring.querysets import SessionQuerySet
from apps.mentoring.states import ApplicationState, SessionType

STATUSES = {
    "open": gettext_lazy("접수중"),
    "closed": gettext_lazy("마감"),
    "upcoming": gettext_lazy("접수예정"),
    "full": gettext_lazy("정원마감"),
    "ended": gettext_lazy("종료"),
}
PERIODS = {
    "week": gettext_lazy("이번 주"),
    "month": gettext_lazy("이번 달"),
    "custom": gettext_lazy("직접 지정"),
}
MINE = {"opened": gettext_lazy("내가 연 것"), "applied": gettext_lazy("내가 신청한 것")}
FIELDS = {"title": gettext_lazy("제목"), "author": gettext_lazy("작성자"), "content": gettext_lazy("내용")}
SORTS = {
    "": gettext_lazy("진행일 늦은 순"),
    "soonest": gettext_lazy("진행일 빠른 순"),
    "registered": gettext_lazy("등록일 순"),
}
_ORDERS = {"": ("-starts_at", "-pk"), "soonest": ("starts_at", "pk"), "registered": ("-pk",)}
LONGEST_WORD = 100


@dataclass(frozen=True)
class ListFilters:
    """The list's state. `from_day` and `to_day` count only where `period` is custom."""

    status: str = ""
    type: str = ""
    period: str = ""
    from_day: date | None = None
    to_day: date | None = None
    mine: str = ""
    field: str = "title"
    word: str = ""
    sort: str = ""
    calendar: bool = False
    month: str = ""

    def query(self, **changes: Any) -> str:
        """The query string of this state with `changes`: what is default is left out."""
        state = replace(self, **changes)
        custom = state.period == "custom"
        pairs = {
            "status": state.status,
            "type": state.type,
            "period": state.period,
            "from": state.from_day.isoformat() if custom and state.from_day else "",
            "to": state.to_day.isoformat() if custom and state.to_day else "",
            "mine": state.mine,
            "field": state.field if state.word else "",
            "q": state.word,
            "sort": state.sort,
            "view": "calendar" if state.calendar else "",
            "month": state.month if state.calendar else "",
        }
        return urlencode({name: value for name, value in pairs.items() if value})

    def url(self, **changes: Any) -> str:
        return "?" + self.query(**changes)

    @property
    def from_text(self) -> str:
        return self.from_day.isoformat() if self.from_day else ""

    @property
    def to_text(self) -> str:
        return self.to_day.isoformat() if self.to_day else ""

    @property
    def cleared(self) -> str:
        """The list without any filter, in the same view."""
        return ListFilters(calendar=self.calendar, month=self.month, sort=self.sort).url()

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day asked for, both included. A calendar shows its month instead."""
        today = clock.today()
        if self.period == "week":
            sunday = today - timedelta(days=today.isoweekday() % 7)  # as the calendar's rows begin
            return sunday, sunday + timedelta(days=6)
        if self.period == "month":
            first = today.replace(day=1)
            return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        if self.period == "custom":
            return self.from_day, self.to_day
        return None, None

    def chips(self) -> list[Chip]:
        """What is in use, each with the way to take it away."""
        chips = []
        if self.status:
            chips.append(Chip(_("상태: %s") % STATUSES[self.status], self.url(status="")))
        if self.type:
            chips.append(Chip(str(SessionType(self.type).label), self.url(type="")))
        if self.period and not self.calendar:
            chips.append(Chip(self._period_words(), self.url(period="")))
        if self.mine:
            chips.append(Chip(str(MINE[self.mine]), self.url(mine="")))
        if self.word:
            chips.append(Chip(f"{FIELDS[self.field]}: {self.word}", self.url(word="")))
        return chips

    def _period_words(self) -> str:
        if self.period != "custom":
            return str(PERIODS[self.period])
        first, last = (text.day(value) if value else "" for value in (self.from_day, self.to_day))
        return f"{first}~{last}" if first != last else first


def search_fields(asked: ListFilters) -> Select:
    return _search_fields(asked.field, get_language())


def selects(asked: ListFilters, *, known: bool) -> tuple[Select, ...]:
    """The choices of the filter form. A calendar has its own month and order; only a member has anything of theirs."""
    chosen = (asked.status, asked.type, asked.mine, asked.sort, asked.period)
    return _selects(*chosen, calendar=asked.calendar, known=known, language=get_language())


# Kept for each choice that was made, in words of the language that is active: putting them in words takes longer than
# reading a page of the list from the database.
@lru_cache(maxsize=500)
def _search_fields(chosen: str, language: str | None) -> Select:
    return _select("field", _("검색 항목"), FIELDS, chosen)


@lru_cache(maxsize=500)
def _selects(
    status: str, type_: str, mine: str, sort: str, period: str, *, calendar: bool, known: bool, language: str | None
) -> tuple[Select, ...]:
    everything = {"": _("전체")}
    types = dict(SessionType.choices)
    return (
        _select("status", _("상태"), everything | STATUSES, status),
        _select("type", _("유형"), everything | types, type_),
        *((_select("mine", _("내 멘토링"), everything | MINE, mine),) if known else ()),
        *(() if calendar else (_select("sort", _("정렬"), SORTS, sort),)),
        *(() if calendar else (_select("period", _("진행 기간"), everything | PERIODS, period),)),
    )


def _select(name: str, label: str, options: Mapping[str, Any], chosen: str) -> Select:
    return Select(name, label, tuple((value, str(words), value == chosen) for value, words in options.items()))


def read(given: Mapping[str, str], member: Any) -> ListFilters:
    """The state that a query string asks for. Only a member has anything of their own."""
    first, last = _day(given.get("from")), _day(given.get("to"))
    if first and last and first > last:
        first, last = last, first
    period = _one_of(PERIODS, given.get("period"))
    if not period and "period" not in given and (first or last):
        period = "custom"
    if period == "custom" and not (first or last):
        period = ""
    known = getattr(member, "pk", None) is not None
    return ListFilters(
        status=_one_of(STATUSES, given.get("status")),
        type=_one_of(SessionType.values, given.get("type")),
        period=period,
        from_day=first,
        to_day=last,
        mine=_one_of(MINE, given.get("mine")) if known else "",
        field=_one_of(FIELDS, given.get("field")) or "title",
        word=search.normalise_word(given.get("q", "").replace("\x00", ""))[:LONGEST_WORD],
        sort=_one_of(SORTS, given.get("sort")),
        calendar=given.get("view") == "calendar",
        month=_month(given.get("month")),
    )


def _one_of(known: Any, raw: str | None) -> str:
    return raw if raw and raw in known else ""


def _day(raw: str | None) -> date | None:
    try:
        day = text.parse_day(raw or "")
    except ValueError:
        return None
    return day if clock.EARLIEST <= day <= clock.LATEST else None


def _month(raw: str | None) -> str:
    """`2026-06`, or '' for anything that is no month."""
    return raw if raw and _day(f"{raw}-01") and len(raw) == 7 and raw[4] == "-" else ""


def narrow(rows: SessionQuerySet, asked: ListFilters, member: Any, now: datetime) -> SessionQuerySet:
    """The rows that are asked for, in the order asked for. In a calendar the month decides the days."""
    if asked.status:
        rows = _in_status(rows, asked.status, now)
    if asked.type:
        rows = rows.filter(type=asked.type)
    first, last = (None, None) if asked.calendar else asked.days
    if first:
        rows = rows.filter(starts_at__gte=clock.start_of(first))
    if last:
        rows = rows.filter(starts_at__lt=clock.start_of(last + timedelta(days=1)))
    if asked.mine == "opened":
        rows = rows.filter(author_id=member.pk)
    elif asked.mine == "applied":
        live = (ApplicationState.APPLIED, ApplicationState.WAITING)
        rows = rows.filter(applications__member_id=member.pk, applications__state__in=live)
    if asked.word:
        rows = rows.found_in(asked.field, asked.word)
    return rows.order_by(*_ORDERS[asked.sort])


def _in_status(rows: SessionQuerySet, status: str, now: datetime) -> SessionQuerySet:
    """Where a start follows from the status it is asked too: an index on the start then bounds the search."""
    if status == "open":
        return rows.open_at(now)
    if status == "closed":
        return rows.closed_at(now)
    if status == "upcoming":
        return rows.filter(starts_at__gt=now, opens_at__gt=now, declined_at=None)
    if status == "full":
        still_open = rows.filter(starts_at__gt=now, opens_at__lte=now, closes_at__gt=now, declined_at=None)
        return still_open.filter(seats_taken__gte=F("capacity"))
    return rows.filter(starts_at__lt=now, ends_at__lte=now)
