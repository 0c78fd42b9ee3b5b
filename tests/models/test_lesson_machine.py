"""Random sequences of acts on the lessons of two mentors, against a small model of what should be."""

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

import pytest
import time_machine
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from apps.core import clock
from apps.core.errors import refusal_of
from apps.core.models import AuditEntry
from apps.lessons.models import Lesson, Tutorial, WeeklyHours
from apps.lessons.services import lessons
from apps.lessons.states import LIVE, MOVES, LessonStatus
from apps.mentoring.models import Session
from apps.mentoring.services.sessions import SessionInput, open_session
from apps.notices.models import Notice, OutboxMail
from apps.planner.models import Appointment
from tests.factories import accounts
from tests.factories.lessons import TutorialFactory
from tests.models.machines import in_parts, run_part
from tests.people import fresh

pytestmark = pytest.mark.django_db(transaction=True)
NOW = dt.datetime(2026, 1, 5, 9, 0, tzinfo=clock.SEOUL)
PICKS = st.integers(0, 5)  # which of the lessons, counted from the newest
WHO = st.sampled_from(["mentor", "mentor", "mentor", "mentee", "mentee", "other mentor", "stranger", "staff"])


@dataclass
class Expected:
    """What should be of one lesson. `early`: it was completed before its time, and so is not planned any more."""

    pk: int
    tutorial: Tutorial
    mentor: int  # which of the mentors
    mentee: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    status: str = "PENDING"
    early: bool = False

    def passed(self) -> bool:
        return self.starts_at <= clock.now()

    def planned(self) -> bool:
        return self.status in {"APPROVED", "IN_PROGRESS", "COMPLETED"} and not self.early


