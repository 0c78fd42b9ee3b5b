"""Marking by hand: every way out, and what becomes of the result."""

from decimal import Decimal

import pytest

from apps.core.errors import Conflict, DomainError, Invalid, NotAllowed
from apps.core.models import AuditEntry
from apps.elearning.assessment import services as assessments
from apps.elearning.assessment.models import Assessment
from apps.elearning.quiz.models import Attempt
from apps.elearning.quiz.services import attempts, marking
from apps.elearning.quiz.services.marking import Mark
from apps.notices.models import Notice
from tests.elearning.learning import learner, running_class
from tests.elearning.quiz.quizzing import points, question, quiz_in, right

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz(mentor) -> Assessment:
    return quiz_in(running_class(instructors=[mentor]))


@pytest.fixture
def attempt(quiz, student) -> Attempt:
    """Handed in with all that is chosen right, a wrong word and an essay."""
    learner(quiz.course_class, member=student)
    begun = attempts.begin_attempt(assessment_id=quiz.pk, by=student)
    answers = right(quiz) | {question(quiz, "SHORT").pk: "비슷한 답"}
    attempts.save_answers(attempt_id=begun.pk, by=student, answers=answers)
    return attempts.submit_attempt(attempt_id=begun.pk, by=student)


def mark(attempt, by, marks, **more) -> Attempt:
    return marking.mark_attempt(attempt_id=attempt.pk, by=by, marks=marks, **more)


def refused(attempt, by, marks, **more) -> tuple[type[DomainError], str]:
    with pytest.raises(DomainError) as caught:
        mark(attempt, by, marks, **more)
    return type(caught.value), caught.value.code


def test_the_last_mark_makes_the_score(quiz, attempt, mentor):
    essay, short = question(quiz, "ESSAY").pk, question(quiz, "SHORT").pk
    mark(attempt, mentor, {short: Mark(Decimal("0.5"), "거의 맞았습니다.")})
    attempt.result.refresh_from_db()
    assert attempt.result.score is None
    mark(attempt, mentor, {essay: Mark(Decimal("1.5"), " 좋은 글입니다. ")})
    attempt.result.refresh_from_db()
    assert (attempt.result.score, attempt.result.passed, attempt.result.graded_by) == (Decimal("75.00"), True, mentor)
    assert points(attempt) == {"CHOICE": 2, "MULTIPLE": 2, "SHORT": Decimal("0.5"), "ESSAY": Decimal("1.5")}
    entry = AuditEntry.objects.filter(act="elearning.quiz_marked").latest("pk")
    assert entry.before == {"points 4": "", "feedback 4": ""}
    assert entry.after == {"points 4": "1.50", "feedback 4": "좋은 글입니다."}


def test_a_mark_can_be_taken_back_and_the_same_again_changes_nothing(quiz, attempt, mentor):
    essay = question(quiz, "ESSAY").pk
    for given, score in ((Decimal(2), Decimal(75)), (None, None), (Decimal(0), Decimal(50))):
        attempt = mark(attempt, mentor, {essay: Mark(given)})
        attempt.result.refresh_from_db()
        assert attempt.result.score == score
    assert mark(attempt, mentor, {essay: Mark(Decimal(0))}).revision == 3
    assert AuditEntry.objects.filter(act="elearning.quiz_marked").count() == 3


def test_a_choice_is_marked_otherwise_where_it_is_said_why(quiz, attempt, mentor):
    choice = question(quiz, "CHOICE").pk
    mark(attempt, mentor, {choice: Mark(Decimal(1), "문항의 뜻이 분명하지 않았습니다.")})
    assert points(attempt)["CHOICE"] == 1
    entry = AuditEntry.objects.get(act="elearning.quiz_marked")
    assert entry.after == {"points 1": "1.00", "feedback 1": "문항의 뜻이 분명하지 않았습니다."}


def test_words_alone_leave_the_score(quiz, attempt, mentor):
    mark(attempt, mentor, {question(quiz, "SHORT").pk: Mark(Decimal(0), "다시 읽어 보세요.")})
    acts = AuditEntry.objects.filter(act__in=("elearning.quiz_marked", "elearning.result_graded"))
    assert [entry.act for entry in acts] == ["elearning.quiz_marked"]


def test_what_the_instructor_said_of_passing_stays(quiz, attempt, mentor):
    assessments.grade_result(result_id=attempt.result_id, by=mentor, score=None, passed=False)
    mark(attempt, mentor, {question(quiz, "ESSAY").pk: Mark(Decimal(2))})
    attempt.result.refresh_from_db()
    assert (attempt.result.score, attempt.result.passed, attempt.result.pass_is_given) == (75, False, True)


def test_a_published_score_that_changes_is_told(quiz, attempt, mentor, student):
    assessments.publish_results(assessment_id=quiz.pk, by=mentor)
    Notice.objects.all().delete()
    mark(attempt, mentor, {question(quiz, "ESSAY").pk: Mark(Decimal(2))})
    assert [(one.member, one.kind) for one in Notice.objects.all()] == [(student, "elearning.result_changed")]


def test_what_is_refused(quiz, attempt, mentor):
    essay, choice = question(quiz, "ESSAY").pk, question(quiz, "CHOICE").pk
    assert refused(attempt, mentor, {choice: Mark(Decimal(0))}) == (Invalid, "reason_missing")
    assert refused(attempt, mentor, {essay: Mark(Decimal(3))}) == (Invalid, "points_out_of_range")
    assert refused(attempt, mentor, {0: Mark(Decimal(1))}) == (Invalid, "question_unknown")
    mark(attempt, mentor, {essay: Mark(Decimal(1))}, expected_revision=0)
    late = {essay: Mark(Decimal(2))}
    assert refused(attempt, mentor, late, expected_revision=0) == (Conflict, "changed_meanwhile")


def test_nothing_is_marked_while_it_is_written(quiz, mentor):
    other = learner(quiz.course_class)
    begun = attempts.begin_attempt(assessment_id=quiz.pk, by=other.member)
    assert refused(begun, mentor, {}) == (Conflict, "not_submitted")


def test_only_who_runs_the_class_marks(quiz, attempt, superuser, student, stranger):
    marks = {question(quiz, "ESSAY").pk: Mark(Decimal(2))}
    assert refused(attempt, student, marks) == (NotAllowed, "not_the_instructor")
    with pytest.raises(Attempt.DoesNotExist):
        mark(attempt, stranger, marks)
    assert mark(attempt, superuser, marks).revision == 1
