"""What is visible of a learner, over all nouns."""

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Member
from apps.accounts.visibility import Audience, Facts
from apps.elearning.assessment import members as assessment
from apps.elearning.attendance import members as attendance
from apps.elearning.certificate import members as certificate
from apps.elearning.completion import members as completion
from apps.elearning.enrolment import members as enrolment
from apps.elearning.progress import members as progress
from apps.elearning.quiz import members as quiz


def facts_for_instructors(member: Member) -> Facts:
    """Return what instructors see of the learners in their classes."""
    nouns = (progress, attendance, assessment, certificate, completion, quiz)
    return [fact for noun in nouns for fact in noun.facts_for_instructors(member)]


AUDIENCES = (
    Audience(_("내가 수강신청한 차수의 강사"), _("수강생 명단에서 봅니다."), enrolment.facts_for_instructors),
    Audience(_("내가 수강하는 차수의 강사"), _("학습 현황과 출석부에서 봅니다."), facts_for_instructors),
)
