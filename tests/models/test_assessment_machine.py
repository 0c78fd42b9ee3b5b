"""Random sequences of what instructors do with attempts and grades, against a small model: attempts stay within the
limit, scores within the total, passing follows, and every change of a score is on record."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from apps.accounts.models import Member
from apps.core.errors import DomainError
from apps.core.models import AuditEntry
from apps.elearning.assessment import rules, services
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.assessment.rules import NO_ROW
from apps.elearning.assessment.selectors import outcomes_of_class
from apps.elearning.catalogue.models import Course, CourseClass
from apps.elearning.enrolment.models import Enrolment
from apps.notices.models import Notice, OutboxMail
from tests.elearning.learning import learner, running_class
from tests.factories.accounts import MemberFactory
from tests.factories.learning import AssessmentFactory
from tests.models.machines import in_parts, run_part

pytestmark = pytest.mark.django_db(transaction=True)
ATTEMPTS = st.integers(0, 4)
POINTS = st.none() | st.integers(-1, 10).map(Decimal)
PASSES = st.none() | st.booleans()
LEARNERS = st.integers(0, 1)


@dataclass
class Expected:
    """What should be of one attempt. `history`: each score it ever had."""

    score: Decimal | None
    given: bool | None
    history: list[Decimal | None]
    revision: int = 0


class AssessmentMachine(RuleBasedStateMachine):
    @initialize()
    def people(self):
        self.teacher = MemberFactory()
        self.run = running_class(instructors=[self.teacher], number=1)
        self.learners = [learner(self.run), learner(self.run)]
        self.exam = AssessmentFactory(
            course_class=self.run, total_score=Decimal(8), pass_score=Decimal(4), attempt_limit=2
        )
        self.total, self.least, self.limit = Decimal(8), Decimal(4), 2
        self.known: dict[tuple[int, int], Expected] = {}

    def teardown(self):
        if hasattr(self, "run"):
            models = (AssessmentResult, Assessment, AuditEntry, Notice, OutboxMail, Enrolment, CourseClass, Course)
            for model in (*models, Member):
                model._base_manager.all().delete()

    # --- Acts

    @rule(who=LEARNERS, attempt=ATTEMPTS, score=POINTS, given=PASSES)
    def add(self, who, attempt, score, given):
        made = services.ResultInput(self.learners[who].pk, attempt=attempt, score=score, passed=given)
        allowed = self._may(attempt, score) and (who, attempt) not in self.known
        if self._act(services.add_result, allowed, assessment_id=self.exam.pk, given=made):
            self.known[who, attempt] = Expected(score, given, [score])

    @rule(who=LEARNERS, attempt=st.integers(1, 2), score=POINTS, given=PASSES, late=st.booleans())
    def grade(self, who, attempt, score, given, late):
        found = self.known.get((who, attempt))
        if found is None:
            return
        row = AssessmentResult.objects.get(enrolment=self.learners[who], attempt=attempt)
        sent = {"result_id": row.pk, "score": score, "passed": given, "expected_revision": found.revision - late}
        if self._act(services.grade_result, not late and self._fits(score), **sent):
            self._take(found, score, given)

    @rule(who=LEARNERS, attempt=ATTEMPTS, score=POINTS, late=st.booleans())
    def enter(self, who, attempt, score, late):
        found = self.known.get((who, attempt))
        if (found.score if found else None) == score:
            return
        revision = (found.revision if found else NO_ROW) - late
        cell = services.ScoreEntry(self.learners[who].pk, score, attempt, revision)
        allowed = not late and (self._fits(score) if found else self._may(attempt, score))
        if not self._act(services.enter_scores, allowed, assessment_id=self.exam.pk, cells=[cell]):
            return
        if found:
            self._take(found, score, found.given)
        else:
            self.known[who, attempt] = Expected(score, None, [score])

    @rule(total=st.integers(4, 10), least=st.integers(0, 10), limit=st.integers(1, 3))
    def change(self, total, least, limit):
        reached = [one.score for one in self.known.values() if one.score is not None]
        last = max((attempt for _who, attempt in self.known), default=0)
        allowed = least <= total and total >= max(reached, default=0) and limit >= last
        before = {key: self._passes(one) for key, one in self.known.items()}
        changes = {"total_score": Decimal(total), "pass_score": Decimal(least), "attempt_limit": limit}
        if self._act(services.edit_assessment, allowed, assessment_id=self.exam.pk, changes=changes):
            self.total, self.least, self.limit = Decimal(total), Decimal(least), limit
            for key, one in self.known.items():
                one.revision += self._passes(one) != before[key]

    # --- What must hold after each

    @invariant()
    def what_is_kept_is_what_was_taken(self):
        if not hasattr(self, "known"):
            return
        kept = {
            (row.enrolment_id, row.attempt): (row.score, row.passed, row.revision)
            for row in AssessmentResult.objects.all()
        }
        assert kept == {
            (self.learners[who].pk, attempt): (one.score, self._passes(one), one.revision)
            for (who, attempt), one in self.known.items()
        }
        assert all(1 <= attempt <= self.limit for _pk, attempt in kept)
        assert all(score is None or 0 <= score <= self.total for score, _passed, _revision in kept.values())

    @invariant()
    def every_score_is_on_record(self):
        rows = {(row.enrolment_id, row.attempt): row.pk for row in AssessmentResult.objects.all()}
        told: dict[int, list[Decimal | None]] = {pk: [] for pk in rows.values()}
        entries = AuditEntry.objects.filter(subject_type=AssessmentResult._meta.label_lower).order_by("pk")
        for entry in entries:
            if "score" in entry.after:
                score = entry.after["score"]
                told[entry.subject_id].append(None if score is None else Decimal(score))
        for (who, attempt), one in getattr(self, "known", {}).items():
            assert told[rows[self.learners[who].pk, attempt]] == one.history

    @invariant()
    def the_best_counts(self):
        if not hasattr(self, "known"):
            return
        found = outcomes_of_class(self.run, self.learners)
        for who, enrolment in enumerate(self.learners):
            own = [one.score for (whose, _attempt), one in self.known.items() if whose == who and one.score is not None]
            best = max(own, default=Decimal(0))
            assert found[enrolment.pk].percent == Decimal(int(best * 10_000 / self.total)) / 100
            assert found[enrolment.pk].graded == bool(own)

    # --- Of the model

    def _act(self, act, allowed: bool, **given) -> bool:
        """Whether it was done; it must be just when it is `allowed`."""
        try:
            act(by=self.teacher, **given)
        except DomainError:
            assert not allowed
            return False
        assert allowed
        return True

    def _fits(self, score) -> bool:
        return score is None or 0 <= score <= self.total

    def _may(self, attempt, score) -> bool:
        return 1 <= attempt <= self.limit and self._fits(score)

    def _passes(self, one: Expected) -> bool | None:
        self.exam.pass_score = self.least
        return rules.passes(one.score, self.exam, given=one.given)

    def _take(self, found: Expected, score, given) -> None:
        if (score, given) == (found.score, found.given):
            return
        if score != found.score:
            found.history.append(score)
        same = Expected(score, given, [])
        unchanged = (
            score == found.score
            and self._passes(same) == self._passes(found)
            and ((given is None) == (found.given is None))
        )
        found.score, found.given = score, given
        found.revision += not unchanged


@in_parts
def test_no_sequence_of_grades_breaks_the_rules(part: int):
    run_part(AssessmentMachine, part, steps=25)
