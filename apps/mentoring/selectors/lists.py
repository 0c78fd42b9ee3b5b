"""The list of sessions, as rows and as a month. A row holds its texts ready to print."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    F,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber, TruncDate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.core import clock, spoken
from apps.core.month import SHOWN_A_DAY, Entry, Weeks, days_ahead, days_shown, month_of, weeks_ahead
from apps.core.paging import Page, PreparedList, page_of
from apps.core.prepared import Given, Prepared, StandIn, given_list, list_values
from apps.mentoring import badges
from apps.mentoring.models import Application, Session, session_url
from apps.mentoring.selectors import labels
from apps.mentoring.selectors.filters import PAGE_SIZE, ListFilters, filter_sessions
from apps.mentoring.selectors.viewers import PreparedForViewers, live_application_of
from apps.mentoring.states import ApplicationState, Phase, SessionFacts, SessionType, derive_phase
from apps.planner import selectors as planner
from apps.seats.querysets import place_in_line
from apps.seats.states import waiting_words
from apps.topics.selectors import TopicLink, TopicsOfRows

AT_HOME = 6
_FACTS = ("opens_at", "closes_at", "starts_at", "ends_at", "capacity", "seats_taken")
_SHOWN = (
    "pk", "type", "title", "excerpt", "author_id", "author__name", "venue__name", "venue_text", "approved_at",
    "declined_at", *_FACTS,
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
    excerpt: str
    topics: list[TopicLink]
    seats: str
    seats_label: str
    percent: int
    state: labels.StateWords
    own_state: str
    approval: str
    is_past: bool
    clash: str = ""


def listed_sessions(asked: ListFilters, member: Any, now: datetime) -> QuerySet:
    """Return the sessions that the member may see and that match the filters, in the order asked for."""
    return filter_sessions(Session.objects.visible_to(member), asked, member, now)


def session_page(asked: ListFilters, number: int, member: Any, now: datetime) -> Page:
    """Return one page of the list. Queries: 4, up to three more for a search."""
    rows: Any
    if asked.is_usual:
        rows = _usual_list(replace(asked, size="", calendar=False, month=""))(member, now=now)
    else:
        rows = listed_sessions(asked, member, now)
    return page_of(rows, number, size=asked.page_size, load=lambda keys: _rows(keys, member, now, asked.page_size))


_NOW: Any = Given("now", DateTimeField())


@lru_cache(maxsize=200)
def _usual_list(asked: ListFilters) -> Any:
    """Return the statements of a list whose filters are all choices of few."""
    viewer = StandIn(known=True, sees_all=False)
    return PreparedForViewers(lambda rows: filter_sessions(rows, asked, viewer, _NOW), kind=PreparedList)


def soonest_open(word: str, member: Any, now: datetime) -> list[SessionRow]:
    """Return the next few sessions with the word that take applications, the soonest first. Queries: 6 at most."""
    asked = ListFilters(word=word)
    return _rows(list(listed_sessions(asked, member, now).values_list("pk", flat=True)[:AT_HOME]), member, now)


def _own(member_id: Any) -> dict[str, Any]:
    """Return annotations: the state of the member's live application and, if it waits, its place in line."""
    if member_id is None:
        return {"my_state": Value(""), "my_place": Value(0), "my_offer": Value(None, DateTimeField())}
    return {
        "own": live_application_of(member_id),
        "my_state": Coalesce("own__state", Value("")),
        "my_place": place_in_line(Application, "own__"),
        "my_offer": F("own__offered_until"),
    }


def _busy(member_id: Any) -> Any:
    """Return an annotation: whether the member has another appointment at that time. False for past sessions."""
    if member_id is None:
        return Value(False)
    coming = When(starts_at__gt=_NOW, then=planner.has_other_appointment(member_id, Session.SOURCE))
    return Case(coming, default=False)


@cache
def _prepared(known: bool, size: int) -> Prepared:
    member_id = Given("member") if known else None

    def build() -> QuerySet:
        rows = Session.objects.filter(pk__in=given_list("key", size))
        return (
            rows.with_waiting()
            .annotate(busy=_busy(member_id), **_own(member_id))
            .values_list(*_SHOWN, "waiting", "my_state", "my_place", "my_offer", "busy", named=True)
        )

    return Prepared(build)


_topics = TopicsOfRows(lambda: Session.topics.through, "session", "mentoring:list")


