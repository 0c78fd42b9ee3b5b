"""The pages on which a learner releases a seat that cannot be cancelled any more, and takes it back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, text
from apps.core.errors import refusal_of
from apps.elearning.enrolment import money_rules, rules
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.selectors import labels
from apps.elearning.enrolment.selectors.rows import money_of, own_enrolment_with_records, steps_of


@dataclass(frozen=True)
class ReleasePage:
    """What the act means. `money` says what would be refunded, '' if nothing was paid; `refused` why it is not done."""

    enrolment: Enrolment
    title: str
    about: str
    money: str
    refused: str


def release_page(enrolment_id: int, member: Member, now: datetime) -> ReleasePage:
    """Return the page for the learner's own enrolment. Raises Enrolment.DoesNotExist."""
    return _page(rules.check_can_release, enrolment_id, member, now)


def keep_page(enrolment_id: int, member: Member, now: datetime) -> ReleasePage:
    """Return the page for the learner's own enrolment. Raises Enrolment.DoesNotExist."""
    return _page(rules.check_can_take_back, enrolment_id, member, now)


def _page(check: Callable[..., None], enrolment_id: int, member: Member, now: datetime) -> ReleasePage:
    row = own_enrolment_with_records(enrolment_id, member)
    refused = refusal_of(check, member, row, row.course_class, now=now)
    return ReleasePage(
        enrolment=row,
        title=row.course_class.label,
        about=labels.period_of(row.course_class),
        money=_money_words(row, now),
        refused=refused.message if refused else "",
    )


def _money_words(row: Enrolment, now: datetime) -> str:
    money = money_of(row)
    if not money.paid:
        return ""
    quote = money_rules.refund_quote(
        row,
        money,
        steps_of(row.course_class),
        start_date=row.course_class.start_date,
        today=clock.local(now).date(),
        by_learner=True,
    )
    paid = {"paid": text.won(quote.paid)}
    if not quote.due_now:
        return _("결제한 %(paid)s은 자리가 넘어가도 환불되지 않습니다.") % paid
    due = {"due": text.won(quote.due_now)}
    return _("오늘 자리가 넘어가면 결제한 %(paid)s 가운데 %(due)s을 환불받습니다.") % (paid | due)
