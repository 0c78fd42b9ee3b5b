"""Reading the planner."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from apps.accounts.models import Member
from apps.planner.models import LONGEST, Appointment, Venue

# How long calendars that follow the feed can learn of a cancelled appointment, and how far back the feed reaches.
CANCELLED_STAYS = timedelta(days=90)
FEED_REACHES_BACK = timedelta(days=365)


def overlapping(starts_at: datetime, ends_at: datetime) -> QuerySet[Appointment]:
    """Live appointments in [starts_at, ends_at). Half-open: touching ends do not clash.

    Nothing lasts longer than LONGEST, so what began that long before cannot reach in: the index scan has two ends.
    """
    return Appointment.objects.filter(
        cancelled_at=None, starts_at__lt=ends_at, starts_at__gt=starts_at - LONGEST, ends_at__gt=starts_at
    )


def clashes(
    member: Member, starts_at: datetime, ends_at: datetime, *, source: str = "", source_id: int | None = None
) -> list[Appointment]:
    """What the member already has in that time, in one query; the thing itself (`source`, `source_id`) left out."""
    rows = overlapping(starts_at, ends_at).filter(member=member)
    if source_id is not None:
        rows = rows.exclude(source=source, source_id=source_id)
    return list(rows.order_by("starts_at", "id"))


def upcoming(member: Member, now: datetime, *, limit: int = 5) -> list[Appointment]:
    """What is next, the running one first."""
    rows = Appointment.objects.filter(member=member, cancelled_at=None, starts_at__gt=now - LONGEST, ends_at__gt=now)
    return list(rows.order_by("starts_at", "id")[:limit])


def between(member: Member, start: datetime, end: datetime) -> list[Appointment]:
    """The member's live appointments that touch [start, end)."""
    return list(overlapping(start, end).filter(member=member).order_by("starts_at", "id"))


def appointment_of(member: Member, source: str, source_id: int) -> Appointment | None:
    """The member's live appointment at one thing: what its page links to as an .ics file."""
    rows = Appointment.objects.filter(member=member, source=source, source_id=source_id, cancelled_at=None)
    return rows.first()


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
