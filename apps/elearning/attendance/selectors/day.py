"""The attendance sheet of a day: the learners and their records."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core import clock, text
from apps.core.paging import Page
from apps.core.particles import fill
from apps.elearning.attendance import rules
from apps.elearning.attendance.models import AbsenceRequest, Attendance
from apps.elearning.attendance.selectors import labels
from apps.elearning.attendance.selectors.overview import list_learners
from apps.elearning.attendance.selectors.records import class_days
from apps.elearning.attendance.states import AttendanceType
from apps.elearning.catalogue.models import CourseClass


@dataclass
class SheetValues:
    """The values of a learner's fields, as a form holds them. `revision` 0: nothing is recorded."""

    type: str = ""
    check_in: str = ""
    check_out: str = ""
    reason: str = ""
    revision: int = 0

    def packed(self) -> str:
        """Return the values as one string, so that a form sent later says which fields a person changed."""
        return "|".join((str(self.revision), self.type, self.check_in, self.check_out, self.reason))


@dataclass
class SheetLine:
    """A learner on the sheet. `was` goes with the form; `wrong` says why the input was not saved."""

    pk: int
    name: str
    values: SheetValues
    was: str
    who: str = ""
    ask_url: str = ""
    wrong: str = ""


@dataclass(frozen=True)
class DaySheet:
    day: date
    title: str
    meeting: str
    lines: list[SheetLine]
    page: Page
    kinds: list[labels.Kind]
    previous_url: str
    next_url: str
    is_ahead: bool
    counts: list[tuple[str, int]] = field(default_factory=list)


def day_sheet(course_class: CourseClass, day: date, number: int, now: datetime) -> DaySheet:
    """Return the sheet. Statements: 7. Raises Invalid if the class does not meet on the day."""
    meets = class_days(course_class.pk)
    rules.check_is_class_day(day, course_class, meets)
    page = list_learners(course_class, number)
    records = records_of(day, (row.pk for row in page.items))
    asked = AbsenceRequest.objects.open().filter(enrolment__course_class=course_class, class_date=day)
    requests = dict(asked.values_list("enrolment_id", "pk"))
    lines = []
    for row in page.items:
        record = records.get(row.pk)
        values = values_of(record)
        lines.append(
            SheetLine(
                pk=row.pk,
                name=row.member.name,
                values=values,
                was=values.packed(),
                who=last_recorded_words(record),
                ask_url=reverse("classes:absence", args=[course_class.pk, requests[row.pk]])
                if row.pk in requests
                else "",
            )
        )
    kinds = [record.type for record in records.values()]
    return DaySheet(
        day=day,
        title=text.day(day),
        meeting=_meetings(course_class, day),
        lines=lines,
        page=page,
        kinds=labels.kinds(),
        previous_url=_neighbour(course_class.pk, [other for other in sorted(meets) if other < day][-1:]),
        next_url=_neighbour(course_class.pk, [other for other in sorted(meets) if other > day][:1]),
        is_ahead=day > clock.local(now).date(),
        counts=[(str(kind.label), kinds.count(kind)) for kind in AttendanceType if kind in kinds],
    )


def _neighbour(class_id: int, days: list[date]) -> str:
    return reverse("classes:attendance_day", args=[class_id, days[0]]) if days else ""


def _meetings(course_class: CourseClass, day: date) -> str:
    """Return when and where the class meets on the day. 1 query."""
    begin = clock.start_of(day)
    rows = course_class.meetings.filter(starts_at__range=(begin, begin + clock.ONE_DAY)).select_related("venue")
    return ", ".join(
        " ".join(filter(None, (text.hours(meeting.starts_at, meeting.ends_at), meeting.venue_name))) for meeting in rows
    )


def records_of(day: date, enrolment_ids: Iterable[int]) -> dict[int, Attendance]:
    """Return the records of these enrolments on a day, by enrolment. 1 query."""
    rows = Attendance.objects.filter(class_date=day, enrolment__in=list(enrolment_ids))
    return {row.enrolment_id: row for row in rows.select_related("recorded_by")}


def values_of(row: Attendance | None) -> SheetValues:
    if row is None:
        return SheetValues()
    return SheetValues(
        row.type,
        labels.clock_time(row.check_in_time),
        labels.clock_time(row.check_out_time),
        row.absence_reason,
        row.revision,
    )


def last_recorded_words(row: Attendance | None) -> str:
    """Return who recorded it last, and when."""
    if row is None:
        return ""
    name = row.recorded_by.name if row.recorded_by is not None else ""
    return " ".join(filter(None, (name, text.moment(row.changed_at))))


def record_as_answer(row: Attendance | None) -> Mapping[str, Any]:
    """Return a record as values for the script of the sheet."""
    values = values_of(row)
    return {
        "type": values.type,
        "check_in": values.check_in,
        "check_out": values.check_out,
        "reason": values.reason,
        "revision": values.revision,
        "packed": values.packed(),
        "who": last_recorded_words(row),
    }


def overtaken_words(row: Attendance | None) -> str:
    """Return a sentence about what somebody else wrote in the same record."""
    if row is None:
        return _("그사이 이 기록이 바뀌었습니다.")
    return fill(
        _("그사이 %(who)s 님이 ‘%(kind)s’[으로/로] 기록했습니다."),
        {
            "who": row.recorded_by.name if row.recorded_by is not None else _("다른 강사"),
            "kind": AttendanceType(row.type).label,
        },
    )
