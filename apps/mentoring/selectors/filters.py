"""The filters of the list of sessions, and the sessions that match them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Self

from django.db.models import F, Q
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay
from django.utils.translation import gettext_lazy, pgettext_lazy

from apps.core import clock, search, text
from apps.core.components import Chip, Select
from apps.core.filters import Filters, choice, day, flag, month, several, word
from apps.mentoring.querysets import SessionQuerySet
from apps.mentoring.states import ApplicationState, SessionType
from apps.planner import selectors as planner
from apps.planner.models import LONGEST, SecondsBetween
from apps.seats.querysets import is_closing_soon
from apps.topics.selectors import narrow_to_topic

PAGE_SIZE = 10
STATUSES = {
    "": gettext_lazy("신청할 수 있는 멘토링"),
    "closing": gettext_lazy("마감임박"),
    "upcoming": gettext_lazy("접수예정"),
    "full": gettext_lazy("정원마감"),
    "running": gettext_lazy("진행중"),
    "closed": gettext_lazy("마감"),
    "ended": gettext_lazy("종료"),
    "all": gettext_lazy("전체"),
}
WEEKDAYS = {
    "mon": pgettext_lazy("weekday", "월"),
    "tue": pgettext_lazy("weekday", "화"),
    "wed": pgettext_lazy("weekday", "수"),
    "thu": pgettext_lazy("weekday", "목"),
    "fri": pgettext_lazy("weekday", "금"),
    "sat": pgettext_lazy("weekday", "토"),
    "sun": pgettext_lazy("weekday", "일"),
}
PARTS = {
    "morning": gettext_lazy("오전"),
    "afternoon": gettext_lazy("오후"),
    "evening": gettext_lazy("저녁"),
}
_HOURS = {"morning": (0, 12), "afternoon": (12, 18), "evening": (18, 24)}
WAYS = {"online": gettext_lazy("온라인"), "place": gettext_lazy("대면")}
LENGTHS = {
    "short": gettext_lazy("1시간 이하"),
    "medium": gettext_lazy("2시간 이하"),
    "long": gettext_lazy("2시간 초과"),
}
PERIODS = {
    "week": gettext_lazy("이번 주"),
    "month": gettext_lazy("이번 달"),
    "custom": gettext_lazy("직접 지정"),
}
MINE = {"opened": gettext_lazy("내가 연 것"), "applied": gettext_lazy("내가 신청한 것")}
SORTS = {
    "": gettext_lazy("기본 순서"),
    "soonest": gettext_lazy("진행일 빠른 순"),
    "latest": gettext_lazy("진행일 늦은 순"),
    "registered": gettext_lazy("등록일 순"),
}
SIZES = {"": gettext_lazy("10건씩"), "20": gettext_lazy("20건씩"), "50": gettext_lazy("50건씩")}
_ORDERS = {"soonest": ("starts_at", "pk"), "latest": ("-starts_at", "-pk"), "registered": ("-pk",)}
_AHEAD = frozenset({"open", "closing", "upcoming", "full", "running"})  # of these the soonest is wanted first


@dataclass(frozen=True)
class ListFilters(Filters):
    """The filters of the list. `from_day` and `to_day` count only if `period` is custom.

    Without a status it shows what can be applied for; of one's own sessions, all.
    """

    status: str = choice(STATUSES, gettext_lazy("상태"), chip=gettext_lazy("상태: %s"))
    weekday: tuple[str, ...] = several(WEEKDAYS, gettext_lazy("요일"), chip=gettext_lazy("%s요일"))
    part: tuple[str, ...] = several(PARTS, gettext_lazy("시간대"), chip="%s")
    way: tuple[str, ...] = several(WAYS, gettext_lazy("방식"), chip="%s")
    type: str = choice(dict(SessionType.choices), gettext_lazy("유형"), chip="%s")
    length: str = choice(LENGTHS, gettext_lazy("길이"), chip="%s")
    seats: bool = flag("left", gettext_lazy("자리 남음"), gettext_lazy("자리"), chip="%s")
    place: str = word("place", label=gettext_lazy("장소"), chip=gettext_lazy("장소: %s"))
    mentor: str = word("mentor", label=gettext_lazy("멘토"), chip=gettext_lazy("멘토: %s"))
    topic: str = word("topic", label=gettext_lazy("주제"), chip=gettext_lazy("주제: %s"))
    period: str = choice(PERIODS, gettext_lazy("진행 기간"), chip="%s")
    from_day: date | None = day("from")
    to_day: date | None = day("to")
    mine: str = choice(MINE, gettext_lazy("내 멘토링"), chip="%s", for_members=True)
    fit: bool = flag("1", gettext_lazy("내 주에 맞는 것"), chip="%s", for_members=True)
    word: str = word(chip=gettext_lazy("검색어: %s"))
    sort: str = choice(SORTS, gettext_lazy("정렬"), kept=True)
    size: str = choice(SIZES, gettext_lazy("한 페이지에"), kept=True)
    calendar: bool = flag("calendar", name="view", kept=True)
    month: str = month(kept=True)

    ticked = ("weekday", "part", "way")
    selected = ("status", "type", "length", "seats", "sort", "size", "period")
    # Choices of few, of which none is compared with a time that is computed: their statements are kept.
    usual = frozenset({"status", "weekday", "part", "way", "type", "length", "seats", "mine", "sort"})
    looks = frozenset({"size", "calendar", "month"})  # these choose no rows of the list
    folded = ("type", "length", "seats", "place", "mentor", "topic", "period")

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
        has_days, has_month = self.period == "custom", self.calendar
        if (has_month or not self.month) and (has_days or not (self.from_day or self.to_day)):
            return self
        days: dict[str, Any] = {} if has_days else {"from_day": None, "to_day": None}
        return replace(self, month=self.month if has_month else "", **days)

    def for_news(self) -> Self:
        """Return the filters without state, order and page, which say nothing of a session that is new."""
        return replace(self, status="", mine="", sort="", size="", calendar=False, month="")

    @property
    def shown_status(self) -> str:
        """The status that is shown: that of the address, else what can be applied for, or all of one's own."""
        return self.status or ("all" if self.mine else "open")

    @property
    def order(self) -> tuple[str, ...]:
        return _ORDERS[self.sort or ("soonest" if self.shown_status in _AHEAD else "latest")]

    @property
    def is_usual(self) -> bool:
        """Whether so few others can ask for the same that its statements are worth keeping."""
        others = self.parts().keys() - self.usual - self.looks
        return self.status not in {"closing", "running"} and all(
            getattr(self, name) == self.parts()[name].default for name in others
        )

    @property
    def page_size(self) -> int:
        return int(self.size or PAGE_SIZE)

    @property
    def more_used(self) -> int:
        """How many of the filters that the form folds away are in use."""
        return sum(self.has_chip(name) for name in self.folded) + (self.status not in {"", "all"})

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

    def chips_of(self, name: str) -> list[Chip]:
        if name == "period" and self.period == "custom":
            first, last = (text.day(value) if value else "" for value in (self.from_day, self.to_day))
            return [Chip(f"{first}~{last}" if first != last else first, self.url(period=""))]
        return super().chips_of(name)

    def has_chip(self, name: str) -> bool:
        """Tell whether the filter gets a chip. The tabs show all of them; the calendar shows days of its own."""
        shown_elsewhere = (name == "period" and self.calendar) or (name == "status" and self.status == "all")
        return super().has_chip(name) and not shown_elsewhere

    def selects(self, *, known: bool = True) -> tuple[Select, ...]:
        """Return the selects of the form. The calendar has its own days and order, so these are left out there."""
        selects = super().selects(known=known)
        return tuple(select for select in selects if not (self.calendar and select.name in {"sort", "size", "period"}))


