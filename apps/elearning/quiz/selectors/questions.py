"""The questions of a quiz, for those who run it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Member
from apps.elearning.assessment.models import Assessment
from apps.elearning.assessment.rules import check_can_assess
from apps.elearning.assessment.selectors.detail import find_assessment
from apps.elearning.enrolment.selectors.class_access import ClassAccess, class_access
from apps.elearning.quiz.models import Question
from apps.elearning.quiz.selectors import labels
from apps.elearning.quiz.selectors.openings import is_open, is_submitted


@dataclass(frozen=True)
class ManagedQuiz:
    """An assessment and its class, for somebody who runs it."""

    access: ClassAccess
    assessment: Assessment


@dataclass(frozen=True)
class QuestionPage:
    """The questions of a quiz.

    `is_open`: only explanations can still change; `is_submitted`: the opening cannot be taken back any more.
    """

    questions: list[Question]
    about: str
    scaled: str
    is_open: bool
    is_submitted: bool


def get_managed_quiz(class_id: int, assessment_id: int, member: Member) -> ManagedQuiz:
    """Return the quiz for somebody who runs the class. Queries: 2.

    Raises CourseClass.DoesNotExist, NotAllowed, Assessment.DoesNotExist.
    """
    access = class_access(class_id, member)
    check_can_assess(member, teaches=access.teaches)
    return ManagedQuiz(access, find_assessment(assessment_id, access, member))


def question_page(assessment: Assessment, now: datetime) -> QuestionPage:
    """Return the questions and their points. Queries: 4, and 1 more where the quiz is open."""
    opened = is_open(assessment.pk)
    questions = list(assessment.questions.prefetch_related("options", "accepted"))
    points = sum(question.points for question in questions)
    about = ngettext("문항 %(n)d개", "문항 %(n)d개", len(questions)) % {"n": len(questions)}
    return QuestionPage(
        questions,
        about,
        _("배점 합계 %(points)d점은 총점 %(total)s점으로 환산됩니다.")
        % {"points": points, "total": labels.score(assessment.total_score)},
        opened,
        opened and is_submitted(assessment.pk, now),
    )


def get_question(assessment: Assessment, question_id: int) -> Question:
    """Return a question with its options and accepted answers. Raises Question.DoesNotExist. Queries: 3."""
    return assessment.questions.prefetch_related("options", "accepted").get(pk=question_id)
