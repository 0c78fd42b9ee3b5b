"""Putting a question right after somebody submitted: every way out, and that nobody's score falls."""

from decimal import Decimal

import pytest

from apps.core.errors import Conflict, DomainError, Invalid
from apps.core.models import AuditEntry
from apps.elearning.assessment import services as assessments
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.quiz.models import Answer, Attempt, Question
from apps.elearning.quiz.rules import CorrectionInput
from apps.elearning.quiz.services import attempts, corrections, marking
from apps.elearning.quiz.services.marking import Mark
from apps.notices.models import Notice
from tests.elearning.learning import learner, running_class
from tests.elearning.quiz.quizzing import question, quiz_in, right, wrong

pytestmark = pytest.mark.django_db
WHY = "정답이 잘못되어 있었습니다."


@pytest.fixture
def quiz(mentor) -> Assessment:
    return quiz_in(running_class(instructors=[mentor]), "CHOICE", "SHORT")


def hand_in(quiz, answers) -> Attempt:
    member = learner(quiz.course_class).member
    attempt = attempts.begin_attempt(assessment_id=quiz.pk, by=member)
    attempts.save_answers(attempt_id=attempt.pk, by=member, answers=answers)
    return attempts.submit_attempt(attempt_id=attempt.pk, by=member)


@pytest.fixture
def good(quiz) -> Attempt:
    """All that counts as right today: 100."""
    return hand_in(quiz, right(quiz))


@pytest.fixture
def other(quiz) -> Attempt:
    """Another option and another word than today's right ones: 0."""
    return hand_in(quiz, {question(quiz, "CHOICE").pk: wrong(question(quiz, "CHOICE"))[:1],
                          question(quiz, "SHORT").pk: "다른 답"})  # fmt: skip


def correct(one: Question, mentor, kind: str, *, preview=False, **given):
    act = corrections.preview_correction if preview else corrections.correct_question
    revision = {} if preview else {"expected_revision": given.pop("expected_revision", None)}
    return act(
        question_id=one.pk, by=mentor, given=CorrectionInput(**{"kind": kind, "reason": WHY, **given}), **revision
    )


def refused(one: Question, by, kind: str, **given) -> tuple[type[DomainError], str]:
    with pytest.raises(DomainError) as caught:
        correct(one, by, kind, **given)
    return type(caught.value), caught.value.code


def scores(*rows: Attempt) -> list[Decimal | None]:
    return [AssessmentResult.objects.get(pk=row.result_id).score for row in rows]


def told() -> list[tuple[str, int]]:
    return list(Notice.objects.order_by("pk").values_list("kind", "member"))


def test_a_new_key_gives_each_the_better_of_old_and_new(quiz, good, other, mentor):
    one = question(quiz, "CHOICE")
    key = wrong(one)[:1]
    correct(one, mentor, "KEY", right=key)
    assert scores(good, other) == [100, 50]
    later = hand_in(quiz, right(quiz))
    assert (Answer.objects.get(attempt=later, question=one).given, scores(later)) == (key, [100])
    old = {one.pk: [pk for pk in one.options.values_list("pk", flat=True) if pk not in key][:1]}
    assert scores(hand_in(quiz, old)) == [0]


def test_several_options_of_one_choice_may_be_right(quiz, good, other, mentor):
    one = question(quiz, "CHOICE")
    correct(one, mentor, "KEY", right=list(one.options.values_list("pk", flat=True)))
    assert scores(good, other) == [100, 50]


def test_a_short_answer_more_is_right(quiz, good, other, mentor):
    one = question(quiz, "SHORT")
    correct(one, mentor, "KEY", accepted=["정답", "다른  답", "다른 답"])
    assert scores(good, other) == [100, 50]
    assert [answer.text for answer in one.accepted.all()] == ["정답", "다른 답"]


def test_all_get_full_points_those_to_come_too(quiz, good, other, mentor):
    correct(question(quiz, "SHORT"), mentor, "FULL")
    assert scores(good, other, hand_in(quiz, {})) == [100, 50, 50]


def test_what_is_dropped_counts_for_nobody_whom_it_would_lower(quiz, mentor):
    choice, short = question(quiz, "CHOICE"), question(quiz, "SHORT")
    one, another = hand_in(quiz, {choice.pk: right(quiz)[choice.pk]}), hand_in(quiz, {short.pk: "정답"})
    correct(short, mentor, "DROPPED")
    assert scores(one, another, hand_in(quiz, {short.pk: "정답"})) == [100, 50, 50]
    assert refused(short, mentor, "FULL") == (Conflict, "dropped")
    assert refused(choice, mentor, "DROPPED") == (Conflict, "nothing_left")


