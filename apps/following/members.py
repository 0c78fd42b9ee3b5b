"""The part of a member's export and of leaving."""

from typing import Any

from django.db.models import Q

from apps.accounts.models import Member
from apps.following.models import Follow


def export(member: Member) -> list[dict[str, Any]]:
    fields = ("kind", "mentor__name", "topic__name", "source", "query", "thing_id", "created_at")
    return list(Follow.objects.filter(member=member).order_by("id").values(*fields))


def forget(member: Member, by: Member) -> None:
    """Delete what the member follows, and that others follow the member."""
    Follow.objects.filter(Q(member=member) | Q(mentor=member)).delete()
