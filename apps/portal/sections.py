"""The sections of the portal's pages: the parts that the domains gave (apps.core.parts), in their order."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, parts
from apps.core.aggregates import count_of
from apps.core.components import Badge
from apps.core.parts import Item, Offer, Section
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


def list_sections(member: Member) -> list[Section]:
    """Return what waits for the member; at the end, for staff, what they have to decide."""
    now = clock.now()
    sections = [section for waiting in parts.WAITING if (section := waiting(member, now))]
    desk = staff_desk(member, now)
    return [*sections, desk] if desk else sections


def staff_desk(member: Member, now: datetime) -> Section | None:
    """Return what staff have to decide. Queries: 1; none for anybody else."""
    if not member.is_staff:
        return None
    counts = _desk(member=member.pk, now=now)[0]
    items = [
        Item(title=str(item.title), url=item.address, badge=_count_badge(count))
        for item, count in zip(parts.DESK, counts, strict=True)
        if count and item.may_see(member)
    ]
    return parts.section(_("운영자가 처리할 일"), items, reverse("admin:index"), _("관리자 화면 열기"))


def _count_badge(count: int) -> Badge:
    return Badge(parts.count_words(count), "info")
