"""Where a meeting is joined, and when its door is open."""

import datetime as dt

import pytest

from apps.core import clock
from apps.core.errors import refusal_of
from apps.planner import rules, selectors
from apps.planner.models import Appointment, Venue

START = clock.at(dt.date(2026, 12, 6), dt.time(14))
ROOM, ONLINE = Venue(name="스페이스 A1"), Venue(name="온라인", is_online=True)


@pytest.mark.parametrize(
    ("own", "venue", "expected"),
    [("", None, "default"), ("", ONLINE, "default"), ("", ROOM, ""), ("own", ROOM, "own"), ("own", None, "own")],
)
def test_a_meeting_without_an_address_is_joined_at_the_default_unless_it_is_in_a_room(own, venue, expected):
    assert rules.joining_address(own, "default", venue=venue) == expected


def appointment(**fields) -> Appointment:
    times = {"starts_at": START, "ends_at": START + dt.timedelta(hours=2)}
    return Appointment(pk=7, **{**times, "join_url": "https://meet.example.com/a", **fields})


@pytest.mark.parametrize(
    ("fields", "minutes", "code"),
    [
        ({}, -11, "not_open_yet"),
        ({}, -10, None),
        ({}, 119, None),
        ({}, 120, "over"),
        ({"join_url": ""}, 0, "nowhere_to_join"),
        ({"cancelled_at": START}, 0, "nowhere_to_join"),
    ],
)
def test_when_one_may_enter(fields, minutes, code):
    row, now = appointment(**fields), START + dt.timedelta(minutes=minutes)
    refused = refusal_of(rules.check_can_join, row, now)
    assert (refused.code if refused else None) == code
    assert rules.may_join(row, now) is (code is None)
    joining = selectors.joining_of(row, now)
    assert (joining is not None) is (code in (None, "not_open_yet"))
    if joining is not None:
        assert (joining.path, joining.is_open) == ("/me/appointments/7/join/", code is None)
        assert joining.opens == "12월 6일 (일) 오후 1시 50분"


def test_where_there_is_no_appointment_nothing_is_joined():
    assert selectors.joining_of(None, START) is None
