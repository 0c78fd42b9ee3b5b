"""Online quizzes: their questions, and attempts at them."""

import datetime as dt
from decimal import Decimal

import factory

from apps.core import clock
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.quiz import rules
from apps.elearning.quiz.models import (
    AcceptedAnswer,
    Accommodation,
    Answer,
    Attempt,
    EarlierAnswer,
    Opening,
    Option,
    Question,
    WithdrawnAttempt,
)  # fmt: skip
from apps.elearning.quiz.states import CHOSEN, QuestionKind
from tests.factories.elearning import EnrolmentFactory


class QuizFactory(factory.django.DjangoModelFactory):
    """Open today and tomorrow, half an hour, twice, out of 100; 60 pass."""

    class Meta:
        model = Assessment

    name = factory.Sequence(lambda n: f"퀴즈 {n}")
    type = "QUIZ"
    start_date = factory.LazyFunction(clock.today)
    end_date = factory.LazyAttribute(lambda row: row.start_date + dt.timedelta(days=1))
    total_score = Decimal(100)
    pass_score = Decimal(60)
    time_limit = 30
    attempt_limit = 2
    created_at = factory.LazyFunction(clock.now)
    updated_at = factory.LazyFunction(clock.now)


class OpeningFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Opening

    assessment = factory.SubFactory(QuizFactory)
    opened_at = factory.LazyFunction(clock.now)


class QuestionFactory(factory.django.DjangoModelFactory):
    """Of two points. To choose: 가 is right, and 나 too where there are several; to write: 정답 and Answer."""

    class Meta:
        model = Question
        skip_postgeneration_save = True

    assessment = factory.SubFactory(QuizFactory)
    position = factory.Sequence(lambda n: n + 1)
    kind = QuestionKind.CHOICE
    text = factory.Sequence(lambda n: f"문항 {n}")
    points = 2
    explanation = "그래서 그렇습니다."

    @factory.post_generation
    def answers(self, create, extracted, **kwargs):
        if self.kind in CHOSEN:
            for number, words in enumerate("가나다", start=1):
                right = number == 1 or (number == 2 and self.kind == QuestionKind.MULTIPLE)
                Option.objects.create(question=self, position=number, text=words, is_right=right)
        if self.kind == QuestionKind.SHORT:
            for words in ("정답", "Answer"):
                AcceptedAnswer.objects.create(question=self, text=words, key=rules.key_of(words))


class AttemptFactory(factory.django.DjangoModelFactory):
    """Open, begun ten minutes ago. `submitted=True`: handed in just now, `score` of its result None unless given."""

    class Meta:
        model = Attempt

    class Params:
        submitted = False
        score = None

    enrolment = factory.SubFactory(EnrolmentFactory)
    number = 1
    started_at = factory.LazyFunction(lambda: clock.now() - dt.timedelta(minutes=10))
    due_at = factory.LazyAttribute(lambda row: row.started_at + dt.timedelta(minutes=30))
    submitted_at = factory.LazyAttribute(lambda row: clock.now() if row.submitted else None)

    @factory.lazy_attribute
    def result(self):
        if not self.submitted:
            return None
        return AssessmentResult.objects.create(
            assessment=self.assessment, enrolment=self.enrolment, attempt=self.number, score=self.score,
            passed=None if self.score is None else self.score >= self.assessment.pass_score,
            graded_at=None if self.score is None else clock.now(), started_at=self.started_at,
            ended_at=self.submitted_at, created_at=clock.now(), updated_at=clock.now(),
        )  # fmt: skip


class AnswerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Answer

    attempt = factory.SubFactory(AttemptFactory)
    question = factory.SubFactory(QuestionFactory)
    given = "써 보았습니다."
    saved_at = factory.LazyFunction(clock.now)


class EarlierAnswerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EarlierAnswer

    answer = factory.SubFactory(AnswerFactory)
    given = "전에 쓴 글."
    saved_at = factory.LazyFunction(clock.now)


class AccommodationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Accommodation

    assessment = factory.SubFactory(QuizFactory)
    enrolment = factory.SubFactory(EnrolmentFactory)
    extra_minutes = 10
    updated_at = factory.LazyFunction(clock.now)
    revision = 1


class WithdrawnAttemptFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = WithdrawnAttempt

    assessment = factory.SubFactory(QuizFactory)
    enrolment = factory.SubFactory(EnrolmentFactory)
    attempt_key = factory.Sequence(lambda n: 1_000_000 + n)
    started_at = factory.LazyFunction(lambda: clock.now() - dt.timedelta(minutes=10))
    withdrawn_at = factory.LazyFunction(clock.now)
    answers = factory.LazyFunction(lambda: [{"question": "무엇입니까?", "given": "써 보았습니다."}])
