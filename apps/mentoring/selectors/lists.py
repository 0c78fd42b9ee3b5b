"""The list of sessions, as rows and as a month. Rows are values, put in words here and not in the template."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, IntegerField, QuerySet, Value, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import RowNumber, TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core import clock, text
from apps.core.month import SHOWN_A_DAY, Entry, Month, days_shown, month_of
from apps.core.paging import COUNT_CAP, Page, page_of
from apps.mentoring.models import Session
from apps.mentoring.selectors import words
from apps.mentoring.selectors.filters import ListFilters, narrow
from apps.mentoring.states import Phase, SessionFacts, SessionType, phase
from apps.planner import selectors as planner

PAGE_SIZE = 10
_FACTS = ("opens_at", "closes_at", "starts_at", "ends_at", "capacity", "seats_taken")
_SHOWN = (
    "pk", "type", "title", "author_id", "author__name", "venue__name", "venue_text", "reg_start", "reg_end",
    "approved_at", "declined_at", "created_at", *_FACTS,
)  # fmt: skip


@dataclass(frozen=True)
class SessionRow:
    """A session as the list shows it, every part ready to print."""

    pk: int
    url: str
    title: str
    type: str
    day: words.Day
    hours: str
    place: str
    author: str
    seats: str
    left: str
    seats_label: str
    percent: int
    badge: words.Badge
    approval: words.Badge
    registration_word: str
    registration: str
    registered: str
    mine: str
    is_past: bool
    clash: str = ""


def sessions(asked: ListFilters, member: Any, now: datetime) -> QuerySet:
    return narrow(Session.objects.visible_to(member), asked, member, now)


def session_page(asked: ListFilters, number: int, member: Any, now: datetime) -> Page:
    """One page of the list. Statements: 3, one more for a member's clashes, one more to find an author."""
    return page_of(sessions(asked, member, now), number, size=PAGE_SIZE, load=lambda keys: _rows(keys, member, now))


def total_words(page: Page) -> str:
    """`총 128건`; past the cap how many there are at least."""
    if page.capped:
        return _("총 %(n)s건 이상") % {"n": f"{COUNT_CAP:,}"}
    return ngettext("총 %(n)s건", "총 %(n)s건", page.total) % {"n": f"{page.total:,}"}


def total_of_month(count: int) -> str:
    return ngettext("이달 %(n)s건", "이달 %(n)s건", count) % {"n": f"{count:,}"}


# Written out: Django takes 1.4 ms to build these by the ORM for each page, longer than the database takes to answer.
_LINE = "SELECT COUNT(*) FROM mentoring_application w WHERE w.is_waiting AND w.session_id = "
_MINE = """SELECT {} FROM mentoring_application m
    WHERE m.session_id = mentoring_session.id AND m.member_id = %s AND m.state <> 'cancelled'"""


def waiting_count() -> RawSQL:
    """How many wait for the session of the row."""
    return RawSQL(f"{_LINE} mentoring_session.id", (), IntegerField())  # noqa: S611 – no input in it


def place_in_line() -> RawSQL:
    """The 1-based place of the application of the row among those who wait."""
    sql = f"{_LINE} mentoring_application.session_id AND w.id <= mentoring_application.id"
    return RawSQL(sql, (), IntegerField())  # noqa: S611 – no input in it


def _own(member: Any) -> dict[str, Any]:
    """Annotations: how the member is in the session of the row, and for one who waits the place in line."""
    if getattr(member, "pk", None) is None:
        return {"my_state": Value(""), "my_place": Value(0)}
    place = f"CASE WHEN m.is_waiting THEN ({_LINE} m.session_id AND w.id <= m.id) END"
    return {
        "my_state": RawSQL(_MINE.format("m.state"), (member.pk,), CharField()),  # noqa: S611
        "my_place": RawSQL(_MINE.format(place), (member.pk,), IntegerField()),  # noqa: S611
    }


def _rows(keys: list[int], member: Any, now: datetime) -> list[SessionRow]:
    if not keys:
        return []
    found = Session.objects.filter(pk__in=keys).annotate(waiting=waiting_count(), **_own(member))
    by_key = {row["pk"]: row for row in found.values(*_SHOWN, "waiting", "my_state", "my_place")}
    rows = [by_key[key] for key in keys if key in by_key]
    busy = _busy_times(rows, member, now)
    return [_row(row, member, now, clashes=_is_busy(row, busy)) for row in rows]


def _busy_times(rows: list[dict], member: Any, now: datetime) -> list[tuple]:
    """What else the member has in the time that the coming rows span, in one query."""
    coming = [row for row in rows if row["starts_at"] > now]
    if getattr(member, "pk", None) is None or not coming:
        return []
    booked = planner.overlapping(min(row["starts_at"] for row in coming), max(row["ends_at"] for row in coming))
    return list(booked.filter(member_id=member.pk).values_list("source", "source_id", "starts_at", "ends_at"))


