"""The list of sessions, as rows and as a month. A row holds its texts ready to print."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber, TruncDate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.core import clock, text
from apps.core.components import Badge
from apps.core.month import SHOWN_A_DAY, Entry, Month, days_shown, month_of
from apps.core.paging import Page, page_of
from apps.core.prepared import Given, Prepared, given_list, list_values
from apps.mentoring import badges
from apps.mentoring.models import Application, Session, session_url
from apps.mentoring.selectors import labels
from apps.mentoring.selectors.filters import ListFilters, filter_sessions
from apps.mentoring.selectors.viewers import live_application_of
from apps.mentoring.states import Phase, SessionFacts, SessionType, derive_phase
from apps.planner import selectors as planner
from apps.seats.querysets import place_in_line

PAGE_SIZE = 10
AT_HOME = 6
_FACTS = ("opens_at", "closes_at", "starts_at", "ends_at", "capacity", "seats_taken")
_SHOWN = (
    "pk", "type", "title", "author_id", "author__name", "venue__name", "venue_text", "reg_start", "reg_end",
    "approved_at", "declined_at", "created_at", *_FACTS,
)  # fmt: skip


class SessionRow(NamedTuple):
    """A session as the list shows it, every field ready to print."""

    pk: int
    url: str
    title: str
    type: str
    day: labels.LargeDay
    hours: str
    place: str
    author: str
    seats: str
    left: str
    seats_label: str
    percent: int
    badge: Badge
    approval: Badge
    registration_word: str
    registration: str
    registered: str
    own_state: str
    is_past: bool
    clash: str = ""


def listed_sessions(asked: ListFilters, member: Any, now: datetime) -> QuerySet:
    """Return the sessions that the member may see and that match the filters, in the order asked for."""
    return filter_sessions(Session.objects.visible_to(member), asked, member, now)


def session_page(asked: ListFilters, number: int, member: Any, now: datetime) -> Page:
    """Return one page of the list. Queries: 3, one more to search by author."""
    rows = listed_sessions(asked, member, now)
    return page_of(rows, number, size=PAGE_SIZE, load=lambda keys: _rows(keys, member, now))


_NOW: Any = Given("now", DateTimeField())
_soonest = Prepared(
    lambda: Session.objects.open_at(_NOW).order_by("starts_at", "pk").values_list("pk", flat=True)[:AT_HOME]
)


def soonest_open(word: str, member: Any, now: datetime) -> list[SessionRow]:
    """Return the next few sessions that take applications, the soonest first. Queries: 2."""
    if not word:
        return _rows(_soonest(now=now), member, now)
    asked = ListFilters(status="open", sort="soonest", word=word)
    return _rows(list(listed_sessions(asked, member, now).values_list("pk", flat=True)[:AT_HOME]), member, now)


def _own(member_id: Any) -> dict[str, Any]:
    """Return annotations: the state of the member's live application and, if it waits, its place in line."""
    if member_id is None:
        return {"my_state": Value(""), "my_place": Value(0)}
    return {
        "own": live_application_of(member_id),
        "my_state": Coalesce("own__state", Value("")),
        "my_place": place_in_line(Application, "own__"),
    }


def _busy(member_id: Any) -> Any:
    """Return an annotation: whether the member has another appointment at that time. False for past sessions."""
    if member_id is None:
        return Value(False)
    coming = When(starts_at__gt=_NOW, then=planner.has_other_appointment(member_id, Session.SOURCE))
    return Case(coming, default=False)


def _prepared(member_id: Any) -> Prepared:
    def build() -> QuerySet:
        rows = Session.objects.filter(pk__in=given_list("key", PAGE_SIZE))
        return (
            rows.with_waiting()
            .annotate(busy=_busy(member_id), **_own(member_id))
            .values_list(*_SHOWN, "waiting", "my_state", "my_place", "busy", named=True)
        )

    return Prepared(build)


_rows_for_member, _rows_for_visitor = _prepared(Given("member")), _prepared(None)


def _rows(keys: list[int], member: Any, now: datetime) -> list[SessionRow]:
    if not keys:
        return []
    asked = list_values("key", keys, PAGE_SIZE)
    member_id, texts = getattr(member, "pk", None), _row_texts(get_language())
    rows = _rows_for_visitor(**asked) if member_id is None else _rows_for_member(**asked, member=member_id, now=now)
    by_key = {row.pk: row for row in rows}
    return [_row(by_key[key], member_id, now, texts) for key in keys if key in by_key]


def phase_of(row: Any, now: datetime) -> Phase:
    return derive_phase(
        SessionFacts(**{name: getattr(row, name) for name in _FACTS}, declined=row.declined_at is not None), now
    )


