"""The page on which a learner cancels an enrolment."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, text
from apps.core.errors import refusal_of
from apps.elearning.catalogue.states import Promotion
from apps.elearning.enrolment import money_rules, rules
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.selectors import labels
from apps.elearning.enrolment.selectors.rows import money_of, own_enrolment_with_records, steps_of
from apps.elearning.enrolment.states import EnrolmentStatus


@dataclass(frozen=True)
class CancelPage:
    """What cancelling means. `quote` is '' if nothing was paid; `steps` are the class's refund steps."""

    enrolment: Enrolment
    title: str
    about: str
    place: int
    quote: str
    steps: list[tuple[str, str]]
    seat: str
    declines: bool
    refused: str


def cancel_page(enrolment_id: int, member: Member, now: datetime) -> CancelPage:
    """Return the page for the learner's own enrolment. Raises Enrolment.DoesNotExist."""
    row = own_enrolment_with_records(enrolment_id, member)
    course_class, money = row.course_class, money_of(row)
    steps = steps_of(course_class)
    is_whole = row.status != EnrolmentStatus.APPROVED or rules.may_give_back(row, course_class, now)
    follows_steps = money.paid and not is_whole
    refused = refusal_of(rules.check_can_cancel, member, row, course_class, teaches=False, now=now)
    return CancelPage(
        enrolment=row,
        title=course_class.label,
        about=labels.period_of(course_class),
        place=row.place,
        quote=_quote_words(row, money, steps, now) if money.paid else "",
        steps=labels.refund_steps(steps) if follows_steps else [],
        seat=_seat_after(row, now),
        declines=row.has_open_offer(now),
        refused=refused.message if refused else "",
    )


def _quote_words(row: Enrolment, money: money_rules.Money, steps: list[tuple[int, int]], now: datetime) -> str:
    course_class = row.course_class
    today = clock.local(now).date()
    quote = money_rules.refund_quote(
        row,
        money,
        steps,
        start_date=course_class.start_date,
        today=today,
        by_learner=not rules.may_give_back(row, course_class, now),
    )
    if not quote.due_now:
        return _("지금 취소하면 결제한 %(paid)s은 환불되지 않습니다.") % {"paid": text.won(quote.paid)}
    return _("지금 취소하면 결제한 %(paid)s의 %(percent)d%%인 %(due)s을 환불받습니다.") % {
        "paid": text.won(quote.paid),
        "percent": quote.percent,
        "due": text.won(quote.due_now),
    }


def _seat_after(row: Enrolment, now: datetime) -> str:
    """Return in words who gets the seat or the place in line."""
    course_class = row.course_class
    if row.has_open_offer(now):
        return _("자리는 다음 분에게 넘어가고 대기도 끝납니다. 다시 신청하면 맨 뒤로 갑니다.")
    if row.is_offered:
        return _("자리 제안의 기한이 지났습니다.")
    if row.is_waiting:
        return _("지금 %(place)s입니다. 취소한 뒤 다시 신청하면 맨 뒤로 갑니다.") % {
            "place": text.place_in_line(row.place)
        }
    if Enrolment.objects.filter(course_class=course_class, is_waiting=True).exists():
        if course_class.promotion == Promotion.AUTOMATIC:
            return _("취소하면 이 자리는 대기 중인 분께 바로 넘어가며, 되돌릴 수 없습니다.")
        return _("대기 중인 분이 있어, 다시 신청하시면 그 뒤에서 기다리게 됩니다.")
    if now < course_class.closes_at:
        return _("취소한 뒤에도 모집 기간에 자리가 있으면 다시 신청할 수 있습니다.")
    return _("모집 기간이 끝나, 취소하면 다시 신청할 수 없습니다.")
