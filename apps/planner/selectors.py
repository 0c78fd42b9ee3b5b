"""Reading the planner."""

from datetime import datetime

from django.db.models import QuerySet

from apps.accounts.models import Member
from apps.planner.models import Appointment


def overlapping(starts_at: datetime, ends_at: datetime) -> QuerySet[Appointment]:
    """Live appointments in [starts_at, ends_at). Half-open: touching ends do not clash.

    Nothing lasts longer than twelve hours, which bounds the index scan from below.
    """
    return Appointment.objects.filter(cancelled_at=None, starts_at__lt=ends_at, ends_at__gt=starts_at)


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
    return list(
        Appointment.objects.filter(member=member, cancelled_at=None, ends_at__gt=now).order_by("starts_at", "id")[
            :limit
        ]
    )


def between(member: Member, start: datetime, end: datetime) -> list[Appointment]:
    """The member's live appointments that touch [start, end)."""
    return list(overlapping(start, end).filter(member=member).order_by("starts_at", "id"))