def own_state_words(state: str | None, place: int | None) -> str:
    """Return the state of the member's own application in words: 신청함, 대기 n번, or nothing."""
    if not state:
        return ""
    return text.place_in_line(place) if place else _("신청함")


class _RowTexts(NamedTuple):
    """The texts that every row needs, in one language."""

    seats: str
    seats_label: str
    registration: str
    registered: str
    no_place: str
    own: str
    clash: str
    types: dict[str, str]


@cache
def _row_texts(language: str | None) -> _RowTexts:
    """Return the texts in `language`, which must be the active one: looking them up takes longer than the row."""
    return _RowTexts(
        seats=_("%(taken)d/%(capacity)d명"),
        seats_label=_("신청 %(taken)d명, 정원 %(capacity)d명"),
        registration=_("접수기간"),
        registered=_("%(day)s 등록"),
        no_place=_("장소 미정"),
        own=_("내가 연 멘토링"),
        clash=_("내 일정과 겹침"),
        types={value: str(label) for value, label in SessionType.choices},
    )


def _row(row: Any, member_id: int | None, now: datetime, texts: _RowTexts) -> SessionRow:
    phase, taken, capacity = phase_of(row, now), row.seats_taken, row.capacity
    seats = {"taken": taken, "capacity": capacity}
    return SessionRow(
        pk=row.pk,
        url=session_url(row.pk),
        title=row.title,
        type=texts.types[row.type],
        day=labels.large_day(clock.local(row.starts_at).date(), clock.local(now).year),
        hours=text.hours(row.starts_at, row.ends_at),
        place=row.venue__name or row.venue_text or texts.no_place,
        author=row.author__name,
        seats=texts.seats % seats,
        left=labels.seats_left_words(phase, row.waiting, capacity - taken),
        seats_label=texts.seats_label % seats,
        percent=labels.percent_taken(taken, capacity),
        badge=badges.phase_badge(phase),
        approval=badges.approval_badge(row.approved_at is not None, row.declined_at is not None),
        registration_word=texts.registration,
        registration=labels.registration_words(row.opens_at, row.reg_start, row.reg_end, now),
        registered=texts.registered % {"day": labels.short_day(clock.local(row.created_at).date())},
        own_state=texts.own if member_id == row.author_id else own_state_words(row.my_state, row.my_place),
        is_past=phase in labels.PAST,
        clash=texts.clash if row.busy else "",
    )


# --- The list as a month ----------------------------------------------------------------------------------------------


def shown_month(asked: ListFilters) -> date:
    """Return the first day of the month that the calendar shows."""
    return date.fromisoformat(f"{asked.month}-01") if asked.month else clock.today().replace(day=1)


def session_month(asked: ListFilters, member: Any, now: datetime) -> tuple[Month, int]:
    """Return the month asked for with a few sessions of each day, and how many sessions it has. Queries: 2."""
    shown = shown_month(asked)
    first, last = days_shown(shown.year, shown.month)
    day = TruncDate("starts_at", tzinfo=clock.SEOUL)
    rows = listed_sessions(asked, member, now).filter(
        starts_at__gte=clock.start_of(first), starts_at__lt=clock.start_of(last + timedelta(days=1))
    )
    counted = rows.order_by().annotate(
        nth=Window(RowNumber(), partition_by=[day], order_by=["starts_at", "pk"]),
        that_day=Window(Count("pk"), partition_by=[day]),
    )
    that_day = dict(counted.filter(nth__lte=SHOWN_A_DAY).values_list("pk", "that_day"))
    shown_rows = (
        Session.objects.filter(pk__in=that_day)
        .annotate(**_own(getattr(member, "pk", None)))
        .order_by("starts_at", "pk")
    )
    entries: dict[date, list[Entry]] = defaultdict(list)
    totals: dict[date, int] = {}
    for row in shown_rows.values_list(*_SHOWN, "my_state", "my_place", named=True):
        when = clock.local(row.starts_at)
        totals[when.date()] = that_day[row.pk]
        entries[when.date()].append(_entry(row, when, now))
    more_url = replace(asked, calendar=False, period="", sort="soonest").url() + "&from=%s&to=%s"
    month = month_of(shown.year, shown.month, entries, today=clock.local(now).date(), totals=totals, more_url=more_url)
    within = sum(count for day_, count in totals.items() if (day_.year, day_.month) == (shown.year, shown.month))
    return month, within


def _entry(row: Any, when: datetime, now: datetime) -> Entry:
    badge = badges.phase_badge(phase_of(row, now))
    own_state = own_state_words(row.my_state, row.my_place)
    return Entry(
        url=session_url(row.pk),
        time=f"{when:%H:%M}",
        title=row.title,
        kind=badge.kind,
        label=own_state or badge.text,
    )
