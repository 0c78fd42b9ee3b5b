"""Random sequences of acts on a few sessions by a few people, against a small model of what should be.

Hypothesis looks for a sequence after which the database and the model differ, and shrinks it to the shortest.
"""

import datetime as dt
from dataclasses import dataclass, field

import pytest
import time_machine
from django.test import override_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from apps.core import clock
from apps.core.errors import Conflict, DomainError, Invalid
from apps.core.models import AuditEntry
from apps.mentoring.models import Application, Session
from apps.mentoring.services.applications import apply_to_session, cancel_application
from apps.mentoring.services.decisions import decline_session
from apps.mentoring.services.line import end_lapsed_offers
from apps.mentoring.services.releasing import release_seat, take_seat_back
from apps.mentoring.services.sessions import SessionInput, delete_session, edit_session, open_session
from apps.mentoring.states import MOVES, ApplicationState
from apps.planner.models import Appointment
from tests.factories import accounts
from tests.models.machines import in_parts, run_part
from tests.people import fresh

pytestmark = pytest.mark.django_db(transaction=True)
NOW = dt.datetime(2026, 1, 5, 9, 0, tzinfo=clock.SEOUL)
CAPACITIES = st.integers(1, 4)
MEMBERS = st.integers(0, 5)
PICKS = st.integers(0, 3)  # which of the sessions, counted from the newest
SELDOM = st.sampled_from([False, False, False, True])
LASTS = dt.timedelta(hours=2)
ENDED = {"state": ApplicationState.CANCELLED, "holds_seat": False, "is_waiting": False, "cancelled_at": NOW}


@dataclass
class Expected:
    """What should be of one session: who has a seat, who waits in which order, and every application ever made.

    `offers`: of those in the line, until when a seat is kept for them. `released`: of those with a seat, who would give
    it away, in that order; `asked`: who in the line is offered which of these seats. One may cancel until so many
    `days` before, 0 is until the start.
    """

    pk: int
    capacity: int
    starts_at: dt.datetime
    seated: dict[int, int] = field(default_factory=dict)  # member → application
    line: list[tuple[int, int]] = field(default_factory=list)  # (member, application), first come first
    offers: dict[int, dt.datetime] = field(default_factory=dict)  # member → until when
    released: list[int] = field(default_factory=list)
    asked: dict[int, int] = field(default_factory=dict)  # member → whose seat
    history: list[int] = field(default_factory=list)
    days: int = 0
    hours: int = 24
    alive: bool = True

    def started(self) -> bool:
        return self.starts_at <= clock.now()

    def over(self) -> bool:
        return self.starts_at + LASTS <= clock.now()

    def waits(self, member: int) -> bool:
        return any(who == member for who, _ in self.line)

    def at_once_with(self, other: "Expected") -> bool:
        return other is not self and abs(self.starts_at - other.starts_at) < LASTS

    def taken(self) -> int:
        return len(self.seated) + len(self.offers) - len(self.asked)

    def free(self) -> int:
        return self.capacity - self.taken()

    def to_take(self) -> list[int]:
        """Whose released seats are offered to nobody."""
        return [who for who in self.released if who not in self.asked.values()]

    def has_seat(self) -> bool:
        return self.free() > 0 or bool(self.to_take())

    def cancel_until(self) -> dt.datetime:
        day = clock.local(self.starts_at).date() - dt.timedelta(days=self.days)
        return clock.start_of(day) if self.days else self.starts_at

    def until(self) -> dt.datetime:
        """Until when a seat that is offered now is kept."""
        quarter = dt.timedelta(minutes=15)
        length = min(dt.timedelta(hours=self.hours), max((self.starts_at - clock.now()) / 2, quarter))
        until = min(clock.now() + length, self.starts_at)
        return min(until, self.cancel_until()) if clock.now() + quarter <= self.cancel_until() else until

    def hand_out(self, busy: set[int]) -> None:
        """Give the free seats to the first in line, or offer them to who has something else, or could not cancel.

        Then offer the released ones.
        """
        for who, number in [pair for pair in self.line if pair[0] not in self.offers]:
            if not self.alive or self.started() or not self.has_seat():
                return
            if self.free() <= 0:
                self.asked[who] = self.to_take()[0]
                self.offers[who] = self.until()
            elif who in busy or clock.now() >= self.cancel_until():
                self.offers[who] = self.until()
            else:
                self.line.remove((who, number))
                self.seated[who] = number

    def pass_on(self, holder: int) -> None:
        del self.seated[holder]
        self.released.remove(holder)

    def take_back(self, holder: int) -> None:
        self.released.remove(holder)
        for who in [who for who, whose in self.asked.items() if whose == holder]:
            del self.asked[who], self.offers[who]

    def take(self, member: int) -> None:
        del self.offers[member]
        if member in self.asked:
            self.pass_on(self.asked.pop(member))
        pair = next(pair for pair in self.line if pair[0] == member)
        self.line.remove(pair)
        self.seated[member] = pair[1]

    def lapse(self, busy: set[int]) -> None:
        lapsed = {who for who, until in self.offers.items() if until <= clock.now()}
        if lapsed:
            self.line = [pair for pair in self.line if pair[0] not in lapsed]
            self.offers = {who: until for who, until in self.offers.items() if who not in lapsed}
            self.asked = {who: whose for who, whose in self.asked.items() if who not in lapsed}
            self.hand_out(busy)

    def drop(self, member: int, busy: set[int]) -> int:
        if member in self.seated:
            application = self.seated.pop(member)
            self.released = [who for who in self.released if who != member]
            self.asked = {who: whose for who, whose in self.asked.items() if whose != member}
            self.hand_out(busy)
            return application
        application = next(number for who, number in self.line if who == member)
        self.line.remove((member, application))
        if self.offers.pop(member, None):
            self.asked.pop(member, None)
            self.hand_out(busy)
        return application


