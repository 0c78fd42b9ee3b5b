"""Sessions in a series: opened in one act, then each by itself; those that are left are moved or ended together."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.db import transaction
from django.urls import reverse

from apps.accounts.models import Member
from apps.accounts.services.presence import lock_member
from apps.core import audit, clock, spelling
from apps.core.rules import check_reason
from apps.mentoring import notices, rules
from apps.mentoring.models import Session
from apps.mentoring.rules import series as series_rules
from apps.mentoring.services.pictures import NewImage
from apps.mentoring.services.sessions import (
    SessionInput,
    audited,
    delete_session,
    draft_session,
    edit_session,
    insert_session,
    tell_who_decide,
)
from apps.mentoring.services.shared import sentence_params, slot_of
from apps.notices.services import tell
from apps.planner import services as planner
from apps.planner.models import AppointmentRole, Venue
from apps.planner.recurrence import FEWEST, Shift
from apps.planner.rules import check_number_of_days
from apps.planner.services import Wanted
from apps.topics.services import read_topics


def draft_series(*, by: Member, given: SessionInput, days: Collection[date]) -> list[Session]:
    """Return the sessions of a series, one on each day, which are not saved. Writes nothing.

    The days of registration move with each. Raises NotAllowed `not_a_mentor`, Invalid.
    """
    rules.check_can_open(by)
    now = clock.now()
    return [draft_session(by, _input_on(given, day), now) for day in sorted(set(days))]


def _input_on(given: SessionInput, day: date) -> SessionInput:
    moved = day - given.date
    return replace(
        given,
        date=day,
        reg_start=given.reg_start and given.reg_start + moved,
        reg_end=given.reg_end and given.reg_end + moved,
    )


@transaction.atomic
def open_series(
    *,
    by: Member,
    given: SessionInput,
    days: Collection[date],
    images: Sequence[NewImage] = (),
    copied_from: Session | None = None,
) -> list[Session]:
    """Open a session on each of the days, or none. Staff are told once, and one entry of the trail names the series.

    `images`, `copied_from`: as in `open_session`; each session gets pictures of its own. Raises NotAllowed
    `not_a_mentor`, Invalid, Conflict `times_taken`.
    """
    check_number_of_days(len(set(days)), fewest=FEWEST, most=series_rules.MOST)
    lock_member(by.pk)
    sessions = draft_series(by=by, given=given, days=days)
    topics = read_topics(given.topics)
    venues = _check_free(sessions)
    first, name = sessions[0], uuid.uuid4()
    for session in sessions:
        session.series = name
        if session is first:
            insert_session(session, topics, images, source=copied_from)
        else:
            session.content = first.content  # with the places that its new pictures got
            insert_session(session, topics, (), source=first)
    planner.book_slots(
        [slot_of(session) for session in sessions],
        [by.pk],
        role=AppointmentRole.HOST,
        venues={session.pk: venues[session.venue_id] for session in sessions if session.venue_id is not None},
    )
    dates = ", ".join(session.date.isoformat() for session in sessions)
    audit.record(
        by=by, act="mentoring.series_opened", subject=first, after={**audited(first), "series": name, "dates": dates}
    )
    path = f"{reverse('admin:mentoring_session_changelist')}?series__exact={name}"
    tell_who_decide(by, notices.SERIES_TO_DECIDE, path=path, count=len(sessions), **sentence_params(first))
    return sessions


def _check_free(sessions: Sequence[Session]) -> dict[int, Venue]:
    """Lock the host and the venues of the sessions, and check that their times can be had. Return the venues."""
    venue_ids = {session.venue_id for session in sessions if session.venue_id is not None}
    host_ids = {session.author_id for session in sessions}
    venues = planner.lock_hosts_and_venues(host_ids, venue_ids)
    wanted = [Wanted(session.starts_at, session.ends_at, session.venue_id, session.pk) for session in sessions]
    refusals = planner.list_refusals(wanted, host_ids=host_ids, venues=venues, source=Session.SOURCE)
    series_rules.check_all_times_free(refusals)
    return venues


@transaction.atomic
def move_series(
    *, by: Member, session_id: int, ids: Collection[int], shift: Shift, seen: Mapping[int, int] | None = None
) -> list[Session]:
    """Move these sessions, which are of the rest of a series from `session_id` on, or none of them.

    The days of registration move along. Each is edited by itself, so that its applicants are told of their own.
    `seen`: see `rules.series.check_rest`. Raises Session.DoesNotExist, NotAllowed, Invalid, Conflict `no_series`,
    `changed_meanwhile`, `times_taken`.
    """
    series_rules.check_shift(shift)
    sessions = _lock_rest(session_id, by, ids, seen)
    now = clock.now()
    for session in sessions:
        session.starts_at, session.ends_at = shift.moved(session.starts_at, session.ends_at)
    _check_free(sessions)
    # Of those that move into each other's times, the one goes first that nobody follows.
    is_later = shift.days.days > 0
    for session in sorted(sessions, key=lambda one: one.starts_at, reverse=is_later):
        changes = {"date": session.date, "start_time": session.start_time, "end_time": session.end_time}
        if shift.days:
            changes |= series_rules.moved_registration(session, shift.days, now)
        edit_session(session_id=session.pk, by=by, changes=changes)
    facts = {"days": shift.days.days, "sessions": len(sessions)}
    audit.record(by=by, act="mentoring.series_moved", subject=(Session, session_id), after=facts)
    return sessions


@transaction.atomic
def end_series(
    *, by: Member, session_id: int, ids: Collection[int], reason: str, seen: Mapping[int, int] | None = None
) -> list[Session]:
    """Delete these sessions, which are of the rest of a series from `session_id` on. Their applicants read the reason.

    Raises as `move_series`, and Invalid `reason_missing`, `reason_too_long`.
    """
    check_reason(reason)
    reason = spelling.text(reason)
    sessions = _lock_rest(session_id, by, ids, seen)
    for session in sessions:
        delete_session(session_id=session.pk, by=by, reason=reason)
    facts = {"sessions": len(sessions)}
    audit.record(by=by, act="mentoring.series_ended", subject=(Session, session_id), after=facts, reason=reason)
    return sessions


def _lock_rest(session_id: int, by: Member, ids: Collection[int], seen: Mapping[int, int] | None) -> list[Session]:
    """Lock the host, the venues and the chosen sessions, in the fixed order of locks, and return these."""
    first = Session.objects.visible_to(by).get(pk=session_id)
    rules.check_can_manage(by, first)
    series_rules.check_is_of_series(first)
    check_number_of_days(len(set(ids)), most=series_rules.MOST)
    rest = Session.objects.rest_of(first, clock.now())
    chosen = rest.filter(pk__in=ids)
    planner.lock_hosts_and_venues([first.author_id], chosen.exclude(venue=None).values_list("venue_id", flat=True))
    rows = chosen.select_for_update(no_key=True, of=("self",)).select_related("venue", "author").order_by("pk")
    sessions = list(rows)
    series_rules.check_rest(sessions, ids, seen)
    return sessions


@transaction.atomic
def approve_series(*, session_id: int, by: Member) -> int:
    """Approve all sessions of a series on which staff have not decided, and return how many. The author is told once.

    Raises Session.DoesNotExist, NotAllowed `not_staff`, Conflict `no_series`.
    """
    rules.check_can_decide(by)
    first = Session.objects.visible_to(by).select_related("author").get(pk=session_id)
    series_rules.check_is_of_series(first)
    waiting = Session.objects.undecided().filter(series=first.series)
    sessions = list(waiting.select_for_update(no_key=True, of=("self",)).order_by("pk"))
    if not sessions:
        return 0
    Session.objects.filter(pk__in=[session.pk for session in sessions]).update(approved_at=clock.now(), decided_by=by)
    audit.record_many(audit.entry(by=by, act="mentoring.approved", subject=session) for session in sessions)
    tell(
        [first.author], notices.SERIES_APPROVED, path=sessions[0].get_absolute_url(), count=len(sessions),
        **sentence_params(sessions[0]),
    )  # fmt: skip
    return len(sessions)
