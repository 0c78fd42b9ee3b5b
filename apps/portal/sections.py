"""What the domains gave to the first page and the desk of the staff (apps.core.parts), in their order."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, parts
from apps.core.aggregates import count_of
from apps.core.parts import Card, Column, Offer
from apps.core.prepared import Given, Prepared

_desk = Prepared(
    lambda: Member.objects.filter(pk=Given("member")).values_list(
        *(count_of(item.rows()) for item in parts.DESK), named=True
    )
)


def list_offers(member: Any, word: str = "") -> list[Offer]:
    """Return what can be applied for now; if a word is given, only what has the word."""
    now = clock.now()
    return [offer(member, now, word) for offer in parts.OFFERS]


def desk_cards(member: Member, now: datetime) -> list[Card]:
    """Return what staff have to decide, as one card of the board. Queries: 1; none for anybody else."""
    if not member.is_staff:
        return []
    counts = _desk(member=member.pk, now=now)[0]
    acts = [
        (f"{item.title} {parts.count_words(count)}", item.address)
        for item, count in zip(parts.DESK, counts, strict=True)
        if count and item.may_see(member)
    ]
    if not acts:
        return []
    return [Card(Column.SETTLE, _("운영자가 처리할 일"), reverse("admin:index"), at=now, acts=acts)]
