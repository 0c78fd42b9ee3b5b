"""The planner's part of a member's export and of leaving."""

from typing import Any

from apps.accounts.models import Member
from apps.planner.models import Appointment, CalendarFeed, FreeHours


def export(member: Member) -> list[dict[str, Any]]:
    fields = ("source", "source_id", "role", "title", "place", "join_url", "starts_at", "ends_at", "cancelled_at")
    return list(Appointment.objects.filter(member=member).order_by("starts_at", "id").values(*fields))


def export_free_hours(member: Member) -> list[dict[str, Any]]:
    return [
        {"weekday": row.weekday, "start_time": f"{row.start_time:%H:%M}", "end_time": f"{row.end_time:%H:%M}"}
        for row in FreeHours.objects.filter(member=member)
    ]


def forget(member: Member, by: Member) -> None:
    """Delete the private calendar address, the free hours, and where one met.

    The domains that booked coming appointments release them.
    """
    Appointment.objects.filter(member=member).exclude(join_url="").update(join_url="")
    CalendarFeed.objects.filter(member=member).delete()
    FreeHours.objects.filter(member=member).delete()