def _rows(keys: list[int], member: Any, now: datetime, size: int = PAGE_SIZE) -> list[SessionRow]:
    if not keys:
        return []
    asked = list_values("key", keys, size)
    member_id, texts = getattr(member, "pk", None), _row_texts(get_language())
    viewer = {} if member_id is None else {"member": member_id, "now": now}
    by_key = {row.pk: row for row in _prepared(member_id is not None, size)(**asked, **viewer)}
    topics = _topics(keys, size)
    decides = member_id is not None and member.is_staff
    return [_row(by_key[key], topics[key], member_id, decides, now, texts) for key in keys if key in by_key]


def phase_of(row: Any, now: datetime) -> Phase:
    return derive_phase(
        SessionFacts(**{name: getattr(row, name) for name in _FACTS}, declined=row.declined_at is not None), now
    )


def own_state_words(row: Any, now: datetime) -> str:
    """Return the state of the member's own application in words: 신청함, 대기 n번, 자리 제안, or nothing."""
    if not row.my_state:
        return ""
    if row.my_state == ApplicationState.APPLIED:
        return _("신청함")
    return waiting_words(row.my_place, row.my_offer, now)


class _RowTexts(NamedTuple):
    """The texts that every row needs, in one language."""

    seats: str
    seats_label: str
    undecided: str
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
        undecided=_("개설 승인 전"),
        no_place=_("장소 미정"),
        own=_("내가 연 멘토링"),
        clash=_("내 일정과 겹침"),
        types={value: str(label) for value, label in SessionType.choices},
    )


def _row(
    row: Any, topics: list[TopicLink], member_id: int | None, decides: bool, now: datetime, texts: _RowTexts
) -> SessionRow:
    """Return the row. Whether a session is approved matters to those who hold it, joined it, or decide it."""
    phase, taken, capacity = phase_of(row, now), row.seats_taken, row.capacity
    seats = {"taken": taken, "capacity": capacity}
    own_state = texts.own if member_id == row.author_id else own_state_words(row, now)
    undecided = row.approved_at is None and row.declined_at is None and (own_state or decides)
    return SessionRow(
        pk=row.pk,
        url=session_url(row.pk),
        title=row.title,
        type=texts.types[row.type],
        day=labels.large_day(clock.local(row.starts_at).date(), clock.local(now).year),
        hours=spoken.say_hours(row.starts_at, row.ends_at),
        place=row.venue__name or row.venue_text or texts.no_place,
        author=row.author__name,
        excerpt=row.excerpt,
        topics=topics,
        seats=texts.seats % seats,
        seats_label=texts.seats_label % seats,
        percent=labels.percent_taken(taken, capacity),
        state=labels.state_words(phase, row.opens_at, row.closes_at, capacity - taken, row.waiting, now),
        own_state=own_state,
        approval=texts.undecided if undecided else "",
        is_past=phase in labels.PAST,
        clash=texts.clash if row.busy else "",
    )


# --- The list as a month ----------------------------------------------------------------------------------------------


def shown_month(asked: ListFilters) -> date:
    """Return the first day of the month that the calendar shows."""
    return date.fromisoformat(f"{asked.month}-01") if asked.month else clock.today().replace(day=1)


def session_calendar(asked: ListFilters, member: Any, now: datetime) -> tuple[Weeks, int]:
    """Return the weeks ahead, or the month asked for, and how many sessions they have. Queries: 3.

    A few sessions of each day are shown.
    """
    today, shown = clock.local(now).date(), shown_month(asked)
    first, last = days_shown(shown.year, shown.month) if asked.month else days_ahead(today)
    day = TruncDate("starts_at", tzinfo=clock.SEOUL)
    rows = listed_sessions(asked, member, now).filter(
        starts_at__gte=clock.start_of(first if asked.month else today),
        starts_at__lt=clock.start_of(last + timedelta(days=1)),
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
    for row in shown_rows.values_list(*_SHOWN, "my_state", "my_place", "my_offer", named=True):
        when = clock.local(row.starts_at)
        totals[when.date()] = that_day[row.pk]
        entries[when.date()].append(_entry(row, when, now))
    more_url = replace(asked, calendar=False, period="", sort="soonest").url() + "&from=%s&to=%s"
    given: dict[str, Any] = {"today": today, "totals": totals, "more_url": more_url}
    given["holidays"] = planner.holiday_names(first, last)
    if not asked.month:
        return weeks_ahead(entries, **given), sum(totals.values())
    month = month_of(shown.year, shown.month, entries, **given)
    within = sum(count for day_, count in totals.items() if (day_.year, day_.month) == (shown.year, shown.month))
    return month, within


def _entry(row: Any, when: datetime, now: datetime) -> Entry:
    badge = badges.phase_badge(phase_of(row, now))
    own_state = own_state_words(row, now)
    return Entry(
        url=session_url(row.pk),
        time=f"{when:%H:%M}",
        title=row.title,
        kind=badge.kind,
        label=own_state or badge.text,
    )
