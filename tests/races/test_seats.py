"""Seats under a rush: never one too many, none lost, in order. Each beside its control: the same with the guard out."""

import datetime as dt
import threading

import pytest

from apps.core import clock, parts
from apps.mentoring import rules
from apps.mentoring.models import Application, Session
from apps.mentoring.services import line
from apps.mentoring.services import swapping as swapping_service
from apps.mentoring.services.applications import Applying, apply_to_session, cancel_application
from apps.mentoring.services.line import end_lapsed_offers
from apps.mentoring.services.releasing import release_seat, take_seat_back
from apps.mentoring.services.sessions import delete_session, edit_session
from apps.mentoring.services.swapping import swap_seat
from apps.notices.models import Notice
from apps.planner.models import Appointment
from apps.seats import services as seats
from apps.seats.services import _locked
from tests.factories import accounts
from tests.factories.accounts import MemberFactory
from tests.factories.mentoring import ApplicationFactory, SessionFactory
from tests.factories.planner import AppointmentFactory
from tests.people import fresh
from tests.races.threads import PATIENCE, RACE, all_meet, at_once, codes, halted, without, without_locks

pytestmark = RACE
ONE_LIVE = "mentoring_application_one_live"
NO_COUNTING = (
    "ALTER TABLE mentoring_application DISABLE TRIGGER USER",
    "ALTER TABLE mentoring_application ENABLE TRIGGER USER",
)
NO_CAPACITY = (
    "ALTER TABLE mentoring_session DROP CONSTRAINT mentoring_session_seats_within_capacity",
    "ALTER TABLE mentoring_session ADD CONSTRAINT mentoring_session_seats_within_capacity"
    " CHECK (seats_taken >= 0 AND seats_taken <= capacity)",
)
NO_ONE_LIVE = (
    f"DROP INDEX {ONE_LIVE}",
    f"CREATE UNIQUE INDEX {ONE_LIVE} ON mentoring_application (session_id, member_id) WHERE state <> 'cancelled'",
)


def holders(session) -> int:
    return session.applications.filter(holds_seat=True).count()


def in_line(session) -> list[int]:
    return list(session.applications.filter(is_waiting=True).order_by("pk").values_list("pk", flat=True))


def counted_right(session) -> bool:
    session.refresh_from_db()
    return session.seats_taken == holders(session) <= session.capacity


def planned(session) -> set[int]:
    rows = Appointment.objects.filter(source=Session.SOURCE, source_id=session.pk, cancelled_at=None)
    return set(rows.values_list("member_id", flat=True))


def applying(session, number, **how):
    return [
        lambda member=member: apply_to_session(session_id=session.pk, by=member, **how)
        for member in MemberFactory.create_batch(number)
    ]


# --- The last seat


@pytest.mark.parametrize("seats", [1, 5])
def test_of_sixty_four_at_once_exactly_the_seats_are_given(seats):
    session = SessionFactory(capacity=seats)
    answers = at_once(*applying(session, 64))
    assert codes(answers) == ["full"] * (64 - seats) + ["ok"] * seats
    assert counted_right(session)
    assert len(planned(session)) == seats


def test_of_sixty_four_who_would_wait_all_are_in_and_in_one_order():
    session = SessionFactory(capacity=4)
    answers = at_once(*applying(session, 64, wait=True))
    assert codes(answers) == ["ok"] * 64
    assert counted_right(session)
    assert (holders(session), len(in_line(session))) == (4, 60)
    assert len(planned(session)) == 4


def test_without_the_lock_the_database_still_refuses_one_too_many(monkeypatch):
    session = SessionFactory(capacity=2)
    without_locks(monkeypatch)
    all_meet(monkeypatch, Applying, "prepare", 8)
    assert codes(at_once(*applying(session, 8))) == ["full"] * 6 + ["ok"] * 2
    assert counted_right(session)


def test_control_without_lock_and_counting_the_session_is_oversold(monkeypatch):
    session = SessionFactory(capacity=2)
    without_locks(monkeypatch)
    all_meet(monkeypatch, Applying, "prepare", 8)
    with without(*NO_COUNTING):
        assert codes(at_once(*applying(session, 8))) == ["ok"] * 8
    assert holders(session) == 8


