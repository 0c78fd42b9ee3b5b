"""Random sequences of acts on a few classes by a few people, against a small model of what should be."""

import datetime as dt
from dataclasses import dataclass, field

import pytest
import time_machine
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from apps.accounts.models import Member
from apps.core import clock
from apps.core.errors import Conflict, DomainError
from apps.core.models import AuditEntry
from apps.elearning.catalogue.models import Course, CourseClass
from apps.elearning.catalogue.services.classes import save_class
from apps.elearning.catalogue.states import Approval, Promotion
from apps.elearning.enrolment import money_rules
from apps.elearning.enrolment.models import Enrolment, Payment, Refund
from apps.elearning.enrolment.money_rules import Money
from apps.elearning.enrolment.services.deciding import approve_enrolment, approve_waiting_enrolment, reject_enrolment
from apps.elearning.enrolment.services.ending import cancel_enrolment, end_lapsed_offers
from apps.elearning.enrolment.services.enrolling import enrol_member
from apps.elearning.enrolment.services.money import record_payment, record_refund
from apps.elearning.enrolment.services.waiting_list import reorder_line
from apps.elearning.enrolment.states import LIVE, MOVES, EnrolmentStatus
from apps.notices.models import Notice, OutboxMail
from apps.planner.models import Appointment
from tests.factories import accounts
from tests.factories.elearning import CourseClassFactory
from tests.models.machines import in_parts, run_part
from tests.people import fresh

pytestmark = pytest.mark.django_db(transaction=True)
NOW = dt.datetime(2026, 1, 5, 9, 0, tzinfo=clock.SEOUL)
FEE = 10_000
MEMBERS = st.integers(0, 6)
SELDOM = st.sampled_from([False, False, False, True])
PICKS = st.integers(0, 1)  # which of the two classes
KINDS = [(approval, promotion) for approval in Approval.values for promotion in Promotion.values]
NTHS = st.integers(0, 30)
DECIDERS = st.sampled_from(["instructor", "instructor", "staff", "learner"])
AMOUNTS = st.sampled_from([1, 2_500, 5_000, FEE])


@dataclass
class Expected:
    """What should be of one class: who has a seat and whether approved, who waits in which order, and the money."""

    pk: int
    capacity: int
    approves: bool
    promotes: bool
    seated: dict[int, int] = field(default_factory=dict)  # enrolment → member
    approved: set[int] = field(default_factory=set)
    line: list[tuple[int, int]] = field(default_factory=list)  # (enrolment, member), first come first
    offers: dict[int, tuple[int, dt.datetime]] = field(default_factory=dict)  # enrolment → member, until when
    ended: dict[int, str] = field(default_factory=dict)
    paid: dict[int, int] = field(default_factory=dict)
    refunded: dict[int, int] = field(default_factory=dict)

    @property
    def free(self) -> int:
        return self.capacity - len(self.seated) - len(self.offers)

    def has(self, member: int) -> bool:
        offered = any(who == member for who, _until in self.offers.values())
        return offered or member in self.seated.values() or any(who == member for _pk, who in self.line)

    def seat(self, enrolment: int, member: int, *, approved: bool) -> None:
        self.seated[enrolment] = member
        if approved:
            self.approved.add(enrolment)

    def hand_out(self, starts_at: dt.datetime, busy: set[int]) -> None:
        """Give the free seats to the first in line, and offer them to those who have something else at a meeting."""
        left = starts_at - clock.now()
        while self.line and self.promotes and left > dt.timedelta() and self.free > 0:
            pk, member = self.line.pop(0)
            if member in busy:
                self.offers[pk] = (member, clock.now() + min(left / 2, dt.timedelta(hours=24)))
            else:
                self.seat(pk, member, approved=self.approves)

    def lapse(self, starts_at: dt.datetime, busy: set[int]) -> None:
        for pk in sorted(self.offers):
            if self.offers[pk][1] <= clock.now():
                self.drop(pk, "CANCELLED", starts_at, busy)

    def drop(self, enrolment: int, status: str, starts_at: dt.datetime, busy: set[int]) -> None:
        self.ended[enrolment] = status
        self.approved.discard(enrolment)
        if self.seated.pop(enrolment, None) is not None or self.offers.pop(enrolment, None) is not None:
            self.hand_out(starts_at, busy)
        else:
            self.line = [pair for pair in self.line if pair[0] != enrolment]

    def all(self) -> list[int]:
        return sorted([*self.seated, *(pk for pk, _who in self.line), *self.offers, *self.ended])


