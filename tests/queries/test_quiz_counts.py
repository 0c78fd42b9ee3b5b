"""Statements of the pages of quizzes: the same with one question and one attempt as with fifty."""

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType

from apps.elearning.quiz.states import QuestionKind
from tests.elearning.learning import learner, running_class
from tests.factories.accounts import MemberFactory, mentor
from tests.factories.quiz import (
    AccommodationFactory,
    AnswerFactory,
    AttemptFactory,
    EarlierAnswerFactory,
    OpeningFactory,
    QuestionFactory,
    QuizFactory,
    WithdrawnAttemptFactory,
)  # fmt: skip
from tests.queries.test_counts import ROWS, counted

# Two for the log-in, one for the unread notices in the head; see tests/queries/test_counts.py.
COUNTS = {
    "/classes/{run}/assessments/{quiz}/quiz/": {"student": 13},
    "/classes/{run}/assessments/{quiz}/quiz/{open}/": {"student": 10},
    "/classes/{run}/assessments/{quiz}/quiz/{open}/answer/": {"student": 4},
    "/classes/{run}/assessments/{quiz}/quiz/{done}/": {"student": 8},
    "/classes/{run}/assessments/{quiz}/questions/": {"instructor": 10, "staff": 10},
    "/classes/{run}/assessments/{quiz}/questions/open/": {"instructor": 6},
    "/classes/{run}/assessments/{quiz}/questions/take-back/": {"instructor": 7},
    "/classes/{run}/assessments/{quiz}/questions/{asked}/correct/": {"instructor": 9},
    "/classes/{run}/assessments/{quiz}/questions/preview/": {"instructor": 7},
    "/classes/{run}/assessments/{quiz}/attempts/": {"instructor": 11},
    "/classes/{run}/assessments/{quiz}/attempts/?show=to_mark": {"instructor": 10},
    "/classes/{run}/assessments/{quiz}/attempts/{done}/": {"instructor": 12},
    "/classes/{run}/assessments/{quiz}/attempts/terms/": {"instructor": 7},
    "/classes/{run}/assessments/{quiz}/attempts/terms/{mine}/": {"instructor": 7},
    "/admin/elearning/question/": {"staff": 4},
    "/admin/elearning/attempt/": {"staff": 6},
    "/admin/elearning/attempt/{done}/change/": {"staff": 8},
    "/admin/elearning/opening/": {"staff": 6},
    "/admin/elearning/withdrawnattempt/": {"staff": 6},
    "/admin/elearning/accommodation/": {"staff": 6},
}

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", ROWS)
def test_pages_of_quizzes_take_as_many_statements_as_written(rows: int):
    ContentType.objects.get_for_models(*apps.get_models())
    teacher, student = mentor(email="teacher@example.com"), MemberFactory(email="student@example.com")
    people = {"instructor": teacher, "student": student, "staff": MemberFactory(is_staff=True, is_superuser=True)}
    run = running_class(instructors=[teacher])
    quiz = QuizFactory(course_class=run, attempt_limit=100)
    kinds = (QuestionKind.CHOICE, QuestionKind.SHORT, QuestionKind.ESSAY)
    OpeningFactory(assessment=quiz)
    questions = [QuestionFactory(assessment=quiz, kind=kind) for _ in range(rows) for kind in kinds]
    mine = learner(run, member=student)
    done = AttemptFactory(assessment=quiz, enrolment=mine, submitted=True)
    for question in questions:
        EarlierAnswerFactory(answer=AnswerFactory(attempt=done, question=question))
    for number in range(rows):
        AttemptFactory(assessment=quiz, enrolment=mine, number=number + 2, submitted=True)
        other = AttemptFactory(assessment=quiz, enrolment=learner(run))
        WithdrawnAttemptFactory(assessment=quiz, enrolment=mine)
        AccommodationFactory(assessment=quiz, enrolment=other.enrolment)
    AccommodationFactory(assessment=quiz, enrolment=mine)
    going = AttemptFactory(assessment=quiz, enrolment=mine, number=rows + 2)
    EarlierAnswerFactory(answer__attempt=going, answer__question=questions[0], is_refused=True)
    keys = {
        "run": run.pk,
        "quiz": quiz.pk,
        "done": done.pk,
        "mine": mine.pk,
        "asked": questions[0].pk,
        "open": going.pk,
    }
    found = {
        address: {who: counted(address.format(**keys), people[who]) for who in viewers}
        for address, viewers in COUNTS.items()
    }
    assert found == COUNTS
