"""What the acts on an enrolment share: the locks, the planner, the money states, the words."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import DateTimeField, Sum

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.core.prepared import Given, Prepared
from apps.elearning.catalogue.models import ClassMeeting, CourseClass
from apps.elearning.catalogue.services.appointments import slots_of
from apps.elearning.enrolment import money_rules
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.money_rules import Money
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.planner import ics
from apps.planner import services as planner_services
from apps.planner.models import Appointment


def lock_class(class_id: int) -> CourseClass:
    return CourseClass.objects.with_course().select_for_update(no_key=True, of=("self",)).get(pk=class_id)


def lock_with_class(enrolment_id: int) -> tuple[Enrolment, CourseClass]:
    """Lock the class, then the enrolment, which is read after both. Raises Enrolment.DoesNotExist."""
    course_class = lock_class(Enrolment.objects.values_list("course_class_id", flat=True).get(pk=enrolment_id))
    return lock_enrolment(enrolment_id, course_class), course_class


def lock_enrolment(enrolment_id: int, course_class: CourseClass | None = None) -> Enrolment:
    """Lock the enrolment alone: enough for its money. With its member, and the class that was read before."""
    rows = Enrolment.objects.select_for_update(no_key=True, of=("self",)).select_related("member")
    enrolment = rows.get(pk=enrolment_id)
    enrolment.course_class = course_class or CourseClass.objects.with_course().get(pk=enrolment.course_class_id)
    return enrolment


def money_of(enrolment: Enrolment) -> Money:
    """What the records of a locked enrolment add up to. 2 queries, none where there is nothing to pay."""
    if not enrolment.fee:
        return Money()
    paid, refunded = (rows.aggregate(all=Sum("amount"))["all"] or 0 for rows in (enrolment.payments, enrolment.refunds))
    return Money(paid, refunded)


def write(enrolment: Enrolment, money: Money, **fields: Any) -> None:
    """Write a locked enrolment's new state, and the money states that follow from it."""
    for name, value in fields.items():
        setattr(enrolment, name, value)
    enrolment.payment_status, enrolment.refund_status = money_rules.money_states(enrolment, money)
    enrolment.save(update_fields=[*fields, "payment_status", "refund_status"])


def move(
    enrolment: Enrolment,
    money: Money,
    act: str,
    by: Member,
    *,
    reason: str = "",
    noted: dict[str, Any] | None = None,
    **fields: Any,
) -> None:
    """`write`, and leave the audit entry of it: the states before and after, and what else is `noted`."""
    before = seen_state(enrolment)
    write(enrolment, money, **fields)
    after = seen_state(enrolment) | (noted or {})
    audit.record(by=by, act=act, subject=enrolment, before=before, after=after, reason=reason)


def seen_state(enrolment: Enrolment) -> dict[str, Any]:
    return {
        "status": enrolment.status, "is_waiting": enrolment.is_waiting, "payment_status": enrolment.payment_status,
        "refund_status": enrolment.refund_status, "refund_due": enrolment.refund_due,
    }  # fmt: skip


def as_approved() -> dict[str, Any]:
    """What an enrolment is once it is approved, by whom apart."""
    return {
        "status": EnrolmentStatus.APPROVED, "holds_seat": True, "is_waiting": False, "approved_at": clock.now(),
    }  # fmt: skip


def meetings_ahead(course_class: CourseClass) -> list[ClassMeeting]:
    """What is not over yet: of the rest, that one was there stays in the planner. 1 query."""
    return _ahead(course_class=course_class.pk, now=clock.now())


_ahead = Prepared(
    lambda: (
        ClassMeeting.objects.filter(course_class_id=Given("course_class"), ends_at__gt=Given("now", DateTimeField()))
        .select_related("venue")
        .order_by("starts_at", "id")
    )
)


def book(
    course_class: CourseClass, meetings: Iterable[ClassMeeting], member_ids: Iterable[int]
) -> dict[int, list[Appointment]]:
    """Put the meetings into the learners' planners. Returns each one's appointments. 1 statement."""
    booked: dict[int, list[Appointment]] = {member_id: [] for member_id in member_ids}
    slots = slots_of(course_class, meetings)
    if slots and booked:
        for appointment in planner_services.book(slots, booked):
            booked[appointment.member_id].append(appointment)
    return booked


def release(meetings: Iterable[ClassMeeting], member_ids: Iterable[int]) -> None:
    """Take the meetings out of the learners' planners. 1 statement."""
    if meetings:
        planner_services.release(CourseClass.SOURCE, [meeting.pk for meeting in meetings], member_ids)


def calendar_of(booked: dict[int, list[Appointment]]) -> Callable[[Member], str]:
    """The file for a member's calendar that goes with a mail about what was booked; '' where nothing was."""
    return lambda member: ics.calendar_text(booked[member.pk]) if booked.get(member.pk) else ""


def sentence_params(course_class: CourseClass) -> dict[str, Any]:
    """Days as ISO dates: they are read in any language."""
    return {"title": course_class.title, "period": f"{course_class.start_date} ~ {course_class.end_date}"}