# --- Applying while another cancels


def test_the_seat_of_one_who_cancels_goes_to_one_of_those_who_apply():
    session = SessionFactory(capacity=1)
    holder = ApplicationFactory(session=session)
    answers = at_once(
        lambda: cancel_application(application_id=holder.pk, by=holder.member), *applying(session, 15, wait=True)
    )
    assert codes(answers) == ["ok"] * 16
    assert counted_right(session)
    assert (holders(session), len(in_line(session))) == (1, 14)


def test_who_saw_a_full_session_that_is_freed_meanwhile_gets_the_seat(monkeypatch, student):
    session = SessionFactory(capacity=1)
    holder = ApplicationFactory(session=session)
    halt = halted(monkeypatch, Applying, "look")
    applied, _cancelled = at_once(
        lambda: apply_to_session(session_id=session.pk, by=student, wait=True),
        lambda: halt.while_halted(lambda: cancel_application(application_id=holder.pk, by=holder.member)),
    )
    assert (applied.application.state, applied.place) == ("applied", 0)
    assert counted_right(session)


def test_who_asked_to_wait_gets_in_line_if_the_last_seat_goes_meanwhile(monkeypatch, student, other_student):
    session = SessionFactory(capacity=1)
    halt = halted(monkeypatch, Applying, "look")
    applied, _other = at_once(
        lambda: apply_to_session(session_id=session.pk, by=student, wait=True),
        lambda: halt.while_halted(lambda: apply_to_session(session_id=session.pk, by=other_student)),
    )
    assert (applied.application.state, applied.place) == ("waiting", 1)
    assert planned(session) == {other_student.pk}


def as_first_seen(session):
    """Stands in for the second look, under the lock: the session as it was at the first."""
    seen = Session.objects.get(pk=session.pk)
    return lambda pk: seen


def test_control_without_the_second_look_one_waits_while_a_seat_is_free(monkeypatch, student):
    session = SessionFactory(capacity=1)
    holder = ApplicationFactory(session=session)
    stale = as_first_seen(session)
    halt = halted(monkeypatch, Applying, "look")

    def freed():
        cancel_application(application_id=holder.pk, by=holder.member)
        monkeypatch.setattr(_locked(Session), "first", stale)

    applied, _freed = at_once(
        lambda: apply_to_session(session_id=session.pk, by=student, wait=True), lambda: halt.while_halted(freed)
    )
    assert applied.application.state == "waiting"
    assert (holders(session), len(in_line(session))) == (0, 1)


# --- Moving up


def cancelling(rows):
    return [lambda row=row: cancel_application(application_id=row.pk, by=row.member) for row in rows]


def test_many_cancels_at_once_move_up_as_many_strictly_in_order():
    session = SessionFactory(capacity=8)
    seated = [ApplicationFactory(session=session) for _ in range(8)]
    waiting = [ApplicationFactory(session=session, state="waiting") for _ in range(12)]
    assert codes(at_once(*cancelling(seated))) == ["ok"] * 8
    assert in_line(session) == [row.pk for row in waiting[8:]]
    assert counted_right(session)
    assert holders(session) == 8
    assert planned(session) == {row.member_id for row in waiting[:8]}
    told = Notice.objects.filter(kind="mentoring.promoted").values_list("member_id", flat=True)
    assert sorted(told) == sorted(row.member_id for row in waiting[:8])


def test_seats_and_line_stay_right_while_some_leave_and_some_come():
    session = SessionFactory(capacity=6)
    seated = [ApplicationFactory(session=session) for _ in range(6)]
    waiting = [ApplicationFactory(session=session, state="waiting") for _ in range(6)]
    answers = at_once(*cancelling(seated[:4] + waiting[::2]), *applying(session, 8, wait=True))
    assert codes(answers) == ["ok"] * 15
    assert counted_right(session)
    assert holders(session) == 6
    promoted = set(session.applications.filter(holds_seat=True).values_list("pk", flat=True))
    stayed = [row.pk for row in waiting[1::2]]
    assert set(stayed) <= promoted  # three of four freed seats went to those who stayed in the line


