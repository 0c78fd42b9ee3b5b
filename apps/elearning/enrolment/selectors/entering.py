"""What is read before one enrols: the class with its facts, its refund steps, and the button."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.elearning.catalogue.models import ClassMeeting, CourseClass
from apps.elearning.enrolment.selectors import button, words


@dataclass(frozen=True)
class EnrolPage:
    """`submit`: the words of the button, where nothing stands in the way."""

    course_class: CourseClass
    enrolling: button.Enrolling
    submit: str
    facts: list[tuple[str, str, str]]
    meetings: list[str]
    steps: list[tuple[str, str]]


def enrol_page(class_id: int, member: Member, now: datetime) -> EnrolPage:
    """Raises CourseClass.DoesNotExist where the class is not for the member to know of. Statements: 9 at most."""
    course_class = class_rows().filter(pk__in=CourseClass.objects.visible_to(member).values("pk")).get(pk=class_id)
    enrolling = button.enrolling_in([course_class], member, now)[course_class.pk]
    return EnrolPage(
        course_class=course_class,
        enrolling=enrolling,
        submit=_submit(enrolling),
        facts=[*class_facts(course_class), (_("수강료"), words.fee(course_class.fee), "")],
        meetings=[words.meeting(row) for row in course_class.meetings.all()],
        steps=words.refund_steps(steps_of(course_class)) if course_class.fee else [],
    )


def _submit(enrolling: button.Enrolling) -> str:
    """The words of the button on the page that names the clashes."""
    if enrolling.waits:
        return _("겹쳐도 대기 신청하기") if enrolling.clashes else enrolling.label
    return _("겹쳐도 수강신청하기") if enrolling.clashes else enrolling.label


def class_rows() -> Any:
    meetings = Prefetch("meetings", ClassMeeting.objects.select_related("venue"))
    return CourseClass.objects.select_related("course").prefetch_related(meetings, "instructors", "refund_steps")


def class_facts(course_class: CourseClass) -> list[tuple[str, str, str]]:
    """Label, value and note. The class with its course and instructors."""
    return [
        (_("수강 기간"), words.about(course_class), ""),
        (_("강사"), words.names_of(course_class) or _("미정"), ""),
        (_("학습 시간"), _("%(n)d시간") % {"n": course_class.course.hours}, course_class.course.get_type_display()),
    ]


def steps_of(course_class: CourseClass) -> list[tuple[int, int]]:
    return [(step.days_before, step.percent) for step in course_class.refund_steps.all()]