def _is_busy(row: dict, busy: list[tuple]) -> bool:
    return any(
        starts_at < row["ends_at"] and ends_at > row["starts_at"]
        for source, source_id, starts_at, ends_at in busy
        if (source, source_id) != (Session.SOURCE, row["pk"])
    )


def phase_of(row: dict, now: datetime) -> Phase:
    return phase(SessionFacts(**{name: row[name] for name in _FACTS}, declined=row["declined_at"] is not None), now)


def mine_words(state: str | None, place: int | None) -> str:
    """How the member is in: 신청함, 대기 n번, or nothing."""
    if not state:
        return ""
    return _("대기 %(n)d번") % {"n": place} if place else _("신청함")


def _row(row: dict, member: Any, now: datetime, *, clashes: bool) -> SessionRow:
    stands, taken, capacity = phase_of(row, now), row["seats_taken"], row["capacity"]
    seats = {"taken": taken, "capacity": capacity}
    own = getattr(member, "pk", None) == row["author_id"]
    return SessionRow(
        pk=row["pk"],
        url=reverse("mentoring:detail", args=[row["pk"]]),
        title=row["title"],
        type=str(SessionType(row["type"]).label),
        day=words.large_day(clock.local(row["starts_at"]).date(), clock.local(now).year),
        hours=text.hours(row["starts_at"], row["ends_at"]),
        place=row["venue__name"] or row["venue_text"] or _("장소 미정"),
        author=row["author__name"],
        seats=_("%(taken)d/%(capacity)d명") % seats,
        left=words.left(stands, row["waiting"], capacity - taken),
        seats_label=_("신청 %(taken)d명, 정원 %(capacity)d명") % seats,
        percent=words.percent(taken, capacity),
        badge=words.phase_badge(stands),
        approval=words.approval_badge(row["approved_at"] is not None, row["declined_at"] is not None),
        registration_word=_("접수기간"),
        registration=words.registration(row["opens_at"], row["reg_start"], row["reg_end"], now),
        registered=_("%(day)s 등록") % {"day": words.short_day(clock.local(row["created_at"]).date())},
        mine=_("내가 연 멘토링") if own else mine_words(row["my_state"], row["my_place"]),
        is_past=stands in words.PAST,
        clash=_("내 일정과 겹침") if clashes else "",
    )


# --- The same as a month ----------------------------------------------------------------------------------------------


def shown_month(asked: ListFilters) -> date:
    """The first day of the month that the calendar shows."""
    return date.fromisoformat(f"{asked.month}-01") if asked.month else clock.today().replace(day=1)


def session_month(asked: ListFilters, member: Any, now: datetime) -> tuple[Month, int]:
    """The month asked for, with a few sessions of each day, and how many it has in all. Statements: 2."""
    shown = shown_month(asked)
    first, last = days_shown(shown.year, shown.month)
    day = TruncDate("starts_at", tzinfo=clock.SEOUL)
    rows = sessions(asked, member, now).filter(
        starts_at__gte=clock.start_of(first), starts_at__lt=clock.start_of(last + timedelta(days=1))
    )
    counted = rows.order_by().annotate(
        nth=Window(RowNumber(), partition_by=[day], order_by=["starts_at", "pk"]),
        that_day=Window(Count("pk"), partition_by=[day]),
    )
    that_day = dict(counted.filter(nth__lte=SHOWN_A_DAY).values_list("pk", "that_day"))
    shown_rows = Session.objects.filter(pk__in=that_day).annotate(**_own(member)).order_by("starts_at", "pk")
    entries: dict[date, list[Entry]] = defaultdict(list)
    totals: dict[date, int] = {}
    for row in shown_rows.values(*_SHOWN, "my_state", "my_place"):
        when = clock.local(row["starts_at"])
        totals[when.date()] = that_day[row["pk"]]
        entries[when.date()].append(_entry(row, when, now))
    more_url = replace(asked, calendar=False, period="", sort="soonest").url() + "&from=%s&to=%s"
    month = month_of(shown.year, shown.month, entries, today=clock.local(now).date(), totals=totals, more_url=more_url)
    within = sum(count for day_, count in totals.items() if (day_.year, day_.month) == (shown.year, shown.month))
    return month, within


def _entry(row: dict, when: datetime, now: datetime) -> Entry:
    badge = words.phase_badge(phase_of(row, now))
    mine = mine_words(row["my_state"], row["my_place"])
    return Entry(
        url=reverse("mentoring:detail", args=[row["pk"]]),
        time=f"{when:%H:%M}",
        title=row["title"],
        kind=badge.kind,
        label=mine or badge.text,
    )
