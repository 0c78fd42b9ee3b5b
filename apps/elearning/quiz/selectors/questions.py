"""The questions of a quiz, for those who run it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Member
from apps.elearning.assessment.models import Assessment
from apps.elearning.assessment.rules import check_can_assess
from apps.elearning.enrolment.selectors.class_access import ClassAccess, class_access
from apps.elearning.quiz.models import Attempt, Question
from apps.elearning.quiz.selectors import labels


@dataclass(frozen=True)
class ManagedQuiz:
    """An assessment and its class, for somebody who runs it."""

    access: ClassAccess
    assessment: Assessment


@dataclass(frozen=True)
class QuestionPage:
    """The questions of a quiz. `is_begun`: only explanations can still change."""

    questions: list[Question]
    about: str
    scaled: str
    is_begun: bool


def get_managed_quiz(class_id: int, assessment_id: int, member: Member) -> ManagedQuiz:
    """Return the quiz for somebody who runs the class. Queries: 2.

    Raises CourseClass.DoesNotExist, NotAllowed, Assessment.DoesNotExist.
    """
    access = class_access(class_id, member)
    check_can_assess(member, teaches=access.teaches)
    assessment = Assessment.objects.visible_to(member).get(pk=assessment_id, course_class=access.course_class)
    assessment.course_class = access.course_class
    return ManagedQuiz(access, assessment)


def question_page(assessment: Assessment) -> QuestionPage:
    """Return the questions and their points. Queries: 4."""
    questions = list(assessment.questions.prefetch_related("options", "accepted"))
    points = sum(question.points for question in questions)
    about = ngettext("문항 %(n)d개", "문항 %(n)d개", len(questions)) % {"n": len(questions)}
    return QuestionPage(
        questions,
        about,
        _("배점 합계 %(points)d점은 총점 %(total)s점으로 환산됩니다.")
        % {"points": points, "total": labels.score(assessment.total_score)},
        Attempt.objects.filter(assessment=assessment).exists(),
    )


def get_question(assessment: Assessment, question_id: int) -> Question:
    """Return a question with its options and accepted answers. Raises Question.DoesNotExist. Queries: 3."""
    return assessment.questions.prefetch_related("options", "accepted").get(pk=question_id)
