"""Booking, moving, releasing; the private address; the venues."""

import datetime as dt

import pytest
import time_machine

from apps.core import clock
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.models import AuditEntry
from apps.planner import rules, services
from apps.planner.models import Appointment, AppointmentRole, CalendarFeed, Venue
from apps.planner.services import Slot
from tests.factories.accounts import MemberFactory
from tests.factories.planner import AppointmentFactory, VenueFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 6, 1)
NOW = clock.at(DAY, dt.time(9))


@pytest.fixture(autouse=True)
def nine_o_clock():
    with time_machine.travel(NOW, tick=False):
        yield


def slot(start: int = 14, end: int = 16, **fields) -> Slot:
    times = {"starts_at": clock.at(DAY, dt.time(start)), "ends_at": clock.at(DAY, dt.time(end))}
    return Slot(
        **{"source": "test.thing", "source_id": 7, "title": "만남", "path": "/t/7/", "place": "A1", **times, **fields}
    )


def facts(appointment: Appointment) -> tuple:
    appointment.refresh_from_db()
    return appointment.sequence, appointment.cancelled_at, appointment.day_reminded_at, appointment.hour_reminded_at


# --- Booking ----------------------------------------------------------------------------------------------------------


def test_booking_puts_the_slot_into_each_planner_and_the_venue_with_the_host(student, mentor):
    venue = VenueFactory()
    services.book_slots([slot()], [mentor.pk], role=AppointmentRole.HOST, venues={7: venue})
    services.book_slots([slot()], [student.pk, student.pk])
    rows = Appointment.objects.order_by("pk").values_list(
        "member", "role", "title", "path", "place", "venue", "sequence"
    )
    assert list(rows) == [
        (mentor.pk, "host", "만남", "/t/7/", "A1", venue.pk, 0),
        (student.pk, "guest", "만남", "/t/7/", "A1", None, 0),
    ]


def test_of_many_times_each_asks_for_its_own_place_alone(mentor, stranger):
    first, second = VenueFactory(), VenueFactory()
    services.book_slots([slot(14, 16)], [stranger.pk], role=AppointmentRole.HOST, venues={7: second})

    def check(morning: Venue, afternoon: Venue) -> None:
        services.check_all_free(
            [
                services.Wanted(clock.at(DAY, dt.time(10)), clock.at(DAY, dt.time(12)), morning.pk),
                services.Wanted(clock.at(DAY, dt.time(14)), clock.at(DAY, dt.time(16)), afternoon.pk),
            ],
            host_ids=[mentor.pk], venues={first.pk: first, second.pk: second}, source="test.other",
        )  # fmt: skip

    check(second, first)
    with pytest.raises(Conflict) as refused:
        check(first, second)
    assert (refused.value.code, refused.value.extra["index"]) == ("venue_taken", 1)


def test_an_online_venue_is_never_taken(mentor):
    services.book_slots([slot()], [mentor.pk], role=AppointmentRole.HOST, venues={7: VenueFactory(is_online=True)})
    assert Appointment.objects.get().venue is None


def test_booking_again_after_a_cancel_keeps_the_uid_and_counts_up(student):
    services.book_slots([slot()], [student.pk])
    first = Appointment.objects.get()
    services.cancel_appointments("test.thing", [7], [student.pk])
    assert facts(first) == (1, NOW, None, None)
    Appointment.objects.update(day_reminded_at=NOW)
    services.book_slots([slot(15, 17)], [student.pk])
    again = Appointment.objects.get()
    assert (again.uid, again.starts_at) == (first.uid, clock.at(DAY, dt.time(15)))
    assert facts(again) == (2, None, None, None)


@pytest.mark.parametrize("count", [1, 50])
def test_booking_costs_one_statement_whatever_the_number(count, django_assert_num_queries):
    members = MemberFactory.create_batch(count)
    with django_assert_num_queries(1):
        services.book_slots([slot()], [member.pk for member in members])


def test_booking_nobody_does_nothing():
    services.book_slots([slot()], [])
    assert not Appointment.objects.exists()


def test_another_time_is_worth_another_reminder_another_title_is_not(student):
    row = AppointmentFactory(
        member=student, source_id=7, starts_at=slot().starts_at, ends_at=slot().ends_at, day_reminded_at=NOW,
        hour_reminded_at=NOW,
    )  # fmt: skip
    services.move_appointments(slot(title="다른 제목"))
    assert facts(row) == (1, None, NOW, NOW)
    assert row.title == "다른 제목"
    services.move_appointments(slot(15, 17))
    assert facts(row) == (2, None, None, None)


