"""Recording attendance, for one learner or a whole class at a time, under the class's lock."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from apps.accounts.models import Member
from apps.core.errors import DomainError
from apps.elearning.attendance import rules
from apps.elearning.attendance.models import Attendance
from apps.elearning.attendance.rules import AttendanceMark, BatchFault
from apps.elearning.attendance.services.locked_day import MARKED, Entry, LockedDay
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.catalogue.selectors.teaching import teaches
from apps.elearning.enrolment.models import Enrolment


@transaction.atomic
def record_attendance(*, by: Member, enrolment_id: int, class_date: date, mark: AttendanceMark) -> Attendance:
    """Record a learner's day (seed 001, 3-17).

    Raises Enrolment.DoesNotExist, NotAllowed `not_the_instructor`, Conflict `already_recorded`, `not_approved`, and
    Invalid for a bad day or mark.
    """
    class_id = Enrolment.objects.visible_to(by).values_list("course_class_id", flat=True).get(pk=enrolment_id)
    rules.check_can_keep(by, teaches=teaches(by, class_id))
    sheet = LockedDay(by, class_id, class_date, [enrolment_id])
    sheet.check(Entry(enrolment_id, mark))
    rules.check_not_recorded(sheet.rows.get(enrolment_id))
    (row,) = sheet.write([Entry(enrolment_id, mark)])
    return row


@transaction.atomic
def change_attendance(
    *, by: Member, attendance_id: int, changes: Mapping[str, Any], expected_revision: int | None = None
) -> Attendance:
    """Change the given fields of a record (names of AttendanceMark) and keep the rest (seed 001, 3-20).

    Without any change nothing is written. Tells the learner of a correction after the day. Raises
    Attendance.DoesNotExist, NotAllowed, Conflict `changed_meanwhile` if the record is not at `expected_revision`,
    `not_approved`, and Invalid for a bad mark.
    """
    seen = Attendance.objects.visible_to(by).values_list("enrolment_id", "enrolment__course_class_id", "class_date")
    enrolment_id, class_id, day = seen.get(pk=attendance_id)
    mark = AttendanceMark(**{"type": "", **changes})
    entry = Entry(enrolment_id, mark, expected_revision, left_out=frozenset(MARKED) - changes.keys())
    rules.check_can_keep(by, teaches=teaches(by, class_id))
    sheet = LockedDay(by, class_id, day, [enrolment_id], is_kept=True)
    sheet.check(entry)
    sheet.write([entry])
    return Attendance.objects.select_related("enrolment__member").get(pk=attendance_id)


@transaction.atomic
def record_day(*, by: Member, course_id: int, class_id: int, class_date: date, entries: Sequence[Entry]) -> int:
    """Record a class's day, new and changed rows, all or nothing (seed 001, 3-22), and return how many were written.

    Unchanged rows are not written, so that the same batch again writes nothing. Statements: 8, and 3 to tell those
    whose day is corrected afterwards, whatever the number of rows.

    Raises CourseClass.DoesNotExist, also if the class is not the course's, NotAllowed, Invalid `batch_size`, and
    Conflict or Invalid `bad_rows` (see `rules.check_no_faults`).
    """
    rules.check_batch(len(entries))
    CourseClass.objects.visible_to(by).values_list("pk").get(pk=class_id, course_id=course_id)
    rules.check_can_keep(by, teaches=teaches(by, class_id))
    sheet = LockedDay(by, class_id, class_date, [entry.enrolment_id for entry in entries])
    seen: set[int] = set()
    faults = []
    for index, entry in enumerate(entries):
        try:
            rules.check_not_twice(again=entry.enrolment_id in seen)
            sheet.check(entry)
        except DomainError as error:
            faults.append(BatchFault(index, sheet.name_of(entry.enrolment_id), error))
        seen.add(entry.enrolment_id)
    rules.check_no_faults(faults)
    return len(sheet.write(entries))


@transaction.atomic
def record_days(*, by: Member, class_id: int, days: Mapping[date, Sequence[Entry]]) -> int:
    """Record several days of a class as `record_day` does, all or nothing, and return how many rows were written.

    Raises what `record_day` raises, for the first day that has a fault.
    """
    course_id = CourseClass.objects.visible_to(by).values_list("course_id", flat=True).get(pk=class_id)
    return sum(
        record_day(by=by, course_id=course_id, class_id=class_id, class_date=day, entries=days[day])
        for day in sorted(days)
    )
