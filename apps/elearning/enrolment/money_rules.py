"""The money of an enrolment: its states, what it refunds, and which payments and refunds may be recorded.

Nothing here reads a row, writes, locks or reads the clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from apps.core import text
from apps.core.errors import Conflict, Invalid
from apps.core.rules import check_reason
from apps.elearning.catalogue.states import DEFAULT_REFUND_STEPS
from apps.elearning.enrolment.models import Enrolment, Payment
from apps.elearning.enrolment.rules import wrong_state
from apps.elearning.enrolment.states import (
    LIVE,
    EnrolmentStatus,
    PaymentMethod,
    PaymentStatus,
    RefundStatus,
)

LONGEST_REFERENCE = 200
MOST_MONEY = 2**31 - 1  # KRW: what the column holds


@dataclass(frozen=True)
class Money:
    """The sums of an enrolment's payments and refunds, in whole KRW."""

    paid: int = 0
    refunded: int = 0

    @property
    def kept(self) -> int:
        return self.paid - self.refunded


def money_states(enrolment: Enrolment, money: Money) -> tuple[PaymentStatus, RefundStatus]:
    """Return `payment_status` and `refund_status`, by the enrolment's state, fee, `refund_due` and the sums.

    Whoever writes any of these writes both states in the same transaction (`states.PaymentStatus` says what they mean).
    """
    return _payment_status(enrolment, money.paid), _refund_status(enrolment.refund_due, money.refunded)


def _payment_status(enrolment: Enrolment, paid: int) -> PaymentStatus:
    is_approved = enrolment.status == EnrolmentStatus.APPROVED
    if enrolment.status not in LIVE:
        if paid:
            return PaymentStatus.COMPLETED
        return PaymentStatus.CANCELLED if enrolment.fee else PaymentStatus.NONE
    if not (is_approved or paid):
        return PaymentStatus.NONE
    return PaymentStatus.COMPLETED if paid >= enrolment.fee else PaymentStatus.WAITING


def _refund_status(due: int, refunded: int) -> RefundStatus:
    if refunded < due:
        return RefundStatus.REQUESTED
    return RefundStatus.COMPLETED if refunded else RefundStatus.NONE


@dataclass(frozen=True)
class RefundQuote:
    """What a cancellation would refund: `percent` of `paid` is `due`, of which `due_now` was not refunded yet."""

    paid: int
    percent: int
    due: int
    due_now: int


def refund_quote(
    enrolment: Enrolment,
    money: Money,
    steps: Iterable[tuple[int, int]],
    *,
    start_date: date,
    today: date,
    by_learner: bool,
) -> RefundQuote:
    """Return the refund if the enrolment ended `today` (docs/domain.md, Enrolment: refund steps).

    `steps`: the class's own, as (days before the start, percent); none means the default ones. All is refunded if the
    enrolment was not approved yet, or if somebody other than the learner ends it. Fractions of a won are rounded down.
    """
    percent = 100
    if by_learner and enrolment.status == EnrolmentStatus.APPROVED:
        percent = refund_percent(steps, (start_date - today).days)
    due = money.paid * percent // 100
    return RefundQuote(money.paid, percent, due, max(due - money.refunded, 0))


def whole_refund(money: Money) -> int:
    """Return the refund for a class that was called off: everything."""
    return money.paid


def refund_percent(steps: Iterable[tuple[int, int]], days_before: int) -> int:
    """Return the percent of the step that applies so many days before the start; 0 after the last step."""
    for days, percent in sorted(steps, reverse=True) or DEFAULT_REFUND_STEPS:
        if days_before >= days:
            return percent
    return 0


def check_payment_input(amount: int, method: str, reference: str, *, fee: int) -> None:
    """Check method, amount and reference of a payment. The amount is positive unless there is no fee to pay."""
    if method not in PaymentMethod.values:
        raise Invalid("method_unknown", _("결제 방법을 선택해 주세요."), field="method")
    if (method == PaymentMethod.FREE) != (amount == 0) or (amount == 0 and fee):
        raise Invalid(
            "amount_for_method",
            _("결제 금액은 1원 이상이어야 하고, 무료는 수강료가 없는 차수에 0원으로만 기록할 수 있습니다."),
            field="amount",
        )
    _check_amount(amount)
    _check_reference(reference)


