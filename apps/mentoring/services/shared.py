"""What the services of sessions and applications share: the planner, parameters of notices, the end of applications."""

from typing import Any

from apps.accounts.models import Member
from apps.core import clock
from apps.mentoring.models import Session
from apps.mentoring.states import ApplicationState, CancelCause
from apps.notices.kinds import Span
from apps.planner.ics import CalendarOf
from apps.planner.services import Slot

LONG = ("content", "content_key", "title_key")  # not needed to apply


def slot_of(session: Session) -> Slot:
    return Slot(
        source=Session.SOURCE,
        source_id=session.pk,
        title=session.title,
        path=session.get_absolute_url(),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        place=session.venue_name,
        join_url=session.join_url,
    )


def calendar_of(session: Session, *, removes: bool = False) -> CalendarOf:
    return CalendarOf(Session.SOURCE, [session.pk], removes)


def sentence_params(session: Session) -> dict[str, Any]:
    return {"title": session.title, "when": Span(session.starts_at, session.ends_at)}


def ended_values(*, cause: CancelCause, by: Member | None, reason: str = "") -> dict[str, Any]:
    """Return the field values of an application that ends now."""
    return {
        "state": ApplicationState.CANCELLED,
        "holds_seat": False,
        "is_waiting": False,
        "offered_until": None,
        "cancelled_at": clock.now(),
        "cancelled_by": by,
        "cancel_cause": cause,
        "cancel_reason": reason,
    }
