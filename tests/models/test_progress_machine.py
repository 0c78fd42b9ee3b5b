"""Random sequences of what players send, by two tabs and with packets out of order, against a small model: nothing ever
falls, what adds up is bounded by the clock, and the course's progress is the mean of the parts."""

import datetime as dt
from dataclasses import dataclass

import pytest
import time_machine
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from apps.core import clock
from apps.core.errors import refusal_of
from apps.core.models import AuditEntry
from apps.elearning.catalogue.models import ClassMeeting, Content, Course, CourseClass
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.progress import services
from apps.elearning.progress.models import Progress
from apps.elearning.progress.rules import COMPLETES_FROM, GRACE, Packet
from apps.elearning.progress.selectors import list_course_progress
from tests.elearning.learning import learner, running_class
from tests.factories.elearning import ContentFactory, CourseFactory
from tests.models.machines import in_parts, run_part

pytestmark = pytest.mark.django_db(transaction=True)
NOW = dt.datetime(2026, 1, 15, 9, 0, tzinfo=clock.SEOUL)
CONTENTS = st.integers(0, 2)
WEIGHTS = (30, 10, 7)  # minutes; the first is a video, the last is optional


@dataclass
class Expected:
    """What should be of one content; times in whole seconds."""

    rate: int = 0
    position: int = 0
    seconds: int = 0
    started: int | None = None
    saved: int = 0
    completed: int | None = None

    def take(self, now: int, rate: int, position: int | None, seconds: int) -> None:
        if self.started is None:
            self.started, self.saved = now, now
            added = min(seconds, GRACE)
        else:
            room = now - self.started + GRACE - self.seconds
            added = max(min(seconds, now - self.saved + GRACE, room), 0)
        self.rate, self.seconds, self.saved = max(self.rate, rate), self.seconds + added, now
        self.position = self.position if position is None else position
        if rate == 100 and self.completed is None:
            self.completed = now


class ProgressMachine(RuleBasedStateMachine):
    @initialize()
    def people(self):
        self.travel = time_machine.travel(NOW, tick=False)
        self.traveller = self.travel.start()
        course = CourseFactory()
        video = {"type": "VIDEO", "url": "https://example.com/v.mp4"}
        for number, minutes in enumerate(WEIGHTS):
            ContentFactory(
                course=course, position=number, minutes=minutes, is_required=number < 2, **({} if number else video)
            )
        self.contents = list(course.contents.all())
        self.enrolment = learner(running_class(course=course, number=1))
        self.known = [Expected() for _ in WEIGHTS]
        self.before: list[tuple[int, int]] = [(0, 0)] * len(WEIGHTS)

    def teardown(self):
        if hasattr(self, "travel"):
            self.travel.stop()
            _empty()

    # --- Acts

    @rule(pick=CONTENTS, rate=st.integers(0, 100), position=st.integers(0, 1000), seconds=st.integers(0, 900))
    def save(self, pick, rate, position, seconds):
        self._act(services.save_progress, pick, packet=Packet(rate, position, seconds))
        self.known[pick].take(self._now(), rate, position, seconds)

    @rule(pick=CONTENTS, rates=st.permutations([10, 50, 90]), seconds=st.integers(0, 90))
    def packets_come_out_of_order(self, pick, rates, seconds):
        for rate in rates:
            self.save(pick=pick, rate=rate, position=rate, seconds=seconds)

    @rule(pick=CONTENTS)
    def start(self, pick):
        self._act(services.start_content, pick)
        self.known[pick].take(self._now(), 0, None, 0)

    @rule(pick=CONTENTS)
    def complete(self, pick):
        refusal = refusal_of(self._act, services.complete_content, pick)
        if pick == 0 and self.known[0].rate < COMPLETES_FROM:
            assert refusal.code == "not_seen_enough"
            return
        assert refusal is None
        self.known[pick].take(self._now(), 100, None, 0)

    @rule(seconds=st.sampled_from([1, 5, 59, 61, 600, 86_400]))
    def time_passes(self, seconds):
        if clock.now() + dt.timedelta(seconds=seconds) < self.enrolment.course_class.ends_at:
            self.traveller.shift(seconds)

    # --- What must hold after each

    @invariant()
    def what_is_kept_is_what_was_taken(self):
        for expected, row in self._rows():
            if expected.started is None:
                assert row is None
                continue
            kept = (row.progress_rate, row.last_position, row.learning_time)
            assert kept == (expected.rate, expected.position, expected.seconds)
            assert int(row.started_at.timestamp()) == expected.started
            assert (row.completed_at and int(row.completed_at.timestamp())) == expected.completed

    @invariant()
    def nothing_falls_and_no_more_is_learned_than_the_clock_allows(self):
        for number, (_expected, row) in enumerate(self._rows()):
            if row is None:
                continue
            rate, seconds = self.before[number]
            assert row.progress_rate >= rate
            assert row.learning_time >= seconds
            assert row.learning_time <= self._now() - int(row.started_at.timestamp()) + GRACE
            self.before[number] = (row.progress_rate, row.learning_time)

    @invariant()
    def each_completion_is_written_down_once(self):
        if hasattr(self, "known"):
            completed = sum(expected.completed is not None for expected in self.known)
            assert AuditEntry.objects.filter(act="elearning.content_completed").count() == completed

    @invariant()
    def the_course_is_the_mean_of_its_required_contents(self):
        if hasattr(self, "known"):
            (whole,) = list_course_progress([self.enrolment.pk])
            reached = sum(expected.rate * minutes for expected, minutes in zip(self.known[:2], WEIGHTS, strict=False))
            assert whole.rate == reached // sum(WEIGHTS[:2])
            assert whole.seconds == sum(expected.seconds for expected in self.known)

    # --- Of the model

    def _act(self, act, pick, **given):
        ids = {"enrolment_id": self.enrolment.pk, "content_id": self.contents[pick].pk}
        return act(by=self.enrolment.member, **ids, **given)

    def _now(self) -> int:
        return int(clock.now().timestamp())

    def _rows(self):
        rows = {row.content_id: row for row in Progress.objects.all()}
        return [
            (expected, rows.get(content.pk))
            for expected, content in zip(getattr(self, "known", []), getattr(self, "contents", []), strict=True)
        ]


def _empty() -> None:
    from apps.accounts.models import Member

    for model in (Progress, AuditEntry, Enrolment, ClassMeeting, CourseClass, Content, Course, Member):
        model._base_manager.all().delete()


@in_parts
def test_no_sequence_of_packets_breaks_the_rules(part: int):
    run_part(ProgressMachine, part, steps=30)
