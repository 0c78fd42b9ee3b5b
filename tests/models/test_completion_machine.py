"""Random decisions by hand, batches and later results against a small model: what is by the rule is the rule's, what is
by hand says why and stays, and who was completed stays as they were completed."""

import datetime as dt

import pytest
import time_machine
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from apps.accounts.models import Member
from apps.core import clock
from apps.core.errors import refusal_of
from apps.core.models import AuditEntry
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.attendance.models import Attendance
from apps.elearning.catalogue.models import ClassMeeting, Content, Course, CourseClass
from apps.elearning.completion import services
from apps.elearning.completion.models import Completion
from apps.elearning.completion.rules import SCORES, CompletionInput
from apps.elearning.completion.states import DATED, CompletionStatus
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.progress.models import Progress
from apps.notices.models import Notice, OutboxMail
from tests.elearning.completion.completing import assessment_of, finished_class, learner_with
from tests.factories.accounts import MemberFactory
from tests.models.machines import in_parts, run_part

pytestmark = pytest.mark.django_db(transaction=True)
NOW = dt.datetime(2026, 1, 15, 9, 0, tzinfo=clock.SEOUL)
LEARNERS = st.integers(0, 3)
PROGRESS = (100, 100, 80, 79)  # the last never meets what the class asks for


class CompletionMachine(RuleBasedStateMachine):
    @initialize()
    def people(self):
        self.travel = time_machine.travel(NOW, tick=False)
        self.travel.start()
        self.teacher = MemberFactory()
        self.course_class = finished_class(instructors=[self.teacher])
        self.exam = assessment_of(self.course_class, is_required=True)
        self.learners = [learner_with(self.course_class, progress=rate, score=70) for rate in PROGRESS]
        self.scores = [70] * len(PROGRESS)
        self.known: list[dict | None] = [None] * len(PROGRESS)

    def teardown(self):
        if hasattr(self, "travel"):
            self.travel.stop()
            for model in (
                Completion, AuditEntry, Notice, OutboxMail, AssessmentResult, Assessment, Attendance, Progress,
                Enrolment, ClassMeeting, CourseClass, Content, Course, Member,
            ):  # fmt: skip
                model.objects.all().delete()

    def total(self, pick: int) -> float:
        return 30 + self.scores[pick] * 0.4 + PROGRESS[pick] * 0.3

    def computed(self, pick: int) -> str:
        if PROGRESS[pick] < 80 or self.scores[pick] < 60:
            return "FAILED"
        return "COMPLETED_HONOR" if self.total(pick) >= 90 else "COMPLETED"

    # --- Acts

    @rule(pick=LEARNERS, score=st.sampled_from([0, 59, 60, 75, 100]))
    def grade(self, pick, score):
        """What comes later moves the account, and nothing that was decided."""
        AssessmentResult.objects.filter(enrolment=self.learners[pick]).update(score=score, passed=score >= 60)
        self.scores[pick] = score

    @rule(pick=LEARNERS, status=st.sampled_from([None, *CompletionStatus.values]), memo=st.sampled_from(["", "심사"]))
    def decide(self, pick, status, memo):
        row, known = Completion.objects.filter(enrolment=self.learners[pick]).first(), self.known[pick]
        given, meant = CompletionInput(status, memo=memo), status or self.computed(pick)
        is_manual = meant != self.computed(pick)
        if row is None:
            refused = refusal_of(
                services.create_completion, by=self.teacher, enrolment_id=self.learners[pick].pk, given=given
            )
        else:
            anew = {f"{name}_score": None for name in SCORES} | {"status": status, "memo": memo}
            refused = refusal_of(services.change_completion, by=self.teacher, completion_id=row.pk, changes=anew)
        assert (refused.code if refused else "") == ("memo_missing" if is_manual and not memo else "")
        if refused is not None:
            return
        now = {"status": meant, "is_manual": is_manual, "memo": memo, "total": self.total(pick)}
        if known is None or {key: known[key] for key in now} != now:
            self.known[pick] = {**now, "revision": known["revision"] + 1 if known else 1}

    @rule(some=st.none() | st.lists(LEARNERS, min_size=1))
    def batch(self, some):
        chosen = range(len(PROGRESS)) if some is None else set(some)
        due = [
            pick
            for pick in chosen
            if self.computed(pick) in DATED
            and not ((known := self.known[pick]) and (known["status"] in DATED or known["is_manual"]))
        ]
        planned = services.complete_learners(
            by=self.teacher, course_id=self.course_class.course_id, class_id=self.course_class.pk,
            student_ids=None if some is None else [self.learners[pick].member_id for pick in some],
        )  # fmt: skip
        assert {one.enrolment.pk for one in planned if one.is_done} == {self.learners[pick].pk for pick in due}
        assert len(planned) == len(chosen)
        for pick in due:
            known = self.known[pick]
            self.known[pick] = {
                "status": self.computed(pick), "is_manual": False, "memo": "", "total": self.total(pick),
                "revision": known["revision"] + 1 if known else 1,
            }  # fmt: skip

    # --- What always holds

    @invariant()
    def as_the_model_says(self):
        if not hasattr(self, "learners"):
            return
        rows = {row.enrolment_id: row for row in Completion.objects.all()}
        for learner, known in zip(self.learners, self.known, strict=True):
            row = rows.get(learner.pk)
            assert (row is None) == (known is None)
            if row is None or known is None:
                continue
            kept = {"status": row.status, "is_manual": row.is_manual, "memo": row.memo, "revision": row.revision}
            assert kept == {name: known[name] for name in kept}
            assert float(row.total_score) == pytest.approx(known["total"], abs=0.01)
            assert (row.completion_date is not None) == (row.status in DATED)
            assert AuditEntry.objects.filter(
                act__startswith="elearning.completion_", subject_id=row.pk
            ).count() == row.revision  # fmt: skip


@in_parts
def test_completions_stay_what_was_decided(part: int):
    run_part(CompletionMachine, part, steps=12)