def test_control_without_lock_and_counting_one_is_moved_up_twice_and_a_seat_is_lost(monkeypatch):
    session = SessionFactory(capacity=2)
    seated = [ApplicationFactory(session=session) for _ in range(2)]
    for _ in range(4):
        ApplicationFactory(session=session, state="waiting")
    without_locks(monkeypatch)
    gate, hand_out = threading.Barrier(2), line.seats.hand_out
    monkeypatch.setattr(seats, "hold_who_is_idle", set)

    def both_have_read(pool, claims, *, seat, **how):
        def give_together(rows):
            gate.wait(PATIENCE)  # both know who is first in line, neither has given the seat
            return seat(rows)

        return hand_out(pool, claims, seat=give_together, **how)

    monkeypatch.setattr(line.seats, "hand_out", both_have_read)
    with without(*NO_COUNTING):
        assert codes(at_once(*cancelling(seated))) == ["ok", "ok"]
    assert holders(session) == 1
    assert len(in_line(session)) == 3


# --- Offers


def offers(session) -> int:
    return session.applications.filter(offered_until__isnull=False).count()


def offered_session(*, waiting: int = 2, taken: int = 0):
    """Return a session in which the first in line is offered a seat, `taken` others have one, and others wait."""
    session = SessionFactory(capacity=taken + 1)
    ApplicationFactory.create_batch(taken, session=session)
    until = clock.now() + dt.timedelta(hours=5)
    session.first = ApplicationFactory(session=session, state="waiting", offered_until=until)
    session.others = ApplicationFactory.create_batch(waiting - 1, session=session, state="waiting")
    return session


def lapse(session):
    Application.objects.filter(pk=session.first.pk).update(offered_until=clock.now())
    end_lapsed_offers()


def taken_while_it_lapses(monkeypatch, session):
    halt = halted(monkeypatch, Applying, "look")
    return at_once(
        lambda: apply_to_session(session_id=session.pk, by=session.first.member),
        lambda: halt.while_halted(lambda: lapse(session)),
    )


def test_an_offer_that_lapses_while_it_is_taken_goes_to_the_next(monkeypatch):
    session = offered_session()
    refused, _lapsed = taken_while_it_lapses(monkeypatch, session)
    assert refused.code == "full"
    assert planned(session) == {session.others[0].member_id}
    assert (counted_right(session), in_line(session)) == (True, [])


def test_without_the_second_look_the_database_refuses_to_take_a_lapsed_offer(monkeypatch):
    session = offered_session()
    monkeypatch.setattr(seats, "_waits_as_seen", lambda taking, waited: True)
    refused, _lapsed = taken_while_it_lapses(monkeypatch, session)
    assert isinstance(refused, Exception)
    assert planned(session) == {session.others[0].member_id}
    assert counted_right(session)


def test_offers_are_taken_declined_and_ended_at_once_and_every_seat_is_right():
    for _ in range(4):
        session = offered_session(waiting=4, taken=2)
        seated = list(session.applications.filter(holds_seat=True))
        at_once(
            lambda s=session: apply_to_session(session_id=s.pk, by=s.first.member),
            lambda s=session: cancel_application(application_id=s.first.pk, by=s.first.member),
            lambda s=session: lapse(s),
            *cancelling(seated),
        )
        assert session.__class__.objects.get(pk=session.pk).seats_taken == holders(session) + offers(session) == 3
        assert len(planned(session)) == holders(session)


def test_of_two_seats_freed_at_once_each_is_offered_once():
    session = SessionFactory(capacity=2)
    seated = ApplicationFactory.create_batch(2, session=session)
    waiting = ApplicationFactory.create_batch(3, session=session, state="waiting")
    for row in waiting:
        AppointmentFactory(member=row.member, starts_at=session.starts_at, ends_at=session.ends_at)
    assert codes(at_once(*cancelling(seated))) == ["ok", "ok"]
    kept = session.applications.filter(offered_until__isnull=False).order_by("pk").values_list("pk", flat=True)
    assert list(kept) == [row.pk for row in waiting[:2]]
    assert Notice.objects.filter(kind="mentoring.seat_free").count() == 2


