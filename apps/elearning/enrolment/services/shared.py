"""What the services of enrolment share: locks, writing a state, the planner, the parameters of notices."""

from collections.abc import Iterable
from typing import Any

from django.db.models import DateTimeField, QuerySet, Sum
from django.urls import reverse

from apps.accounts.models import Member
from apps.accounts.selectors import list_staff_who_may
from apps.core import audit, clock
from apps.core.prepared import Given, Prepared
from apps.elearning.catalogue.models import ClassMeeting, CourseClass
from apps.elearning.catalogue.notices import class_title
from apps.elearning.catalogue.services.appointments import slots_of
from apps.elearning.enrolment import money_rules, notices
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.money_rules import Money
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.notices.kinds import Period
from apps.notices.services import Telling, tell, telling
from apps.planner import selectors as planner
from apps.planner import services as planner_services
from apps.planner.ics import CalendarOf


def lock_class(class_id: int) -> CourseClass:
    return CourseClass.objects.with_course().select_for_update(no_key=True, of=("self",)).get(pk=class_id)


def lock_with_class(enrolment_id: int) -> tuple[Enrolment, CourseClass]:
    """Lock the class, then the enrolment, which is read after both. Raises Enrolment.DoesNotExist."""
    course_class = lock_class(Enrolment.objects.values_list("course_class_id", flat=True).get(pk=enrolment_id))
    return lock_enrolment(enrolment_id, course_class), course_class


def lock_enrolment(enrolment_id: int, course_class: CourseClass | None = None) -> Enrolment:
    """Lock the enrolment alone, which is enough for its money, and return it with its member and the given class."""
    rows = Enrolment.objects.select_for_update(no_key=True, of=("self",)).select_related("member")
    enrolment = rows.get(pk=enrolment_id)
    enrolment.course_class = course_class or CourseClass.objects.with_course().get(pk=enrolment.course_class_id)
    return enrolment


def money_of(enrolment: Enrolment) -> Money:
    """Return the sums of a locked enrolment's records. 2 queries, none if there is nothing to pay."""
    if not enrolment.fee:
        return Money()
    paid, refunded = (rows.aggregate(all=Sum("amount"))["all"] or 0 for rows in (enrolment.payments, enrolment.refunds))
    return Money(paid, refunded)


def write_state(enrolment: Enrolment, money: Money, **fields: Any) -> None:
    """Write the new state of a locked enrolment, and the money states that follow from it."""
    for name, value in fields.items():
        setattr(enrolment, name, value)
    enrolment.payment_status, enrolment.refund_status = money_rules.money_states(enrolment, money)
    enrolment.save(update_fields=[*fields, "payment_status", "refund_status"])


def change_state(
    enrolment: Enrolment,
    money: Money,
    act: str,
    by: Member | None,
    *,
    reason: str = "",
    noted: dict[str, Any] | None = None,
    **fields: Any,
) -> None:
    """Write a new state with its audit entry: the states before and after, and what else is in `noted`."""
    before = audited_state(enrolment)
    write_state(enrolment, money, **fields)
    after = audited_state(enrolment) | (noted or {})
    audit.record(by=by, act=act, subject=enrolment, before=before, after=after, reason=reason)


def audited_state(enrolment: Enrolment) -> dict[str, Any]:
    return {
        "status": enrolment.status,
        "is_waiting": enrolment.is_waiting,
        "payment_status": enrolment.payment_status,
        "refund_status": enrolment.refund_status,
        "refund_due": enrolment.refund_due,
    }


def approved_fields() -> dict[str, Any]:
    """Return the fields of an approved enrolment, except who approved it."""
    return {
        "status": EnrolmentStatus.APPROVED,
        "holds_seat": True,
        "is_waiting": False,
        "offered_until": None,
        "remind_at": None,
        "seat_of": None,
        "approved_at": clock.now(),
    }


def no_seat_fields() -> dict[str, Any]:
    """Return the fields of an enrolment that has no seat and waits for none."""
    nothing = dict.fromkeys(("offered_until", "remind_at", "released_at", "seat_of"))
    return {"holds_seat": False, "is_waiting": False, **nothing}


def future_meetings(course_class: CourseClass, *, learner: Member | None = None) -> list[ClassMeeting]:
    """Return the meetings that are not over. Past ones stay in the planner as a record. 1 query.

    With `learner`, each has `is_taken`: whether the learner has another appointment at its time.
    """
    if learner is None:
        return _ahead(course_class=course_class.pk, now=clock.now())
    return _ahead_of_learner(course_class=course_class.pk, now=clock.now(), learner=learner.pk)


def _future() -> QuerySet[ClassMeeting]:
    rows = ClassMeeting.objects.filter(course_class_id=Given("course_class"), ends_at__gt=Given("now", DateTimeField()))
    return rows.select_related("venue").order_by("starts_at", "id")


_ahead = Prepared(_future)
_ahead_of_learner = Prepared(
    lambda: _future().annotate(is_taken=planner.has_other_appointment(Given("learner"), CourseClass.SOURCE))
)


def book_meetings(
    course_class: CourseClass, meetings: list[ClassMeeting], member_ids: Iterable[int]
) -> CalendarOf | None:
    """Book the meetings in the learners' planners, and return what their mails carry as a file. 1 statement."""
    planner_services.book_slots(slots_of(course_class, meetings), member_ids)
    return calendar_of(meetings)


def release_meetings(meetings: Iterable[ClassMeeting], member_ids: Iterable[int]) -> None:
    """Remove the meetings from the learners' planners. 1 statement."""
    if meetings:
        planner_services.cancel_appointments(CourseClass.SOURCE, [meeting.pk for meeting in meetings], member_ids)


def calendar_of(meetings: Iterable[ClassMeeting], *, removes: bool = False) -> CalendarOf | None:
    """Return what the mail carries as a calendar file, None without meetings."""
    ids = [meeting.pk for meeting in meetings]
    return CalendarOf(CourseClass.SOURCE, ids, removes) if ids else None


_instructors = Prepared(lambda: Member.objects.filter(classes_taught=Given("pk"), is_active=True).order_by("pk"))


def ask_to_decide(
    course_class: CourseClass, applicants: Iterable[Member], *, by: Member | None = None
) -> list[Telling]:
    """Return what tells that applicants wait for approval: to the instructors, to staff of a class that has none.

    `by`, who acts, is not told. Queries: 1, without instructors 2.
    """
    deciders = _instructors(pk=course_class.pk) or list_staff_who_may("elearning.change_enrolment")
    told = [member for member in deciders if member != by]
    path = reverse("classes:roster", args=[course_class.pk])
    params = notice_params(course_class)
    return [
        telling(told, notices.TO_DECIDE, path=path, about=applicant, name=applicant.name, **params)
        for applicant in applicants
    ]


def tell_instructors(course_class: CourseClass, kind: str, about: Member) -> None:
    """Tell those who teach the class something about one of its learners."""
    path = reverse("classes:roster", args=[course_class.pk])
    tell(_instructors(pk=course_class.pk), kind, path=path, about=about, name=about.name, **notice_params(course_class))


def notice_params(course_class: CourseClass) -> dict[str, Any]:
    """Return the parameters of a notice about the class."""
    return {"title": class_title(course_class), "period": Period(course_class.start_date, course_class.end_date)}
