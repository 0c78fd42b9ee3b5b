"""Random changes of courses, contents, totals and criteria while classes run: nobody's reached progress, result or
completion ever falls, and what a class asks for changes by an explicit act alone."""

import contextlib
import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from apps.accounts.models import Member
from apps.core import clock
from apps.core.errors import DomainError
from apps.core.models import AuditEntry
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.assessment.selectors import outcomes_of_class
from apps.elearning.assessment.services import (
    AssessmentInput,
    ResultInput,
    add_result,
    create_assessment,
    edit_assessment,
    publish_results,
)
from apps.elearning.catalogue.models import ClassContent, Content, Course, CourseClass
from apps.elearning.catalogue.selectors.contents import contents_of
from apps.elearning.catalogue.services import courses
from apps.elearning.catalogue.services.classes import save_class
from apps.elearning.completion.models import Completion
from apps.elearning.completion.rules import CompletionInput
from apps.elearning.completion.selectors import accounts
from apps.elearning.completion.services import create_completion
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.services.ending import cancel_enrolment
from apps.elearning.enrolment.services.enrolling import enrol_member
from apps.elearning.enrolment.services.restoring import restore_enrolment
from apps.elearning.progress import services
from apps.elearning.progress.models import Progress
from apps.elearning.progress.selectors import list_course_progress
from apps.notices.models import Notice, OutboxMail
from tests.elearning.completion.completing import assessment_of, result_of
from tests.elearning.learning import course_of, learner
from tests.factories.accounts import MemberFactory
from tests.factories.elearning import ContentFactory, CourseClassFactory
from tests.models.machines import in_parts, run_part
from tests.people import fresh

pytestmark = pytest.mark.django_db(transaction=True)
NOW = dt.datetime(2026, 1, 15, 9, 0, tzinfo=clock.SEOUL)
NTHS = st.integers(0, 9)
MINUTES = st.sampled_from([1, 10, 30, 90, 600])