def filter_sessions(rows: SessionQuerySet, asked: ListFilters, member: Any, now: datetime) -> SessionQuerySet:
    """Return the sessions that match the filters, in the order asked for. The calendar sets its days by itself."""
    rows = _in_status(rows, asked.shown_status, now)
    if asked.type:
        rows = rows.filter(type=asked.type)
    if asked.seats:
        rows = rows.filter(seats_taken__lt=F("capacity"))
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
    rows = _met_where(_at_time(rows, asked), asked)
    if asked.fit:
        rows = planner.fitting(rows, member.pk, rows.model.SOURCE)
    rows = narrow_to_topic(rows, asked.topic)
    if asked.mentor:
        rows = rows.found_in("author", asked.mentor)
    return rows.found_anywhere(asked.word).order_by(*asked.order)


def _at_time(rows: SessionQuerySet, asked: ListFilters) -> SessionQuerySet:
    """Filter by the weekday and the hour of the start, by Seoul's clock, and by the length."""
    if asked.weekday:
        days = [number for number, name in enumerate(WEEKDAYS, start=1) if name in asked.weekday]
        rows = rows.alias(on=ExtractIsoWeekDay("starts_at", tzinfo=clock.SEOUL)).filter(on__in=days)
    if asked.part:
        hours = [hour for name in asked.part for hour in range(*_HOURS[name])]
        rows = rows.alias(at=ExtractHour("starts_at", tzinfo=clock.SEOUL)).filter(at__in=hours)
    if asked.length:
        rows = rows.alias(lasts=SecondsBetween("ends_at", "starts_at"))
        limit = 3600 if asked.length == "short" else 7200
        rows = rows.filter(lasts__gt=limit) if asked.length == "long" else rows.filter(lasts__lte=limit)
    return rows


def _met_where(rows: SessionQuerySet, asked: ListFilters) -> SessionQuerySet:
    if len(asked.way) == 1:
        here = Q(venue__is_online=False) | (Q(venue=None) & ~Q(venue_text=""))
        rows = rows.filter(Q(venue__is_online=True) if asked.way == ("online",) else here)
    if asked.place:
        named = search.each_word(
            asked.place, lambda each: search.name_has("venue__name", each) | search.name_has("venue_text", each)
        )
        rows = rows.filter(named)
    return rows


def _in_status(rows: SessionQuerySet, status: str, now: datetime) -> SessionQuerySet:
    """Filter by status. If a status implies a start, the start is asked too: its index then bounds the search."""
    if status == "open":
        return rows.open_at(now)
    if status == "closing":
        return rows.open_at(now).filter(is_closing_soon(now))
    if status == "closed":
        return rows.closed_at(now)
    if status == "upcoming":
        return rows.filter(starts_at__gt=now, opens_at__gt=now, declined_at=None)
    if status == "running":
        return rows.filter(starts_at__gt=now - LONGEST, starts_at__lte=now, ends_at__gt=now, declined_at=None)
    if status == "full":
        still_open = rows.filter(starts_at__gt=now, opens_at__lte=now, closes_at__gt=now, declined_at=None)
        return still_open.filter(seats_taken__gte=F("capacity"))
    return rows.filter(starts_at__lt=now, ends_at__lte=now) if status == "ended" else rows