def test_a_move_gives_the_venue_to_the_host_alone_and_leaves_the_cancelled(student, mentor, stranger):
    old, new = VenueFactory(), VenueFactory()
    host = AppointmentFactory(member=mentor, source_id=7, role=AppointmentRole.HOST, venue=old)
    guest = AppointmentFactory(member=student, source_id=7)
    gone = AppointmentFactory(member=stranger, source_id=7, cancelled_at=NOW, title="그대로")
    services.move_appointments(slot(place="B2"), venue=new)
    for row in (host, guest, gone):
        row.refresh_from_db()
    assert (host.venue, guest.venue, gone.title) == (new, None, "그대로")
    assert (host.place, guest.place) == ("B2", "B2")
    services.move_appointments(slot(), venue=VenueFactory(is_online=True))
    host.refresh_from_db()
    assert host.venue is None


def test_releasing_some_leaves_the_others_and_twice_is_once(student, stranger):
    one, other = AppointmentFactory(member=student, source_id=7), AppointmentFactory(member=stranger, source_id=7)
    services.cancel_appointments("test.thing", [7], [student.pk])
    services.cancel_appointments("test.thing", [7], [student.pk])
    assert (facts(one)[:2], facts(other)[:2]) == ((1, NOW), (0, None))
    services.cancel_appointments("test.thing", [7])
    assert facts(other)[:2] == (1, NOW)


# --- Host and venue ---------------------------------------------------------------------------------------------------


def check(mentor, venue=None, start=14, end=16, source_id=None):
    given = slot(start, end)
    return services.check_host_and_venue_free(
        host_id=mentor.pk, venue_id=venue.pk if venue else None, starts_at=given.starts_at, ends_at=given.ends_at,
        source="test.thing", source_id=source_id,
    )  # fmt: skip


def hosts(member, start=14, end=16, **fields):
    given = slot(start, end)
    return AppointmentFactory(
        member=member, role=AppointmentRole.HOST, starts_at=given.starts_at, ends_at=given.ends_at, **fields
    )


def test_a_host_is_never_twice_at_a_time(mentor):
    hosts(mentor, title="면접 연습")
    with pytest.raises(Conflict) as refused:
        check(mentor, start=15, end=17)
    assert (refused.value.code, refused.value.field) == ("host_busy", "start_time")
    assert "‘면접 연습’(2026-06-01(월) 14:00~16:00)이 있습니다" in refused.value.message


def test_touching_ends_oneself_a_guest_and_the_thing_itself_are_free(mentor, student):
    row = hosts(mentor)
    assert check(mentor, start=16, end=18) is None
    assert check(mentor, start=12, end=14) is None
    assert check(mentor, source_id=row.source_id) is None
    AppointmentFactory(member=student, starts_at=slot().starts_at, ends_at=slot().ends_at)
    assert check(student) is None


def test_a_physical_venue_holds_one_thing_at_a_time(mentor, stranger):
    venue = VenueFactory(name="세미나실")
    hosts(stranger, venue=venue)
    with pytest.raises(Conflict) as refused:
        check(mentor, venue)
    assert (refused.value.code, refused.value.field) == ("venue_taken", "venue")
    assert "세미나실은 2026-06-01(월) 14:00~16:00에 이미 예약되어 있습니다" in refused.value.message
    assert check(mentor, venue, start=16, end=18) == venue


def test_an_online_venue_holds_any_number(mentor, stranger):
    venue = VenueFactory(is_online=True)
    hosts(stranger, place=venue.name)
    assert check(mentor, venue) == venue


def test_of_many_times_the_one_that_meets_another_is_named(mentor):
    """What lies between them, or only touches one, is in nobody's way."""
    wanted = [services.Wanted(slot(*hours).starts_at, slot(*hours).ends_at) for hours in ((9, 10), (12, 13), (18, 19))]

    def act() -> None:
        services.check_all_free(wanted, host_ids=[mentor.pk], venues={}, source="test.thing")

    for start, end in ((8, 9), (10, 12), (13, 18)):
        hosts(mentor, start, end)
    act()
    hosts(mentor, 12, 13, title="다른 일")
    with pytest.raises(Conflict) as refused:
        act()
    assert (refused.value.code, refused.value.extra["index"]) == ("host_busy", 1)
    assert refused.value.extra["taken"].title == "다른 일"