class MentoringMachine(RuleBasedStateMachine):
    @initialize(days=st.sampled_from([0, 1, 1]))
    def people(self, days):
        self.days = days
        self.settings = override_settings(MENTORING_CANCEL_DAYS_BEFORE=days)
        self.settings.enable()
        self.travel = time_machine.travel(NOW, tick=False)
        self.traveller = self.travel.start()
        self.mentors = [fresh(accounts.mentor()) for _ in range(2)]
        self.members = [fresh(accounts.MemberFactory()) for _ in range(6)]
        self.office = fresh(accounts.MemberFactory(is_staff=True, is_superuser=True))
        self.known: list[Expected] = []

    def teardown(self):
        if hasattr(self, "travel"):
            self.travel.stop()
            self.settings.disable()
            _empty()

    # --- Acts

    @precondition(lambda self: sum(expected.alive and not expected.started() for expected in self.known) < 2)
    @rule(mentor=st.integers(0, 1), capacity=CAPACITIES, day=st.integers(1, 3), hour=st.integers(9, 12))
    def open(self, mentor, capacity, day, hour):
        by, date = self.mentors[mentor], clock.today() + dt.timedelta(days=day)
        given = SessionInput(
            "자바",
            "public",
            date,
            dt.time(hour),
            dt.time(hour + LASTS.seconds // 3600),
            capacity=capacity,
            reg_start=clock.today(),
        )
        starts_at = clock.at(date, dt.time(hour))
        busy = self._busy(by, starts_at, None)
        try:
            session = open_session(by=by, given=given)
        except Conflict:
            assert busy is True
        else:
            assert busy is False
            self.known.append(Expected(session.pk, capacity, starts_at, days=self.days))

    @precondition(lambda self: self.known)
    @rule(pick=PICKS, capacity=CAPACITIES)
    def edit_capacity(self, pick, capacity):
        self._edit(self._session(pick), {"capacity": capacity})

    @precondition(lambda self: self.known)
    @rule(pick=PICKS, day=st.integers(0, 4), hour=st.integers(9, 12))
    def edit_time(self, pick, day, hour):
        date = clock.today() + dt.timedelta(days=day)
        self._edit(
            self._session(pick),
            {
                "date": date,
                "start_time": dt.time(hour),
                "end_time": dt.time(hour + 2),
                "reg_start": NOW.date(),
                "reg_end": date,
            },
        )

    @precondition(lambda self: self.known)
    @rule(pick=PICKS, members=st.permutations(range(6)), number=st.integers(2, 6))
    def a_crowd_comes(self, pick, members, number):
        for member in members[:number]:
            self.apply(pick=pick, member=member, wait=True)

    @precondition(lambda self: self.known)
    @rule(pick=PICKS, member=MEMBERS, wait=st.booleans())
    def apply(self, pick, member, wait):
        expected, by = self._session(pick), self.members[member]
        may_lapse = not wait and expected.alive and not expected.has_seat()
        free = expected.has_seat()
        within = expected.alive and not expected.started() and not self._closed(expected)
        may = within and by.pk not in expected.seated and not expected.waits(by.pk) and (free or wait)
        takes = expected.alive and not expected.started() and expected.offers.get(by.pk, clock.now()) > clock.now()
        if within and may_lapse and not expected.waits(by.pk) and by.pk not in expected.seated:
            expected.lapse(self._busy_at(expected))  # who is refused looks whether a seat is kept for nobody
            free = expected.has_seat()
            may = free
        try:
            done = apply_to_session(session_id=expected.pk, by=by, wait=wait)
        except (Conflict, Session.DoesNotExist):
            assert (may, takes) == (False, False)
            return
        if takes:
            expected.take(by.pk)
            return
        assert may is True
        expected.history.append(done.application.pk)
        if free:
            assert done.place == 0
            if expected.free() <= 0:
                expected.pass_on(expected.to_take()[0])
            expected.seated[by.pk] = done.application.pk
        else:
            expected.line.append((by.pk, done.application.pk))
            assert done.place == len(expected.line) - len(expected.offers)

    @precondition(lambda self: any(expected.seated for expected in self.known))
    @rule(pick=PICKS, nth=st.integers(0, 9), how=st.sampled_from(["member", "member", "author", "staff", "stranger"]))
    def cancel(self, pick, nth, how):
        filled = [expected for expected in self.known if expected.seated]
        expected = filled[-1 - pick % len(filled)]
        live = [*expected.seated.items(), *expected.line]
        who, number = live[nth % len(live)]
        member = next(member for member in self.members if member.pk == who)
        author = fresh(Session.objects.get(pk=expected.pk).author)
        by = {
            "member": member, "author": author, "staff": self.office,
            "stranger": self.members[self.members.index(member) - 1],
        }[how]  # fmt: skip
        in_time = not expected.over() if how in {"author", "staff"} else clock.now() < expected.cancel_until()
        may = how != "stranger" and (expected.waits(who) or in_time)
        try:
            cancel_application(application_id=number, session_id=expected.pk, by=by, reason="까닭")
        except DomainError:
            assert may is False
            return
        assert may is True
        assert expected.drop(who, self._busy_at(expected)) == number

    @precondition(lambda self: self.known)
    @rule(pick=PICKS, seldom=SELDOM, how=st.sampled_from(["delete", "decline"]))
    def end(self, pick, seldom, how):
        expected = self._session(pick)
        if not (seldom and expected.alive) or expected.over():
            return
        if how == "delete":
            delete_session(session_id=expected.pk, by=fresh(Session.objects.get(pk=expected.pk).author))
        else:
            decline_session(session_id=expected.pk, by=self.office, reason="까닭")
        expected.alive, expected.seated, expected.line, expected.offers = False, {}, [], {}
        expected.released, expected.asked = [], {}

    @precondition(lambda self: any(expected.seated for expected in self.known))
    @rule(pick=PICKS, nth=st.integers(0, 3))
    def release(self, pick, nth):
        expected, member, number = self._seated(pick, nth)
        may = expected.cancel_until() <= clock.now() < expected.starts_at and member.pk not in expected.released
        try:
            release_seat(application_id=number, by=member)
        except Conflict:
            assert may is False
            return
        assert may is True
        expected.released.append(member.pk)
        expected.hand_out(self._busy_at(expected))

    @precondition(lambda self: any(expected.released for expected in self.known))
    @rule(pick=PICKS, nth=st.integers(0, 3))
    def take_back(self, pick, nth):
        expected, member, number = self._seated(pick, nth)
        may = member.pk in expected.released and not expected.started()
        try:
            take_seat_back(application_id=number, by=member)
        except Conflict:
            assert may is False
            return
        assert may is True
        expected.take_back(member.pk)

    @precondition(lambda self: any(expected.offers for expected in self.known))
    @rule(pick=PICKS, nth=st.integers(0, 3))
    def take_an_offer(self, pick, nth):
        offering = [expected for expected in self.known if expected.offers]
        expected = offering[-1 - pick % len(offering)]
        member = sorted(expected.offers)[nth % len(expected.offers)]
        self.apply(
            pick=len(self.known) - 1 - self.known.index(expected),
            member=next(place for place, one in enumerate(self.members) if one.pk == member),
            wait=True,
        )

    @rule()
    def the_worker_looks(self):
        for expected in sorted(self.known, key=lambda expected: expected.pk):
            expected.lapse(self._busy_at(expected))
        end_lapsed_offers()

    @precondition(lambda self: clock.now() < NOW + dt.timedelta(days=6))
    @rule(hours=st.integers(1, 9))
    def time_passes(self, hours):
        self.traveller.shift(dt.timedelta(hours=hours))

    # --- What must hold after each; the rows are read once for all

    @invariant()
    def all_holds(self):
        for expected, row in self._rows():
            applications = list(row.applications.order_by("pk"))
            self.seats_are_counted_and_never_too_many(expected, row, applications)
            self.the_line_is_in_order(expected, applications)
            self.no_application_ever_vanishes(expected, applications)
            self.the_planner_has_those_with_a_seat_and_the_author(expected, row)
        self.every_move_was_legal()

    def seats_are_counted_and_never_too_many(self, expected, row, applications):
        seated = {one.member_id for one in applications if one.holds_seat}
        assert row.seats_taken == expected.taken() <= row.capacity
        assert seated == set(expected.seated)
        assert row.capacity == expected.capacity

    def the_line_is_in_order(self, expected, applications):
        assert [(one.member_id, one.pk) for one in applications if one.is_waiting] == expected.line
        kept = {one.member_id: one.offered_until for one in applications if one.is_offered}
        assert kept.keys() == expected.offers.keys()
        of = {one.pk: one.member_id for one in applications}
        assert {one.member_id: of[one.seat_of_id] for one in applications if one.seat_of_id} == expected.asked
        released = sorted((one.released_at, one.pk, one.member_id) for one in applications if one.released_at)
        assert [who for _at, _pk, who in released] == sorted(expected.released, key=[who for *_, who in released].index)
        assert all(abs(kept[who] - until) < dt.timedelta(minutes=1) for who, until in expected.offers.items())

    def no_application_ever_vanishes(self, expected, applications):
        assert sorted(one.pk for one in applications) == sorted(expected.history)
        live = set(expected.seated.values()) | {number for _, number in expected.line}
        assert {one.pk for one in applications if one.cancelled_at is None} == live

    def every_move_was_legal(self):
        moves = AuditEntry.objects.filter(subject_type="mentoring.application", after__has_key="state")
        for before, after in moves.values_list("before__state", "after__state"):
            assert (before and ApplicationState(before), ApplicationState(after)) in MOVES

    def the_planner_has_those_with_a_seat_and_the_author(self, expected, row):
        rows = Appointment.objects.filter(source=Session.SOURCE, source_id=row.pk, cancelled_at=None)
        planned = {(one.member_id, one.starts_at, one.ends_at, one.role) for one in rows}
        people = {(member, "guest") for member in expected.seated}
        if expected.alive:
            people.add((row.author_id, "host"))
        assert planned == {(member, row.starts_at, row.ends_at, role) for member, role in people}

    # --- Of the model

    def _session(self, pick) -> Expected:
        return self.known[-1 - pick % len(self.known)]

    def _seated(self, pick, nth):
        """One of the sessions where somebody has a seat, and one of these, who is the first to have released theirs."""
        filled = [expected for expected in self.known if expected.seated]
        expected = filled[-1 - pick % len(filled)]
        who = [*expected.released, *(who for who in expected.seated if who not in expected.released)]
        member = next(one for one in self.members if one.pk == who[nth % len(who)])
        return expected, member, expected.seated[member.pk]

    def _rows(self):
        rows = Session.objects.in_bulk([expected.pk for expected in getattr(self, "known", [])])
        return [(expected, rows[expected.pk]) for expected in getattr(self, "known", [])]

    def _edit(self, expected, changes):
        row = Session.objects.get(pk=expected.pk)
        author = fresh(row.author)
        starts_at = clock.at(changes["date"], changes["start_time"]) if "date" in changes else row.starts_at
        moved = starts_at != row.starts_at
        refused = {
            "capacity_below_applicants": changes.get("capacity", 9) < expected.taken(),
            "in_the_past": moved and starts_at <= clock.now(),
            "host_busy": moved and self._busy(author, starts_at, expected.pk),
        }
        try:
            edit_session(session_id=expected.pk, by=author, changes=changes)
        except Session.DoesNotExist:
            assert row.deleted_at is not None
            return
        except (Conflict, Invalid) as error:
            why = error.code
        else:
            why = None
        if why is not None:
            assert refused[why] is True
            return
        assert (True in refused.values(), row.deleted_at) == (False, None)
        expected.capacity, expected.starts_at = changes.get("capacity", expected.capacity), starts_at
        if moved:
            expected.offers = {who: expected.until() for who in expected.offers}
        expected.hand_out(self._busy_at(expected))

    def _busy_at(self, expected) -> set[int]:
        """The members who have a seat in another session at that time."""
        return {member for one in self.known if one.alive and one.at_once_with(expected) for member in one.seated}

    def _busy(self, host, starts_at, but) -> bool:
        """Whether the host runs another live session within the two hours."""
        rows = Session.objects.filter(author=host, deleted_at=None, declined_at=None).exclude(pk=but)
        return any(abs(row.starts_at - starts_at) < dt.timedelta(hours=2) for row in rows)

    def _closed(self, expected) -> bool:
        row = Session.objects.get(pk=expected.pk)
        return not row.opens_at <= clock.now() < row.closes_at


def _empty() -> None:
    from apps.accounts.models import Member
    from apps.notices.models import Notice, OutboxMail

    Application.objects.update(offered_until=None, seat_of=None, released_at=None, **ENDED)
    for model in (Notice, OutboxMail, AuditEntry, Application, Session, Appointment, Member):
        model._base_manager.all().delete()


@in_parts
def test_no_sequence_of_acts_breaks_the_rules(part: int):
    run_part(MentoringMachine, part, steps=30)
