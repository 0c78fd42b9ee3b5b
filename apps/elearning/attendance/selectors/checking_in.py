"""The pages of checking in."""

from dataclasses import dataclass
from datetime import datetime

from apps.core import check_in, clock, text
from apps.core.check_in import CodeWall
from apps.elearning.attendance.models import Attendance, CheckInCode
from apps.elearning.attendance.selectors import labels
from apps.elearning.attendance.states import AttendanceType
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus


def code_wall(course_class: CourseClass, now: datetime) -> CodeWall:
    """Return the live code, and how many are recorded as present today. 3 queries."""
    today = clock.local(now).date()
    learners = Enrolment.objects.filter(course_class=course_class, status=EnrolmentStatus.APPROVED)
    present = Attendance.objects.filter(enrolment__in=learners, class_date=today).exclude(
        type__in=(AttendanceType.ABSENT, AttendanceType.EXCUSED)
    )
    return CodeWall.of(
        CheckInCode.objects.filter(pk=course_class.pk).first(),
        now,
        present=present.count(),
        everyone=learners.count(),
    )


@dataclass(frozen=True)
class CheckInPage:
    """The form for a learner. `recorded`: the learner's record of today in words, '' if there is none."""

    is_live: bool
    until: str
    recorded: str
    day: str
    grace: int


def check_in_page(enrolment: Enrolment, now: datetime) -> CheckInPage:
    """Return the form to check in. 2 queries."""
    live = check_in.live_or_none(CheckInCode.objects.filter(pk=enrolment.course_class_id).first(), now)
    today = clock.local(now).date()
    record = Attendance.objects.filter(enrolment=enrolment, class_date=today).first()
    return CheckInPage(
        is_live=live is not None,
        until=f"{clock.local(live.closes_at):%H:%M}" if live else "",
        recorded=labels.recorded(record) if record else "",
        day=text.day(today),
        grace=int(check_in.GRACE.total_seconds() // 60),
    )