def waits_in_two(student):
    """Return the holders of two sessions of one time, in both of which the student is next."""
    first = SessionFactory(capacity=1)
    other = SessionFactory(capacity=1, starts_at=first.starts_at)
    for session in (first, other):
        session.holder = ApplicationFactory(session=session)
        ApplicationFactory(session=session, member=student, state="waiting")
    return [first.holder, other.holder]


def both_freed(monkeypatch, holders):
    """Free both seats; each act waits for the other once it knows who is next."""
    gate, hand_out = threading.Barrier(2), line.seats.hand_out

    def both_are_there(pool, claims, **how):
        gate.wait(PATIENCE)
        return hand_out(pool, claims, **how)

    monkeypatch.setattr(line.seats, "hand_out", both_are_there)
    assert codes(at_once(*cancelling(holders))) == ["ok", "ok"]


def test_nobody_is_seated_in_two_places_of_one_time_unasked(monkeypatch, student):
    both_freed(monkeypatch, waits_in_two(student))
    own = Application.objects.filter(member=student)
    assert own.filter(holds_seat=True).count() <= 1
    assert own.filter(holds_seat=True).count() + own.filter(offered_until__isnull=False).count() == 2


def test_control_without_the_members_lock_one_is_seated_in_both(monkeypatch, student):
    holders = waits_in_two(student)
    gate = threading.Barrier(2)
    book = line._book

    def both_are_seated(*how):
        gate.wait(PATIENCE)
        return book(*how)

    monkeypatch.setattr(seats, "hold_who_is_idle", set)
    monkeypatch.setattr(line, "_book", both_are_seated)
    both_freed(monkeypatch, holders)
    assert Application.objects.filter(member=student, holds_seat=True).count() == 2


def swap_partners():
    """Return two sessions of one time and two members; each holds a seat in one and is offered one in the other."""
    first = SessionFactory(capacity=2)
    sessions = [first, SessionFactory(capacity=2, starts_at=first.starts_at)]
    members = MemberFactory.create_batch(2)
    until = clock.now() + dt.timedelta(hours=5)
    for number, member in enumerate(members):
        apply_to_session(session_id=sessions[number].pk, by=member)
        wanted = sessions[1 - number]
        ApplicationFactory(session=wanted, member=member, state="waiting", offered_until=until)
    return sessions, members


def swapping(sessions, members):
    return at_once(
        *[
            lambda n=n, member=member: swap_seat(session_id=sessions[1 - n].pk, by=member)
            for n, member in enumerate(members)
        ]
    )


def test_two_who_swap_the_other_way_round_do_not_wait_for_each_other():
    for _ in range(3):
        sessions, members = swap_partners()
        assert codes(swapping(sessions, members)) == ["ok", "ok"]
        assert [planned(session) for session in sessions] == [{members[1].pk}, {members[0].pk}]
        assert all(counted_right(session) for session in sessions)


def test_control_without_the_common_order_two_who_swap_stop_each_other(monkeypatch):
    sessions, members = swap_partners()
    monkeypatch.setattr(swapping_service, "lock_sessions", lambda ids: None)
    all_meet(monkeypatch, swapping_service, "give_up_seat", 2)
    meeting = parts.GivesUp(swapping_service.can_give_up, lambda *how: swapping_service.give_up_seat(*how))
    monkeypatch.setitem(parts.GIVES_UP._parts, Session.SOURCE, meeting)
    assert codes(swapping(sessions, members)) != ["ok", "ok"]


# --- Released seats


@pytest.fixture
def released(settings):
    """Return a session of one seat, which its holder has released and cannot cancel any more; nobody waits."""
    settings.MENTORING_CANCEL_DAYS_BEFORE = 30
    session = SessionFactory(capacity=1)
    session.holder = apply_to_session(session_id=session.pk, by=fresh(MemberFactory())).application
    release_seat(application_id=session.holder.pk, by=fresh(session.holder.member))
    return session


