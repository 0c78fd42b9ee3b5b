"""The filters of the list of sessions, and the sessions that match them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Self

from django.db.models import F
from django.utils.translation import gettext_lazy

from apps.core import clock, text
from apps.core.components import Select
from apps.core.filters import Filters, choice, day, flag, month, word
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


@dataclass(frozen=True)
class ListFilters(Filters):
    """The filters of the list. `from_day` and `to_day` count only if `period` is custom."""

    status: str = choice(STATUSES, gettext_lazy("상태"), chip=gettext_lazy("상태: %s"))
    type: str = choice(dict(SessionType.choices), gettext_lazy("유형"), chip="%s")
    period: str = choice(PERIODS, gettext_lazy("진행 기간"), chip="%s")
    from_day: date | None = day("from")
    to_day: date | None = day("to")
    mine: str = choice(MINE, gettext_lazy("내 멘토링"), chip="%s", for_members=True)
    field: str = choice(FIELDS, gettext_lazy("검색 항목"), default="title")
    word: str = word(chip="%s")
    sort: str = choice(SORTS, gettext_lazy("정렬"), kept=True)
    calendar: bool = flag("calendar", name="view", kept=True)
    month: str = month(kept=True)

    selected = ("status", "type", "mine", "sort", "period")

    @classmethod
    def read(cls, given: Mapping[str, str], **others: Any) -> Self:
        asked = super().read(given, **others)
        first, last, period = asked.from_day, asked.to_day, asked.period
        if first and last and first > last:
            first, last = last, first
        if not period and "period" not in given and (first or last):
            period = "custom"
        if period == "custom" and not (first or last):
            period = ""
        return replace(asked, from_day=first, to_day=last, period=period)

    def settled(self) -> Self:
        days: dict[str, Any] = {} if self.period == "custom" else {"from_day": None, "to_day": None}
        field = self.field if self.word else ""
        return replace(self, field=field, month=self.month if self.calendar else "", **days)

    @property
    def from_text(self) -> str:
        return self.from_day.isoformat() if self.from_day else ""

    @property
    def to_text(self) -> str:
        return self.to_day.isoformat() if self.to_day else ""

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day asked for, both included."""
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

    def chip_text(self, name: str) -> str:
        if name == "period" and self.period == "custom":
            first, last = (text.day(value) if value else "" for value in (self.from_day, self.to_day))
            return f"{first}~{last}" if first != last else first
        return f"{FIELDS[self.field]}: {self.word}" if name == "word" else super().chip_text(name)

    def has_chip(self, name: str) -> bool:
        """Tell whether the filter gets a chip. The calendar shows its own month, so the period gets none there."""
        return super().has_chip(name) and not (name == "period" and self.calendar)

    def selects(self, *, known: bool = True) -> tuple[Select, ...]:
        """Return the selects of the form. The calendar has its own month and order, so two are left out there."""
        selects = super().selects(known=known)
        return tuple(select for select in selects if not (self.calendar and select.name in {"sort", "period"}))


def filter_sessions(rows: SessionQuerySet, asked: ListFilters, member: Any, now: datetime) -> SessionQuerySet:
    """Return the sessions that match the filters, in the order asked for. In the calendar the month sets the days."""
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
    """Filter by status. If a status implies a start, the start is asked too: its index then bounds the search."""
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
