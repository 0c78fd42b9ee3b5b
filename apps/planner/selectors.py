"""Queries of appointments and venues."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.db.models import Case, Count, DateField, DateTimeField, Exists, Min, OuterRef, Q, QuerySet, When
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, ExtractMinute
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Member
from apps.core import clock, parts, spoken
from apps.core.parts import WaitedFor
from apps.core.prepared import Given, Prepared
from apps.planner import rules
from apps.planner.models import LONGEST, Appointment, AppointmentRole, FreeHours, Holiday, SecondsBetween, Venue

# How long the feed shows a cancelled appointment, and how far back it reaches.
CANCELLED_STAYS = timedelta(days=90)
FEED_REACHES_BACK = timedelta(days=365)


def overlapping(starts_at: Any, ends_at: Any, *, earliest: Any = None) -> QuerySet[Appointment]:
    """Return live appointments that overlap [starts_at, ends_at). Touching ends do not overlap.

    No appointment lasts longer than LONGEST, so one that began earlier cannot overlap: this bounds the index scan on
    both sides. `earliest` is that bound if it cannot be computed from `starts_at` yet.
    """
    return Appointment.objects.filter(
        cancelled_at=None,
        starts_at__lt=ends_at,
        starts_at__gt=earliest or starts_at - LONGEST,
        ends_at__gt=starts_at,
    )


def list_appointments_between(
    member: Member, starts_at: datetime, ends_at: datetime, *, source: str = "", source_id: int | None = None
) -> list[Appointment]:
    """Return the member's live appointments that overlap [starts_at, ends_at).

    The appointment of the thing itself (`source`, `source_id`) is left out. Statements: 1.
    """
    return _appointments_between(
        member=member.pk,
        starts_at=starts_at,
        ends_at=ends_at,
        earliest=starts_at - LONGEST,
        source=source,
        source_id=source_id or 0,
    )


def list_waited_for(member: Any, things: Sequence[Any], source: str, now: datetime) -> list[WaitedFor]:
    """Return what the member waits for at the time of these things of a source, besides them, in the order of time.

    Things have `starts_at` and `ends_at`. Statements: 1 for each domain at most, none without things.
    """
    if not things:
        return []
    first, last, own = min(one.starts_at for one in things), max(one.ends_at for one in things), {t.pk for t in things}
    found = [row for part in parts.WAITED_FOR for row in part(member, first, last, now)]
    clashing = [
        row
        for row in found
        if not (row.source == source and row.source_id in own)
        and any(row.starts_at < thing.ends_at and row.ends_at > thing.starts_at for thing in things)
    ]
    return sorted(clashing, key=lambda row: (row.starts_at, row.source, row.source_id))


def list_clashes_of(member_ids: Collection[int], things: Sequence[Any], source: str) -> dict[int, list[Appointment]]:
    """Return what each of the members who has anything has at the time of these things of a source besides them.

    Things have `starts_at` and `ends_at`. Statements: 1, none without things.
    """
    found: dict[int, list[Appointment]] = {}
    if not things:
        return found
    reach = overlapping(min(thing.starts_at for thing in things), max(thing.ends_at for thing in things))
    rows = reach.filter(member_id__in=member_ids).exclude(source=source, source_id__in=[thing.pk for thing in things])
    for row in rows.order_by("starts_at", "id"):
        if any(row.starts_at < thing.ends_at and row.ends_at > thing.starts_at for thing in things):
            found.setdefault(row.member_id, []).append(row)
    return found


def can_give_up(member: Any, appointments: Iterable[Appointment], now: datetime) -> bool:
    """Return whether the member, who attends them, could give up all of these. Statements: 1 each at most."""
    return all(
        row.role == AppointmentRole.GUEST
        and row.source in parts.GIVES_UP
        and parts.GIVES_UP[row.source].can(member, row.source_id, now)
        for row in appointments
    )


def why_not_given_up(member: Any, appointments: Iterable[Appointment], now: datetime) -> str:
    """Return why the member could not give up all of these, '' if they could. Statements: 2 each at most."""
    return next((said for row in appointments if (said := _why_kept(member, row, now))), "")


def _why_kept(member: Any, row: Appointment, now: datetime) -> str:
    if can_give_up(member, [row], now):
        return ""
    said = ""
    if row.source in parts.GIVES_UP and row.role == AppointmentRole.GUEST:
        why = parts.GIVES_UP[row.source].why
        said = why(member, row.source_id, now) if why is not None else ""
    return said or rules.not_given_up(row).message


def say_given_up(row: Appointment, now: datetime) -> str:
    """Return in words an appointment that is given up, and what else ends with it."""
    when = spoken.say_span(row.starts_at, row.ends_at, today=clock.local(now).date())
    words = _("‘%(title)s’(%(when)s)") % {"title": row.label, "when": when}
    note = parts.GIVES_UP[row.source].note if row.source in parts.GIVES_UP else ""
    return f"{words} · {note}" if note else words


_MOMENT = DateTimeField()
_appointments_between = Prepared(
    lambda: (
        overlapping(Given("starts_at", _MOMENT), Given("ends_at", _MOMENT), earliest=Given("earliest", _MOMENT))
        .filter(member_id=Given("member"))
        .exclude(source=Given("source"), source_id=Given("source_id"))
        .order_by("starts_at", "id")
    )
)


def has_other_appointment(member_id: Any, source: str) -> Exists:
    """Return the expression that tells of a row of `source` whether the member has another appointment at its time.

    The rows must have `starts_at` and `ends_at`.
    """
    rows = overlapping(OuterRef("starts_at"), OuterRef("ends_at")).filter(member_id=member_id)
    return Exists(rows.exclude(source=source, source_id=OuterRef("pk")))


def fitting(rows: Any, member_id: Any, source: str) -> Any:
    """Return the rows of `source` that fit into the member's week: nothing else is on then, and the time is free.

    Without free hours every time is free; over midnight they may go on into the next day. The rows must have
    `starts_at` and `ends_at`.
    """
    mine = FreeHours.objects.filter(member_id=member_id)
    timed = rows.alias(
        on_weekday=ExtractIsoWeekDay("starts_at", tzinfo=clock.SEOUL) - 1,
        next_weekday=ExtractIsoWeekDay("starts_at", tzinfo=clock.SEOUL) % 7,
        from_minute=_minute_of("starts_at", tzinfo=clock.SEOUL),
        to_minute=_minute_of("starts_at", tzinfo=clock.SEOUL) + SecondsBetween("ends_at", "starts_at") / 60,
    )
    spans = mine.alias(
        first=_minute_of("start_time"),
        last=Case(When(end_time=time.min, then=24 * 60), default=_minute_of("end_time")),
    )
    begun = spans.filter(weekday=OuterRef("on_weekday"), first__lte=OuterRef("from_minute"))
    after = spans.filter(weekday=OuterRef("next_weekday"), first=0, last__gte=OuterRef("to_minute") - 24 * 60)
    whole = Exists(begun.filter(last__gte=OuterRef("to_minute")))
    over_midnight = Exists(begun.filter(last=24 * 60)) & Exists(after)
    return timed.filter(~has_other_appointment(member_id, source), ~Exists(mine) | whole | over_midnight)


def _minute_of(field: str, **how: Any) -> Any:
    """Return the expression of the minute of the day."""
    return ExtractHour(field, **how) * 60 + ExtractMinute(field, **how)


def is_busy(member_id: Any, starts_at: datetime, ends_at: datetime) -> Exists:
    """Return the expression that tells whether a member has an appointment in [starts_at, ends_at)."""
    return Exists(overlapping(starts_at, ends_at).filter(member_id=member_id))


def is_busy_at(member_id: Any, things: QuerySet, now: datetime) -> Exists:
    """Return the expression that tells whether a member has an appointment at the time of one of `things`.

    Things have `starts_at` and `ends_at`; those that are over do not count.
    """
    same_time = things.filter(Q(ends_at__gt=now), starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at"))
    ahead = Appointment.objects.filter(cancelled_at=None, starts_at__gt=now - LONGEST, ends_at__gt=now)
    return Exists(ahead.filter(Exists(same_time), member_id=member_id))


def list_upcoming(member: Member, now: datetime, *, limit: int = 5) -> list[Appointment]:
    """Return the member's next appointments, a running one first. Statements: 1."""
    return _upcoming(limit)(member=member.pk, earliest=now - LONGEST, now=now)


