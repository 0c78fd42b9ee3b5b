"""What of mentoring counts in the no-show record."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse

from apps.core.no_shows import is_late_cancel
from apps.core.parts import NoShow
from apps.mentoring.models import Application, Session
from apps.mentoring.rules import attendance as rules
from apps.mentoring.states import ApplicationState, CancelCause, Presence
from apps.planner.models import Appointment

_ABSENT = Q(holds_seat=True, attendance__presence=Presence.ABSENT)
_CONTESTED = Q(attendance__objected_at__isnull=False, attendance__decided_at=None)
_CANCELLED = Q(state=ApplicationState.CANCELLED, cancel_cause=CancelCause.MEMBER)


def missed_sessions(member_ids: Collection[int], since: datetime) -> list[NoShow]:
    """Return the absences of these members without an excuse or an open objection, and their late cancels. Queries: 1.

    A seat that was given back is known by the appointment that ended with it: one who only waited had none, and one
    who came back to the session has it still. It also keeps for when that was: a session that is moved afterwards
    makes no cancel late.
    """
    booked = Appointment.objects.filter(
        member_id=OuterRef("member_id"), source=Session.SOURCE, source_id=OuterRef("session_id")
    )
    rows = (
        Application.objects.filter((_ABSENT & ~_CONTESTED) | _CANCELLED, member__in=member_ids)
        .filter(session__deleted_at=None, session__declined_at=None, session__starts_at__gt=since)
        .annotate(freed_at=Subquery(booked.values("cancelled_at")), freed_from=Subquery(booked.values("starts_at")))
        .select_related("session", "attendance")
        .only("member_id", "holds_seat", "cancelled_at", *_OF_SESSION, *_OF_RECORD)
        .order_by("pk")
    )
    return [_no_show(row) for row in rows if row.holds_seat or _is_late(row)]


_OF_SESSION = ("session__title", "session__starts_at")
_OF_RECORD = ("attendance__changed_at", "attendance__objected_at")


def _is_late(row: Any) -> bool:
    freed = row.freed_at
    return freed is not None and all(is_late_cancel(at, row.freed_from) for at in (row.cancelled_at, freed))


def _no_show(row: Application) -> NoShow:
    return NoShow(
        member_id=row.member_id,
        title=row.session.title,
        url=reverse("mentoring:detail", args=[row.session_id]),
        at=row.session.starts_at,
        is_late_cancel=not row.holds_seat,
        object_until=rules.may_object_until(row.attendance) if row.holds_seat else None,
    )
