"""Attendance as spreadsheets: a whole class as learners × days, and a day with times and reasons."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from apps.core import clock, text
from apps.core.sheets import Cell
from apps.elearning.attendance import rules
from apps.elearning.attendance.models import Attendance
from apps.elearning.attendance.selectors import labels
from apps.elearning.attendance.selectors.records import class_days, since
from apps.elearning.attendance.states import AttendanceType
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus

CLASS_WIDTHS = (10, 16, *[16] * 22)  # of the columns, in characters; columns after Z keep the usual width
DAY_WIDTHS = (10, 16, 14, 10, 10, 10, 40)


def class_rows(course_class: CourseClass, now: datetime) -> list[list[Cell]]:
    """Return the head, and a row for each learner: a word for each day, and the rate. 3 queries."""
    people = _learners(course_class)
    kinds_by_learner: dict[int, dict[date, str]] = {}
    records = Attendance.objects.filter(enrolment__in=[row.pk for row in people])
    for enrolment_id, day, kind in records.values_list("enrolment_id", "class_date", "type"):
        kinds_by_learner.setdefault(enrolment_id, {})[day] = kind
    meets = class_days(course_class.pk)
    days = sorted(meets or {day for kinds in kinds_by_learner.values() for day in kinds})
    today = clock.local(now).date()
    head: list[Cell] = [_("신청 번호"), _("이름"), *(text.day(day) for day in days), _("출석률(%)")]
    rows: list[list[Cell]] = [head]
    for enrolment in people:
        kinds = kinds_by_learner.get(enrolment.pk, {})
        counted = rules.tally(kinds.items(), days=meets, since=since(enrolment), today=today)
        marks = [str(AttendanceType(kinds[day]).label) if day in kinds else "" for day in days]
        rows.append([enrolment.pk, enrolment.member.name, *marks, rules.rate(counted, course_class.lates_per_absence)])
    return rows


def day_rows(course_class: CourseClass, day: date) -> list[list[Cell]]:
    """Return the head, and a row for each learner, recorded or not. 3 queries.

    Raises Invalid if the class does not meet on the day.
    """
    rules.check_is_class_day(day, course_class, class_days(course_class.pk))
    people = _learners(course_class)
    records = {
        row.enrolment_id: row
        for row in Attendance.objects.filter(enrolment__in=[enrolment.pk for enrolment in people], class_date=day)
    }
    return [day_head(), *(_day_row(enrolment, day, records.get(enrolment.pk)) for enrolment in people)]


def day_head() -> list[Cell]:
    return [_("신청 번호"), _("이름"), _("수업일"), _("출결"), _("입실"), _("퇴실"), _("사유")]


def _day_row(enrolment: Enrolment, day: date, row: Attendance | None) -> list[Cell]:
    first: list[Cell] = [enrolment.pk, enrolment.member.name, day.isoformat()]
    if row is None:
        return [*first, "", "", "", ""]
    times = (labels.clock_time(row.check_in_time), labels.clock_time(row.check_out_time))
    return [*first, str(AttendanceType(row.type).label), *times, row.absence_reason]


def _learners(course_class: CourseClass) -> list[Enrolment]:
    rows = Enrolment.objects.filter(course_class=course_class, status=EnrolmentStatus.APPROVED)
    return list(rows.select_related("member").order_by("pk"))
