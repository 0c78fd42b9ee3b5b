"""Taking an offered seat of a class and giving up what else is on at its meetings, and giving up a class."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from apps.accounts.models import Member
from apps.accounts.services.presence import hold_member
from apps.core import clock
from apps.core.errors import refusal_of
from apps.elearning.catalogue.models import ClassMeeting, CourseClass
from apps.elearning.enrolment import money_rules, rules
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.services import ending, shared
from apps.elearning.enrolment.services.enrolling import Enrolled, enrol_member, find_clashes
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.planner import services as planner_services
from apps.planner.rules import check_clashes_are_those


@transaction.atomic
def swap_seat(*, class_id: int, by: Member, expected: Collection[int] | None = None) -> Enrolled:
    """Take the seat that is offered to `by`, and give up all that they attend at its meetings, or nothing of it.

    `expected` are the ids of the appointments that a page named, None gives up whatever is on then. Each is given up by
    the service of its own domain. What others swap too is locked in one order: sessions first, then the classes
    together.

    Raises CourseClass.DoesNotExist, Conflict `not_offered`, `offer_over`, `clash_changed`, `not_given_up`,
    `refund_by_hand`, and what the services refuse.
    """
    course_class = CourseClass.objects.visible_to(by).get(pk=class_id)
    own = Enrolment.objects.of(by).live().filter(course_class=course_class).first()
    rules.check_takes_offer(course_class, own, now=clock.now())
    hold_member(by.pk)
    clashes = find_clashes(by, shared.future_meetings(course_class, learner=by))
    check_clashes_are_those(clashes, expected)
    others = [row for row in clashes if row.source != CourseClass.SOURCE]
    planner_services.give_up(by=by, appointments=others)
    meetings = [row for row in clashes if row.source == CourseClass.SOURCE]
    _lock_in_order({class_id, *_classes_of([row.source_id for row in meetings])})
    planner_services.give_up(by=by, appointments=meetings)
    return enrol_member(class_id=class_id, by=by, knowing=False)


def lock_classes(meeting_ids: Collection[int]) -> None:
    """Lock the classes of these meetings together, in the order of their ids."""
    _lock_in_order(_classes_of(meeting_ids))


def _classes_of(meeting_ids: Collection[int]) -> set[int]:
    return set(ClassMeeting.objects.filter(pk__in=meeting_ids).values_list("course_class_id", flat=True))


def _lock_in_order(class_ids: Collection[int]) -> None:
    rows = CourseClass.objects.select_for_update(no_key=True).filter(pk__in=class_ids)
    list(rows.order_by("pk").values_list("pk", flat=True))


def can_give_up(member: Member, meeting_id: int, now: datetime) -> bool:
    """Return whether the member could cancel the whole class of a meeting. Statements: 3."""
    own = _enrolment_at(member, meeting_id)
    return own is not None and not _why_kept(member, own, now)


def why_kept(member: Member, meeting_id: int, now: datetime) -> str:
    """Return why the member could not cancel the whole class of a meeting, '' if they could. Statements: 3."""
    own = _enrolment_at(member, meeting_id)
    return _why_kept(member, own, now) if own is not None else ""


def give_up_class(member: Member, meeting_id: int) -> None:
    """Cancel the member's enrolment in the class of a meeting, unless it has ended with an earlier meeting of it.

    Raises Conflict `refund_by_hand`, and what `cancel_enrolment` refuses.
    """
    own = _enrolment_at(member, meeting_id)
    if own is not None:
        money_rules.check_no_refund_by_hand(shared.money_of(own))
        ending.cancel_enrolment(enrolment_id=own.pk, by=member)


def _enrolment_at(member: Member, meeting_id: int) -> Enrolment | None:
    rows = Enrolment.objects.of(member).filter(status=EnrolmentStatus.APPROVED, course_class__meetings=meeting_id)
    return rows.select_related("course_class").first()


def _why_kept(member: Member, own: Enrolment, now: datetime) -> str:
    refused = refusal_of(rules.check_can_cancel, member, own, own.course_class, teaches=False, now=now)
    refused = refused or refusal_of(money_rules.check_no_refund_by_hand, shared.money_of(own))
    return refused.message if refused is not None else ""
