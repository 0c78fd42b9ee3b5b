"""The waiting list: giving freed seats, and changing the order."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Case, OuterRef, Value, When

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.core.rules import check_reason
from apps.elearning.catalogue.models import ClassMeeting, CourseClass
from apps.elearning.catalogue.states import Approval
from apps.elearning.enrolment import money_rules, notices, rules
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.money_rules import Money
from apps.elearning.enrolment.services import shared
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.notices.services import tell, tell_at_once
from apps.planner import selectors as planner
from apps.seats import services as seats


def promote_waiting(
    course_class: CourseClass, meetings: list[ClassMeeting] | None = None, *, asks: bool = True
) -> list[Enrolment]:
    """Give free seats of a **locked** class to those who wait, in order, and tell them.

    Nobody is moved without a question once the class has started (`rules.promotes_waiting`), or into a class that meets
    at an hour that is taken in their planner: they are told that a seat is free (`rules.takes_free_seat`). `asks`:
    whether those are told now. `meetings`: the future ones, if the caller has read them. Returns those who got a seat.
    Statements: at most 12 more than without anybody waiting, whatever the length of the line; 4 more if any are asked.
    """
    now = clock.now()
    if not rules.offers_freed_seats(course_class, now):
        return []
    is_approved = course_class.approval == Approval.AUTOMATIC

    def give(rows) -> int:
        return rows.update(is_waiting=False, holds_seat=True, promoted_at=now, **_given(is_approved))

    waiting = course_class.enrolments.filter(member__is_active=True).select_related("member")
    busy = planner.is_busy_at(OuterRef("member_id"), ClassMeeting.objects.filter(course_class=course_class), now)
    moved = seats.move_up(
        course_class,
        waiting,
        give=give,
        must_ask=busy if rules.promotes_waiting(course_class, now) else Value(True),
        ask=lambda passed: _tell_free_seat(course_class, passed) if asks else None,
    )
    if not moved:
        return []
    file = None
    if is_approved:
        ahead = shared.future_meetings(course_class) if meetings is None else meetings
        file = shared.book_meetings(course_class, ahead, [enrolment.member_id for enrolment in moved])
    status = EnrolmentStatus.APPROVED if is_approved else EnrolmentStatus.PENDING
    audit.record_many(
        audit.entry(
            by=None,
            act="elearning.promoted",
            subject=enrolment,
            at=now,
            before={"status": EnrolmentStatus.PENDING, "is_waiting": True},
            after={"status": status, "is_waiting": False},
        )
        for enrolment in moved
    )
    pages = {enrolment.member_id: enrolment.get_absolute_url() for enrolment in moved}
    members = [enrolment.member for enrolment in moved]
    tell(
        members,
        notices.PROMOTED if is_approved else notices.SEATED,
        path=lambda member: pages[member.pk],
        calendar=file,
        **shared.notice_params(course_class),
    )
    if not is_approved:
        tell_at_once(*shared.ask_to_decide(course_class, members))
    return moved


def _tell_free_seat(course_class: CourseClass, passed: list[Enrolment]) -> None:
    pages = {enrolment.member_id: enrolment.get_absolute_url() for enrolment in passed}
    tell(
        [enrolment.member for enrolment in passed],
        notices.SEAT_FREE,
        path=lambda member: pages[member.pk],
        **shared.notice_params(course_class),
    )


def _given(is_approved: bool) -> dict:
    """Return the fields that a promotion writes besides the seat. Nothing was paid yet: that needs a seat."""
    if not is_approved:
        return {}

    def owes(fee: int) -> Value:
        approved = Enrolment(status=EnrolmentStatus.APPROVED, fee=fee)
        return Value(money_rules.money_states(approved, Money())[0])

    return {
        "status": EnrolmentStatus.APPROVED,
        "approved_at": clock.now(),
        "payment_status": Case(When(fee=0, then=owes(0)), default=owes(1)),
    }


@dataclass(frozen=True)
class Reordered:
    """A move in line. `place`: where the enrolment is now; `before`: where it was. Both from 1."""

    enrolment: Enrolment
    before: int
    place: int


@transaction.atomic
def reorder_line(*, enrolment_id: int, to_place: int, by: Member, reason: str) -> Reordered:
    """Move one who waits to another place in line, and tell them (staff only). Those between move by one.

    The positions are exchanged among those concerned, so that later applicants still come after all of them. Raises
    Enrolment.DoesNotExist, NotAllowed `not_staff`, Conflict `wrong_state`, Invalid `reason_missing`, `no_such_place`
    (field `to_place`).
    """
    rules.check_can_reorder(by)
    check_reason(reason)
    enrolment, course_class = shared.lock_with_class(enrolment_id)
    line = list(course_class.enrolments.in_line().only("line_position"))
    rules.check_can_move_in_line(enrolment, to_place, waiting=len(line))
    order = [row.pk for row in line]
    was = order.index(enrolment.pk)
    first, last = sorted((was, to_place - 1))
    between = line[first : last + 1]
    keys = [row.line_key for row in between]
    between.insert(to_place - 1 - first, between.pop(was - first))
    for row, key in zip(between, keys, strict=True):
        row.line_position = key
    Enrolment.objects.bulk_update(between, ["line_position"], batch_size=500)
    if was != to_place - 1:
        audit.record(
            by=by,
            act="elearning.moved_in_line",
            subject=enrolment,
            reason=reason,
            before={"place": was + 1},
            after={"place": to_place},
        )
        tell(
            [enrolment.member],
            notices.MOVED_IN_LINE,
            path=enrolment.get_absolute_url(),
            place=to_place,
            reason=reason,
            **shared.notice_params(course_class),
        )
    enrolment.refresh_from_db(fields=["line_position"])
    return Reordered(enrolment, was + 1, to_place)
