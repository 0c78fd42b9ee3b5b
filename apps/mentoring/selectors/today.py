"""What mentoring has for a member's day: seats they wait for, and the sessions they hold."""

from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Member
from apps.core import clock, spoken
from apps.core.parts import SHOWN, Awaited, Card, Column, Todo
from apps.core.prepared import Given, Prepared
from apps.mentoring import rules
from apps.mentoring.models import Application, Session
from apps.mentoring.rules.attendance import RECORD_WITHIN
from apps.seats.states import waiting_words

_NOW = Given("now", DateTimeField())
_SEATS = ("capacity", "seats_taken")

_waiting = Prepared(
    lambda: (
        Application.objects.filter(member_id=Given("member"), session__starts_at__gt=_NOW)
        .filter(Q(is_waiting=True) | Q(released_at__isnull=False))
        .with_place()
        .select_related("session")
        .only(
            "session_id",
            "is_waiting",
            "offered_until",
            "released_at",
            *(f"session__{name}" for name in ("title", "starts_at", "deleted_at", "declined_at", *_SEATS)),
        )
        .order_by("session__starts_at", "pk")[:SHOWN]
    )
)
_held = Prepared(
    lambda: (
        Session.objects.existing()
        .filter(author_id=Given("member"), declined_at=None, ends_at__gt=_NOW)
        .with_waiting()
        .only("title", "starts_at", "ends_at", "approved_at", *_SEATS)
        .order_by("starts_at", "pk")[:SHOWN]
    )
)
_unsettled = Prepared(
    lambda: (
        Session.objects.existing()
        .filter(
            Exists(Application.objects.filter(session=OuterRef("pk"), holds_seat=True, attendance=None)),
            author_id=Given("member"),
            declined_at=None,
            ends_at__lte=_NOW,
            ends_at__gt=Given("since", DateTimeField()),
        )
        .only("title", "ends_at")
        .order_by("ends_at", "pk")[:SHOWN]
    )
)


def seats_awaited(member: Member, now: datetime) -> list[Awaited | Todo]:
    """Return the sessions where the member waits for a seat, or for somebody who takes theirs.

    A seat that is offered is to be taken.
    """
    return [_awaited(row, now) for row in _waiting(member=member.pk, now=now)]


def _awaited(row: Any, now: datetime) -> Awaited | Todo:
    session = row.session
    if rules.takes_offer(session, row, now):
        title = _("자리 제안에 답하기: %(title)s") % {"title": session.title}
        note = _("답하지 않으면 다음 분에게 넘어갑니다.")
        return Todo(title, session.get_absolute_url(), note, due=row.offered_until)
    if row.released_at is not None:
        return Awaited(session.title, session.get_absolute_url(), _("자리 내놓음"))
    return Awaited(session.title, session.get_absolute_url(), waiting_words(row.place, row.offered_until, now))


def sessions_held(member: Member, now: datetime) -> list[Card]:
    """Return the sessions that a mentor holds now and next, with their seats, and those to record the attendance of."""
    if not (member.has_mentor_profile or member.is_staff):
        return []
    over = _unsettled(member=member.pk, now=now, since=now - RECORD_WITHIN)
    held = _held(member=member.pk, now=now)
    return [*(_settle_card(row, now) for row in over), *(_card(row, now) for row in held)]


def _settle_card(row: Any, now: datetime) -> Card:
    """Return the card of a session that is over, and of which it is not recorded who came."""
    until = spoken.say_until(row.ends_at + RECORD_WITHIN, today=clock.local(now).date())
    return Card(
        column=Column.SETTLE,
        title=row.title,
        url=row.get_absolute_url(),
        at=row.ends_at,
        when=_("%(when)s까지") % {"when": until},
        mark=_("참석 기록 전"),
        acts=[(_("참석 기록하기"), reverse("mentoring:attendance", args=[row.pk]))],
    )


def _card(row: Any, now: datetime) -> Card:
    words = [_("%(taken)d/%(capacity)d명") % {"taken": row.seats_taken, "capacity": row.capacity}]
    if row.waiting:
        words.append(ngettext("대기 %(n)d명", "대기 %(n)d명", row.waiting) % {"n": row.waiting})
    runs = row.starts_at <= now
    today = clock.local(now).date()
    until = _("%(when)s까지") % {"when": spoken.say_until(row.ends_at, today=today)}
    return Card(
        column=Column.RUNNING if runs else Column.AHEAD,
        title=row.title,
        url=row.get_absolute_url(),
        at=row.starts_at,
        when=until if runs else spoken.say_moment(row.starts_at, today=today),
        seats=(row.seats_taken, row.capacity),
        notes=words,
        mark="" if row.approved else _("개설 승인 전"),
        acts=[(_("참석 기록하기"), reverse("mentoring:attendance", args=[row.pk]))] if runs else [],
    )