@cache
def _upcoming(limit: int) -> Prepared:
    return Prepared(
        lambda: Appointment.objects.filter(
            member_id=Given("member"),
            cancelled_at=None,
            starts_at__gt=Given("earliest", _MOMENT),
            ends_at__gt=Given("now", _MOMENT),
        ).order_by("starts_at", "id")[:limit]
    )


@dataclass(frozen=True)
class Joining:
    """The way into an online meeting: our address `path`, and the moment `opens`, in words, from which it is open."""

    path: str
    is_open: bool
    opens: str


def joining_of(appointment: Appointment | None, now: datetime) -> Joining | None:
    """Return the way into the online meeting of an appointment, None if there is none or it is over."""
    if appointment is None or not appointment.join_path or now >= appointment.ends_at:
        return None
    opens = spoken.say_moment(appointment.joins_from, today=clock.local(now).date())
    return Joining(appointment.join_path, rules.may_join(appointment, now), opens)


def way_to(venue: Venue | None, ends_at: datetime, now: datetime) -> str:
    """Return how one finds the venue of a meeting, as staff noted it; '' once the meeting is over."""
    return venue.note if venue is not None and now < ends_at else ""


def say_ahead(starts_at: datetime, now: datetime) -> str:
    """Return in how many days people meet and when they are reminded: `3일 뒤에 만납니다. …`."""
    return " ".join(filter(None, (_meets_in(starts_at, now), _reminds(starts_at - now))))


