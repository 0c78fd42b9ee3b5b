"""Opening a quiz, and taking that back: every way out, and what becomes of those who were at it."""

import datetime as dt

import pytest
import time_machine

from apps.core import clock
from apps.core.errors import Conflict, DomainError, NotAllowed
from apps.core.models import AuditEntry
from apps.elearning.assessment.models import Assessment
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.quiz.models import Attempt, Opening, WithdrawnAttempt
from apps.elearning.quiz.selectors import openings
from apps.elearning.quiz.services import attempts, opening, questions
from apps.elearning.quiz.states import GRACE
from apps.notices.models import Notice
from tests.elearning.learning import learner, running_class
from tests.elearning.quiz.quizzing import quiz_in, right
from tests.factories.quiz import QuizFactory

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 3, 10, 12, 0, tzinfo=clock.SEOUL)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def draft(mentor) -> Assessment:
    return quiz_in(running_class(instructors=[mentor]), is_open=False)


@pytest.fixture
def quiz(mentor) -> Assessment:
    return quiz_in(running_class(instructors=[mentor]))


def refused(service, quiz, by) -> tuple[type[DomainError], str]:
    with pytest.raises(DomainError) as caught:
        service(assessment_id=quiz.pk, by=by)
    return type(caught.value), caught.value.code


def told() -> list[tuple[str, int]]:
    return list(Notice.objects.order_by("pk").values_list("kind", "member"))


# --- Opening


def test_it_is_opened_once_and_the_learners_are_told(draft, mentor, student):
    learner(draft.course_class, member=student)
    learner(draft.course_class, status="PENDING", approved_at=None)
    first = opening.open_quiz(assessment_id=draft.pk, by=mentor)
    assert opening.open_quiz(assessment_id=draft.pk, by=mentor) == first
    assert (first.opened_at, first.opened_by) == (NOON, mentor)
    assert told() == [("elearning.quiz_opened", student.pk)]
    assert list(AuditEntry.objects.values_list("act", flat=True)) == ["elearning.quiz_opened"]
    assert attempts.begin_attempt(assessment_id=draft.pk, by=student).number == 1


def test_staff_who_learn_in_the_class_are_not_told_of_their_own_act(draft, superuser):
    learner(draft.course_class, member=superuser)
    opening.open_quiz(assessment_id=draft.pk, by=superuser)
    assert told() == []


def test_what_cannot_be_opened(draft, mentor):
    empty = QuizFactory(course_class=draft.course_class)
    assert refused(opening.open_quiz, empty, mentor) == (Conflict, "no_questions")
    Assessment.objects.update(is_active=False)
    assert refused(opening.open_quiz, draft, mentor) == (Conflict, "inactive")
    Assessment.objects.update(
        is_active=True, end_date=clock.today() - clock.ONE_DAY, start_date=clock.today() - 2 * clock.ONE_DAY
    )
    assert refused(opening.open_quiz, draft, mentor) == (Conflict, "over")
    Assessment.objects.update(end_date=clock.today(), start_date=clock.today())
    CourseClass.objects.update(starts_at=NOON + clock.ONE_DAY)
    assert refused(opening.open_quiz, draft, mentor) == (Conflict, "outside_class")
    CourseClass.objects.update(called_off_at=NOON)
    assert refused(opening.open_quiz, draft, mentor) == (Conflict, "called_off")
    assert not Opening.objects.exists()


@pytest.mark.parametrize("service", [opening.open_quiz, opening.take_back_quiz])
def test_only_who_runs_the_class_opens_or_closes(draft, student, stranger, service):
    learner(draft.course_class, member=student)
    assert refused(service, draft, student) == (NotAllowed, "not_the_instructor")
    with pytest.raises(Assessment.DoesNotExist):
        service(assessment_id=draft.pk, by=stranger)


# --- Taking it back


def test_until_somebody_submits_it_is_a_draft_again(quiz, mentor, student):
    learner(quiz.course_class, member=student)
    one = quiz.questions.first()
    assert opening.take_back_quiz(assessment_id=quiz.pk, by=mentor) == 0
    assert (openings.is_open(quiz.pk), told()) == (False, [])
    assert opening.take_back_quiz(assessment_id=quiz.pk, by=mentor) == 0
    questions.edit_question(question_id=one.pk, by=mentor, given=questions.input_of(one))
    assert AuditEntry.objects.filter(act="elearning.quiz_taken_back").count() == 1
    with pytest.raises(Conflict, match="아직 열리지 않은"):
        attempts.begin_attempt(assessment_id=quiz.pk, by=student)


def test_what_somebody_was_answering_is_kept_apart_and_counts_for_nothing(quiz, mentor, student):
    learner(quiz.course_class, member=student)
    going = attempts.begin_attempt(assessment_id=quiz.pk, by=student)
    attempts.save_answers(attempt_id=going.pk, by=student, answers=right(quiz))
    assert openings.take_back_page(quiz, NOON).names == [student.name]
    assert opening.take_back_quiz(assessment_id=quiz.pk, by=mentor) == 1
    kept = WithdrawnAttempt.objects.get()
    assert (kept.attempt_key, kept.started_at, kept.withdrawn_at) == (going.pk, NOON, NOON)
    assert [answer["given"] for answer in kept.answers] == ["가", "가, 나", "정 답", "제 생각은 이렇습니다."]
    assert (Attempt.objects.count(), told()) == (0, [("elearning.quiz_withdrawn", student.pk)])
    assert openings.is_withdrawn(going.pk, student.pk)
    assert not openings.is_withdrawn(going.pk, mentor.pk)
    with pytest.raises(Attempt.DoesNotExist):
        attempts.save_answers(attempt_id=going.pk, by=student, answers=right(quiz))
    # Every question may go, and all attempts are there when it opens again.
    for one in quiz.questions.all()[1:]:
        questions.remove_question(question_id=one.pk, by=mentor)
    opening.open_quiz(assessment_id=quiz.pk, by=mentor)
    assert attempts.begin_attempt(assessment_id=quiz.pk, by=student).number == 1


def test_once_somebody_submitted_or_the_clock_will_it_stays_open(quiz, mentor, student, noon):
    learner(quiz.course_class, member=student)
    going = attempts.begin_attempt(assessment_id=quiz.pk, by=student)
    noon.move_to(going.due_at + GRACE)
    assert openings.take_back_page(quiz, clock.now()).why == ""
    noon.shift(1)
    assert refused(opening.take_back_quiz, quiz, mentor) == (Conflict, "submitted")
    attempts.close_overdue_attempts(clock.now())
    assert refused(opening.take_back_quiz, quiz, mentor) == (Conflict, "submitted")
    assert "다시 닫을 수 없습니다" in openings.take_back_page(quiz, clock.now()).why
    assert openings.is_open(quiz.pk)
