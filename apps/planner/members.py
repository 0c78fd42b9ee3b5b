"""The planner's part of a member's export and of leaving."""

from typing import Any

from apps.accounts.models import Member
from apps.planner.models import Appointment, CalendarFeed


def export(member: Member) -> list[dict[str, Any]]:
    fields = ("source", "source_id", "role", "title", "place", "join_url", "starts_at", "ends_at", "cancelled_at")
    return list(Appointment.objects.filter(member=member).order_by("starts_at", "id").values(*fields))


def forget(member: Member, by: Member) -> None:
    """Delete the private calendar address, and where one met.

    The domains that booked coming appointments release them.
    """
    Appointment.objects.filter(member=member).exclude(join_url="").update(join_url="")
    CalendarFeed.objects.filter(member=member).delete()
