"""Recording that a lesson was paid, and taking the record back."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from apps.accounts.requests import MemberRequest
from apps.core import clock, text
from apps.core.errors import refusal_of
from apps.core.http import require_safe_or_post, sent
from apps.core.particles import fill
from apps.lessons.forms import PaymentForm, TakeBackForm
from apps.lessons.rules import payments as payment_rules
from apps.lessons.selectors import detail
from apps.lessons.selectors.payments import payment_of
from apps.lessons.services import payments
from apps.lessons.views.asking import ask


@require_safe_or_post
def lesson_payment(request: MemberRequest, lesson_id: int) -> HttpResponse:
    """Ask on which day the lesson was paid."""
    lesson = detail.get_lesson(lesson_id, request.user)
    refused = refusal_of(payment_rules.check_can_record_payment, request.user, lesson, payment_of(lesson))
    form = PaymentForm(sent(request), initial={"paid_on": clock.today()})
    return ask(
        request, lesson, refused, form, payments.record_payment, success=_("결제를 기록했습니다."),
        title=_("결제 기록하기"), lead=fill(
            _("수업료 %(amount)s[이/가] 결제되었다고 기록합니다. 멘토와 멘티가 함께 봅니다."),
            {"amount": text.won(lesson.price)},
        ),
    )  # fmt: skip


@require_safe_or_post
def lesson_payment_take_back(request: MemberRequest, lesson_id: int) -> HttpResponse:
    """Ask why the record of the payment is taken back."""
    lesson = detail.get_lesson(lesson_id, request.user)
    refused = refusal_of(payment_rules.check_can_take_back_payment, request.user, lesson, payment_of(lesson))
    return ask(
        request, lesson, refused, TakeBackForm(sent(request)), payments.take_back_payment,
        success=_("결제 기록을 취소했습니다."), title=_("결제 기록 취소하기"),
        lead=_("결제되지 않은 수업으로 바뀝니다. 사유는 상대에게 알림과 메일로 그대로 전해집니다."),
    )  # fmt: skip
