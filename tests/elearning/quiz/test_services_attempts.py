"""Taking a quiz: every way out of beginning, saving and submitting, and what the clock does."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.core import clock
from apps.core.errors import Conflict, Invalid
from apps.core.models import AuditEntry
from apps.elearning.assessment import services as assessments
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.assessment.services import ResultInput
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.quiz import rules
from apps.elearning.quiz.models import Answer, Attempt, EarlierAnswer
from apps.elearning.quiz.rules import NOTHING_SEEN, SeenAnswer
from apps.elearning.quiz.services import attempts
from apps.elearning.quiz.states import GRACE
from tests.elearning.learning import learner, running_class
from tests.elearning.quiz.quizzing import points, question, quiz_in, right, wrong
from tests.factories.accounts import MemberFactory
from tests.factories.quiz import QuestionFactory, QuizFactory

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 3, 10, 12, 0, tzinfo=clock.SEOUL)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def run(mentor) -> CourseClass:
    return running_class(instructors=[mentor])


@pytest.fixture
def enrolment(run, student) -> Enrolment:
    return learner(run, member=student)


@pytest.fixture
def quiz(run) -> Assessment:
    return quiz_in(run)


def begin(quiz, student) -> Attempt:
    return attempts.begin_attempt(assessment_id=quiz.pk, by=student)


def refused(service, **given) -> tuple[type, str]:
    with pytest.raises((Conflict, Invalid)) as caught:
        service(**given)
    return type(caught.value), caught.value.code


def acts() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("act", flat=True))


# --- Beginning


def test_an_attempt_has_a_number_and_an_end(quiz, enrolment, student):
    attempt = begin(quiz, student)
    assert (attempt.number, attempt.started_at, attempt.due_at) == (1, NOON, NOON + dt.timedelta(minutes=30))
    assert (attempt.submitted_at, attempt.result, attempt.enrolment) == (None, None, enrolment)
    assert acts() == ["elearning.quiz_begun"]


def test_beginning_again_goes_on_with_the_open_one(quiz, enrolment, student):
    assert begin(quiz, student) == begin(quiz, student)
    assert acts() == ["elearning.quiz_begun"]


def test_the_last_day_ends_an_attempt_before_its_time_limit(quiz, enrolment, student, noon):
    noon.move_to(clock.start_of(quiz.end_date + clock.ONE_DAY) - dt.timedelta(minutes=10))
    assert begin(quiz, student).due_at == clock.start_of(quiz.end_date + clock.ONE_DAY)


def test_without_a_time_limit_it_ends_with_the_last_day(quiz, enrolment, student):
    Assessment.objects.update(time_limit=None)
    assert begin(quiz, student).due_at == clock.start_of(quiz.end_date + clock.ONE_DAY)


def test_only_who_learns_in_the_class_begins(quiz, run, mentor, student, stranger):
    learner(run, member=student, status="PENDING")
    with pytest.raises(Assessment.DoesNotExist):
        begin(quiz, student)
    with pytest.raises(Assessment.DoesNotExist):
        begin(quiz, stranger)
    with pytest.raises(Enrolment.DoesNotExist):
        begin(quiz, mentor)


def test_when_none_can_be_begun(run, enrolment, student, noon):
    empty = QuizFactory(course_class=run)
    assert refused(begin, quiz=empty, student=student) == (Conflict, "not_opened")
    draft = quiz_in(run, is_open=False)
    assert refused(begin, quiz=draft, student=student) == (Conflict, "not_opened")
    later = quiz_in(run, start_date=clock.today() + clock.ONE_DAY)
    assert refused(begin, quiz=later, student=student) == (Conflict, "not_open_yet")
    over = quiz_in(run, start_date=clock.today() - clock.ONE_DAY, end_date=clock.today() - clock.ONE_DAY)
    assert refused(begin, quiz=over, student=student) == (Conflict, "over")
    noon.move_to(clock.start_of(over.end_date + clock.ONE_DAY) - dt.timedelta(seconds=1))
    assert begin(over, student).number == 1


def test_not_in_a_class_that_is_called_off_over_or_not_begun(run, quiz, enrolment, student):
    CourseClass.objects.update(starts_at=NOON + dt.timedelta(minutes=1))
    assert refused(begin, quiz=quiz, student=student) == (Conflict, "not_open_yet")
    CourseClass.objects.update(starts_at=NOON - clock.ONE_DAY, ends_at=NOON)
    assert refused(begin, quiz=quiz, student=student) == (Conflict, "over")
    CourseClass.objects.update(called_off_at=NOON)
    assert refused(begin, quiz=quiz, student=student) == (Conflict, "called_off")


def test_one_that_is_switched_off_is_not_begun(run, quiz, enrolment, superuser):
    mine = learner(run, member=superuser)
    Assessment.objects.update(is_active=False)
    assert refused(begin, quiz=quiz, student=superuser) == (Conflict, "inactive")
    assert not mine.attempts.exists()


def test_no_more_often_than_the_limit_says(quiz, enrolment, student):
    for number in (1, 2):
        attempt = begin(quiz, student)
        assert attempt.number == number
        attempts.submit_attempt(attempt_id=attempt.pk, by=student)
    assert refused(begin, quiz=quiz, student=student) == (Conflict, "no_attempt_left")


def test_a_result_that_was_entered_by_hand_counts_as_an_attempt(quiz, enrolment, student, mentor):
    assessments.add_result(assessment_id=quiz.pk, by=mentor, given=ResultInput(enrolment.pk, score=Decimal(10)))
    assert begin(quiz, student).number == 2


def test_what_ran_out_is_handed_in_before_the_next_begins(quiz, enrolment, student, noon):
    first = begin(quiz, student)
    noon.shift(dt.timedelta(hours=1))
    second = begin(quiz, student)
    first.refresh_from_db()
    assert (second.number, first.is_timed_out, first.submitted_at) == (2, True, first.due_at)


# --- Saving


def test_the_last_answer_stays(quiz, enrolment, student):
    attempt = begin(quiz, student)
    one = question(quiz, "CHOICE")
    for chosen in (right(quiz)[one.pk], wrong(one)[:1], []):
        attempts.save_answers(attempt_id=attempt.pk, by=student, answers={one.pk: chosen})
        assert Answer.objects.get().given == chosen
    assert acts() == ["elearning.quiz_begun"]


@pytest.mark.parametrize("kinds", [["SHORT"], ["SHORT"] * 50])
def test_saving_takes_as_many_statements_for_one_as_for_fifty(run, enrolment, student, kinds):
    quiz = quiz_in(run, *kinds)
    attempt, answers = begin(quiz, student), right(quiz) | {0: "남의 문항"}
    # New answers, the same ones again, and others: those take two more to keep what stood there.
    for sent, most in ((answers, 5), (answers, 4), (dict.fromkeys(answers, "다른 답"), 7)):
        with CaptureQueriesContext(connection) as statements:
            attempts.save_answers(attempt_id=attempt.pk, by=student, answers=sent)
        asked = [one["sql"] for one in statements if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
        assert len(asked) == most, asked
    assert Answer.objects.count() == EarlierAnswer.objects.count() == len(kinds)


def test_what_an_answer_cannot_be(quiz, enrolment, student):
    attempt = begin(quiz, student)
    choice, many, short, essay = quiz.questions.all()

    def save(one, given):
        return refused(attempts.save_answers, attempt_id=attempt.pk, by=student, answers={one.pk: given})

    assert save(choice, [0]) == (Invalid, "option_unknown")
    assert save(choice, [many.options.first().pk]) == (Invalid, "option_unknown")
    assert save(choice, [option.pk for option in choice.options.all()]) == (Invalid, "one_option")
    assert save(short, "가" * 201) == (Invalid, "answer_too_long")
    assert save(essay, "가" * 10_001) == (Invalid, "answer_too_long")
    assert not Answer.objects.exists()
    attempts.save_answers(
        attempt_id=attempt.pk, by=student, answers={choice.pk: "글", short.pk: [1], essay.pk: " 앞\x00뒤 "}
    )
    assert list(Answer.objects.order_by("question__position").values_list("given", flat=True)) == [[], "앞뒤"]


# --- Two windows


def seen_of(*answers: Answer) -> dict[int, SeenAnswer]:
    return {row.question_id: SeenAnswer(row.revision, rules.digest_of(row.given)) for row in answers}


def earlier(**only) -> list[tuple[object, bool]]:
    return list(EarlierAnswer.objects.filter(**only).values_list("given", "is_refused"))


@pytest.fixture
def attempt(quiz, enrolment, student) -> Attempt:
    return begin(quiz, student)


def save(attempt, answers, **given):
    return attempts.save_answers(attempt_id=attempt.pk, by=attempt.enrolment.member, answers=answers, **given)


@pytest.mark.parametrize("automatic", [False, True])
def test_a_blank_sheet_of_an_older_window_takes_nothing_away(quiz, attempt, automatic):
    save(attempt, right(quiz), seen={})
    blank = {one.pk: [] if one.options.exists() else "" for one in quiz.questions.all()}
    saved = save(attempt, blank, seen=dict.fromkeys(blank, NOTHING_SEEN), automatic=automatic)
    assert saved.set_aside == []
    assert dict(Answer.objects.exclude(given="").values_list("question", "revision")) == dict.fromkeys(blank, 1)
    assert not EarlierAnswer.objects.exists()
    # As if nothing was said of what the page showed.
    save(attempt, blank, seen={})
    assert not Answer.objects.exclude(revision=1).exists()


def test_what_an_older_window_touched_is_kept_beside_the_answer(quiz, attempt):
    short, essay = question(quiz, "SHORT"), question(quiz, "ESSAY")
    save(attempt, {short.pk: "둘째 창", essay.pk: "글"}, seen={})
    saved = save(attempt, {short.pk: "첫째 창", essay.pk: ""}, seen={})
    assert saved.set_aside == [short]
    assert [(row.given, row.revision) for row in saved.answers] == [("둘째 창", 1), ("글", 1)]
    assert earlier() == [("첫째 창", True)]
    save(attempt, {short.pk: "첫째 창"}, seen={})
    assert earlier() == [("첫째 창", True)]


def test_who_saw_the_answer_writes_over_it_and_the_old_one_stays_to_be_read(quiz, attempt):
    short = question(quiz, "SHORT")
    for words in ("하나", "둘", ""):
        seen = seen_of(*Answer.objects.filter(question=short))
        assert save(attempt, {short.pk: words}, seen=seen).set_aside == []
    row = Answer.objects.get()
    assert (row.given, row.revision) == ("", 3)
    assert earlier() == [("하나", False), ("둘", False)]


def test_the_clock_never_writes_a_blank_over_an_answer(quiz, attempt, noon):
    short = question(quiz, "SHORT")
    row = save(attempt, {short.pk: "답"}).answers[0]
    save(attempt, {short.pk: ""}, seen=seen_of(row), automatic=True)
    noon.move_to(attempt.due_at)
    save(attempt, {short.pk: ""}, seen=seen_of(row))
    assert Answer.objects.get().given == "답"
    save(attempt, {short.pk: "새 답"}, seen=seen_of(row))
    assert Answer.objects.get().given == "새 답"


def test_going_on_with_a_text_keeps_no_earlier_one(quiz, attempt):
    essay = question(quiz, "ESSAY")
    for words in ("가", "가나", "가 다 나", "가 나"):
        save(attempt, {essay.pk: words})
    assert earlier() == [("가 다 나", False)]


def test_of_one_answer_the_newest_earlier_ones_are_kept(quiz, attempt, monkeypatch):
    monkeypatch.setattr(rules, "MOST_EARLIER", 2)
    short = question(quiz, "SHORT")
    for words in "가나다라마":
        save(attempt, {short.pk: words})
    assert earlier() == [("다", False), ("라", False)]


def test_nothing_is_saved_after_the_end_and_its_grace(quiz, enrolment, student, noon):
    attempt = begin(quiz, student)
    noon.move_to(attempt.due_at + GRACE)
    attempts.save_answers(attempt_id=attempt.pk, by=student, answers=right(quiz))
    noon.shift(dt.timedelta(milliseconds=1))
    late = {"attempt_id": attempt.pk, "by": student, "answers": {question(quiz, "SHORT").pk: "늦은 답"}}
    assert refused(attempts.save_answers, **late) == (Conflict, "time_over")
    assert Answer.objects.get(question__kind="SHORT").given == "정 답"


def test_nothing_is_saved_after_the_submission_or_the_end_of_the_enrolment(quiz, enrolment, student):
    attempt = begin(quiz, student)
    save = {"attempt_id": attempt.pk, "by": student, "answers": right(quiz)}
    Enrolment.objects.update(status="CANCELLED", approved_at=None, cancelled_at=NOON, holds_seat=False)
    assert refused(attempts.save_answers, **save) == (Conflict, "not_approved")
    assert refused(attempts.submit_attempt, attempt_id=attempt.pk, by=student) == (Conflict, "not_approved")
    Enrolment.objects.update(status="APPROVED", approved_at=NOON, cancelled_at=None, holds_seat=True)
    attempts.submit_attempt(attempt_id=attempt.pk, by=student)
    assert refused(attempts.save_answers, **save) == (Conflict, "submitted")
    assert not Answer.objects.exclude(given="").exists()


def test_nobody_answers_for_another(quiz, enrolment, student, mentor, superuser):
    attempt = begin(quiz, student)
    for other in (mentor, superuser, MemberFactory()):
        with pytest.raises(Attempt.DoesNotExist):
            attempts.save_answers(attempt_id=attempt.pk, by=other, answers=right(quiz))
        with pytest.raises(Attempt.DoesNotExist):
            attempts.submit_attempt(attempt_id=attempt.pk, by=other)


# --- Submitting


def test_what_can_be_marked_is_and_an_essay_waits(quiz, enrolment, student):
    attempt = begin(quiz, student)
    attempts.save_answers(attempt_id=attempt.pk, by=student, answers=right(quiz))
    attempt = attempts.submit_attempt(attempt_id=attempt.pk, by=student)
    assert points(attempt) == {"CHOICE": 2, "MULTIPLE": 2, "SHORT": 2, "ESSAY": None}
    result = attempt.result
    assert (result.score, result.passed, result.graded_at, result.attempt) == (None, None, None, 1)
    assert (result.started_at, result.ended_at) == (NOON, NOON)
    assert acts() == ["elearning.quiz_begun", "elearning.result_handed_in", "elearning.quiz_submitted"]


def test_without_an_essay_the_score_is_there_at_once(run, enrolment, student):
    quiz = quiz_in(run, "CHOICE", "MULTIPLE", "SHORT")
    attempt = begin(quiz, student)
    answers = right(quiz) | {question(quiz, "MULTIPLE").pk: right(quiz)[question(quiz, "MULTIPLE").pk][:1]}
    attempts.save_answers(attempt_id=attempt.pk, by=student, answers=answers)
    attempt = attempts.submit_attempt(attempt_id=attempt.pk, by=student)
    assert points(attempt) == {"CHOICE": 2, "MULTIPLE": 0, "SHORT": 2}
    result = AssessmentResult.objects.get()
    assert (result.score, result.passed, result.graded_by) == (Decimal("66.67"), True, None)
    assert result.graded_at == NOON
    assert not result.pass_is_given


def test_what_was_left_out_is_worth_nothing(quiz, enrolment, student):
    attempt = attempts.submit_attempt(attempt_id=begin(quiz, student).pk, by=student)
    assert set(points(attempt).values()) == {Decimal(0)}
    assert (attempt.result.score, attempt.result.passed) == (0, False)


def test_it_is_submitted_once(quiz, enrolment, student):
    attempt = begin(quiz, student)
    attempts.submit_attempt(attempt_id=attempt.pk, by=student)
    assert refused(attempts.submit_attempt, attempt_id=attempt.pk, by=student) == (Conflict, "submitted")
    assert AssessmentResult.objects.count() == 1


def test_in_the_grace_the_learner_submits_at_the_end(quiz, enrolment, student, noon):
    attempt = begin(quiz, student)
    noon.move_to(attempt.due_at + GRACE)
    done = attempts.submit_attempt(attempt_id=attempt.pk, by=student)
    assert (done.is_timed_out, done.submitted_at) == (False, attempt.due_at)


def test_after_that_the_clock_does_with_what_was_saved(quiz, enrolment, student, noon):
    attempt = begin(quiz, student)
    attempts.save_answers(attempt_id=attempt.pk, by=student, answers=right(quiz))
    noon.shift(dt.timedelta(days=3))
    done = attempts.submit_attempt(attempt_id=attempt.pk, by=student)
    assert (done.is_timed_out, done.submitted_at, points(done)["CHOICE"]) == (True, attempt.due_at, 2)
    assert AuditEntry.objects.get(act="elearning.quiz_submitted").actor is None


def test_a_result_that_somebody_entered_meanwhile_stays(quiz, enrolment, student, mentor):
    attempt = begin(quiz, student)
    entered = assessments.add_result(
        assessment_id=quiz.pk, by=mentor, given=ResultInput(enrolment.pk, score=Decimal(77))
    )
    done = attempts.submit_attempt(attempt_id=attempt.pk, by=student)
    assert done.result == entered
    entered.refresh_from_db()
    assert (entered.score, entered.started_at, entered.revision) == (77, NOON, 1)


# --- What nobody submitted


def test_the_chore_hands_in_what_is_over_and_nothing_else(run, quiz, enrolment, student, noon):
    attempt = begin(quiz, student)
    attempts.save_answers(attempt_id=attempt.pk, by=student, answers=right(quiz))
    noon.shift(dt.timedelta(minutes=20))
    other = learner(run)
    running = begin(quiz, other.member)
    noon.move_to(attempt.due_at + GRACE)
    assert attempts.close_overdue_attempts(clock.now()) == 0
    noon.shift(dt.timedelta(seconds=1))
    assert attempts.close_overdue_attempts(clock.now(), assessment_id=QuizFactory(course_class=run).pk) == 0
    assert attempts.close_overdue_attempts(clock.now(), attempt_id=running.pk) == 0
    assert attempts.close_overdue_attempts(clock.now()) == 1
    assert attempts.close_overdue_attempts(clock.now()) == 0
    attempt.refresh_from_db()
    running.refresh_from_db()
    assert (attempt.is_timed_out, attempt.submitted_at, running.submitted_at) == (True, attempt.due_at, None)
    assert points(attempt)["SHORT"] == 2


def test_what_another_worker_handed_in_meanwhile_is_left_alone(quiz, enrolment, student, noon):
    attempt = begin(quiz, student)
    attempts.submit_attempt(attempt_id=attempt.pk, by=student)
    late = clock.now() + dt.timedelta(days=1)
    assert attempts._close_one(attempt.pk, quiz.pk, late) is False
    going = begin(quiz, student)
    assert attempts._close_one(going.pk, quiz.pk, going.due_at) is False  # it was given more time meanwhile
    going.delete()
    assert attempts._close_one(going.pk, quiz.pk, late) is False


def test_an_assessment_that_somebody_is_at_is_not_deleted(quiz, enrolment, student, mentor):
    begin(quiz, student)
    assert refused(assessments.delete_assessment, assessment_id=quiz.pk, by=mentor) == (Conflict, "has_results")
    empty = QuizFactory(course_class=quiz.course_class)
    QuestionFactory(assessment=empty)
    assessments.delete_assessment(assessment_id=empty.pk, by=mentor)
    assert not Assessment.objects.filter(pk=empty.pk).exists()
