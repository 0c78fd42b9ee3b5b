"""Whether a lesson was paid, in words, and what its viewer may record."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, spoken, text
from apps.core.components import Act
from apps.core.errors import allowed
from apps.lessons.models import Lesson, LessonPayment
from apps.lessons.rules import payments as payment_rules


@dataclass(frozen=True)
class PaymentPart:
    """`facts`: label, value and note of what is recorded; `acts`: links to what the viewer may record now."""

    facts: list[tuple[str, str, str]]
    acts: list[Act]


def payment_of(lesson: Lesson) -> LessonPayment | None:
    """Return the record of a lesson's payment. Load it with the lesson."""
    return getattr(lesson, "payment", None)


def get_payment(lesson: Lesson, member: Member, now: datetime) -> PaymentPart | None:
    """Return the part of a lesson's page about its payment; None for a lesson that is free or was never agreed."""
    payment = payment_of(lesson)
    if payment is None and (not lesson.price or not lesson.approved_at):
        return None
    acts = [
        Act(name, label, "link", reverse(f"lessons:{name}", args=[lesson.pk]))
        for name, label, check in (
            ("payment", _("결제 기록하기"), payment_rules.check_can_record_payment),
            ("payment_take_back", _("결제 기록 취소하기"), payment_rules.check_can_take_back_payment),
        )
        if allowed(check, member, lesson, payment)
    ]
    return PaymentPart(_facts(lesson, payment, now), acts)


def _facts(lesson: Lesson, payment: LessonPayment | None, now: datetime) -> list[tuple[str, str, str]]:
    if payment is None:
        return [(_("결제"), _("기록 없음"), "")]
    if payment.taken_back_at is not None:
        return [(_("결제"), _("기록이 취소됨"), _("사유: %(reason)s") % {"reason": payment.taken_back_reason})]
    who = _("멘토가 기록했습니다.") if payment.recorded_by_id == lesson.mentor_id else _("운영자가 기록했습니다.")
    return [(_("결제"), payment_in_words(payment, now), who)]


def payment_in_words(payment: LessonPayment, now: datetime) -> str:
    """Return amount and day of a payment that counts: `50,000원 · 12월 1일 (화)`."""
    day = spoken.say_day(payment.paid_on, today=clock.local(now).date())
    return f"{text.won(payment.amount)} · {day}"


def say_payment(lesson: Lesson, now: datetime) -> str:
    """Return what is recorded of a lesson's payment in one line, for the admin."""
    _label, words, note = _facts(lesson, payment_of(lesson), now)[0]
    return f"{words} ({note})" if note else words
