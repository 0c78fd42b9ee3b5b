"""Whom one act for many learners completes."""

from django.utils.translation import gettext as _

from apps.core.errors import Conflict, Invalid
from apps.elearning.completion.models import Completion
from apps.elearning.completion.rules.accounts import Account
from apps.elearning.completion.states import DATED
from apps.elearning.enrolment.models import Enrolment

MOST_AT_ONCE = 1000  # learners in one act


def check_batch(number: int) -> None:
    if not 1 <= number <= MOST_AT_ONCE:
        raise Invalid(
            "batch_size",
            _("학습자를 한 번에 1명 이상 %(most)d명 이하로 보내 주세요.") % {"most": MOST_AT_ONCE},
            field="student_ids",
        )


def check_is_in_class(enrolment: Enrolment | None) -> None:
    if enrolment is None:
        raise Invalid("not_in_class", _("이 차수의 수강생이 아닙니다."), field="student_ids")


def check_can_complete(row: Completion | None, reached: Account, unmet: str) -> None:
    """Check that the batch may complete the learner (seed 001, 3-40); `unmet` is the sentence for what is missing.

    It completes nobody twice, nobody with a decision by hand, and only those who meet what the class asks for.
    """
    if row is not None and row.status in DATED:
        raise Conflict("already_completed", _("이미 수료했습니다. (%(state)s)") % {"state": row.get_status_display()})
    if row is not None and row.is_manual:
        raise Conflict(
            "decided_by_hand", _("직접 ‘%(state)s’로 정한 학습자입니다.") % {"state": row.get_status_display()}
        )
    if not reached.needs:
        raise Conflict("no_rule", _("이 차수에는 계산할 수 있는 수료 기준이 없어 한 명씩 정해야 합니다."))
    if not reached.is_met:
        raise Conflict("unmet", unmet)