class PromiseMachine(RuleBasedStateMachine):
    @initialize()
    def people(self):
        self.travel = time_machine.travel(NOW, tick=False)
        self.traveller = self.travel.start()
        self.office = fresh(MemberFactory(is_staff=True, is_superuser=True))
        self.course = course_of(30, 10, 20)
        today = clock.today()
        self.classes = [
            CourseClassFactory(
                course=self.course, number=number, start_date=today + dt.timedelta(days=start), apply_start=today,
                end_date=today + dt.timedelta(days=9), apply_end=today + dt.timedelta(days=9), approval="AUTOMATIC",
                capacity=5,
            )
            for number, start in ((1, 0), (2, 3))
        ]  # fmt: skip
        self.learners = [learner(row) for row in self.classes for _ in range(2)]
        self.exam = assessment_of(self.classes[0], is_required=True, weight=2)
        other = assessment_of(self.classes[0], name="기말고사")
        for enrolment, score in zip(self.learners[:2], (60, 90), strict=True):
            result_of(enrolment, self.exam, score)
            result_of(enrolment, other, 150 - score)
        AssessmentResult.objects.update(passed=True)
        self.rates: dict[int, int] = {}  # by member and class: an enrolment may give way to another
        self.results: dict[int, tuple] = {}
        self.asked: dict[int, list] = {}

    def teardown(self):
        if hasattr(self, "travel"):
            self.travel.stop()
            for model in (
                Completion, AuditEntry, Notice, OutboxMail, AssessmentResult, Assessment, Progress, Enrolment,
                ClassContent, CourseClass, Content, Course, Member,
            ):  # fmt: skip
                model._base_manager.all().delete()

    def attempt(self, act, **how) -> None:
        with contextlib.suppress(DomainError):
            act(**how)

    # --- The course and the class change

    @rule(minutes=MINUTES, required=st.booleans())
    def add(self, minutes, required):
        last = max((row.position for row in self.course.contents.all()), default=0)
        row = ContentFactory.build(course=self.course, position=last + 1, minutes=minutes, is_required=required)
        courses.save_content(by=self.office, content=row)

    @rule(nth=NTHS, minutes=MINUTES, required=st.booleans())
    def weigh(self, nth, minutes, required):
        rows = list(self.course.contents.all())
        if rows:
            row = rows[nth % len(rows)]
            row.minutes, row.is_required = minutes, required
            courses.save_content(by=self.office, content=row)

    @rule(nths=st.sets(NTHS, max_size=2))
    def take_out(self, nths):
        rows = list(self.course.contents.all())
        kept = [row for number, row in enumerate(rows) if number not in nths]
        courses.save_course(by=self.office, course=self.course, contents=kept)

    @rule(total=st.sampled_from([90, 100, 120]), least=st.sampled_from([10, 60, 80]), weight=st.integers(0, 3))
    def mark_otherwise(self, total, least, weight):
        changes = {"total_score": Decimal(total), "pass_score": Decimal(least), "weight": weight}
        self.attempt(edit_assessment, assessment_id=self.exam.pk, by=self.office, changes=changes)

    @rule(weight=st.integers(0, 3), required=st.booleans(), counting=st.sampled_from([None, "ALL", "RAISING"]))
    def set_another(self, weight, required, counting):
        first = self.classes[0]
        given = AssessmentInput(
            "새 평가", "EXAM", first.start_date, first.end_date, Decimal(100), Decimal(60), weight=weight,
            is_required=required, counting=counting,
        )  # fmt: skip
        self.attempt(create_assessment, class_id=first.pk, by=self.office, given=given)

    @rule(
        nth=NTHS,
        changes=st.fixed_dictionaries(
            {},
            optional={
                "weight": st.integers(0, 3),
                "is_required": st.booleans(),
                "counting": st.sampled_from(["ALL", "RAISING"]),
                "time_limit": st.sampled_from([None, 1, 60]),
                "total_score": st.sampled_from([Decimal(80), Decimal(120)]),
            },
        ),
    )
    def ask_otherwise_of_one(self, nth, changes):
        rows = list(self.classes[0].assessments.order_by("pk"))
        row = rows[nth % len(rows)]
        if row.published_at is None and row.results.exists():
            changes = {name: value for name, value in changes.items() if name != "total_score"}  # nobody was told yet
        self.attempt(edit_assessment, assessment_id=row.pk, by=self.office, changes=changes)

    @rule(who=st.integers(0, 1), nth=NTHS, score=st.integers(0, 80))
    def be_marked(self, who, nth, score):
        """A first grade: another one of the same attempt is the instructor's to put right."""
        rows = list(self.classes[0].assessments.filter(published_at=None).order_by("pk"))
        if rows:
            given = ResultInput(self.current(who).pk, score=Decimal(score))
            self.attempt(add_result, assessment_id=rows[nth % len(rows)].pk, by=self.office, given=given)

    @rule(nth=NTHS)
    def publish(self, nth):
        rows = list(self.classes[0].assessments.order_by("pk"))
        publish_results(assessment_id=rows[nth % len(rows)].pk, by=self.office)

    @rule(which=st.integers(0, 1), least=st.sampled_from([0, 50, 100]))
    def ask_otherwise(self, which, least):
        row = CourseClass.objects.get(pk=self.classes[which].pk)
        row.least_progress = row.least_score = least
        self.attempt(save_class, by=self.office, course_class=row)

    # --- People learn, go and come

    @rule(who=st.integers(0, 3), nth=NTHS)
    def learn(self, who, nth):
        enrolment = self.current(who)
        contents = contents_of(CourseClass.objects.get(pk=enrolment.course_class_id))
        if contents:
            content = contents[nth % len(contents)]
            how = {"enrolment_id": enrolment.pk, "content_id": content.pk}
            self.attempt(services.complete_content, by=fresh(enrolment.member), **how)

    @rule(who=st.integers(0, 3), back=st.sampled_from(["restored", "again"]))
    def be_taken_out_and_come_back(self, who, back):
        enrolment = self.current(who)
        try:
            cancel_enrolment(enrolment_id=enrolment.pk, by=self.office, reason="실수")
        except DomainError:
            return
        if back == "restored" or clock.now() >= self.classes[0].closes_at:
            restore_enrolment(enrolment_id=enrolment.pk, by=self.office, reason="실수")
        else:
            enrol_member(class_id=enrolment.course_class_id, by=fresh(enrolment.member))

    @rule(who=st.integers(0, 3))
    def complete(self, who):
        enrolment = self.current(who)
        self.attempt(create_completion, by=self.office, enrolment_id=enrolment.pk, given=CompletionInput())

    @rule(days=st.integers(1, 4))
    def time_passes(self, days):
        if clock.now() < NOW + dt.timedelta(days=8):
            self.traveller.shift(dt.timedelta(days=days))

    def current(self, who) -> Enrolment:
        row = self.learners[who]
        return Enrolment.objects.select_related("member").get(
            member=row.member_id, course_class=row.course_class_id, status="APPROVED"
        )

    # --- What must hold

    @invariant()
    def nobody_falls(self):
        if not hasattr(self, "learners"):
            return
        now = [self.current(who) for who in range(len(self.learners))]
        for learned in list_course_progress([row.pk for row in now]):
            key = learned.enrolment.member_id
            if learned.enrolment.course_class.starts_at <= clock.now():
                assert learned.rate >= self.rates.get(key, 0)
                self.rates[key] = learned.rate
        for enrolment, reached in outcomes_of_class(self.classes[0], now[:2]).items():
            key = Enrolment.objects.get(pk=enrolment).member_id
            percent, passed = self.results.get(key, (Decimal(0), False))
            assert reached.percent is None or reached.percent >= percent
            assert reached.not_passed == () or not passed
            self.results[key] = (reached.percent or percent, reached.not_passed == ())

    @invariant()
    def a_class_that_runs_asks_for_what_it_asked_for(self):
        for row in CourseClass.objects.filter(starts_at__lte=clock.now()) if hasattr(self, "asked") else ():
            asks = [
                [(one.pk, one.minutes, one.is_required) for one in contents_of(row)],
                [row.least_progress, row.least_score],
            ]
            assert self.asked.setdefault(row.pk, asks) == asks

    @invariant()
    def who_completed_still_meets_it_and_no_page_says_otherwise(self):
        for row in Completion.objects.select_related("enrolment") if hasattr(self, "learners") else ():
            if row.is_completed:
                course_class = accounts.class_with_course(row.enrolment.course_class_id)
                enrolment = accounts.learners(course_class.pk).get(pk=row.enrolment_id)
                (found,) = accounts.learner_accounts(course_class, [enrolment], clock.now())
                assert found.account.missing == ()


@in_parts
def test_what_was_promised_stays(part: int):
    run_part(PromiseMachine, part, steps=20)
