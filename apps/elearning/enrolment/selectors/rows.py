"""Enrolments and classes with all that a page of one of them shows."""

from typing import Any

from django.db.models import Prefetch

from apps.elearning.catalogue.models import ClassMeeting, CourseClass
from apps.elearning.enrolment import rules
from apps.elearning.enrolment.models import Enrolment


def class_rows() -> Any:
    """Return classes with course, meetings, venues, instructors and refund steps."""
    meetings = Prefetch("meetings", ClassMeeting.objects.select_related("venue"))
    return CourseClass.objects.select_related("course").prefetch_related(meetings, "instructors", "refund_steps")


def with_records(rows: Any) -> Any:
    """Add to enrolments what a page of one shows: member, class, payments, refunds, place in the waiting list."""
    classes = Prefetch("course_class", class_rows())
    return rows.select_related("member").with_place().prefetch_related(classes, "payments", "refunds")


def money_of(row: Enrolment) -> rules.Money:
    """The enrolment with its `payments` and `refunds`."""
    return rules.Money(sum(one.amount for one in row.payments.all()), sum(one.amount for one in row.refunds.all()))


def steps_of(course_class: CourseClass) -> list[tuple[int, int]]:
    return [(step.days_before, step.percent) for step in course_class.refund_steps.all()]
