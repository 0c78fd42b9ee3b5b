"""Random sequences of what a learner does with a quiz, with the clock running, against a small model: never two open,
never more than the limit, nothing after the end, and a result that is the sum of what was saved."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

import pytest
import time_machine
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from apps.accounts.models import Member
from apps.core import clock
from apps.core.errors import refusal_of
from apps.core.models import AuditEntry
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.catalogue.models import ClassMeeting, Course, CourseClass
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.quiz.models import Answer, Attempt, Question
from apps.elearning.quiz.services import attempts
from apps.elearning.quiz.states import GRACE
from tests.elearning.learning import learner, running_class
from tests.elearning.quiz.quizzing import KINDS, quiz_in, right_of
from tests.models.machines import in_parts, run_part

pytestmark = pytest.mark.django_db(transaction=True)
NOW = dt.datetime(2026, 1, 15, 22, 30, tzinfo=clock.SEOUL)  # the window ends an hour and a half later
CLOSES = dt.datetime(2026, 1, 16, 0, 0, tzinfo=clock.SEOUL)
LIMIT, MINUTES = 3, 30


@dataclass
class Expected:
    """What should be of one attempt: which questions were answered rightly at last, and whether it was handed in."""

    due: dt.datetime
    right: dict[int, bool] = field(default_factory=dict)
    submitted: dt.datetime | None = None
    timed_out: bool = False


class QuizMachine(RuleBasedStateMachine):
    @initialize()
    def people(self):
        self.travel = time_machine.travel(NOW, tick=False)
        self.traveller = self.travel.start()
        day = NOW.date()
        self.quiz = quiz_in(
            running_class(number=1), *KINDS[:3], start_date=day, end_date=day, attempt_limit=LIMIT, time_limit=MINUTES
        )
        self.questions = list(self.quiz.questions.all())
        self.enrolment = learner(self.quiz.course_class)
        self.known: list[Expected] = []

    def teardown(self):
        if hasattr(self, "travel"):
            self.travel.stop()
            for model in (
                Answer, Attempt, Question, AssessmentResult, Assessment, AuditEntry, Enrolment, ClassMeeting,
                CourseClass, Course, Member,
            ):  # fmt: skip
                model._base_manager.all().delete()

    # --- Acts

    @rule()
    def begin(self):
        now, current = clock.now(), self._open()
        refusal = refusal_of(attempts.begin_attempt, assessment_id=self.quiz.pk, by=self.enrolment.member)
        if current is not None and now <= current.due + GRACE:
            assert refusal is None
            return
        if now >= CLOSES:
            assert refusal.code == "over"
        elif len(self.known) >= LIMIT:
            assert refusal.code == "no_attempt_left"
        else:
            assert refusal is None
            self._close_by_the_clock(current)
            self.known.append(Expected(min(now + dt.timedelta(minutes=MINUTES), CLOSES)))

    @rule(which=st.integers(0, LIMIT - 1), pick=st.integers(0, 2), is_right=st.booleans())
    def save(self, which, pick, is_right):
        if which >= len(self.known):
            return
        expected, one = self.known[which], self.questions[pick]
        given = right_of(one) if is_right else ("" if one.kind == "SHORT" else [])
        refusal = self._act(attempts.save_answers, which, answers={one.pk: given})
        if expected.submitted is not None:
            assert refusal.code == "submitted"
        elif clock.now() > expected.due + GRACE:
            assert refusal.code == "time_over"
        else:
            assert refusal is None
            expected.right[one.pk] = is_right

    @rule(which=st.integers(0, LIMIT - 1))
    def submit(self, which):
        if which >= len(self.known):
            return
        expected, now = self.known[which], clock.now()
        refusal = self._act(attempts.submit_attempt, which)
        if expected.submitted is not None:
            assert refusal.code == "submitted"
            return
        assert refusal is None
        expected.submitted, expected.timed_out = min(now, expected.due), now > expected.due + GRACE

    @rule()
    def the_chore_comes(self):
        current, now = self._open(), clock.now()
        over = current is not None and now > current.due + GRACE
        assert attempts.close_overdue_attempts(now) == over
        if over:
            self._close_by_the_clock(current)

    @rule(seconds=st.sampled_from([1, 29, 31, 600, 1795, 3600]))
    def time_passes(self, seconds):
        self.traveller.shift(seconds)

    # --- What must hold after each

    @invariant()
    def what_is_kept_is_what_should_be(self):
        rows = list(Attempt.objects.order_by("number")) if hasattr(self, "known") else []
        assert len(rows) <= LIMIT
        assert sum(row.submitted_at is None for row in rows) <= 1
        found = [(row.number, row.due_at, row.submitted_at, row.is_timed_out) for row in rows]
        wanted = getattr(self, "known", [])
        assert found == [(n, one.due, one.submitted, one.timed_out) for n, one in enumerate(wanted, start=1)]

    @invariant()
    def a_result_is_the_sum_of_what_was_saved(self):
        if not hasattr(self, "known"):
            return
        done = [(number, one) for number, one in enumerate(self.known, start=1) if one.submitted is not None]
        found = list(AssessmentResult.objects.order_by("attempt").values_list("attempt", "score", "ended_at"))
        assert found == [
            (number, (Decimal(200 * sum(one.right.values())) / 6).quantize(Decimal("0.01")), one.submitted)
            for number, one in done
        ]

    # --- Of the model

    def _open(self) -> Expected | None:
        return next((one for one in self.known if one.submitted is None), None)

    def _close_by_the_clock(self, expected: Expected | None) -> None:
        if expected is not None:
            expected.submitted, expected.timed_out = expected.due, True

    def _act(self, act, which, **given):
        attempt = Attempt.objects.get(number=which + 1)
        return refusal_of(act, attempt_id=attempt.pk, by=self.enrolment.member, **given)


@in_parts
def test_no_sequence_of_acts_breaks_the_rules(part: int):
    run_part(QuizMachine, part, steps=25)
