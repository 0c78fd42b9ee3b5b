"""Phases at every boundary, and the table of moves."""

import dataclasses
import datetime as dt

import pytest

from apps.core import clock
from apps.mentoring.states import MOVES, OPEN_PHASES, ApplicationState, Phase, SessionFacts, derive_phase

OPENS = dt.datetime(2026, 1, 1, 0, 0, tzinfo=clock.SEOUL)
CLOSES = dt.datetime(2026, 1, 10, 0, 0, tzinfo=clock.SEOUL)
STARTS = dt.datetime(2026, 1, 12, 14, 0, tzinfo=clock.SEOUL)
ENDS = dt.datetime(2026, 1, 12, 16, 0, tzinfo=clock.SEOUL)
TICK = dt.timedelta(microseconds=1)
DAY = dt.timedelta(days=1)
FACTS = SessionFacts(OPENS, CLOSES, STARTS, ENDS, capacity=100, seats_taken=0)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (OPENS - TICK, Phase.UPCOMING),
        (OPENS, Phase.OPEN),
        (CLOSES - DAY - TICK, Phase.OPEN),
        (CLOSES - DAY, Phase.SOON),
        (CLOSES - TICK, Phase.SOON),
        (CLOSES, Phase.CLOSED),
        (STARTS - TICK, Phase.CLOSED),
        (STARTS, Phase.RUNNING),
        (ENDS - TICK, Phase.RUNNING),
        (ENDS, Phase.ENDED),
    ],
)
def test_the_phase_at_each_boundary_of_time(now, expected):
    assert derive_phase(FACTS, now) is expected


@pytest.mark.parametrize(
    ("capacity", "taken", "expected"),
    [
        (100, 84, Phase.OPEN),
        (100, 85, Phase.SOON),  # 15 of 100 left
        (100, 99, Phase.SOON),
        (100, 100, Phase.FULL),
        (3, 1, Phase.OPEN),
        (3, 2, Phase.SOON),  # one of several
        (2, 1, Phase.SOON),
        (1, 0, Phase.OPEN),  # one of one
        (1, 1, Phase.FULL),
    ],
)
def test_the_phase_at_each_boundary_of_seats(capacity, taken, expected):
    facts = dataclasses.replace(FACTS, capacity=capacity, seats_taken=taken)
    assert derive_phase(facts, OPENS) is expected


@pytest.mark.parametrize("now", [OPENS - TICK, OPENS, CLOSES, STARTS, ENDS])
def test_deleted_and_declined_say_so_at_any_time(now):
    declined = dataclasses.replace(FACTS, declined=True)
    assert derive_phase(declined, now) is Phase.DECLINED
    assert derive_phase(dataclasses.replace(declined, deleted=True), now) is Phase.DELETED


def test_a_full_session_whose_registration_is_over_is_closed():
    full = dataclasses.replace(FACTS, seats_taken=100)
    assert derive_phase(full, CLOSES) is Phase.CLOSED
    assert derive_phase(full, OPENS - TICK) is Phase.UPCOMING


def test_one_may_apply_in_the_open_phases_only():
    assert {Phase.OPEN, Phase.SOON} == OPEN_PHASES


def test_every_state_can_be_reached_and_cancelled_is_the_end():
    assert {to for _, to in MOVES} == set(ApplicationState)
    assert [move for move in MOVES if move[0] is ApplicationState.CANCELLED] == []
    assert [move for move in MOVES if move[0] is move[1]] == []
