"""Payments and refunds: records that money moved, never card data.

Each is written under the enrolment's lock, so that the sums stay right when several come at once.
"""

from datetime import datetime
from typing import Generic, NamedTuple, TypeVar

from django.db import transaction

from apps.accounts.models import Member
from apps.core import clock, spelling
from apps.elearning.enrolment import money_rules, notices, rules
from apps.elearning.enrolment.models import Payment, Refund
from apps.elearning.enrolment.money_rules import Money
from apps.elearning.enrolment.services import shared
from apps.notices.services import tell

Record = TypeVar("Record", Payment, Refund)


class Recorded(NamedTuple, Generic[Record]):
    """A record of money. `is_new` is false if the same one was there already."""

    row: Record
    is_new: bool


@transaction.atomic
def record_payment(
    *, enrolment_id: int, by: Member, amount: int, method: str, reference: str = "", paid_at: datetime | None = None
) -> Recorded[Payment]:
    """Record that `amount` KRW came (seed 001, 3-09), and tell the learner (staff only). `paid_at`: default now.

    The same reference with the same amount and method is the same record: it is returned, and nobody is told again.
    Without a reference every call is a new payment. Raises Enrolment.DoesNotExist, NotAllowed `not_staff`, Invalid
    `method_unknown`, `amount_for_method`, `amount_out_of_range`, `reference_too_long`, `in_the_future`, Conflict
    `reference_taken`, `wrong_state`, `already_paid`, `more_than_fee`.
    """
    rules.check_can_record_payment(by)
    enrolment = shared.lock_enrolment(enrolment_id)
    now, reference = clock.now(), spelling.line(reference)
    money_rules.check_payment_input(amount, method, reference, fee=enrolment.fee)
    money_rules.check_moment(paid_at or now, now, field="paid_at")
    payments = list(enrolment.payments.all())
    for payment in payments:
        if reference and spelling.comparable(payment.reference) == spelling.comparable(reference):
            money_rules.check_same_record(same=(payment.amount, payment.method) == (amount, method))
            return Recorded(payment, is_new=False)
    money_rules.check_can_pay(enrolment, payments, amount)
    payment = Payment.objects.create(
        enrolment=enrolment, amount=amount, method=method, reference=reference, paid_at=paid_at or now, recorded_by=by
    )
    money = shared.money_of(enrolment)
    shared.change_state(
        enrolment, money, "elearning.paid", by, noted={"amount": amount, "method": method, "payment": payment}
    )
    tell(
        [enrolment.member],
        notices.PAID,
        path=enrolment.get_absolute_url(),
        amount=f"{amount:,}",
        **shared.notice_params(enrolment.course_class),
    )
    return Recorded(payment, is_new=True)


@transaction.atomic
def record_refund(
    *,
    enrolment_id: int,
    by: Member,
    amount: int,
    reason: str,
    reference: str = "",
    refunded_at: datetime | None = None,
) -> Recorded[Refund]:
    """Record that `amount` KRW was refunded (seed 001, 3-10), with a reason that the learner reads (staff only).

    Possible in any state of the enrolment, and never more in all than was paid; `refund_due` is what the refund steps
    give. References work as for payments. Raises Enrolment.DoesNotExist, NotAllowed `not_staff`, Invalid
    `amount_out_of_range`, `reason_missing`, `reason_too_long`, `reference_too_long`, `in_the_future`, Conflict
    `reference_taken`, `more_than_paid`.
    """
    rules.check_can_record_refund(by)
    enrolment = shared.lock_enrolment(enrolment_id)
    now, reference, reason = clock.now(), spelling.line(reference), spelling.text(reason)
    money_rules.check_moment(refunded_at or now, now, field="refunded_at")
    earlier = enrolment.refunds.filter(reference=reference).first() if reference else None
    if earlier is not None:
        money_rules.check_same_record(same=earlier.amount == amount)
        return Recorded(earlier, is_new=False)
    money = shared.money_of(enrolment)
    money_rules.check_can_refund(money, amount, reason, reference)
    refund = Refund.objects.create(
        enrolment=enrolment,
        amount=amount,
        reason=reason,
        reference=reference,
        refunded_at=refunded_at or now,
        recorded_by=by,
    )
    shared.change_state(
        enrolment,
        Money(money.paid, money.refunded + amount),
        "elearning.refunded",
        by,
        reason=reason,
        noted={"amount": amount, "refund": refund},
    )
    tell(
        [enrolment.member],
        notices.REFUNDED,
        path=enrolment.get_absolute_url(),
        amount=f"{amount:,}",
        reason=reason,
        **shared.notice_params(enrolment.course_class),
    )
    return Recorded(refund, is_new=True)
