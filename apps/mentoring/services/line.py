"""The waiting list of a session: who gets a free seat, who is offered one, and offers that lapse."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Value

from apps.core import audit, clock
from apps.mentoring import notices, rules
from apps.mentoring.models import Application, Session
from apps.mentoring.services.shared import LONG, calendar_of, ended_values, sentence_params, slot_of
from apps.mentoring.states import ApplicationState, CancelCause
from apps.notices.kinds import Until, clash_params
from apps.notices.services import tell, tell_at_once, telling
from apps.planner import selectors as planner
from apps.planner import services as planner_services
from apps.seats import services as seats


def hand_out_seats(session: Session) -> list[Application]:
    """Hand the free seats of a **locked** session to those who wait, in order, and tell them. Return who got a seat.

    Who could not cancel any more, or has something else in the planner then, is offered the seat until
    `rules.offer_until` and is not given it unasked. Does nothing once the session has started.
    """
    now = clock.now()
    if session.starts_at <= now:
        return []
    until = rules.offer_until(session, now)

    def seat(rows: Any) -> int:
        return rows.update(state=ApplicationState.APPLIED, holds_seat=True, is_waiting=False, promoted_at=now)

    busy = planner.is_busy(OuterRef("member_id"), session.starts_at, session.ends_at)
    handed = seats.hand_out(
        session,
        session.applications.filter(member__is_active=True).select_related("member"),
        seat=seat,
        until=until,
        must_ask=busy if rules.moves_up_unasked(session, now) else Value(True),
    )
    if handed.seated:
        _book(session, handed.seated, now)
    if handed.offered:
        _tell_offers(session, handed.offered, until)
        audit.record_many(
            audit.entry(by=None, act="mentoring.offered", subject=one, at=now, after={"offered_until": until})
            for one in handed.offered
        )
    return handed.seated


def _book(session: Session, seated: list[Application], now: datetime) -> None:
    planner_services.book_slots([slot_of(session)], [application.member_id for application in seated])
    audit.record_many(
        audit.entry(
            by=None,
            act="mentoring.promoted",
            subject=application,
            at=now,
            before={"state": ApplicationState.WAITING},
            after={"state": ApplicationState.APPLIED},
        )
        for application in seated
    )
    tell(
        [application.member for application in seated],
        notices.PROMOTED,
        path=session.get_absolute_url(),
        calendar=calendar_of(session),
        place=session.venue_name or None,
        preparation=session.preparation,
        handout=session.handout_name,
        **sentence_params(session),
    )


def _tell_offers(session: Session, offered: list[Application], until: datetime) -> None:
    """Tell each of them until when the seat is kept, and what else they have in the planner then."""
    members = [application.member_id for application in offered]
    clashes = planner.list_clashes_of(members, [session], Session.SOURCE)
    tell_at_once(
        *(
            telling(
                [application.member],
                notices.SEAT_OFFERED,
                path=session.get_absolute_url(),
                until=Until(until),
                cancel_by=Until(rules.cancel_deadline(session)),
                **clash_params(clashes.get(application.member_id, [])),
                **sentence_params(session),
            )
            for application in offered
        )
    )


def renew_offers(session: Session) -> None:
    """Give whoever is offered a seat of a **locked** session a new deadline, because its time has changed."""
    now = clock.now()
    offered = list(session.applications.filter(offered_until__isnull=False).select_related("member").order_by("pk"))
    if not offered or session.starts_at <= now:
        return
    until = rules.offer_until(session, now)
    seats.keep_offers(session.applications.filter(pk__in=[application.pk for application in offered]), until)
    _tell_offers(session, offered, until)


def remind_of_offers() -> int:
    """Remind those who have not answered an offer when half of its time is over, and return how many."""
    due = Application.objects.to_remind(clock.now()).order_by("session_id")
    return sum(_remind_in(pk) for pk in due.values_list("session_id", flat=True).distinct())


@transaction.atomic
def _remind_in(session_id: int) -> int:
    rows = Session.objects.select_for_update(no_key=True, of=("self",)).select_related("venue")
    session = rows.defer(*LONG).get(pk=session_id)
    due = seats.take_reminders(session.applications.all())
    tell_at_once(
        *(
            telling(
                [application.member],
                notices.OFFER_DUE,
                path=session.get_absolute_url(),
                until=Until(application.offered_until),
                **sentence_params(session),
            )
            for application in due
            if application.offered_until
        )
    )
    return len(due)


def end_lapsed_offers() -> int:
    """End the offers that nobody took in time, hand their seats to the next in line, and return how many ended."""
    lapsed = Application.objects.filter(offered_until__lte=clock.now()).order_by("session_id")
    return sum(end_lapsed_offers_of(pk) for pk in lapsed.values_list("session_id", flat=True).distinct())


@transaction.atomic
def end_lapsed_offers_of(session_id: int) -> int:
    """End those of one session: who did not answer is out of the line, is told so, and may wait anew."""
    rows = Session.objects.select_for_update(no_key=True, of=("self",)).select_related("venue")
    session, now = rows.defer(*LONG).get(pk=session_id), clock.now()
    lapsed = list(session.applications.filter(offered_until__lte=now).select_related("member").order_by("pk"))
    session.seats_taken -= sum(application.takes_seat for application in lapsed)
    ended = session.applications.filter(pk__in=[application.pk for application in lapsed])
    ended.update(**ended_values(cause=CancelCause.LAPSED, by=None))
    audit.record_many(
        audit.entry(
            by=None,
            act="mentoring.offer_lapsed",
            subject=application,
            at=now,
            before={"state": ApplicationState.WAITING},
            after={"state": ApplicationState.CANCELLED, "cause": CancelCause.LAPSED},
        )
        for application in lapsed
    )
    tell(
        [application.member for application in lapsed],
        notices.OFFER_LAPSED,
        path=session.get_absolute_url(),
        **sentence_params(session),
    )
    hand_out_seats(session)
    return len(lapsed)