# --- The address of a calendar ----------------------------------------------------------------------------------------


def test_a_renewed_address_is_another_and_both_are_on_record_without_it(student):
    first = services.renew_feed(by=student).secret
    second = services.renew_feed(by=student).secret
    assert first != second
    assert len(second) == 43
    assert CalendarFeed.objects.get().secret == second
    entries = list(AuditEntry.objects.order_by("pk"))
    assert [entry.act for entry in entries] == ["planner.feed_made", "planner.feed_renewed"]
    assert [second in f"{entry.before}{entry.after}" for entry in entries] == [False, False]


def test_closing_takes_the_address_away_and_twice_is_once(student, stranger):
    services.renew_feed(by=stranger)
    shown = rules.feed_mark(services.renew_feed(by=student))
    with pytest.raises(Conflict):
        services.renew_feed(by=student, expected="")  # from a page that showed none
    services.renew_feed(by=student, expected=shown)
    services.close_feed(by=student)
    services.close_feed(by=student)
    assert [feed.member for feed in CalendarFeed.objects.all()] == [stranger]
    assert AuditEntry.objects.filter(act="planner.feed_closed").count() == 1


# --- Venues -----------------------------------------------------------------------------------------------------------


def test_staff_add_and_change_venues_and_it_is_on_record(superuser):
    venue = services.save_venue(by=superuser, venue=Venue(name="  스페이스   A1 ", group=" 본관 ", seats=6))
    assert (venue.name, venue.group) == ("스페이스 A1", "본관")
    venue.seats = 8
    services.save_venue(by=superuser, venue=venue)
    entries = [(entry.act, entry.before, entry.after) for entry in AuditEntry.objects.order_by("pk")]
    assert [entry[0] for entry in entries] == ["planner.venue_added", "planner.venue_changed"]
    assert entries[1][1:] == ({"seats": 6}, {"seats": 8})


def test_only_staff_who_keep_venues_may(student, bare_staff):
    for member in (student, bare_staff):
        with pytest.raises(NotAllowed):
            services.save_venue(by=member, venue=Venue(name="A1"))
    assert not Venue.objects.exists()


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"name": "  "}, "name", "venue_name_missing"),
        ({"name": "A1", "seats": 0}, "seats", "venue_without_seats"),
        ({"name": "세미나실"}, "name", "venue_name_taken"),
    ],
)
def test_a_venue_that_makes_no_sense_is_refused(superuser, fields, field, code):
    VenueFactory(name="세미나실")
    with pytest.raises(Invalid) as refused:
        services.save_venue(by=superuser, venue=Venue(**fields))
    assert (refused.value.field, refused.value.code) == (field, code)


def test_a_new_name_is_carried_over_to_what_is_to_come(superuser, student):
    venue = VenueFactory(name="옛 이름")
    coming = AppointmentFactory(member=student, place="옛 이름", starts_at=NOW + dt.timedelta(hours=1))
    past = AppointmentFactory(member=student, place="옛 이름", starts_at=NOW - dt.timedelta(days=1))
    venue.name = "새 이름"
    services.save_venue(by=superuser, venue=venue)
    for row in (coming, past):
        row.refresh_from_db()
    assert (coming.place, coming.sequence, past.place, past.sequence) == ("새 이름", 1, "옛 이름", 0)


def test_a_venue_in_use_stays_the_kind_it_is(superuser):
    venue = VenueFactory(name="세미나실")
    booked = AppointmentFactory(place="세미나실", venue=venue, starts_at=NOW + dt.timedelta(hours=1))
    venue.is_online = True
    with pytest.raises(Conflict) as refused:
        services.save_venue(by=superuser, venue=venue)
    assert (refused.value.code, refused.value.field) == ("venue_in_use", "is_online")
    assert "1건" in refused.value.message
    services.cancel_appointments(booked.source, [booked.source_id])
    assert services.save_venue(by=superuser, venue=venue).is_online


def test_a_venue_is_switched_off_and_on(superuser):
    venue = VenueFactory()
    assert services.set_venue_active(by=superuser, venue_id=venue.pk, active=False).is_active is False
    assert services.set_venue_active(by=superuser, venue_id=venue.pk, active=True).is_active is True
    with pytest.raises(Venue.DoesNotExist):
        services.set_venue_active(by=superuser, venue_id=0, active=True)