def _check_amount(amount: int) -> None:
    if not 0 <= amount <= MOST_MONEY:
        raise Invalid(
            "amount_out_of_range",
            _("금액은 1원 이상 %(most)s 이하로 적어 주세요.") % {"most": text.won(MOST_MONEY)},
            field="amount",
        )


def _check_reference(reference: str) -> None:
    if len(reference) > LONGEST_REFERENCE:
        raise Invalid(
            "reference_too_long",
            _("결제·환불 정보는 %(most)d자까지 쓸 수 있습니다.") % {"most": LONGEST_REFERENCE},
            field="reference",
        )


def check_moment(moment: datetime, now: datetime, *, field: str) -> None:
    """Check that a payment or refund is not in the future."""
    if moment > now:
        raise Invalid("in_the_future", _("아직 오지 않은 시각은 기록할 수 없습니다."), field=field)


def check_no_refund_by_hand(money: Money) -> None:
    """Check that nothing was paid that would have to be given back by hand. Raises Conflict `refund_by_hand`."""
    if money.kept:
        raise Conflict(
            "refund_by_hand",
            _("결제한 수강료가 있습니다. 내 수강신청에서 환불 금액을 확인하고 먼저 취소해 주세요."),
        )


def check_is_new(is_new: bool) -> None:
    """Tell who records by hand that the record was there already. Raises Conflict `already_recorded`."""
    if not is_new:
        raise Conflict("already_recorded", _("같은 정보로 이미 기록했습니다. 다시 기록하지 않았습니다."))


def check_same_record(*, same: bool) -> None:
    """Check that a reference that was recorded before is sent again for the same record."""
    if not same:
        raise Conflict(
            "reference_taken",
            _("같은 결제·환불 정보가 다른 금액이나 방법으로 이미 기록되어 있습니다. 기록을 먼저 확인해 주세요."),
            field="reference",
        )


def check_can_pay(enrolment: Enrolment, payments: Iterable[Payment], amount: int) -> None:
    """Check that a payment is for a held seat and does not exceed the fee (docs/domain.md, Enrolment)."""
    if enrolment.status not in LIVE or enrolment.is_waiting:
        raise wrong_state(
            enrolment, _("지금 상태가 ‘%(state)s’입니다. 자리가 있는 수강신청의 결제만 기록할 수 있습니다.")
        )
    payments = list(payments)
    left = enrolment.fee - sum(payment.amount for payment in payments)
    if payments and left <= 0:
        raise Conflict("already_paid", _("수강료가 이미 모두 결제되었습니다."))
    if amount > left:
        raise Conflict(
            "more_than_fee",
            _("남은 수강료는 %(left)s입니다. 그보다 많이 기록할 수 없습니다.") % {"left": text.won(left)},
            field="amount",
        )


def check_something_is_due(left: int) -> None:
    """Check that there is an amount left to refund, for a record that names none. Raises Invalid `nothing_due`."""
    if left <= 0:
        raise Invalid(
            "nothing_due", _("환불하기로 정해진 금액이 남아 있지 않습니다. 금액을 직접 입력해 주세요."), field="amount"
        )


def check_can_refund(money: Money, amount: int, reason: str, reference: str) -> None:
    """Check a refund: an amount and a reason, and no more in all than was paid (docs/domain.md, Enrolment)."""
    if amount < 1:
        raise Invalid("amount_out_of_range", _("환불 금액은 1원 이상이어야 합니다."), field="amount")
    check_reason(reason)
    _check_reference(reference)
    if amount > money.kept:
        raise Conflict(
            "more_than_paid",
            _("환불할 수 있는 금액은 %(left)s입니다. 그보다 많이 환불할 수 없습니다.") % {"left": text.won(money.kept)},
            field="amount",
        )
