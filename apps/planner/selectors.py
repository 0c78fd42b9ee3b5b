"""Reading the planner."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db.models import Count, DateTimeField, Exists, Min, OuterRef, Q, QuerySet

from apps.accounts.models import Member
from apps.core.prepared import Given, Prepared
from apps.planner.models import LONGEST, Appointment, Venue

# How long calendars that follow the feed can learn of a cancelled appointment, and how far back the feed reaches.
CANCELLED_STAYS = timedelta(days=90)
FEED_REACHES_BACK = timedelta(days=365)


def overlapping(starts_at: Any, ends_at: Any, *, earliest: Any = None) -> QuerySet[Appointment]:
    """Live appointments in [starts_at, ends_at). Half-open: touching ends do not clash.

    Nothing lasts longer than LONGEST, so what began that long before cannot reach in: the index scan has two ends. That
    moment is `earliest`, where it cannot be reckoned from `starts_at` yet.
    """
    return Appointment.objects.filter(
        cancelled_at=None,
        starts_at__lt=ends_at,
        starts_at__gt=earliest or starts_at - LONGEST,
        ends_at__gt=starts_at,
    )


def between(
    member: Member, starts_at: datetime, ends_at: datetime, *, source: str = "", source_id: int | None = None
) -> list[Appointment]:
    """Return the member's live appointments that touch [starts_at, ends_at), but for the thing itself (`source`,
    `source_id`). Statements: 1."""
    return _between(
        member=member.pk,
        starts_at=starts_at,
        ends_at=ends_at,
        earliest=starts_at - LONGEST,
        source=source,
        source_id=source_id or 0,
    )


_MOMENT = DateTimeField()
_between = Prepared(
    lambda: (
        overlapping(Given("starts_at", _MOMENT), Given("ends_at", _MOMENT), earliest=Given("earliest", _MOMENT))
        .filter(member_id=Given("member"))
        .exclude(source=Given("source"), source_id=Given("source_id"))
        .order_by("starts_at", "id")
    )
)


def busy(member_id: Any, source: str) -> Exists:
    """For the rows of `source`, which have `starts_at` and `ends_at`: whether the member has something else then."""
    there = overlapping(OuterRef("starts_at"), OuterRef("ends_at")).filter(member_id=member_id)
    return Exists(there.exclude(source=source, source_id=OuterRef("pk")))


def upcoming(member: Member, now: datetime, *, limit: int = 5) -> list[Appointment]:
    """What is next, the running one first."""
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


def count_upcoming(member_ids: Collection[int], now: datetime) -> dict[int, tuple[datetime, int]]:
    """Return when the next appointment starts and how many are to come, for each member who has any. 1 query."""
    rows = Appointment.objects.filter(
        member__in=member_ids, cancelled_at=None, starts_at__gt=now - LONGEST, ends_at__gt=now
    ).order_by()
    counts = rows.values_list("member").annotate(first=Min("starts_at"), n=Count("pk"))
    return {member: (first, count) for member, first, count in counts}


def by_member(source: str, source_id: int, member_ids: Iterable[int]) -> dict[int, Appointment]:
    """These members' appointments at one thing, cancelled ones too."""
    rows = Appointment.objects.filter(source=source, source_id=source_id, member_id__in=set(member_ids))
    return {row.member_id: row for row in rows}


def in_feed(member_id: int, now: datetime) -> list[Appointment]:
    """What a calendar that follows the feed is told: a year back, all to come, and what was cancelled of late."""
    rows = Appointment.objects.filter(member_id=member_id, ends_at__gt=now - FEED_REACHES_BACK)
    return list(
        rows.filter(Q(cancelled_at=None) | Q(cancelled_at__gt=now - CANCELLED_STAYS)).order_by("starts_at", "id")
    )


def upcoming_in(venue: Venue, now: datetime) -> QuerySet[Appointment]:
    """Live appointments still to end in a venue, everyone's: an online one is known by its name alone."""
    return Appointment.objects.filter(cancelled_at=None, ends_at__gt=now, place=venue.name)


def is_used(venue: Venue) -> bool:
    """Whether any record names the venue: an appointment, or a row of a domain."""
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: venue}).exists()
        for relation in venue._meta.related_objects
    )