class LessonMachine(RuleBasedStateMachine):
    @initialize()
    def people(self):
        self.travel = time_machine.travel(NOW, tick=False)
        self.traveller = self.travel.start()
        self.mentors = [fresh(accounts.mentor()) for _ in range(2)]
        self.members = [fresh(accounts.MemberFactory()) for _ in range(3)]
        self.office = fresh(accounts.MemberFactory(is_staff=True, is_superuser=True))
        self.tutorials = [
            TutorialFactory(mentor=mentor, duration=minutes) for mentor in self.mentors for minutes in (30, 90)
        ]
        self.known: list[Expected] = []
        self.sessions: list[tuple[int, dt.datetime, dt.datetime]] = []

    def teardown(self):
        if hasattr(self, "travel"):
            self.travel.stop()
            _empty()

    # --- Acts

    @rule(tutorial=st.integers(0, 3), member=st.integers(0, 4), halves=st.integers(-1, 9))
    def ask(self, tutorial, member, halves):
        """The last two of the people are the mentors themselves."""
        asked, by = self.tutorials[tutorial], [*self.members, *self.mentors][member]
        starts_at = clock.now() + dt.timedelta(minutes=30 * halves)
        twice = any(
            one.tutorial.pk == asked.pk and one.mentee == by.pk and one.starts_at == starts_at and one.status in LIVE
            for one in self.known
        )
        should = (
            "own_tutorial" if asked.mentor_id == by.pk
            else "in_the_past" if halves <= 0
            else "already_requested" if twice
            else None
        )  # fmt: skip
        made: list[Lesson] = []
        refusal = refusal_of(
            lambda: made.append(lessons.request_lesson(tutorial_id=asked.pk, by=by, starts_at=starts_at).lesson)
        )
        assert (refusal.code if refusal else None) == should
        for row in made:
            self.known.append(Expected(row.pk, asked, tutorial // 2, by.pk, row.starts_at, row.ends_at))

    @rule(mentor=st.integers(0, 1), hours=st.integers(1, 5))
    def open_a_session(self, mentor, hours):
        starts_at = clock.now() + dt.timedelta(hours=hours)
        ends_at = starts_at + dt.timedelta(hours=1)
        day = clock.local(starts_at).date()
        if clock.local(ends_at).date() != day:
            return
        given = SessionInput(
            "자바", "public", day, clock.local(starts_at).time(), clock.local(ends_at).time(), reg_start=clock.today()
        )
        refusal = refusal_of(open_session, by=self.mentors[mentor], given=given)
        busy = self._busy(mentor, starts_at, ends_at)
        assert (refusal.code if refusal else None) == ("host_busy" if busy else None)
        if refusal is None:
            self.sessions.append((mentor, starts_at, ends_at))

    @precondition(lambda self: self.known)
    @rule(pick=PICKS, who=WHO)
    def approve(self, pick, who):
        one = self._lesson(pick)
        should = self._refused(one, who, "APPROVED")
        if should is None and one.passed():
            should = "time_passed"
        if should is None and self._busy(one.mentor, one.starts_at, one.ends_at):
            should = "host_busy"
        self._move(one, who, "APPROVED", should, lessons.approve_lesson)

    @precondition(lambda self: self.known)
    @rule(pick=PICKS, who=WHO)
    def reject(self, pick, who):
        one = self._lesson(pick)
        self._move(one, who, "REJECTED", self._refused(one, who, "REJECTED"), lessons.reject_lesson, reason="까닭")

    @precondition(lambda self: self.known)
    @rule(pick=PICKS, who=WHO)
    def start(self, pick, who):
        one = self._lesson(pick)
        self._move(one, who, "IN_PROGRESS", self._refused(one, who, "IN_PROGRESS"), lessons.start_lesson)

    @precondition(lambda self: self.known)
    @rule(pick=PICKS, who=WHO)
    def complete(self, pick, who):
        one = self._lesson(pick)
        early = not one.passed()
        self._move(one, who, "COMPLETED", self._refused(one, who, "COMPLETED"), lessons.complete_lesson)
        one.early = one.early or (one.status == "COMPLETED" and early)

    @precondition(lambda self: self.known)
    @rule(pick=PICKS, who=WHO)
    def cancel(self, pick, who):
        one = self._lesson(pick)
        should = self._refused(one, who, "CANCELLED")
        if should is None and one.passed() and one.status != "PENDING":
            should = "too_late_to_cancel"
        self._move(one, who, "CANCELLED", should, lessons.cancel_lesson, reason="까닭")

    @precondition(lambda self: self.known)
    @rule(pick=PICKS, steps=st.integers(1, 3))
    def goes_on(self, pick, steps):
        """What single acts seldom come to by chance: a lesson that is approved, started, completed."""
        for act in (self.approve, self.start, self.complete)[:steps]:
            act(pick=pick, who="mentor")

    @precondition(lambda self: clock.now() < NOW + dt.timedelta(days=3))
    @rule(halves=st.integers(1, 4))
    def time_passes(self, halves):
        self.traveller.shift(dt.timedelta(minutes=30 * halves))

    # --- What must hold after each

    @invariant()
    def every_lesson_is_where_it_should_be(self):
        rows = dict(Lesson.objects.values_list("pk", "status"))
        assert rows == {one.pk: one.status for one in getattr(self, "known", [])}

    @invariant()
    def every_move_was_legal(self):
        moves = AuditEntry.objects.filter(subject_type="lessons.lesson").values_list("before__status", "after__status")
        for before, after in moves:
            assert (LessonStatus(before) if before else None, LessonStatus(after)) in MOVES

    @invariant()
    def the_planner_has_what_was_agreed_and_nothing_else(self):
        rows = Appointment.objects.filter(source=Lesson.SOURCE, cancelled_at=None)
        planned = set(rows.values_list("source_id", "member_id", "role", "starts_at", "ends_at"))
        should = set()
        for one in getattr(self, "known", []):
            if one.planned():
                times = (one.starts_at, one.ends_at)
                should |= {(one.pk, self.mentors[one.mentor].pk, "host", *times), (one.pk, one.mentee, "guest", *times)}
        assert planned == should

    @invariant()
    def no_host_is_in_two_places(self):
        rows = Appointment.objects.filter(role="host", cancelled_at=None).order_by("member", "starts_at")
        times = list(rows.values_list("member_id", "starts_at", "ends_at"))
        for (host, _start, end), (next_host, start, _end) in pairwise(times):
            assert host != next_host or end <= start

    @invariant()
    def every_move_of_another_was_told(self):
        """A request tells two, each move of it one person; what staff cancel tells two."""
        by_staff = Notice.objects.filter(kind="lessons.cancelled_by_staff").count()
        asked = AuditEntry.objects.filter(act="lessons.requested").count()
        acts = AuditEntry.objects.filter(subject_type="lessons.lesson").count()
        assert Notice.objects.filter(kind__startswith="lessons.").count() == acts + asked + by_staff // 2

    # --- Of the model

    def _lesson(self, pick) -> Expected:
        return self.known[-1 - pick % len(self.known)]

    def _person(self, one: Expected, who: str):
        """What somebody is to a lesson: a mentor of one may be the mentee of another's."""
        if who == "mentee":
            return next(member for member in [*self.members, *self.mentors] if member.pk == one.mentee)
        if who == "stranger":
            return next(member for member in self.members if member.pk != one.mentee)
        if who == "staff":
            return self.office
        return self.mentors[one.mentor if who == "mentor" else 1 - one.mentor]

    def _refused(self, one: Expected, who: str, to: str) -> str | None:
        if who == "other mentor" and one.mentee == self._person(one, who).pk:
            who = "mentee"
        movers = {"mentor", "mentee", "staff"} if to == "CANCELLED" else {"mentor"}
        if who not in movers:
            return "not_yours"
        return None if who in MOVES.get((LessonStatus(one.status), LessonStatus(to)), ()) else "wrong_state"

    def _move(self, one: Expected, who: str, to: str, should: str | None, service, **more) -> None:
        refusal = refusal_of(service, lesson_id=one.pk, by=self._person(one, who), **more)
        assert (refusal.code if refusal else None) == should
        if refusal is None:
            one.status = to

    def _busy(self, mentor: int, starts_at: dt.datetime, ends_at: dt.datetime) -> bool:
        taught = [(one.mentor, one.starts_at, one.ends_at) for one in self.known if one.planned()]
        return any(
            host == mentor and start < ends_at and starts_at < end for host, start, end in [*taught, *self.sessions]
        )


def _empty() -> None:
    from apps.accounts.models import Member

    for model in (Notice, OutboxMail, AuditEntry, Lesson, Tutorial, WeeklyHours, Session, Appointment, Member):
        model._base_manager.all().delete()


@in_parts
def test_no_sequence_of_acts_breaks_the_rules(part: int):
    run_part(LessonMachine, part, steps=30)
