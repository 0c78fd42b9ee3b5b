"""What accounts ask of the planner: a member's own data, and what goes when the member leaves."""

from typing import Any

from apps.accounts.models import Member
from apps.planner.models import Appointment, CalendarFeed


def export(member: Member) -> list[dict[str, Any]]:
    fields = ("source", "source_id", "role", "title", "place", "starts_at", "ends_at", "cancelled_at")
    return list(Appointment.objects.filter(member=member).order_by("starts_at", "id").values(*fields))


def forget(member: Member, by: Member) -> None:
    """The private calendar address ends. What is still ahead was released by the domains that booked it."""
    CalendarFeed.objects.filter(member=member).delete()
