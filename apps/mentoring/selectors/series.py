"""The series of a session: where it stands in it, and the days of one before it is opened, moved or ended."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Member
from apps.core import clock, spoken, text
from apps.mentoring.models import Session
from apps.planner import selectors as planner
from apps.planner.planned_days import Choice, PlannedDay, plan_days
from apps.planner.recurrence import Recurrence, Shift, list_days
from apps.planner.services import Wanted


class SeriesPlace(NamedTuple):
    """Where a session stands in its series, with the addresses beside it; '' where there is none.

    `is_ahead`: it has not begun, so that it may be moved or ended with what follows.
    """

    number: int
    total: int
    previous_url: str
    next_url: str
    is_ahead: bool


def place_in_series(session: Session, member: Any, now: datetime) -> SeriesPlace | None:
    """Return where a session stands among those of its series that the member may see. Queries: 1, none outside one."""
    if session.series is None:
        return None
    ids = list(
        Session.objects.visible_to(member).filter(series=session.series).order_by("starts_at", "pk")
        .values_list("pk", flat=True)
    )  # fmt: skip
    at = ids.index(session.pk)
    before, after = (
        Session(pk=ids[there]).get_absolute_url() if 0 <= there < len(ids) else "" for there in (at - 1, at + 1)
    )
    return SeriesPlace(at + 1, len(ids), before, after, is_ahead=session.starts_at > now)


def days_of(recurrence: Recurrence, *, skips_holidays: bool) -> list[date]:
    """Return the days of a series, those on holidays among them. Queries: at most 1."""
    return list_days(recurrence, skipped=_skipped_of(recurrence) if skips_holidays else frozenset())


def held_days_of(recurrence: Recurrence, *, skips_holidays: bool) -> list[date]:
    """Return the days of a series without those on holidays. Queries: at most 1."""
    skipped = _skipped_of(recurrence) if skips_holidays else frozenset()
    return [day for day in list_days(recurrence, skipped=skipped) if day not in skipped]


def _skipped_of(recurrence: Recurrence) -> frozenset[date]:
    return frozenset(holiday.date for holiday in planner.list_holidays(recurrence.first, recurrence.last))


def list_series(session_id: int, member: Any) -> list[Session]:
    """Return the sessions of a session's series that the member may see, itself among them. Queries: 2.

    Raises Session.DoesNotExist.
    """
    session = Session.objects.visible_to(member).only("series").get(pk=session_id)
    of_series = Q(pk=session_id) if session.series is None else Q(series=session.series)
    return _in_order(Session.objects.visible_to(member).filter(of_series))


def list_these(ids: Collection[int], member: Any) -> list[Session]:
    """Return these sessions in their order. Queries: 1."""
    return _in_order(Session.objects.visible_to(member).filter(pk__in=ids))


def _in_order(rows: QuerySet[Session]) -> list[Session]:
    return list(rows.select_related("author").order_by("starts_at", "pk"))


def plan_sessions(drafts: Sequence[Session], choice: Choice, *, viewer: Member) -> list[PlannedDay]:
    """Return the days of a series that is not opened yet. Queries: at most 3."""
    wanted = {one.date.isoformat(): Wanted(one.starts_at, one.ends_at, one.venue_id) for one in drafts}
    return _planned(drafts, wanted, choice, viewer=viewer)


def list_rest(session: Session, now: datetime) -> list[Session]:
    """Return what is left of a series from a session on, with the number of applicants of each. Queries: 1."""
    rest = Session.objects.rest_of(session, now).with_waiting().select_related("venue")
    return list(rest.order_by("starts_at", "pk"))


def plan_moves(rest: Sequence[Session], shift: Shift, choice: Choice, *, viewer: Member) -> list[PlannedDay]:
    """Return where the sessions come if they move. Queries: at most 3."""
    wanted = {str(one.pk): Wanted(*shift.moved(one.starts_at, one.ends_at), one.venue_id, one.pk) for one in rest}
    return _planned(rest, wanted, choice, viewer=viewer, facts={str(one.pk): _facts_of(one) for one in rest})


def plan_end(rest: Sequence[Session], choice: Choice) -> list[PlannedDay]:
    """Return the sessions of which some are ended."""
    today = clock.today()
    return [
        PlannedDay(
            str(one.pk),
            spoken.when_span(one.starts_at, one.ends_at, today=today),
            "",
            (),
            _facts_of(one)[1],
            choice.values is None or str(one.pk) in choice.values,
        )
        for one in rest
    ]


def _planned(
    sessions: Sequence[Session], wanted: dict[str, Wanted], choice: Choice, *, viewer: Member, facts: dict | None = None
) -> list[PlannedDay]:
    return plan_days(
        wanted,
        choice,
        hosts={one.author_id for one in sessions},
        viewer=viewer,
        venues=[one.venue for one in sessions],
        source=Session.SOURCE,
        facts=facts,
    )


def _facts_of(session: Any) -> tuple[str, tuple[str, ...]]:
    """Return when a session is now, and who has to be told of a change."""
    return text.span(session.starts_at, session.ends_at), (_people_of(session),)


def _people_of(session: Any) -> str:
    if session.waiting:
        return _("신청자 %(holding)d명, 대기자 %(waiting)d명") % {
            "holding": session.seats_taken, "waiting": session.waiting
        }  # fmt: skip
    return ngettext("신청자 %(n)d명", "신청자 %(n)d명", session.seats_taken) % {"n": session.seats_taken}
