"""The words and colours of the states of an enrolment and its money."""

from django.utils.translation import gettext as _

from apps.core import clock, text
from apps.core.components import Badge
from apps.elearning.enrolment import rules
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus, PaymentStatus, RefundStatus
from apps.seats.states import waiting_words

_KINDS = {
    EnrolmentStatus.PENDING: "next",
    EnrolmentStatus.APPROVED: "open",
    EnrolmentStatus.REJECTED: "danger",
    EnrolmentStatus.CANCELLED: "done",
}


def status_badge(enrolment: Enrolment, place: int = 0, *, took_part: bool = False) -> Badge:
    """Return the badge of an enrolment. One that waits shows its `place`, or what became of the seat offered to it.

    `took_part`: the class is over.
    """
    if enrolment.is_offered:
        now = clock.now()
        kind = "soon" if enrolment.has_open_offer(now) else "done"
        return Badge(waiting_words(place, enrolment.offered_until, now), kind)
    if enrolment.is_waiting:
        return Badge(text.place_in_line(place), "wait")
    if took_part and enrolment.status == EnrolmentStatus.APPROVED:
        return Badge(_("수강 종료"), "done")
    if enrolment.released_at is not None and rules.is_released(enrolment, enrolment.course_class, clock.now()):
        return Badge(_("자리 내놓음"), "soon")
    return Badge(str(enrolment.get_status_display()), _KINDS[EnrolmentStatus(enrolment.status)])


def money_badges(enrolment: Enrolment) -> list[Badge]:
    """Return the badges of the two money states; none if there is nothing to pay or to refund."""
    badges = []
    if enrolment.fee and enrolment.payment_status in {PaymentStatus.WAITING, PaymentStatus.COMPLETED}:
        kind = "todo" if enrolment.payment_status == PaymentStatus.WAITING else "plain"
        badges.append(Badge(str(enrolment.get_payment_status_display()), kind))
    if enrolment.refund_status != RefundStatus.NONE:
        kind = "todo" if enrolment.refund_status == RefundStatus.REQUESTED else "plain"
        badges.append(Badge(str(enrolment.get_refund_status_display()), kind))
    return badges
