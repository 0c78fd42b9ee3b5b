"""Double clicks and two tabs at a quiz: one attempt, one submission, and no answer behind the marks. Beside the
controls."""

import datetime as dt

import pytest

from apps.core import clock
from apps.elearning.assessment.models import AssessmentResult
from apps.elearning.quiz import rules
from apps.elearning.quiz.models import Answer, Attempt, Opening, WithdrawnAttempt
from apps.elearning.quiz.services import attempts, opening, questions
from tests.elearning.learning import learner, running_class
from tests.elearning.quiz.quizzing import quiz_in, right
from tests.races.threads import RACE, all_meet, at_once, codes, halted, without, without_locks

pytestmark = RACE


@pytest.fixture
def quiz():
    return quiz_in(running_class(), "CHOICE", "SHORT", attempt_limit=3)


@pytest.fixture
def member(quiz):
    return learner(quiz.course_class).member


def beginning(quiz, member):
    return lambda: attempts.begin_attempt(assessment_id=quiz.pk, by=member)


def submitting(attempt, member):
    return lambda: attempts.submit_attempt(attempt_id=attempt.pk, by=member)


def saving(attempt, member, answers):
    return lambda: attempts.save_answers(attempt_id=attempt.pk, by=member, answers=answers)


def test_of_many_clicks_one_attempt_begins(quiz, member):
    answers = at_once(*[beginning(quiz, member)] * 8)
    assert codes(answers) == ["ok"] * 8
    assert Attempt.objects.count() == 1


def test_control_without_the_lock_and_the_constraints_two_begin(monkeypatch, quiz, member):
    without_locks(monkeypatch)
    all_meet(monkeypatch, attempts, "last_attempt_number", 2)
    index = "elearning_attempt_one_open"
    restore = (
        f"CREATE UNIQUE INDEX {index} ON elearning_attempt (assessment_id, enrolment_id) WHERE submitted_at IS NULL"
    )
    table = "ALTER TABLE elearning_attempt"
    key = "CONSTRAINT elearning_attempt_once"
    with (
        without(f"DROP INDEX {index}", restore, Attempt),
        without(f"{table} DROP {key}", f"{table} ADD {key} UNIQUE (assessment_id, enrolment_id, number)", Attempt),
    ):
        assert codes(at_once(*[beginning(quiz, member)] * 2)) == ["ok"] * 2
        assert list(Attempt.objects.values_list("number", flat=True)) == [1, 1]


def test_it_is_submitted_once(quiz, member):
    attempt = beginning(quiz, member)()
    answers = at_once(*[submitting(attempt, member)] * 6)
    assert codes(answers) == ["ok", *["submitted"] * 5]
    assert AssessmentResult.objects.count() == 1


def test_the_learner_and_the_clock_hand_in_once(quiz, member):
    attempt = beginning(quiz, member)()
    late = clock.now() + dt.timedelta(hours=1)
    Attempt.objects.update(started_at=clock.now() - dt.timedelta(hours=2), due_at=clock.now() - dt.timedelta(hours=1))
    chore = lambda: attempts.close_overdue_attempts(late)  # noqa: E731
    at_once(submitting(attempt, member), chore, chore, submitting(attempt, member), chore)
    assert AssessmentResult.objects.count() == 1
    assert Attempt.objects.get().is_timed_out


def test_what_is_saved_beside_the_submission_is_marked_or_refused(quiz, member):
    """Halted just before it writes, the save holds the attempt: the submission waits and marks what it wrote."""
    attempt = beginning(quiz, member)()
    answers = right(quiz)
    found = at_once(saving(attempt, member, answers), submitting(attempt, member))
    assert set(codes(found)) <= {"ok", "submitted"}
    marked = set(Answer.objects.filter(attempt=attempt).values_list("points", flat=True))
    given = set(Answer.objects.filter(attempt=attempt).exclude(given="").values_list("question", flat=True))
    assert (marked, given) in [({2}, set(answers)), ({0}, set())]


def test_of_two_windows_that_save_at_once_one_is_set_aside(quiz, member):
    attempt = beginning(quiz, member)()
    short = quiz.questions.get(kind="SHORT")

    def window(words: str):
        save = attempts.save_answers
        return lambda: save(attempt_id=attempt.pk, by=member, answers={short.pk: words}, seen={})

    found = at_once(window("하나"), window("둘"))
    assert codes(found) == ["ok"] * 2
    stands = Answer.objects.get()
    assert (stands.revision, stands.earlier.get().is_refused) == (1, True)
    assert {stands.given, stands.earlier.get().given} == {"하나", "둘"}


def test_control_without_the_lock_the_second_window_writes_over_the_first(monkeypatch, quiz, member):
    attempt = beginning(quiz, member)()
    short = quiz.questions.get(kind="SHORT")
    without_locks(monkeypatch)
    all_meet(monkeypatch, rules, "fate_of", 2)
    save = lambda words: attempts.save_answers(attempt_id=attempt.pk, by=member, answers={short.pk: words}, seen={})  # noqa: E731
    assert codes(at_once(lambda: save("하나"), lambda: save("둘"))) == ["ok"] * 2
    assert not Answer.objects.get().earlier.exists()


def test_control_without_the_lock_an_answer_is_changed_behind_the_marks(monkeypatch, quiz, member):
    attempt = beginning(quiz, member)()
    answers = right(quiz)
    without_locks(monkeypatch)
    halt = halted(monkeypatch, rules, "check_in_time")
    found = at_once(saving(attempt, member, answers), lambda: halt.while_halted(submitting(attempt, member)))
    assert codes(found) == ["ok"] * 2
    rows = Answer.objects.filter(attempt=attempt)
    assert set(rows.values_list("points", flat=True)) == {0}
    assert not rows.filter(given="").exists()


def test_a_question_changes_before_the_quiz_opens_or_not_at_all(quiz, superuser):
    Opening.objects.all().delete()
    one = quiz.questions.get(kind="SHORT")
    given = questions.input_of(one)
    change = lambda: questions.edit_question(question_id=one.pk, by=superuser, given=given)  # noqa: E731
    found = at_once(change, lambda: opening.open_quiz(assessment_id=quiz.pk, by=superuser))
    assert codes(found) in (["ok", "ok"], ["ok", "open"])
    assert codes(at_once(change, change)) == ["open"] * 2


def test_a_quiz_is_closed_before_somebody_submits_or_not_at_all(quiz, member, superuser):
    attempt = beginning(quiz, member)()
    close = lambda: opening.take_back_quiz(assessment_id=quiz.pk, by=superuser)  # noqa: E731
    found = at_once(close, submitting(attempt, member))
    assert codes(found) in (["DoesNotExist", "ok"], ["ok", "submitted"])
    assert Attempt.objects.exists() is Opening.objects.exists() is not WithdrawnAttempt.objects.exists()


def test_what_is_saved_while_a_quiz_is_closed_is_kept_apart_or_refused(quiz, member, superuser):
    attempt = beginning(quiz, member)()
    close = lambda: opening.take_back_quiz(assessment_id=quiz.pk, by=superuser)  # noqa: E731
    found = at_once(close, saving(attempt, member, right(quiz)))
    kept = len(WithdrawnAttempt.objects.get().answers)
    assert (codes(found), kept) in ((["ok", "ok"], 2), (["DoesNotExist", "ok"], 0))
