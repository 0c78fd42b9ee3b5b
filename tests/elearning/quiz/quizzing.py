"""A class that runs, a quiz in it, and what the tests of quizzes do with it."""

from apps.elearning.assessment.models import Assessment
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.quiz.models import Answer, Attempt, Question
from apps.elearning.quiz.states import QuestionKind
from tests.elearning.learning import running_class
from tests.factories.quiz import OpeningFactory, QuestionFactory, QuizFactory

KINDS = (QuestionKind.CHOICE, QuestionKind.MULTIPLE, QuestionKind.SHORT, QuestionKind.ESSAY)


def quiz_in(course_class: CourseClass | None = None, *kinds: str, is_open: bool = True, **fields) -> Assessment:
    """With a question of each kind, or of those named; open to its learners."""
    quiz = QuizFactory(course_class=course_class or running_class(), **fields)
    for position, kind in enumerate(kinds or KINDS, start=1):
        QuestionFactory(assessment=quiz, position=position, kind=kind)
    if is_open:
        OpeningFactory(assessment=quiz)
    return quiz


def question(quiz: Assessment, kind: str) -> Question:
    return quiz.questions.get(kind=kind)


def right(quiz: Assessment) -> dict[int, object]:
    """The right answer to each question; to an essay some words."""
    return {one.pk: right_of(one) for one in quiz.questions.all()}


def right_of(one: Question) -> object:
    if one.kind == QuestionKind.ESSAY:
        return "제 생각은 이렇습니다."
    if one.kind == QuestionKind.SHORT:
        return " 정 답"
    return [option.pk for option in one.options.all() if option.is_right]


def wrong(one: Question) -> list[int]:
    return [option.pk for option in one.options.all() if not option.is_right]


def points(attempt: Attempt) -> dict[str, object]:
    """What each kind of question brought."""
    rows = Answer.objects.filter(attempt=attempt).select_related("question").order_by("question__position")
    return {answer.question.kind: answer.points for answer in rows}