def test_a_preview_says_whose_score_changes_and_changes_nothing(quiz, good, other, mentor):
    one = question(quiz, "CHOICE")
    before = list(Question.objects.values()), list(Answer.objects.values()), scores(good, other)
    (change,) = correct(one, mentor, "KEY", right=wrong(one)[:1], preview=True)
    assert (change.attempt, change.answer.points, change.points) == (other, 0, 2)
    assert (change.old_score, change.score, change.old_passed, change.passed) == (0, 50, False, False)
    assert (list(Question.objects.values()), list(Answer.objects.values()), scores(good, other)) == before
    assert not AuditEntry.objects.filter(act="elearning.question_corrected").exists()
    assert [one.attempt for one in correct(one, mentor, "KEY", right=wrong(one)[:1])] == [other]


def test_it_is_recorded_and_told_to_those_whose_published_score_changes(quiz, good, other, mentor):
    one = question(quiz, "SHORT")
    correct(one, mentor, "FULL")
    assert [entry for entry in told() if entry[0] != "elearning.quiz_opened"] == []
    entry = AuditEntry.objects.get(act="elearning.question_corrected")
    assert (entry.after, entry.reason) == ({"correction": "FULL"}, WHY)
    assert AuditEntry.objects.filter(act="elearning.result_graded", reason=WHY).count() == 1
    assessments.publish_results(assessment_id=quiz.pk, by=mentor)
    Notice.objects.all().delete()
    correct(question(quiz, "CHOICE"), mentor, "FULL")
    assert told() == [("elearning.result_corrected", other.enrolment.member_id)]
    assert Notice.objects.get().params["why"] == WHY
    one.refresh_from_db()
    assert (one.correction, one.correction_reason, one.revision) == ("FULL", WHY, 1)
    other.refresh_from_db()
    assert other.revision == 2


def test_a_score_that_was_entered_by_hand_stays(quiz, other, mentor):
    assessments.grade_result(result_id=other.result_id, by=mentor, score=Decimal(20))
    (change,) = correct(question(quiz, "CHOICE"), mentor, "FULL")
    assert (change.is_by_hand, change.score, scores(other)) == (True, 20, [20])
    assert Answer.objects.get(attempt=other, question__kind="CHOICE").points == 2


def test_what_the_instructor_said_of_passing_stays(quiz, other, mentor):
    assessments.grade_result(result_id=other.result_id, by=mentor, passed=False)
    for one in quiz.questions.all():
        (change,) = correct(one, mentor, "FULL")
    assert (change.score, change.passed) == (100, False)
    assert AssessmentResult.objects.get(pk=other.result_id).passed is False


def test_points_given_by_hand_do_not_fall(quiz, other, mentor):
    short = question(quiz, "SHORT")
    marking.mark_attempt(attempt_id=other.pk, by=mentor, marks={short.pk: Mark(Decimal("1.5"))})
    correct(short, mentor, "KEY", accepted=["새 답"])
    assert Answer.objects.get(attempt=other, question=short).points == Decimal("1.5")


def test_an_essay_that_waits_gets_its_points_and_the_result_its_score(mentor):
    quiz = quiz_in(running_class(instructors=[mentor]), "CHOICE", "ESSAY")
    attempt = hand_in(quiz, right(quiz))
    assert scores(attempt) == [None]
    (change,) = correct(question(quiz, "ESSAY"), mentor, "FULL")
    assert (change.old_score, scores(attempt)) == (None, [100])
    assert refused(question(quiz, "ESSAY"), mentor, "KEY") == (Invalid, "no_key")


def test_what_is_refused(quiz, mentor, student, stranger):
    one = question(quiz, "CHOICE")
    assert refused(one, mentor, "FULL") == (Conflict, "not_submitted")
    hand_in(quiz, {})
    assert refused(one, mentor, "FULL", reason=" ") == (Invalid, "reason_missing")
    assert refused(one, mentor, "KEY", right=[0]) == (Invalid, "option_unknown")
    assert refused(one, mentor, "FULL", expected_revision=7) == (Conflict, "changed_meanwhile")
    for by in (learner(quiz.course_class, member=student).member, stranger):
        for preview in (True, False):
            with pytest.raises(Question.DoesNotExist):
                correct(one, by, "FULL", preview=preview)
