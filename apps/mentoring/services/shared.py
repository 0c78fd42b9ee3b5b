"""What the services of sessions and applications share: the planner, notices, the end of applications."""

from typing import Any

from django.urls import reverse

from apps.accounts.models import Member
from apps.core import clock
from apps.mentoring.models import Session
from apps.mentoring.states import ApplicationState, CancelCause
from apps.notices.kinds import Span
from apps.notices.services import tell
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
        "remind_at": None,
        "released_at": None,
        "seat_of": None,
        "cancelled_at": clock.now(),
        "cancelled_by": by,
        "cancel_cause": cause,
        "cancel_reason": reason,
    }


def lock_session(session_id: int, by: Member) -> Session:
    """Lock a session that the member may see. Raises Session.DoesNotExist."""
    rows = Session.objects.visible_to(by).select_for_update(no_key=True, of=("self",)).select_related("venue", "author")
    return rows.get(pk=session_id)


def end_all(session: Session, cause: CancelCause, by: Member, reason: str = "") -> list[Member]:
    """Cancel every live application of a locked session and return their members."""
    members = active_members(session)
    session.applications.active().update(**ended_values(cause=cause, by=by, reason=reason))
    return members


def active_members(session: Session) -> list[Member]:
    return [row.member for row in session.applications.active().select_related("member").order_by("pk")]


def tell_ended(session: Session, members: list[Member], kind: str, **params: Any) -> None:
    """Tell that the session does not take place, with a calendar file that removes it."""
    file = calendar_of(session, removes=True)
    tell(members, kind, path=reverse("mentoring:history"), calendar=file, **sentence_params(session), **params)
