"""Who may record that a lesson was paid, and take the record back."""

from datetime import date

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.rules import check_reason
from apps.lessons.models import Lesson, LessonPayment
from apps.lessons.rules import role_of
from apps.lessons.states import AGREED, LessonStatus, Role

_PAID_IN = frozenset({*AGREED, LessonStatus.COMPLETED})


def check_records_payments(member: Member, lesson: Lesson) -> None:
    """Check that the member records payments of this lesson: its mentor or staff. Raises NotAllowed `not_yours`."""
    if role_of(member, lesson) not in {Role.MENTOR, Role.STAFF}:
        raise NotAllowed("not_yours", _("결제는 수업의 멘토와 운영자가 기록합니다."))


def check_can_record_payment(member: Member, lesson: Lesson, payment: LessonPayment | None) -> None:
    """Check that the member may record that an agreed or completed lesson was paid, which it was not yet.

    Raises NotAllowed `not_yours`, Invalid `wrong_state`, Conflict `free_of_charge`, `already_paid`.
    """
    check_records_payments(member, lesson)
    if lesson.status not in _PAID_IN:
        raise Invalid("wrong_state", _("승인된 수업의 결제만 기록할 수 있습니다."))
    if not lesson.price:
        raise Conflict("free_of_charge", _("무료 수업입니다."))
    if payment is not None and payment.counts:
        raise Conflict("already_paid", _("이미 결제가 기록되어 있습니다."))


def check_paid_on(day: date, lesson: Lesson, *, today: date) -> None:
    """Check the day of a payment: not before the request, and not in the future.

    Raises Invalid `in_the_future`, `before_request`.
    """
    if day > today:
        raise Invalid("in_the_future", _("결제일은 오늘이나 그 전이어야 합니다."), field="paid_on")
    if day < clock.local(lesson.created_at).date():
        raise Invalid("before_request", _("결제일은 수업을 신청한 날이나 그 뒤여야 합니다."), field="paid_on")


def check_can_take_back_payment(member: Member, lesson: Lesson, payment: LessonPayment | None) -> None:
    """Check that the member may take back the record of a payment, in any state of the lesson.

    Raises NotAllowed `not_yours`, Conflict `not_paid`.
    """
    check_records_payments(member, lesson)
    if payment is None or not payment.counts:
        raise Conflict("not_paid", _("결제 기록이 없는 수업입니다."))


def check_take_back_reason(reason: str) -> None:
    """Check the reason why a record is taken back. Raises Invalid `reason_missing`, `reason_too_long`."""
    check_reason(reason)
