"""Making questions: every way out."""

import pytest

from apps.core.errors import Conflict, DomainError, Invalid, NotAllowed
from apps.core.models import AuditEntry
from apps.elearning.assessment.models import Assessment
from apps.elearning.quiz.models import Question
from apps.elearning.quiz.rules import QuestionInput
from apps.elearning.quiz.services import questions
from tests.elearning.learning import learner, running_class
from tests.elearning.quiz.quizzing import quiz_in
from tests.factories.quiz import AttemptFactory, OpeningFactory, QuizFactory

pytestmark = pytest.mark.django_db

CHOICE = QuestionInput("CHOICE", " 무엇입니까? ", 2, " 그래서 ", options=[(" 가  나 ", True), ("다", False)])
SHORT = QuestionInput("SHORT", "무엇입니까?", accepted=["정답", " 정 답", "Answer"])


@pytest.fixture
def quiz(mentor) -> Assessment:
    return QuizFactory(course_class=running_class(instructors=[mentor]))


def refused(service, **given) -> tuple[type[DomainError], str]:
    with pytest.raises(DomainError) as caught:
        service(**given)
    return type(caught.value), caught.value.code


def order(quiz) -> list[str]:
    return list(quiz.questions.values_list("text", flat=True))


def places(quiz) -> list[int]:
    return list(quiz.questions.values_list("position", flat=True))


def numbered(quiz, mentor, number: int = 4) -> list[Question]:
    return [
        questions.add_question(assessment_id=quiz.pk, by=mentor, given=QuestionInput("ESSAY", str(place)))
        for place in range(1, number + 1)
    ]


def test_a_question_is_kept_as_it_was_given(quiz, mentor):
    one = questions.add_question(assessment_id=quiz.pk, by=mentor, given=CHOICE)
    one.refresh_from_db()
    assert (one.position, one.text, one.points, one.explanation) == (1, "무엇입니까?", 2, "그래서")
    assert list(one.options.values_list("position", "text", "is_right")) == [(1, "가 나", True), (2, "다", False)]
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.after["options"]) == ("elearning.question_added", "✓ 가 나\n다")


def test_short_answers_that_count_as_the_same_are_kept_once(quiz, mentor):
    one = questions.add_question(assessment_id=quiz.pk, by=mentor, given=SHORT)
    assert list(one.accepted.values_list("text", "key")) == [("정답", "정답"), ("Answer", "answer")]


def test_editing_writes_it_anew(quiz, mentor):
    one = questions.add_question(assessment_id=quiz.pk, by=mentor, given=CHOICE)
    questions.edit_question(question_id=one.pk, by=mentor, given=SHORT)
    one.refresh_from_db()
    assert (one.kind, one.points, one.options.count(), one.accepted.count()) == ("SHORT", 1, 0, 2)
    assert questions.input_of(one).accepted == ["정답", "Answer"]
    entry = AuditEntry.objects.get(act="elearning.question_edited")
    assert (entry.before["kind"], entry.after["accepted"]) == ("CHOICE", "정답\nAnswer")


def test_a_question_that_cannot_be_is_not_kept(quiz, mentor):
    bad = QuestionInput("CHOICE", "무엇입니까?")
    assert refused(questions.add_question, assessment_id=quiz.pk, by=mentor, given=bad) == (Invalid, "options_number")
    one = questions.add_question(assessment_id=quiz.pk, by=mentor, given=CHOICE)
    assert refused(questions.edit_question, question_id=one.pk, by=mentor, given=bad) == (Invalid, "options_number")
    assert one.options.count() == 2


def test_a_hundred_are_enough(quiz, mentor):
    Question.objects.bulk_create(
        Question(assessment=quiz, position=place, kind="ESSAY", text="글") for place in range(1, 101)
    )
    assert refused(questions.add_question, assessment_id=quiz.pk, by=mentor, given=CHOICE) == (Conflict, "too_many")


def test_questions_change_places_and_close_ranks(quiz, mentor):
    first, second, third, _fourth = numbered(quiz, mentor)
    assert questions.move_question(question_id=first.pk, by=mentor, down=True).position == 2
    assert order(quiz) == ["2", "1", "3", "4"]
    questions.move_question(question_id=third.pk, by=mentor, down=False)
    assert order(quiz) == ["2", "3", "1", "4"]
    questions.remove_question(question_id=third.pk, by=mentor)
    assert (order(quiz), places(quiz)) == (["2", "1", "4"], [1, 2, 3])
    assert questions.move_question(question_id=second.pk, by=mentor, down=False).position == 1
    assert order(quiz) == ["2", "1", "4"]
    assert AuditEntry.objects.filter(act="elearning.question_moved").count() == 2
    assert AuditEntry.objects.get(act="elearning.question_removed").before["text"] == "3"


@pytest.mark.parametrize("code", ["open", "submitted"])
def test_once_it_is_open_only_the_explanation_changes(quiz, mentor, code):
    one = questions.add_question(assessment_id=quiz.pk, by=mentor, given=CHOICE)
    OpeningFactory(assessment=quiz)
    AttemptFactory(assessment=quiz, enrolment=learner(quiz.course_class), submitted=code == "submitted")
    stands, of = (Conflict, code), {"question_id": one.pk, "by": mentor}
    assert refused(questions.add_question, assessment_id=quiz.pk, by=mentor, given=CHOICE) == stands
    assert refused(questions.edit_question, **of, given=CHOICE) == stands
    assert refused(questions.remove_question, **of) == stands
    assert refused(questions.move_question, **of, down=True) == stands
    assert questions.edit_explanation(**of, explanation=" 다시 설명합니다. ").explanation == "다시 설명합니다."
    assert refused(questions.edit_explanation, **of, explanation="가" * 5001) == (Invalid, "explanation_too_long")
    entry = AuditEntry.objects.latest("pk")
    assert (entry.before, entry.after) == ({"explanation": "그래서"}, {"explanation": "다시 설명합니다."})


def test_of_two_who_edit_a_question_the_second_is_told(quiz, mentor):
    one = questions.add_question(assessment_id=quiz.pk, by=mentor, given=CHOICE)
    of = {"question_id": one.pk, "by": mentor, "expected_revision": 0}
    assert questions.edit_question(**of, given=SHORT).revision == 1
    assert refused(questions.edit_question, **of, given=CHOICE) == (Conflict, "changed_meanwhile")
    assert refused(questions.edit_explanation, **of, explanation="해설") == (Conflict, "changed_meanwhile")
    assert questions.edit_explanation(**{**of, "expected_revision": 1}, explanation="해설").revision == 2


def test_only_who_runs_the_class_makes_questions(mentor, superuser, student, stranger):
    quiz = quiz_in(running_class(instructors=[mentor]), "ESSAY", is_open=False)
    one = quiz.questions.get()
    learner(quiz.course_class, member=student)
    assert refused(questions.add_question, assessment_id=quiz.pk, by=student, given=CHOICE) == (
        NotAllowed, "not_the_instructor",
    )  # fmt: skip
    with pytest.raises(Assessment.DoesNotExist):
        questions.add_question(assessment_id=quiz.pk, by=stranger, given=CHOICE)
    for service, given in (
        (questions.edit_question, {"given": CHOICE}),
        (questions.remove_question, {}),
        (questions.move_question, {"down": True}),
        (questions.edit_explanation, {"explanation": ""}),
    ):
        for other in (student, stranger):
            with pytest.raises(Question.DoesNotExist):
                service(question_id=one.pk, by=other, **given)
    assert questions.add_question(assessment_id=quiz.pk, by=superuser, given=CHOICE).position == 2
