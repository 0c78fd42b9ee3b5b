"""Enrolments and classes with all that a page about one of them shows."""

from typing import Any

from django.db.models import Prefetch

from apps.accounts.models import Member
from apps.core.prepared import Given, Prepared, PreparedForViewers, attach
from apps.elearning.catalogue.models import ClassMeeting, CourseClass, RefundStep
from apps.elearning.enrolment import money_rules
from apps.elearning.enrolment.models import Enrolment, Payment, Refund


def class_rows() -> Any:
    """Return classes with course, meetings, venues, instructors and refund steps."""
    meetings = Prefetch("meetings", ClassMeeting.objects.select_related("venue"))
    return CourseClass.objects.select_related("course").prefetch_related(meetings, "instructors", "refund_steps")


def enrolment_with_records(enrolment_id: int, member: Member) -> Enrolment:
    """Return an enrolment that the member may see, with all that its page shows. Statements: 6.

    These are the member, class, payments and refunds, and `place` in the waiting list. Raises Enrolment.DoesNotExist.
    """
    row = _enrolment.first(member, pk=enrolment_id)
    if row is None:
        raise Enrolment.DoesNotExist
    for name, prepared in _OF_CLASS.items():
        attach(row.course_class, name, prepared(of=row.course_class_id))
    for name, prepared in _OF_ENROLMENT.items():
        attach(row, name, prepared(of=row.pk))
    return row


def own_enrolment_with_records(enrolment_id: int, member: Member) -> Enrolment:
    """Return the member's own enrolment, as `enrolment_with_records`."""
    row = enrolment_with_records(enrolment_id, member)
    if row.member_id != member.pk:
        raise Enrolment.DoesNotExist
    return row


_enrolment = PreparedForViewers(
    Enrolment,
    "elearning.view_enrolment",
    lambda rows: rows.filter(pk=Given("pk")).select_related("member", "course_class__course").with_place(),
)
_OF_CLASS = {
    "meetings": Prepared(lambda: ClassMeeting.objects.filter(course_class_id=Given("of")).select_related("venue")),
    "instructors": Prepared(lambda: Member.objects.filter(classes_taught=Given("of")).select_related("mentor_profile")),
    "refund_steps": Prepared(lambda: RefundStep.objects.filter(course_class_id=Given("of"))),
}
_OF_ENROLMENT = {
    "payments": Prepared(lambda: Payment.objects.filter(enrolment_id=Given("of"))),
    "refunds": Prepared(lambda: Refund.objects.filter(enrolment_id=Given("of"))),
}


def money_of(row: Enrolment) -> money_rules.Money:
    """Return the sums of the enrolment's prefetched payments and refunds."""
    return money_rules.Money(
        sum(payment.amount for payment in row.payments.all()), sum(refund.amount for refund in row.refunds.all())
    )


def steps_of(course_class: CourseClass) -> list[tuple[int, int]]:
    return [(step.days_before, step.percent) for step in course_class.refund_steps.all()]