@pytest.fixture
def asked(released):
    """The same, where the first in line is asked about the seat."""
    take_seat_back(application_id=released.holder.pk, by=fresh(released.holder.member))
    released.first = ApplicationFactory(session=released, state="waiting")
    release_seat(application_id=released.holder.pk, by=fresh(released.holder.member))
    return released


def keeps(session):
    return take_seat_back(application_id=session.holder.pk, by=fresh(session.holder.member))


def takes(session):
    return apply_to_session(session_id=session.pk, by=fresh(session.first.member))


def test_of_many_who_would_take_a_released_seat_one_gets_it(released):
    assert codes(at_once(*applying(released, 16))) == ["full"] * 15 + ["ok"]
    assert (counted_right(released), holders(released), len(planned(released))) == (True, 1, 1)


def test_control_without_the_lock_and_counting_two_take_one_released_seat(monkeypatch, released):
    without_locks(monkeypatch)
    monkeypatch.setattr(seats, "_is_released", lambda taking, claim_id: True)
    all_meet(monkeypatch, Applying, "prepare", 2)
    with without(*NO_COUNTING):
        assert codes(at_once(*applying(released, 2))) == ["ok", "ok"]
    assert holders(released) == 2


def test_a_released_seat_is_taken_or_taken_back_and_never_both(asked):
    done = codes(at_once(lambda: takes(asked), lambda: keeps(asked)))
    assert done in (["not_released", "ok"], ["already_applied", "ok"])
    assert (counted_right(asked), holders(asked)) == (True, 1)
    kept = Application.objects.get(pk=asked.holder.pk).holds_seat
    assert planned(asked) == {asked.holder.member_id if kept else asked.first.member_id}
    assert kept is ("already_applied" in done)


def test_a_seat_that_is_taken_back_while_it_is_taken_stays_with_its_holder(monkeypatch, asked):
    halt = halted(monkeypatch, Applying, "look")
    taken, _kept = at_once(lambda: takes(asked), lambda: halt.while_halted(lambda: keeps(asked)))
    assert taken.code == "already_applied"
    assert planned(asked) == {asked.holder.member_id}


def test_control_without_the_second_look_a_seat_is_taken_that_was_taken_back(monkeypatch, asked):
    monkeypatch.setattr(seats, "_waits_as_seen", lambda taking, waited: True)
    halt = halted(monkeypatch, Applying, "look")
    answers = at_once(lambda: takes(asked), lambda: halt.while_halted(lambda: keeps(asked)))
    assert codes(answers) == ["ok", "ok"]
    assert planned(asked) == {asked.first.member_id}


# --- The same application twice


@pytest.mark.parametrize("capacity", [1, 3])
def test_a_double_submit_is_one_application(student, capacity):
    session = SessionFactory(capacity=capacity)
    answers = at_once(*[lambda: apply_to_session(session_id=session.pk, by=student)] * 8)
    assert codes(answers) == ["already_applied"] * 7 + ["ok"]
    assert counted_right(session)
    assert Application.objects.count() == 1


def test_a_double_submit_after_a_cancel_is_one_application(student):
    session = SessionFactory()
    row = apply_to_session(session_id=session.pk, by=student).application
    cancel_application(application_id=row.pk, by=student)
    answers = at_once(*[lambda: apply_to_session(session_id=session.pk, by=student)] * 8)
    assert codes(answers) == ["already_applied"] * 7 + ["ok"]
    assert counted_right(session)


def test_a_double_submit_to_the_line_is_one_place(student):
    session = SessionFactory(capacity=1)
    ApplicationFactory(session=session)
    answers = at_once(*[lambda: apply_to_session(session_id=session.pk, by=student, wait=True)] * 8)
    assert codes(answers) == ["already_applied"] * 7 + ["ok"]