class EnrolmentMachine(RuleBasedStateMachine):
    @initialize(kinds=st.permutations(KINDS), order=st.permutations(range(7)))
    def people(self, kinds, order):
        self.travel = time_machine.travel(NOW, tick=False)
        self.traveller = self.travel.start()
        self.members = [fresh(accounts.MemberFactory()) for _ in range(7)]
        self.instructor = fresh(accounts.MemberFactory())
        self.office = fresh(accounts.MemberFactory(is_staff=True, is_superuser=True))
        self.known: list[Expected] = []
        for approval, promotion in kinds[:2]:
            row = CourseClassFactory(
                fee=FEE, capacity=2, approval=approval, promotion=promotion, meetings=2,
                instructors=[self.instructor],
            )  # fmt: skip
            self.known.append(Expected(row.pk, 2, approval == "AUTOMATIC", promotion == "AUTOMATIC"))
        self.starts_at, self.closes_at = row.starts_at, row.closes_at
        for pick in range(2):
            for member in order[:5]:  # two have a seat, three wait
                self.enrol_member(pick=pick, member=member)

    def teardown(self):
        if hasattr(self, "travel"):
            self.travel.stop()
            _empty()

    # --- Acts

    @rule(pick=PICKS, member=MEMBERS)
    def enrol_member(self, pick, member):
        expected, by = self.known[pick], self.members[member]
        may = clock.now() < self.closes_at and not expected.has(by.pk)
        waits = expected.free <= 0 or (not expected.promotes and bool(expected.line))
        own = next((pk for pk, (who, until) in expected.offers.items() if who == by.pk and clock.now() < until), None)
        takes = own is not None
        try:
            done = enrol_member(class_id=expected.pk, by=by)
        except Conflict:
            assert (may, takes) == (False, False)
            return
        if takes:
            del expected.offers[own]
            expected.seat(own, by.pk, approved=expected.approves)
            return
        assert may is True
        if waits:
            expected.line.append((done.enrolment.pk, by.pk))
            assert done.place == len(expected.line)
        else:
            expected.seat(done.enrolment.pk, by.pk, approved=expected.approves)
            assert done.place == 0

    @rule(pick=PICKS, nth=NTHS, how=DECIDERS)
    def approve_enrolment(self, pick, nth, how):
        self._decide(
            *self._one(pick, nth), how, approve_enrolment, lambda one, pk: pk in one.seated and pk not in one.approved
        )  # fmt: skip

    @rule(pick=PICKS, nth=NTHS, how=DECIDERS)
    def approve_waiting_enrolment(self, pick, nth, how):
        self._decide(*self._one(pick, nth), how, approve_waiting_enrolment, _may_be_seated)

    @precondition(lambda self: any(expected.line and expected.free > 0 for expected in self.known))
    @rule(pick=PICKS, nth=NTHS, how=DECIDERS)
    def give_a_seat_by_hand(self, pick, nth, how):
        there = [expected for expected in self.known if expected.line and expected.free > 0]
        expected = there[pick % len(there)]
        pk, member = expected.line[nth % len(expected.line)]
        self._decide(expected, pk, member, how, approve_waiting_enrolment, _may_be_seated)

    def _decide(self, expected, pk, member, how, act, possible):
        if pk is None:
            return
        may = how != "learner" and possible(expected, pk)
        try:
            act(enrolment_id=pk, by=self._by(how, member))
        except DomainError:
            assert may is False
            return
        assert may is True
        expected.line = [pair for pair in expected.line if pair[0] != pk]
        expected.offers.pop(pk, None)
        expected.seat(pk, member, approved=True)

    @rule(pick=PICKS, nth=NTHS, how=DECIDERS)
    def reject_enrolment(self, pick, nth, how):
        expected, pk, member = self._one(pick, nth)
        if pk is None:
            return
        may = how != "learner" and pk not in expected.approved and pk not in expected.ended
        try:
            reject_enrolment(enrolment_id=pk, by=self._by(how, member), reason="까닭")
        except DomainError:
            assert may is False
            return
        assert may is True
        expected.drop(pk, "REJECTED", self.starts_at, self._busy_with_another(expected))

    @rule(pick=PICKS, nth=NTHS, how=st.sampled_from(["learner", "learner", "instructor", "staff", "stranger"]))
    def cancel_enrolment(self, pick, nth, how):
        expected, pk, member = self._one(pick, nth)
        if pk is None:
            return
        may_leave = pk not in expected.approved or not self._runs()
        may = pk not in expected.ended and (how in {"instructor", "staff"} or (how == "learner" and may_leave))
        try:
            done = cancel_enrolment(enrolment_id=pk, by=self._by(how, member), reason="까닭")
        except DomainError:
            assert may is False
            return
        assert may is True
        paid, was_approved = expected.paid.get(pk, 0), pk in expected.approved
        if how == "learner" and was_approved:
            assert done.quote.due == paid * money_rules.refund_percent((), self._days_before()) // 100
        else:
            assert done.quote.due == paid
        expected.drop(pk, "CANCELLED", self.starts_at, self._busy_with_another(expected))

    @precondition(lambda self: any(len(expected.line) > 1 for expected in self.known))
    @rule(pick=PICKS, nth=st.integers(0, 4), to_place=st.integers(1, 5))
    def reorder(self, pick, nth, to_place):
        lined = [expected for expected in self.known if len(expected.line) > 1]
        expected = lined[pick % len(lined)]
        one = expected.line[nth % len(expected.line)]
        to_place = min(to_place, len(expected.line))
        reorder_line(enrolment_id=one[0], to_place=to_place, by=self.office, reason="까닭")
        expected.line.remove(one)
        expected.line.insert(to_place - 1, one)

    @rule(pick=PICKS, capacity=st.integers(1, 5))
    def change_capacity(self, pick, capacity):
        expected = self.known[pick]
        row = CourseClass.objects.get(pk=expected.pk)
        row.capacity = capacity
        try:
            save_class(by=self.office, course_class=row)
        except Conflict:
            assert capacity < len(expected.seated) + len(expected.offers)
            return
        assert capacity >= len(expected.seated) + len(expected.offers)
        expected.capacity = capacity
        expected.hand_out(self.starts_at, self._busy_with_another(expected))

    @precondition(lambda self: any(expected.seated for expected in self.known))
    @rule(pick=PICKS, nth=NTHS, amount=AMOUNTS, reference=st.sampled_from(["", "A", "B"]), seldom=SELDOM)
    def pay(self, pick, nth, amount, reference, seldom):
        seated = [(one, pk) for one in self.known for pk in one.seated]
        expected, pk = self._one(pick, nth)[:2] if seldom else seated[nth % len(seated)]
        if pk is None:
            return
        there = Payment.objects.filter(enrolment=pk, reference=reference).first() if reference else None
        paid = expected.paid.get(pk, 0)
        may = there.amount == amount if there else pk in expected.seated and paid + amount <= FEE
        try:
            payment = record_payment(
                enrolment_id=pk, by=self.office, amount=amount, method="CARD", reference=reference
            ).row  # fmt: skip
        except Conflict:
            assert may is False
            return
        assert may is True
        if there is None:
            expected.paid[pk] = paid + amount
        else:
            assert payment == there

    @precondition(lambda self: any(expected.paid for expected in self.known))
    @rule(nth=NTHS, amount=AMOUNTS)
    def refund(self, nth, amount):
        paid = [(expected, pk) for expected in self.known for pk in expected.paid]
        expected, pk = paid[nth % len(paid)]
        given = expected.refunded.get(pk, 0)
        may = given + amount <= expected.paid[pk]
        try:
            record_refund(enrolment_id=pk, by=self.office, amount=amount, reason="까닭")
        except Conflict:
            assert may is False
            return
        assert may is True
        expected.refunded[pk] = given + amount

    @precondition(lambda self: any(expected.offers for expected in self.known))
    @rule(nth=NTHS)
    def take_an_offer(self, nth):
        offers = [(pick, who) for pick, one in enumerate(self.known) for who, _until in one.offers.values()]
        pick, who = offers[nth % len(offers)]
        self.enrol_member(pick=pick, member=next(place for place, one in enumerate(self.members) if one.pk == who))

    @rule()
    def the_worker_looks(self):
        for expected in sorted(self.known, key=lambda expected: expected.pk):
            expected.lapse(self.starts_at, self._busy_with_another(expected))
        end_lapsed_offers()

    @precondition(lambda self: clock.now() < NOW + dt.timedelta(days=14))
    @rule(days=st.sampled_from([1, 1, 2, 4]))
    def time_passes(self, days):
        self.traveller.shift(dt.timedelta(days=days))

    # --- What must hold after each; the rows are read once for all

    @invariant()
    def all_holds(self):
        for expected, row in self._rows():
            enrolments = list(row.enrolments.with_money())
            self.seats_are_counted_and_never_too_many(expected, row, enrolments)
            self.the_line_is_in_order_without_gaps(expected, row)
            self.one_live_enrolment_a_member_and_class_and_none_ever_vanishes(expected, enrolments)
            self.money_adds_up_and_its_states_follow(expected, enrolments)
            self.the_planners_have_the_meetings_of_the_approved(expected, row)
        self.every_move_was_legal()

    def seats_are_counted_and_never_too_many(self, expected, row, enrolments):
        held = {one.pk: one.member_id for one in enrolments if one.holds_seat}
        assert held == expected.seated
        assert (row.seats_taken, row.capacity) == (len(held) + len(expected.offers), expected.capacity)
        assert row.seats_taken <= row.capacity

    def the_line_is_in_order_without_gaps(self, expected, row):
        line = list(row.enrolments.in_line().with_place().values_list("pk", "member_id", "place"))
        assert line == [(pk, member, place) for place, (pk, member) in enumerate(expected.line, 1)]
        kept = dict(row.enrolments.exclude(offered_until=None).values_list("pk", "offered_until"))
        assert kept.keys() == expected.offers.keys()
        assert all(abs(kept[pk] - until) < dt.timedelta(minutes=1) for pk, (_who, until) in expected.offers.items())

    def one_live_enrolment_a_member_and_class_and_none_ever_vanishes(self, expected, enrolments):
        live = [one.member_id for one in enrolments if one.status in LIVE]
        assert len(live) == len(set(live))
        assert sorted(one.pk for one in enrolments) == expected.all()
        states = {one.pk: str(one.status) for one in enrolments}
        assert {pk: status for pk, status in states.items() if status not in LIVE} == expected.ended
        assert {pk for pk, status in states.items() if status == "APPROVED"} == expected.approved

    def money_adds_up_and_its_states_follow(self, expected, enrolments):
        for one in enrolments:
            assert (one.paid, one.refunded) == (expected.paid.get(one.pk, 0), expected.refunded.get(one.pk, 0))
            assert 0 <= one.refunded <= one.paid <= one.fee == FEE
            assert one.refund_due <= one.paid
            states = money_rules.money_states(one, Money(one.paid, one.refunded))
            assert (one.payment_status, one.refund_status) == states

    def the_planners_have_the_meetings_of_the_approved(self, expected, row):
        meetings = set(row.meetings.filter(ends_at__gt=clock.now()).values_list("pk", flat=True))
        rows = Appointment.objects.filter(source=CourseClass.SOURCE, source_id__in=meetings, cancelled_at=None)
        planned = set(rows.values_list("member_id", "source_id"))
        approved = {expected.seated[pk] for pk in expected.approved}
        assert planned == {(member, meeting) for member in approved for meeting in meetings}

    def every_move_was_legal(self):
        moves = AuditEntry.objects.filter(subject_type="elearning.enrolment", after__has_key="status")
        for before, after in moves.values_list("before__status", "after__status"):
            if before is not None:
                assert (EnrolmentStatus(before), EnrolmentStatus(after)) in MOVES

    # --- Of the model

    def _rows(self):
        known = getattr(self, "known", [])
        rows = CourseClass.objects.in_bulk([expected.pk for expected in known])
        return [(expected, rows[expected.pk]) for expected in known]

    def _one(self, pick, nth):
        """One of the enrolments that were ever made, those that stand twice as likely."""
        expected = self.known[pick]
        offered = [(pk, member) for pk, (member, _until) in expected.offers.items()]
        live = [*expected.seated.items(), *expected.line, *offered]
        there = [*live, *live, *((pk, None) for pk in expected.ended)]
        if not there:
            return expected, None, None
        pk, member = there[nth % len(there)]
        return expected, pk, member or Enrolment.objects.get(pk=pk).member_id

    def _by(self, how, member):
        if how in {"instructor", "staff"}:
            return self.instructor if how == "instructor" else self.office
        own = next(one for one in self.members if one.pk == member)
        return own if how == "learner" else self.members[self.members.index(own) - 1]

    def _busy_with_another(self, expected) -> set[int]:
        """The members who learn in the other class, which meets at the same hours."""
        others = [one for one in self.known if one is not expected]
        return {member for one in others for pk, member in one.seated.items() if pk in one.approved}

    def _runs(self) -> bool:
        return clock.now() >= self.starts_at

    def _days_before(self) -> int:
        return (clock.local(self.starts_at).date() - clock.today()).days


def _may_be_seated(expected, pk) -> bool:
    return pk in expected.offers or (expected.free > 0 and pk in dict(expected.line))


def _empty() -> None:
    for model in (
        Notice, OutboxMail, AuditEntry, Refund, Payment, Enrolment, CourseClass, Course, Appointment, Member,
    ):  # fmt: skip
        model._base_manager.all().delete()


@in_parts
def test_no_sequence_of_acts_breaks_the_rules(part: int):
    run_part(EnrolmentMachine, part, steps=30)
