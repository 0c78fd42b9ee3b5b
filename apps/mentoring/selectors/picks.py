"""The few sessions that the first page suggests, each with the reason."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.states import MentorStatus
from apps.core import clock, spoken
from apps.core.parts import OF_A_MENTOR, PICKED, Pick
from apps.core.prepared import Given, Prepared
from apps.mentoring.models import Application, Session, session_url
from apps.mentoring.querysets import SessionQuerySet
from apps.mentoring.selectors.labels import say_closing
from apps.planner import selectors as planner

_NEW_FOR = timedelta(days=3)
_NOW: Any = Given("now", DateTimeField())
_MEMBER: Any = Given("member")
_FIELDS = (
    "pk", "title", "excerpt", "starts_at", "ends_at", "closes_at", "created_at", "capacity", "seats_taken",
    "venue__name", "venue_text", "author_id", "author__name", "author__profile_image", "author__mentor_profile__status",
)  # fmt: skip


def picked_sessions(member: Any, now: datetime) -> list[Pick]:
    """Return the next sessions that take applications; to a member only those that fit. Statements: 1.

    What fits is neither their own nor applied for, and clashes with nothing in their planner.
    """
    member_id = getattr(member, "pk", None)
    rows = _soonest(now=now) if member_id is None else _fitting(now=now, member=member_id)
    return [_pick(row, now, is_free=member_id is not None) for row in rows]


def _open() -> SessionQuerySet:
    return Session.objects.open_at(_NOW).order_by("starts_at", "pk")


def _fitting_rows() -> Any:
    applied = Application.objects.filter(session=OuterRef("pk"), member_id=_MEMBER).active()
    free = ~planner.has_other_appointment(_MEMBER, Session.SOURCE)
    return _open().exclude(author_id=_MEMBER).filter(~Exists(applied), free)


_soonest = Prepared(lambda: _open().values_list(*_FIELDS, named=True)[:PICKED])
_of_mentor = Prepared(lambda: _open().filter(author_id=Given("author")).values_list(*_FIELDS, named=True)[:OF_A_MENTOR])
_fitting = Prepared(lambda: _fitting_rows().values_list(*_FIELDS, named=True)[:PICKED])


def sessions_open_with(member_id: int, now: datetime) -> list[Pick]:
    """Return the next sessions of a mentor that take applications. Statements: 1."""
    rows = _of_mentor(now=now, author=member_id)
    return [replace(_pick(row, now, is_free=False), by="", image_url="") for row in rows]


def _pick(row: Any, now: datetime, *, is_free: bool) -> Pick:
    when = spoken.say_span(row.starts_at, row.ends_at, today=clock.local(now).date())
    place = row.venue__name or row.venue_text
    is_mentor = row.author__mentor_profile__status == MentorStatus.APPROVED
    left = row.capacity - row.seats_taken
    closing = say_closing(row.closes_at, now, days=0)
    return Pick(
        title=row.title,
        url=session_url(row.pk),
        why=closing or _why(row, now, is_free=is_free),
        is_soon=bool(closing),
        when=f"{when} · {place}" if place else when,
        text=row.excerpt,
        by=_("%(name)s 멘토") % {"name": row.author__name} if is_mentor else row.author__name,
        image_url=reverse("accounts:image", args=[row.author_id]) if is_mentor and row.author__profile_image else "",
        note=ngettext("%(n)d자리 남음", "%(n)d자리 남음", left) % {"n": left},
    )


def _why(row: Any, now: datetime, *, is_free: bool) -> str:
    """Return the reason: it is new, or the member is free then."""
    if now - row.created_at <= _NEW_FOR:
        return _("새로 열림")
    return _("비어 있는 %(when)s") % {"when": spoken.say_part_of_week(row.starts_at)} if is_free else _("접수중")
