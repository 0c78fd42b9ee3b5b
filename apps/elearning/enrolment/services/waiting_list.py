"""The waiting list: handing out freed seats, and changing the order."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
from apps.notices.kinds import Until, clash_params
from apps.notices.services import tell, tell_at_once, telling
from apps.planner import selectors as planner
from apps.seats import services as seats


def hand_out_seats(course_class: CourseClass, meetings: list[ClassMeeting] | None = None) -> list[Enrolment]:
    """Hand the free seats of a **locked** class to those who wait, in order, and tell them. Return who got a seat.

    Once the class has started (`rules.promotes_waiting`), or to who has something else at the hour of a meeting, a seat
    is offered until `rules.offer_until` and not given unasked. `meetings`: the future ones, if the caller has read
    them. Statements: the same, whatever the length of the line.
    """
    now = clock.now()
    if not rules.offers_freed_seats(course_class, now):
        return []
    is_approved, until = course_class.approval == Approval.AUTOMATIC, rules.offer_until(course_class, now)

    def seat(rows: Any) -> int:
        return rows.update(is_waiting=False, holds_seat=True, promoted_at=now, **_given(is_approved))

    busy = planner.is_busy_at(OuterRef("member_id"), ClassMeeting.objects.filter(course_class=course_class), now)
    handed = seats.hand_out(
        course_class,
        course_class.enrolments.filter(member__is_active=True).select_related("member"),
        seat=seat,
        until=until,
        must_ask=busy if rules.promotes_waiting(course_class, now) else Value(True),
    )
    if handed.offered:
        _tell_offers(course_class, handed.offered, until)
        audit.record_many(
            audit.entry(by=None, act="elearning.offered", subject=one, at=now, after={"offered_until": until})
            for one in handed.offered
        )
    if handed.seated:
        ahead = meetings
        if is_approved and ahead is None:
            ahead = shared.future_meetings(course_class)
        _seat(course_class, handed.seated, ahead or [], now)
    return handed.seated


def _seat(course_class: CourseClass, seated: list[Enrolment], meetings: list[ClassMeeting], now: datetime) -> None:
    """Book the meetings where the class approves by itself, and tell those who got a seat, and whoever decides."""
    is_approved = course_class.approval == Approval.AUTOMATIC
    file = None
    if is_approved:
        file = shared.book_meetings(course_class, meetings, [enrolment.member_id for enrolment in seated])
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
        for enrolment in seated
    )
    pages = {enrolment.member_id: enrolment.get_absolute_url() for enrolment in seated}
    members = [enrolment.member for enrolment in seated]
    tell(
        members,
        notices.PROMOTED if is_approved else notices.SEATED,
        path=lambda member: pages[member.pk],
        calendar=file,
        **shared.notice_params(course_class),
    )
    if not is_approved:
        tell_at_once(*shared.ask_to_decide(course_class, members))


def _tell_offers(course_class: CourseClass, offered: list[Enrolment], until: datetime) -> None:
    """Tell each of them until when the seat is kept, and what else they have in the planner then."""
    members = [enrolment.member_id for enrolment in offered]
    clashes = planner.list_clashes_of(members, shared.future_meetings(course_class), CourseClass.SOURCE)
    tell_at_once(
        *(
            telling(
                [enrolment.member],
                notices.SEAT_OFFERED,
                path=enrolment.get_absolute_url(),
                until=Until(until),
                cancel_by=Until(course_class.starts_at),
                **clash_params(clashes.get(enrolment.member_id, [])),
                **shared.notice_params(course_class),
            )
            for enrolment in offered
        )
    )


def renew_offers(course_class: CourseClass) -> None:
    """Give whoever is offered a seat of a **locked** class a new deadline, because its dates have changed."""
    now = clock.now()
    offered = list(course_class.enrolments.filter(offered_until__isnull=False).select_related("member").order_by("pk"))
    if not offered or now >= rules.takes_offers_until(course_class):
        return
    until = rules.offer_until(course_class, now)
    seats.keep_offers(course_class.enrolments.filter(pk__in=[enrolment.pk for enrolment in offered]), until)
    _tell_offers(course_class, offered, until)


def remind_of_offers() -> int:
    """Remind those who have not answered an offer when half of its time is over, and return how many."""
    due = Enrolment.objects.to_remind(clock.now()).order_by("course_class_id")
    return sum(_remind_in(pk) for pk in due.values_list("course_class_id", flat=True).distinct())


@transaction.atomic
def _remind_in(class_id: int) -> int:
    course_class = shared.lock_class(class_id)
    due = seats.take_reminders(course_class.enrolments.all())
    tell_at_once(
        *(
            telling(
                [enrolment.member],
                notices.OFFER_DUE,
                path=enrolment.get_absolute_url(),
                until=Until(enrolment.offered_until),
                **shared.notice_params(course_class),
            )
            for enrolment in due
            if enrolment.offered_until
        )
    )
    return len(due)


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


def ids_before(enrolment: Enrolment) -> list[int]:
    """Return the ids of those who stand in line before this one. Statements: 1."""
    line = list(enrolment.course_class.enrolments.in_line().values_list("pk", flat=True))
    return line[: line.index(enrolment.pk)]


def tell_passed_over(course_class: CourseClass, enrolment_ids: Collection[int]) -> None:
    """Tell those in line before whom people have put somebody else, with the place that they have now."""
    passed = course_class.enrolments.in_line().filter(pk__in=enrolment_ids).with_place().select_related("member")
    tell_at_once(
        *(
            telling(
                [row.member],
                notices.PASSED_OVER,
                path=row.get_absolute_url(),
                place=row.place,
                **shared.notice_params(course_class),
            )
            for row in passed
        )
    )


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
        if to_place - 1 < was:
            tell_passed_over(course_class, [row.pk for row in between[1:]])
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
