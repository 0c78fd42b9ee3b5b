"""One venue and one mentor, never twice at a time. Each beside its control."""

import datetime as dt
from contextlib import ExitStack

import pytest
from django.db.models import Count

from apps.core import clock
from apps.mentoring.models import Session
from apps.mentoring.services import sessions
from apps.mentoring.services.series import move_series, open_series
from apps.mentoring.services.sessions import SessionInput, edit_session, open_session
from apps.planner import services as planner_services
from apps.planner.models import Appointment
from apps.planner.recurrence import Shift
from tests.factories import accounts
from tests.factories.planner import VenueFactory
from tests.people import fresh
from tests.races.threads import RACE, all_meet, at_once, codes, without, without_locks

pytestmark = RACE
GUARDS = {
    "planner_appointment_venue_once": (
        "(venue_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (venue_id IS NOT NULL AND cancelled_at IS NULL)"
    ),
    "planner_appointment_host_once": (
        "(member_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (role = 'host' AND cancelled_at IS NULL)"
    ),
}


def unguarded() -> ExitStack:
    """Without the exclusion constraints of PostgreSQL."""
    stack = ExitStack()
    for name, rule in GUARDS.items():
        stack.enter_context(
            without(
                f"ALTER TABLE planner_appointment DROP CONSTRAINT {name}",
                f"ALTER TABLE planner_appointment ADD CONSTRAINT {name} EXCLUDE USING gist {rule}",
                Appointment,
            )
        )
    return stack


def opening(by, *, venue="", start=14, days=3):
    day = clock.today() + dt.timedelta(days=days)
    given = SessionInput("자바", "public", day, dt.time(start), dt.time(start + 2), venue=venue)
    return lambda: open_session(by=by, given=given)


def series(by, first):
    """Open two sessions, a week apart, in one room."""
    days = [clock.today() + dt.timedelta(days=first + later) for later in (0, 7)]
    given = SessionInput("자바", "public", days[0], dt.time(14), dt.time(16), venue="스페이스 A1")
    return lambda: open_series(by=by, given=given, days=days)


def mentors(number):
    return [fresh(accounts.mentor()) for _ in range(number)]


def most_at_once(field: str) -> int:
    rows = Appointment.objects.filter(role="host", cancelled_at=None).exclude(**{field: None})
    return max(rows.values(field, "starts_at").annotate(n=Count("pk")).values_list("n", flat=True), default=0)


def test_of_eight_mentors_one_gets_the_venue():
    VenueFactory(name="스페이스 A1")
    answers = at_once(*[opening(by, venue="스페이스 A1") for by in mentors(8)])
    assert codes(answers) == ["ok"] + ["venue_taken"] * 7
    assert (Session.objects.count(), most_at_once("venue")) == (1, 1)


def test_of_eight_sessions_of_one_mentor_at_one_time_one_is_opened():
    (mentor,) = mentors(1)
    answers = at_once(*[opening(mentor, venue=f"방 {n}") for n in range(8)])
    assert codes(answers) == ["host_busy"] * 7 + ["ok"]
    assert (Session.objects.count(), most_at_once("member")) == (1, 1)


def test_two_sessions_edited_into_the_same_place_at_once():
    VenueFactory(name="스페이스 A1")
    rows = [opening(by, venue="카페")() for by in mentors(4)]
    answers = at_once(
        *[
            lambda row=row: edit_session(session_id=row.pk, by=row.author, changes={"venue": "스페이스 A1"})
            for row in rows
        ]
    )
    assert codes(answers) == ["ok"] + ["venue_taken"] * 3
    assert most_at_once("venue") == 1


def test_two_sessions_that_swap_their_venues_do_not_wait_for_each_other_for_ever():
    for name in ("스페이스 A1", "스페이스 A2"):
        VenueFactory(name=name)
    one, two = (opening(by, venue=name)() for by, name in zip(mentors(2), ("스페이스 A1", "스페이스 A2"), strict=True))
    answers = at_once(
        lambda: edit_session(session_id=one.pk, by=one.author, changes={"venue": "스페이스 A2"}),
        lambda: edit_session(session_id=two.pk, by=two.author, changes={"venue": "스페이스 A1"}),
    )
    assert codes(answers) == ["venue_taken", "venue_taken"]


def test_of_two_series_that_meet_in_one_room_one_is_opened_whole():
    VenueFactory(name="스페이스 A1")
    answers = at_once(*[series(by, first) for by, first in zip(mentors(2), (3, 10), strict=True)])
    assert codes(answers) == ["ok", "times_taken"]
    assert (Session.objects.count(), most_at_once("venue")) == (2, 1)


def test_a_series_moves_whole_or_not_at_all_beside_a_session_that_takes_the_room():
    VenueFactory(name="스페이스 A1")
    mentor, other = mentors(2)
    rows = series(mentor, 3)()
    ids = [row.pk for row in rows]
    answers = at_once(
        lambda: move_series(by=mentor, session_id=ids[0], ids=ids, shift=Shift(dt.timedelta(days=7))),
        opening(other, venue="스페이스 A1", days=17),
    )
    moved = isinstance(answers[0], list)
    assert codes(answers) in (["ok", "venue_taken"], ["ok", "times_taken"])
    assert {row.date - clock.today() for row in Session.objects.filter(author=mentor)} == {
        dt.timedelta(days=days) for days in ((10, 17) if moved else (3, 10))
    }
    assert most_at_once("venue") == 1


@pytest.mark.parametrize("taken", ["venue", "member"])
def test_without_the_locks_the_database_still_refuses(monkeypatch, taken):
    VenueFactory(name="스페이스 A1")
    works = (
        [opening(by, venue="스페이스 A1") for by in mentors(2)] if taken == "venue" else [opening(mentors(1)[0])] * 2
    )
    without_locks(monkeypatch)
    all_meet(monkeypatch, planner_services, "check_host_and_venue_free", 2)
    refused, done = codes(at_once(*works))
    # Two that check each other's row at the same moment are a deadlock, and PostgreSQL ends one of them as such.
    assert (refused in {"IntegrityError", "OperationalError"}, done) == (True, "ok")
    assert most_at_once(taken) == 1


@pytest.mark.parametrize("taken", ["venue", "member"])
def test_control_without_locks_and_constraints_it_is_taken_twice(monkeypatch, taken):
    VenueFactory(name="스페이스 A1")
    works = (
        [opening(by, venue="스페이스 A1") for by in mentors(2)] if taken == "venue" else [opening(mentors(1)[0])] * 2
    )
    without_locks(monkeypatch)
    all_meet(monkeypatch, sessions, "_take_time_and_place", 2)
    with unguarded():
        assert codes(at_once(*works)) == ["ok", "ok"]
        assert most_at_once(taken) == 2
