"""What mentoring has for a member's day: seats they wait for, and the sessions they hold."""

from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Member
from apps.core import clock, spoken
from apps.core.parts import SHOWN, Awaited, Card, Column, Todo, WaitedFor
from apps.core.prepared import Given, Prepared
from apps.mentoring import rules
from apps.mentoring.models import Application, Attendance, Session
from apps.mentoring.rules import reports
from apps.mentoring.rules.attendance import RECORD_WITHIN
from apps.mentoring.states import REPORT_LOCKED, ReportStatus
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
        .with_offered()
        .only("title", "starts_at", "ends_at", "approved_at", *_SEATS)
        .order_by("starts_at", "pk")[:SHOWN]
    )
)
_unsettled = Prepared(
    lambda: (
        Session.objects.existing()
        .annotate(
            unrecorded=Exists(Application.objects.filter(session=OuterRef("pk"), holds_seat=True, attendance=None)),
            contested=Exists(
                Attendance.objects.filter(
                    application__session=OuterRef("pk"), objected_at__isnull=False, decided_at=None
                )
            ),
        )
        .filter(
            Q(contested=True)
            | Q(unrecorded=True, ends_at__gt=Given("recorded_since", DateTimeField()))
            | Q(
                ~Q(report__status__in=REPORT_LOCKED),
                approved_at__isnull=False,
                seats_taken__gt=0,
                ends_at__gt=Given("reported_since", DateTimeField()),
            ),
            author_id=Given("member"),
            declined_at=None,
            ends_at__lte=_NOW,
        )
        .select_related("report")
        .only("title", "ends_at", "report__status")
        .order_by("ends_at", "pk")[:SHOWN]
    )
)


def seats_awaited(member: Member, now: datetime) -> list[Awaited | Todo]:
    """Return the sessions where the member waits for a seat, or for somebody who takes theirs.

    A seat that is offered is to be taken.
    """
    return [_awaited(row, now) for row in _waiting(member=member.pk, now=now)]


_waited = Prepared(
    lambda: (
        Application.objects.filter(
            member_id=Given("member"),
            is_waiting=True,
            session__starts_at__gt=_NOW,
            session__starts_at__lt=Given("last", DateTimeField()),
            session__ends_at__gt=Given("first", DateTimeField()),
        )
        .select_related("session")
        .only(*(f"session__{name}" for name in ("title", "starts_at", "ends_at")))
        .order_by("session__starts_at", "pk")
    )
)


def waited_for(member: Any, starts_at: datetime, ends_at: datetime, now: datetime) -> list[WaitedFor]:
    """Return the sessions between two moments in which the member waits for a seat."""
    rows = [row.session for row in _waited(member=member.pk, first=starts_at, last=ends_at, now=now)]
    return [WaitedFor(Session.SOURCE, row.pk, row.title, row.starts_at, row.ends_at) for row in rows]


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
    """Return the sessions that a mentor holds now and next, and what is left to do about those that are over."""
    if not (member.has_mentor_profile or member.is_staff):
        return []
    asked_since = now - reports.ASKED_FOR if reports.are_asked() else now
    over = _unsettled(member=member.pk, now=now, recorded_since=now - RECORD_WITHIN, reported_since=asked_since)
    held = _held(member=member.pk, now=now)
    return [*(_settle_card(row, now) for row in over), *(_card(row, now) for row in held)]


def _settle_card(row: Any, now: datetime) -> Card:
    """Return the card of a session that is over.

    An objection is to be decided first, then who came is to be recorded, then it is to be reported.
    """
    today = clock.local(now).date()
    when = _("%(when)s에 끝남") % {"when": spoken.say_moment(row.ends_at, today=today)}
    attendance = reverse("mentoring:attendance", args=[row.pk])
    if row.contested:
        mark, act = _("이의 처리 전"), (_("이의 확인하고 처리하기"), attendance)
    elif row.unrecorded and row.ends_at > now - RECORD_WITHIN:
        when = _("%(when)s까지") % {"when": spoken.say_until(row.ends_at + RECORD_WITHIN, today=today)}
        mark, act = _("참석 기록 전"), (_("참석 기록하기"), attendance)
    else:
        is_returned = hasattr(row, "report") and row.report.status == ReportStatus.RETURNED
        mark = _("보고 보완 요청") if is_returned else _("보고 제출 전")
        act = _("보고 쓰기"), reverse("mentoring:report_edit", args=[row.pk])
    return Card(
        column=Column.SETTLE, title=row.title, url=row.get_absolute_url(), at=row.ends_at, when=when, mark=mark,
        acts=[act],
    )  # fmt: skip


def _card(row: Any, now: datetime) -> Card:
    words = [_("%(taken)d/%(capacity)d명") % {"taken": row.seats_taken, "capacity": row.capacity}]
    if row.waiting:
        words.append(ngettext("대기 %(n)d명", "대기 %(n)d명", row.waiting) % {"n": row.waiting})
    if row.offered:
        words.append(ngettext("자리 제안 %(n)d명", "자리 제안 %(n)d명", row.offered) % {"n": row.offered})
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