def test_a_double_cancel_is_one_cancel(student):
    session = SessionFactory(capacity=1)
    row = ApplicationFactory(session=session, member=student)
    waiting = [ApplicationFactory(session=session, state="waiting") for _ in range(3)]
    answers = at_once(*[lambda: cancel_application(application_id=row.pk, by=student)] * 4)
    assert codes(answers) == ["already_cancelled"] * 3 + ["ok"]
    assert in_line(session) == [row.pk for row in waiting[1:]]


def test_control_without_the_index_a_double_submit_is_many(monkeypatch, student):
    session = SessionFactory(capacity=8)
    without_locks(monkeypatch)
    all_meet(monkeypatch, Applying, "look", 4)
    with without(*NO_ONE_LIVE, Application):
        assert codes(at_once(*[lambda: apply_to_session(session_id=session.pk, by=student)] * 4)) == ["ok"] * 4
        assert holders(session) == 4


# --- Fewer seats, and no session, while another applies


def test_fewer_seats_and_one_more_applicant_never_both():
    for _ in range(4):
        session = SessionFactory(author=fresh(accounts.mentor()), capacity=5)
        ApplicationFactory.create_batch(4, session=session)
        edited, *_applied = answers = at_once(
            lambda s=session: edit_session(session_id=s.pk, by=s.author, changes={"capacity": 4}), *applying(session, 3)
        )
        assert counted_right(session)
        shrunk = not isinstance(edited, Exception)
        assert (session.capacity, holders(session)) == ((4, 4) if shrunk else (5, 5))
        assert codes(answers) == (
            ["full"] * 3 + ["ok"] if shrunk else ["capacity_below_applicants", "full", "full", "ok"]
        )


def test_control_without_lock_and_constraint_there_are_more_applicants_than_seats(monkeypatch, student):
    session = SessionFactory(author=fresh(accounts.mentor()), capacity=5)
    ApplicationFactory.create_batch(4, session=session)
    without_locks(monkeypatch)
    halt = halted(monkeypatch, rules, "check_capacity")
    # Halted at the first check, before the second against the applicants: both look at the row read before.
    with without(*NO_CAPACITY, Application, Session):
        answers = at_once(
            lambda: edit_session(session_id=session.pk, by=session.author, changes={"capacity": 4}),
            lambda: halt.while_halted(lambda: apply_to_session(session_id=session.pk, by=student)),
        )
        assert codes(answers) == ["ok", "ok"]
        session.refresh_from_db()
        assert (holders(session), session.capacity) == (5, 4)


def test_nobody_is_left_in_a_session_that_is_deleted_while_they_apply():
    for _ in range(4):
        session = SessionFactory(author=fresh(accounts.mentor()), capacity=8)
        at_once(lambda s=session: delete_session(session_id=s.pk, by=s.author), *applying(session, 6))
        session.refresh_from_db()
        assert session.deleted_at is not None
        assert (session.applications.active().count(), session.seats_taken, planned(session)) == (0, 0, set())


def test_who_saw_a_session_that_is_deleted_meanwhile_does_not_find_it(monkeypatch, student):
    session = SessionFactory(author=fresh(accounts.mentor()))
    halt = halted(monkeypatch, Applying, "look")
    applied, _deleted = at_once(
        lambda: apply_to_session(session_id=session.pk, by=student),
        lambda: halt.while_halted(lambda: delete_session(session_id=session.pk, by=session.author)),
    )
    assert isinstance(applied, Session.DoesNotExist)
    assert (Application.objects.count(), Appointment.objects.count()) == (0, 0)


def test_control_without_the_second_look_one_is_in_a_deleted_session(monkeypatch, student):
    session = SessionFactory(author=fresh(accounts.mentor()))
    stale = as_first_seen(session)
    halt = halted(monkeypatch, Applying, "look")

    def deleted():
        delete_session(session_id=session.pk, by=session.author)
        monkeypatch.setattr(_locked(Session), "first", stale)

    applied, _deleted = at_once(
        lambda: apply_to_session(session_id=session.pk, by=student), lambda: halt.while_halted(deleted)
    )
    assert applied.application.holds_seat is True
    session.refresh_from_db()
    assert (session.deleted_at is not None, session.applications.active().count()) == (True, 1)
