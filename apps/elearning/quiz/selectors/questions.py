"""The questions of a quiz, for who runs it."""

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
class Managed:
    """An assessment and the class it belongs to, of somebody who runs it."""

    here: ClassAccess
    assessment: Assessment


@dataclass(frozen=True)
class QuestionPage:
    """`points`: of all questions together; `is_begun`: nothing but explanations can change any more."""

    questions: list[Question]
    about: str
    scaled: str
    is_begun: bool


def managed(class_id: int, assessment_id: int, member: Member) -> Managed:
    """Raises CourseClass.DoesNotExist, NotAllowed, Assessment.DoesNotExist. Statements: 4."""
    here = class_access(class_id, member)
    check_can_assess(member, teaches=here.teaches)
    assessment = Assessment.objects.visible_to(member).get(pk=assessment_id, course_class=here.course_class)
    assessment.course_class = here.course_class
    return Managed(here, assessment)


def question_page(assessment: Assessment) -> QuestionPage:
    """Statements: 4."""
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


def question_of(assessment: Assessment, question_id: int) -> Question:
    """Raises Question.DoesNotExist. Statements: 3."""
    return assessment.questions.prefetch_related("options", "accepted").get(pk=question_id)
