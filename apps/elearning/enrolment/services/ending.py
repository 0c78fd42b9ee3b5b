"""The end of enrolments: cancelled by the learner or by others, with the class, or when the member leaves."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import audit, clock, spelling
from apps.core.rules import check_reason
from apps.elearning.catalogue.models import ClassMeeting, CourseClass
from apps.elearning.catalogue.selectors.teaching import teaches
from apps.elearning.enrolment import money_rules, notices, rules
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.money_rules import Money, RefundQuote
from apps.elearning.enrolment.services import shared, waiting_list
from apps.elearning.enrolment.signals import enrolments_ending
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.notices.services import tell
from apps.seats import services as seats


@dataclass(frozen=True)
class Ended:
    """An ended enrolment. `quote`: its refund; `promoted`: who got the seat; `released`: the meetings that are free."""

    enrolment: Enrolment
    quote: RefundQuote
    promoted: list[Enrolment] = field(default_factory=list)
    released: list[ClassMeeting] = field(default_factory=list)


@transaction.atomic
def cancel_enrolment(
    *, enrolment_id: int, by: Member, reason: str = "", leaving: bool = False, switched_off: bool = False
) -> Ended:
    """Cancel an enrolment and give its seat to the first who waits (seed 001, 3-07).

    The learner may until the class starts, with or without a reason, and at any time while it was not approved, and
    some days longer where others gave the seat after the start (`rules.may_give_back`, the fee comes back whole); its
    instructors and staff until it ends, with a reason that the learner reads. `leaving`: the learner leaves the site,
    where no deadline applies; `by` is who carries that out. `switched_off`: staff switched the learner off. The refund
    of a paid fee is settled here (`money_rules.refund_quote`).

    Raises Enrolment.DoesNotExist, NotAllowed `not_your_enrolment`, Conflict `wrong_state`, `too_late_to_cancel`,
    `ended`, Invalid `reason_missing`, `reason_too_long`, and what receivers of `signals.enrolments_ending` refuse.
    """
    enrolment, course_class = shared.lock_with_class(enrolment_id)
    now = clock.now()
    if not (leaving or switched_off):
        is_teacher = teaches(by, course_class.pk)
        rules.check_can_cancel(by, enrolment, course_class, teaches=is_teacher, now=now)
    is_own = leaving or enrolment.member_id == by.pk
    check_reason(reason, required=not is_own)
    reason = spelling.text(reason)
    was_approved = enrolment.status == EnrolmentStatus.APPROVED
    if was_approved:
        enrolments_ending.send(Enrolment, course_class=course_class, enrolments=[enrolment])
    declines = is_own and enrolment.has_open_offer(now)
    done = end_enrolment(
        enrolment,
        by,
        "elearning.offer_declined" if declines else "elearning.cancelled",
        reason=reason,
        by_learner=is_own and not rules.may_give_back(enrolment, course_class, now),
        status=EnrolmentStatus.CANCELLED,
        cancelled_at=now,
        cancelled_by=by,
        cancel_reason=reason,
    )
    if not is_own:
        file = shared.calendar_of(done.released, removes=True) if was_approved else None
        tell(
            [enrolment.member],
            notices.CANCELLED,
            path=enrolment.get_absolute_url(),
            calendar=file,
            reason=reason,
            **shared.notice_params(course_class),
        )
    return done


def end_enrolment(
    enrolment: Enrolment,
    by: Member | None,
    act: str,
    *,
    reason: str,
    by_learner: bool,
    hands_out: bool = True,
    **fields: Any,
) -> Ended:
    """End a locked enrolment of a locked class.

    Writes its state (`fields`) and refund, clears the planner, and gives the seat to the first who waits, unless
    `hands_out` is off. If the seat was released and is offered to somebody, they are offered it still.
    """
    course_class = enrolment.course_class
    had_seat, was_approved = enrolment.holds_seat or enrolment.is_offered, enrolment.status == EnrolmentStatus.APPROVED
    took_seat, was_released = enrolment.takes_seat, enrolment.released_at is not None
    money = shared.money_of(enrolment)
    quote = quote_for(enrolment, money, by_learner=by_learner)
    shared.change_state(
        enrolment, money, act, by, reason=reason, **fields, refund_due=quote.due, **shared.no_seat_fields(),
    )  # fmt: skip
    if not had_seat:
        return Ended(enrolment, quote)
    meetings = shared.future_meetings(course_class)
    if was_approved:
        shared.release_meetings(meetings, [enrolment.member_id])
    course_class.seats_taken -= took_seat
    if not hands_out:
        return Ended(enrolment, quote, released=meetings)
    if was_released:
        course_class.seats_taken += seats.free_offered_seat(enrolment)
    return Ended(enrolment, quote, waiting_list.hand_out_seats(course_class, meetings), meetings)


def quote_for(enrolment: Enrolment, money: Money, *, by_learner: bool) -> RefundQuote:
    """Return the refund if the enrolment ended today. 1 query, none if nothing was paid."""
    course_class = enrolment.course_class
    steps = course_class.refund_steps.values_list("days_before", "percent") if money.paid else ()
    return money_rules.refund_quote(
        enrolment, money, steps, start_date=course_class.start_date, today=clock.today(), by_learner=by_learner
    )


# --- Offers that lapse ------------------------------------------------------------------------------------------------


def end_lapsed_offers() -> int:
    """End the offers that nobody took in time, hand their seats to the next in line, and return how many ended."""
    lapsed = Enrolment.objects.filter(offered_until__lte=clock.now()).order_by("course_class_id")
    return sum(end_lapsed_offers_of(pk) for pk in lapsed.values_list("course_class_id", flat=True).distinct())


@transaction.atomic
def end_lapsed_offers_of(class_id: int) -> int:
    """End those of one class: who did not answer is out of the line, is told so, and may wait anew."""
    course_class, now = shared.lock_class(class_id), clock.now()
    lapsed = course_class.enrolments.filter(offered_until__lte=now).select_related("member").order_by("pk")
    for ended in (rows := list(lapsed)):
        ended.course_class = course_class
        end_enrolment(
            ended,
            None,
            "elearning.offer_lapsed",
            reason=_("자리 제안의 기한이 지나 대기가 끝났습니다."),
            by_learner=True,
            status=EnrolmentStatus.CANCELLED,
            cancelled_at=now,
            cancel_reason=_("자리 제안의 기한이 지나 대기가 끝났습니다."),
        )
        tell([ended.member], notices.OFFER_LAPSED, path=ended.get_absolute_url(), **shared.notice_params(course_class))
    return len(rows)


# --- The whole class --------------------------------------------------------------------------------------------------


def end_class_enrolments(course_class: CourseClass, by: Member, reason: str) -> list[Enrolment]:
    """End every live enrolment of a **locked** class that was called off, and tell everyone.

    All that was paid becomes due for refund. The planners were cleared with the class. Statements: the same for any
    number up to 500.
    """
    now = clock.now()
    locked = course_class.enrolments.live().select_for_update(no_key=True, of=("self",)).order_by("pk")
    ended = list(locked.select_related("member").with_money())
    enrolments_ending.send(Enrolment, course_class=course_class, enrolments=ended)
    entries = []
    for enrolment in ended:
        enrolment.course_class = course_class
        before = shared.audited_state(enrolment)
        money = Money(enrolment.paid, enrolment.refunded)
        enrolment.refund_due = money_rules.whole_refund(money)
        enrolment.status = EnrolmentStatus.CANCELLED
        enrolment.cancelled_at, enrolment.cancelled_by, enrolment.cancel_reason = now, by, reason
        for name, value in shared.no_seat_fields().items():
            setattr(enrolment, name, value)
        enrolment.payment_status, enrolment.refund_status = money_rules.money_states(enrolment, money)
        entries.append(
            audit.entry(
                by=by,
                act="elearning.called_off",
                subject=enrolment,
                at=now,
                reason=reason,
                before=before,
                after=shared.audited_state(enrolment),
            )
        )
    Enrolment.objects.bulk_update(ended, _ENDED, batch_size=500)
    audit.record_many(entries)
    tell(
        [enrolment.member for enrolment in ended],
        notices.CALLED_OFF,
        path=course_class.get_absolute_url(),
        calendar=shared.calendar_of(shared.future_meetings(course_class), removes=True),
        reason=reason,
        **shared.notice_params(course_class),
    )
    course_class.seats_taken = 0
    return ended


_ENDED = (
    "status",
    "holds_seat",
    "is_waiting",
    "offered_until",
    "remind_at",
    "released_at",
    "seat_of",
    "cancelled_at",
    "cancelled_by",
    "cancel_reason",
    "refund_due",
    "payment_status",
    "refund_status",
)


# --- A member who leaves ----------------------------------------------------------------------------------------------


def end_enrolments_of_leaver(*, member: Member, by: Member) -> None:
    """End the waiting and future enrolments of a member who leaves; running and past ones stay."""
    for enrolment_id in _ahead(member):
        cancel_enrolment(enrolment_id=enrolment_id, by=by, leaving=True)


def end_enrolments_of_switched_off(*, member: Member, by: Member) -> None:
    """Do the same where staff switch the member off: what was paid becomes due for refund."""
    reason = _("이용이 중지되어 수강신청이 취소되었습니다.")
    for enrolment_id in _ahead(member):
        cancel_enrolment(enrolment_id=enrolment_id, by=by, reason=reason, switched_off=True)


def _ahead(member: Member) -> list[int]:
    live = Enrolment.objects.of(member).live().filter(course_class__ends_at__gt=clock.now())
    ahead = live.filter(Q(status=EnrolmentStatus.PENDING) | Q(course_class__starts_at__gt=clock.now()))
    return list(ahead.order_by("course_class_id").values_list("pk", flat=True))
