"""The statement of payments and refunds of an enrolment, to print."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, text
from apps.elearning.enrolment import rules
from apps.elearning.enrolment.models import Enrolment, Payment, Refund
from apps.elearning.enrolment.selectors.rows import money_of, own_enrolment_with_records


@dataclass(frozen=True)
class StatementLine:
    day: str
    what: str
    how: str
    amount: str


@dataclass(frozen=True)
class Statement:
    """The payments and refunds of an enrolment, to print."""

    enrolment: Enrolment
    title: str
    facts: list[tuple[str, str]]
    lines: list[StatementLine]
    totals: list[tuple[str, str]]
    issued: str


def statement_of(enrolment_id: int, member: Member, now: datetime) -> Statement:
    """Return the statement of the learner's own enrolment. Raises Enrolment.DoesNotExist."""
    row = own_enrolment_with_records(enrolment_id, member)
    course_class, money = row.course_class, money_of(row)
    payments = [
        (payment.paid_at, _line(payment.paid_at, _("결제"), payment.get_method_display(), payment))
        for payment in row.payments.all()
    ]
    refunds = [
        (refund.refunded_at, _line(refund.refunded_at, _("환불"), refund.reason, refund))
        for refund in row.refunds.all()
    ]
    return Statement(
        enrolment=row,
        title=course_class.label,
        facts=[
            (_("신청 번호"), str(row.pk)),
            (_("이름"), row.member.name),
            (_("과정"), course_class.label),
            (_("수강 기간"), text.period(course_class.start_date, course_class.end_date)),
            (_("수강료"), text.fee(row.fee)),
            (_("상태"), rules.state_words(row)),
        ],
        lines=[line for _moment, line in sorted(payments + refunds, key=lambda pair: pair[0])],
        totals=[
            (_("결제 합계"), text.won(money.paid)),
            (_("환불 합계"), text.won(money.refunded)),
            (_("실제 결제 금액"), text.won(money.kept)),
        ],
        issued=text.moment(now),
    )


def _line(moment: datetime, what: str, how: str, record: Payment | Refund) -> StatementLine:
    sign = "−" if isinstance(record, Refund) else ""
    details = " · ".join(word for word in (how, record.reference) if word)
    return StatementLine(text.day(clock.local(moment).date()), what, details, f"{sign}{text.won(record.amount)}")