def _meets_in(starts_at: datetime, now: datetime) -> str:
    days = (clock.local(starts_at).date() - clock.local(now).date()).days
    if days == 0:
        return _("오늘 만납니다.")
    if days == 1:
        return _("내일 만납니다.")
    return ngettext("%(n)d일 뒤에 만납니다.", "%(n)d일 뒤에 만납니다.", days) % {"n": days}


def _reminds(left: timedelta) -> str:
    if left > timedelta(days=1):
        return _("하루 전과 한 시간 전에 다시 알려 드립니다.")
    return _("한 시간 전에 다시 알려 드립니다.") if left > timedelta(hours=1) else ""


def next_joining(member: Member, path: str, now: datetime) -> Joining | None:
    """Return the way into the member's next online meeting of the thing whose page is at `path`. Statements: 1."""
    return joining_of(next(iter(_next_online(member=member.pk, path=path, earliest=now - LONGEST, now=now)), None), now)


_next_online = Prepared(
    lambda: (
        Appointment.objects.filter(
            member_id=Given("member"),
            path=Given("path"),
            cancelled_at=None,
            starts_at__gt=Given("earliest", _MOMENT),
            ends_at__gt=Given("now", _MOMENT),
        )
        .exclude(join_url="")
        .order_by("starts_at", "id")[:1]
    )
)


def count_upcoming(member_ids: Collection[int], now: datetime) -> dict[int, tuple[datetime, int]]:
    """Return the start of the next appointment and the number to come for each member who has any. Queries: 1."""
    rows = Appointment.objects.filter(
        member__in=member_ids, cancelled_at=None, starts_at__gt=now - LONGEST, ends_at__gt=now
    ).order_by()
    counts = rows.values_list("member").annotate(first=Min("starts_at"), n=Count("pk"))
    return {member: (first, count) for member, first, count in counts}


def list_appointments_of(
    member_id: int, source: str, source_ids: Collection[int], *, cancelled: bool
) -> list[Appointment]:
    """Return the member's appointments of these things, those that stand or those that are cancelled. Queries: 1."""
    rows = Appointment.objects.filter(member=member_id, source=source, source_id__in=source_ids)
    return list(rows.filter(cancelled_at__isnull=not cancelled).order_by("starts_at", "id"))


def list_feed_appointments(member_id: int, now: datetime) -> list[Appointment]:
    """Return the appointments of the feed: a year back, all to come, and recently cancelled ones. Queries: 1."""
    rows = Appointment.objects.filter(member_id=member_id, ends_at__gt=now - FEED_REACHES_BACK)
    return list(
        rows.filter(Q(cancelled_at=None) | Q(cancelled_at__gt=now - CANCELLED_STAYS)).order_by("starts_at", "id")
    )


def list_holidays(first: date, last: date) -> list[Holiday]:
    """Return the public holidays from the first to the last day, both included. Statements: 1."""
    return _holidays_between(first=first, last=last)


_holidays_between = Prepared(
    lambda: Holiday.objects.filter(
        is_active=True, date__gte=Given("first", DateField()), date__lte=Given("last", DateField())
    ).order_by("date")
)


def holiday_names(first: date, last: date) -> dict[date, str]:
    """Return the names of the public holidays from the first to the last day, for a calendar. Statements: 1."""
    return {holiday.date: holiday.label for holiday in list_holidays(first, last)}


def list_holidays_among(days: Iterable[date]) -> list[Holiday]:
    """Return the public holidays among these days. Statements: 1, none without days."""
    wanted = set(days)
    return list(Holiday.objects.filter(is_active=True, date__in=wanted).order_by("date")) if wanted else []


def upcoming_in_venue(venue: Venue, now: datetime) -> QuerySet[Appointment]:
    """Return everyone's live appointments in a venue that have not ended.

    They are found by the venue's name, because appointments in an online venue have no other link to it.
    """
    return Appointment.objects.filter(cancelled_at=None, ends_at__gt=now, place=venue.name)


def is_used(venue: Venue) -> bool:
    """Return whether any record names the venue: an appointment or a row of a domain."""
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: venue}).exists()
        for relation in venue._meta.related_objects
    )
