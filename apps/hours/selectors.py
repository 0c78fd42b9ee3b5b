"""What the pages of recognised time need, each in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, parts, text
from apps.core.parts import Shelf
from apps.core.prepared import Given, Prepared
from apps.hours.models import HoursEntry
from apps.hours.sources import SOURCES
from apps.hours.states import EntryKind

ON_BOARD = 2  # months

# Of each source the line that made it count, less the line that took it back.
_HELD = Count("pk", filter=Q(minutes=F("total"))) - Count("pk", filter=Q(total=0))


@dataclass(frozen=True)
class MonthRow:
    """The recognised time of a month. `held`: of how many things."""

    first: date
    minutes: int
    held: int

    @property
    def label(self) -> str:
        return say_month(self.first)

    @property
    def words(self) -> str:
        return text.length(self.minutes)

    @property
    def held_words(self) -> str:
        return parts.count_words(self.held)

    @property
    def url(self) -> str:
        return reverse("hours:month", args=[self.first.year, self.first.month])


@dataclass(frozen=True)
class YearOfMonths:
    title: str
    total: str
    months: list[MonthRow]


@dataclass(frozen=True)
class EntryRow:
    """A line of the ledger in words. `time` has a sign where it corrects; `reason` says why it does."""

    pk: int
    day: str
    title: str
    url: str
    kind: str
    is_correction: bool
    minutes: int
    time: str
    reason: str
    written: str


@dataclass(frozen=True)
class MonthPage:
    label: str
    total: str
    held: str
    rows: list[EntryRow]


def say_month(first: date) -> str:
    return date_format(first, "YEAR_MONTH_FORMAT")


def first_of(year: int, month: int) -> date:
    """Return the first day of a month that an address names. Raises Http404 for one that is not in the calendar."""
    if not (clock.EARLIEST.year <= year <= clock.LATEST.year and 1 <= month <= 12):
        raise Http404
    return date(year, month, 1)


def _months(rows: QuerySet[HoursEntry]) -> Any:
    grouped = rows.order_by().annotate(first=TruncMonth("day")).values("first")
    summed = grouped.annotate(sum=Sum("minutes"), held=_HELD).order_by("-first")
    return summed.values_list("first", "sum", "held", named=True)


def list_months(mentor: Member) -> list[MonthRow]:
    """Return the months in which a mentor has lines, the newest first. Queries: 1."""
    return [MonthRow(*row) for row in _months(HoursEntry.objects.filter(mentor=mentor))]


def by_year(months: Iterable[MonthRow]) -> list[YearOfMonths]:
    """Return the months under their years, with what each year comes to."""
    years: dict[int, list[MonthRow]] = {}
    for row in months:
        years.setdefault(row.first.year, []).append(row)
    return [
        YearOfMonths(_("%(year)d년") % {"year": year}, text.length(sum(row.minutes for row in rows)), rows)
        for year, rows in years.items()
    ]


def list_entries(mentor: Member, first: date) -> list[HoursEntry]:
    """Return a mentor's lines of a month in the order in which the things were held. Queries: 1."""
    rows = HoursEntry.objects.filter(mentor=mentor, day__year=first.year, day__month=first.month)
    return list(rows.order_by("day", "source", "source_id", "number"))


def month_page(mentor: Member, first: date) -> MonthPage:
    """Return a month of a mentor. Queries: 1."""
    entries = list_entries(mentor, first)
    held = sum(entry.minutes == entry.total for entry in entries) - sum(not entry.total for entry in entries)
    return MonthPage(
        label=say_month(first),
        total=text.length(sum(entry.minutes for entry in entries)),
        held=parts.count_words(held),
        rows=[entry_row(entry) for entry in entries],
    )


def entry_row(entry: HoursEntry) -> EntryRow:
    is_correction = entry.kind == EntryKind.CORRECTION
    return EntryRow(
        pk=entry.pk,
        day=text.day(entry.day),
        title=parts.say_title(entry.source, entry.title),
        url=SOURCES[entry.source].url(entry.source_id) if entry.source in SOURCES else "",
        kind=str(EntryKind(entry.kind).label),
        is_correction=is_correction,
        minutes=entry.minutes,
        time=say_signed(entry.minutes) if is_correction else text.length(entry.minutes),
        reason=entry.reason,
        written=text.moment(entry.created_at),
    )


def say_signed(minutes: int) -> str:
    """Return what a correction adds or takes: `+30분`, `−1시간`."""
    return f"{'+' if minutes > 0 else '−'}{text.length(abs(minutes))}"


# --- On the board, and for staff --------------------------------------------------------------------------------------

_newest = Prepared(lambda: _months(HoursEntry.objects.filter(mentor_id=Given("member")))[:ON_BOARD])


def hours_today(member: Member, now: datetime) -> list[Shelf]:
    """Return the newest months of a mentor with their totals, none for whoever has no recognised time. Queries: 1."""
    if not member.has_mentor_profile:
        return []
    rows = [MonthRow(*row) for row in _newest(member=member.pk)]
    links = [(_("%(month)s · %(time)s") % {"month": row.label, "time": row.words}, row.url) for row in rows]
    return [Shelf(_("인정 시간"), links, reverse("hours:list"), _("인정 시간 모두 보기"))] if links else []


@dataclass(frozen=True)
class MentorOfMonth:
    name: str
    url: str
    time: str
    held: int


def staff_month(first: date) -> dict[str, Any]:
    """Return all mentors with recognised time in a month, by their names, with what it comes to. Queries: 1."""
    rows = HoursEntry.objects.filter(day__year=first.year, day__month=first.month).order_by()
    grouped = rows.values("mentor_id", "mentor__name").annotate(sum=Sum("minutes"), held=_HELD)
    found = list(grouped.order_by("mentor__name", "mentor_id"))
    address = reverse("admin:hours_hoursentry_changelist")
    query = f"day__year={first.year}&day__month={first.month}"
    return {
        "title": _("%(month)s 멘토별 인정 시간") % {"month": say_month(first)},
        "rows": [
            MentorOfMonth(
                name=row["mentor__name"],
                url=f"{address}?mentor__id__exact={row['mentor_id']}&{query}",
                time=text.length(row["sum"]),
                held=row["held"],
            )
            for row in found
        ],
        "total": text.length(sum(row["sum"] for row in found)),
        "previous_url": staff_month_url(first - timedelta(days=1)),
        "next_url": staff_month_url(first + timedelta(days=31)),
    }


def staff_month_url(day: date) -> str:
    return reverse("admin:hours_hoursentry_month", args=[day.year, day.month])
