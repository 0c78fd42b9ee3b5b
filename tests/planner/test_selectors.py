"""Clashes, what is next, what is in the feed: half-open, and exact at every edge."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from apps.core import clock
from apps.planner import selectors
from apps.planner.models import LONGEST
from tests.factories.planner import AppointmentFactory, VenueFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 6, 1)
NOW = clock.at(DAY, dt.time(9))


def at(hour: int, minute: int = 0) -> dt.datetime:
    return clock.at(DAY, dt.time(hour, minute))


@pytest.mark.parametrize(
    ("start", "end", "clashes"),
    [
        ((12, 0), (14, 0), False),  # touches the start
        ((12, 0), (14, 1), True),
        ((14, 0), (16, 0), True),
        ((14, 30), (15, 30), True),
        ((13, 0), (17, 0), True),
        ((15, 59), (18, 0), True),
        ((16, 0), (18, 0), False),  # touches the end
    ],
)
def test_touching_ends_do_not_clash(student, start, end, clashes):
    AppointmentFactory(member=student, starts_at=at(14), ends_at=at(16))
    assert bool(selectors.list_appointments_between(student, at(*start), at(*end))) is clashes


def test_the_longest_appointment_is_found_from_its_last_minute(student):
    long = AppointmentFactory(member=student, starts_at=NOW, ends_at=NOW + LONGEST)
    last = NOW + LONGEST - dt.timedelta(minutes=1)
    assert selectors.list_appointments_between(student, last, last + dt.timedelta(hours=1)) == [long]
    assert selectors.list_appointments_between(student, NOW + LONGEST, NOW + LONGEST + dt.timedelta(hours=1)) == []


def test_nothing_lasts_longer_than_a_day(student):
    AppointmentFactory(member=student, starts_at=NOW, ends_at=NOW + LONGEST)
    with pytest.raises(IntegrityError, match="planner_appointment_not_too_long"), transaction.atomic():
        AppointmentFactory(member=student, starts_at=NOW, ends_at=NOW + LONGEST + dt.timedelta(seconds=1))
    with pytest.raises(IntegrityError, match="planner_appointment_ends_after_start"), transaction.atomic():
        AppointmentFactory(member=student, starts_at=NOW, ends_at=NOW)


def test_what_is_cancelled_anothers_or_the_thing_itself_does_not_clash(student, stranger):
    AppointmentFactory(member=student, starts_at=at(14), ends_at=at(16), cancelled_at=NOW)
    AppointmentFactory(member=stranger, starts_at=at(14), ends_at=at(16))
    own = AppointmentFactory(member=student, starts_at=at(14), ends_at=at(16), source="test.thing", source_id=7)
    assert selectors.list_appointments_between(student, at(14), at(16), source="test.thing", source_id=7) == []
    assert selectors.list_appointments_between(student, at(14), at(16), source="test.other", source_id=7) == [own]
    assert selectors.list_appointments_between(student, at(14), at(16)) == [own]


def test_what_is_next_begins_with_what_runs(student, stranger):
    running = AppointmentFactory(member=student, starts_at=at(8), ends_at=at(10))
    later = AppointmentFactory(member=student, starts_at=at(15), ends_at=at(16))
    sooner = AppointmentFactory(member=student, starts_at=at(11), ends_at=at(12))
    AppointmentFactory(member=student, starts_at=at(8), ends_at=at(9))  # over
    AppointmentFactory(member=student, starts_at=at(11), ends_at=at(12), cancelled_at=NOW)
    AppointmentFactory(member=stranger, starts_at=at(11), ends_at=at(12))
    assert selectors.list_upcoming(student, NOW) == [running, sooner, later]
    assert selectors.list_upcoming(student, NOW, limit=2) == [running, sooner]


def test_a_members_appointments_of_things_stand_or_are_cancelled(student, stranger):
    later = AppointmentFactory(member=student, source="test.thing", source_id=7, starts_at=at(12), ends_at=at(13))
    sooner = AppointmentFactory(member=student, source="test.thing", source_id=8, starts_at=at(10), ends_at=at(11))
    ended = AppointmentFactory(member=student, source="test.thing", source_id=9, cancelled_at=NOW)
    AppointmentFactory(member=student, source="test.thing", source_id=10)
    AppointmentFactory(member=student, source="test.other", source_id=7)
    AppointmentFactory(member=stranger, source="test.thing", source_id=7)
    asked = student.pk, "test.thing", [7, 8, 9]
    assert selectors.list_appointments_of(*asked, cancelled=False) == [sooner, later]
    assert selectors.list_appointments_of(*asked, cancelled=True) == [ended]


def test_the_feed_holds_a_year_back_all_to_come_and_what_was_cancelled_of_late(student, stranger):
    def ended(days: int, **fields):
        start = NOW - dt.timedelta(days=days, hours=2)
        return AppointmentFactory(member=student, starts_at=start, ends_at=start + dt.timedelta(hours=2), **fields)

    ended(365)
    last_year, past = ended(364), ended(3)
    far = AppointmentFactory(member=student, starts_at=NOW + dt.timedelta(days=700))
    cancelled = AppointmentFactory(
        member=student, starts_at=NOW + dt.timedelta(days=1), cancelled_at=NOW - dt.timedelta(days=89)
    )
    AppointmentFactory(member=student, starts_at=NOW, cancelled_at=NOW - dt.timedelta(days=90))
    AppointmentFactory(member=stranger, starts_at=NOW)
    assert selectors.list_feed_appointments(student.pk, NOW) == [last_year, past, cancelled, far]


def test_how_one_finds_a_venue_is_said_until_the_meeting_is_over():
    venue = VenueFactory.build(note="12층")
    assert [selectors.way_to(venue, at(14), now) for now in (at(13, 59), at(14))] == ["12층", ""]
    assert selectors.way_to(None, at(14), at(13)) == ""


def test_a_venue_is_used_once_anything_names_it():
    free, used = VenueFactory(), VenueFactory()
    AppointmentFactory(venue=used, cancelled_at=NOW)
    assert (selectors.is_used(free), selectors.is_used(used)) == (False, True)
