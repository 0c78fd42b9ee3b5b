"""The sections of the portal's pages: the parts that the domains gave (apps.core.parts), in their order."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.auth import get_permission_codename
from django.db.models import Model
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
        Item(title=str(item.title), url=_admin_list(item.model) + item.query, badge=_count_badge(count))
        for item, count in zip(parts.DESK, counts, strict=True)
        if count and admin.site.is_registered(item.model) and member.has_perm(_may_view(item.model))
    ]
    return parts.section(_("운영자가 처리할 일"), items, reverse("admin:index"), _("관리자 화면 열기"))


def _count_badge(count: int) -> Badge:
    return Badge(parts.count_words(count), "info")


def _may_view(model: type[Model]) -> str:
    return f"{model._meta.app_label}.{get_permission_codename('view', model._meta)}"


def _admin_list(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
