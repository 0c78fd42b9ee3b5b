"""Taking an offered seat and giving up what else is on at that time, in one act."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from apps.accounts.models import Member
from apps.accounts.services.presence import hold_member
from apps.core import clock
from apps.core.errors import allowed
from apps.mentoring import rules
from apps.mentoring.models import Application, Session
from apps.mentoring.services.applications import Applied, apply_to_session, cancel_application
from apps.planner import selectors as planner
from apps.planner import services as planner_services
from apps.planner.rules import check_clashes_are_those


@transaction.atomic
def swap_seat(*, session_id: int, by: Member, expected: Collection[int] | None = None) -> Applied:
    """Take the seat that is offered to `by`, and give up all that they attend at that time, or nothing of it.

    `expected` are the ids of the appointments that a page named, None gives up whatever is on then. Each is given up by
    the service of its own domain. The sessions are locked together, in the order of their ids, so that two who swap the
    other way round do not wait for each other.

    Raises Session.DoesNotExist, Conflict `not_offered`, `offer_over`, `clash_changed`, `not_given_up`, and what the
    services refuse.
    """
    session = Session.objects.visible_to(by).get(pk=session_id)
    own = session.applications.of(by).active().first()
    rules.check_takes_offer(session, own, now=clock.now())
    hold_member(by.pk)
    clashes = planner.list_appointments_between(
        by, session.starts_at, session.ends_at, source=Session.SOURCE, source_id=session.pk
    )
    check_clashes_are_those(clashes, expected)
    lock_sessions([session_id, *(row.source_id for row in clashes if row.source == Session.SOURCE)])
    planner_services.give_up(by=by, appointments=clashes)
    return apply_to_session(session_id=session_id, by=by, knowing=False)


def lock_sessions(session_ids: Collection[int]) -> None:
    """Lock these together, in the order of their ids."""
    rows = Session.objects.select_for_update(no_key=True).filter(pk__in=session_ids)
    list(rows.order_by("pk").values_list("pk", flat=True))


def can_give_up(member: Member, session_id: int, now: datetime) -> bool:
    """Return whether the member could cancel the seat that they hold in the session. Statements: 1."""
    own = _seat_of(member, session_id)
    return own is not None and allowed(rules.check_can_cancel, member, own, own.session, now=now)


def give_up_seat(member: Member, session_id: int) -> None:
    """Cancel the seat that the member holds in the session. Raises what `cancel_application` refuses."""
    own = Application.objects.of(member).filter(session=session_id, holds_seat=True).values_list("pk", flat=True)
    cancel_application(application_id=own.get(), session_id=session_id, by=member)


def _seat_of(member: Member, session_id: int) -> Application | None:
    rows = Application.objects.of(member).filter(session=session_id, holds_seat=True)
    return rows.select_related("session").first()
