"""The part of a member's own data. When a mentor leaves, the lines stay and name a member who left."""

from typing import Any

from apps.accounts.models import Member
from apps.hours.models import HoursEntry

_FIELDS = ("day", "title", "kind", "minutes", "total", "reason", "source", "source_id", "number", "created_at")


def export(member: Member) -> list[dict[str, Any]]:
    return list(HoursEntry.objects.filter(mentor=member).order_by("pk").values(*_FIELDS))
