"""Releasing a seat that can be cancelled no more, taking it back, and handing it to whoever takes it."""

from django.db import transaction

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.mentoring import notices
from apps.mentoring.models import Application, Session
from apps.mentoring.rules import releases as rules
from apps.mentoring.services.line import hand_out_seats
from apps.mentoring.services.shared import LONG, calendar_of, ended_values, sentence_params
from apps.mentoring.states import ApplicationState, CancelCause
from apps.notices.services import tell
from apps.planner import services as planner_services
from apps.seats import services as seats


@transaction.atomic
def release_seat(*, application_id: int, by: Member) -> Application:
    """Let others have the seat of `by`, who keeps it until somebody takes it. Those in line are asked in their order.

    Raises Application.DoesNotExist, NotAllowed `not_your_application`, and what `seats.rules.check_can_release` does.
    """
    own, session = _lock(application_id)
    now = clock.now()
    rules.check_can_release(by, own, session, now=now)
    seats.release(own, now)
    audit.record(by=by, act="mentoring.seat_released", subject=own, at=now, after={"released_at": now})
    hand_out_seats(session)
    return own


@transaction.atomic
def take_seat_back(*, application_id: int, by: Member) -> Application:
    """Keep the seat that `by` has released and nobody has taken. Who is asked about it waits on, and is told so.

    Raises Application.DoesNotExist, NotAllowed `not_your_application`, Conflict `not_released`.
    """
    own, session = _lock(application_id)
    rules.check_can_take_back(by, own, session, now=clock.now())
    before = {"released_at": own.released_at}
    asked = seats.take_back(own)
    audit.record(by=by, act="mentoring.seat_taken_back", subject=own, before=before, after={"released_at": None})
    if asked is not None:
        before = {"offered_until": asked.offered_until}
        audit.record(
            by=None, act="mentoring.offer_withdrawn", subject=asked, before=before, after={"offered_until": None}
        )
        path = session.get_absolute_url()
        tell([asked.member], notices.OFFER_WITHDRAWN, path=path, **sentence_params(session))
    return own


def _lock(application_id: int) -> tuple[Application, Session]:
    """Lock the session, and return the application as it is under that lock."""
    pool_id = Application.objects.values_list("session_id", flat=True).get(pk=application_id)
    rows = Session.objects.select_for_update(no_key=True, of=("self",)).select_related("venue")
    session = rows.defer(*LONG).get(pk=pool_id)
    return Application.objects.select_related("member").get(pk=application_id), session


def hand_over(session: Session, application_id: int, by: Member) -> None:
    """End the application whose released seat `by` takes within this act, and tell its member and the author.

    The session is **locked**.
    """
    given = Application.objects.select_related("member").get(pk=application_id)
    Application.objects.filter(pk=given.pk).update(**ended_values(cause=CancelCause.PASSED, by=given.member))
    planner_services.cancel_appointments(Session.SOURCE, [session.pk], [given.member_id])
    audit.record(
        by=by,
        act="mentoring.seat_passed_on",
        subject=given,
        before={"state": ApplicationState.APPLIED},
        after={"state": ApplicationState.CANCELLED, "cause": CancelCause.PASSED},
    )
    params, path = sentence_params(session), session.get_absolute_url()
    tell([given.member], notices.SEAT_PASSED_ON, path=path, calendar=calendar_of(session, removes=True), **params)
    tell(
        [session.author],
        notices.APPLICANT_PASSED_ON,
        path=f"{path}attendees/",
        name=given.member.name,
        about=given.member,
        **params,
    )
