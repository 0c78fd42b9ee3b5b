"""What is left to pay or to refund for an enrolment, for records without an amount."""

from apps.elearning.enrolment import money_rules
from apps.elearning.enrolment.models import Enrolment


def left_to_pay(row: Enrolment) -> int:
    """Return what is left of the fee, in whole KRW; 0 if it is free. Raises Conflict `wrong_state`, `already_paid`."""
    payments = list(row.payments.all())
    left = row.fee - sum(payment.amount for payment in payments)
    if row.fee and left <= 0:
        money_rules.check_can_pay(row, payments, 1)
    return max(left, 0)


def left_to_refund(row: Enrolment) -> int:
    """Return what is due and was not refunded yet, in whole KRW. Raises Invalid `nothing_due`."""
    left = row.refund_due - sum(refund.amount for refund in row.refunds.all())
    money_rules.check_something_is_due(left)
    return left
