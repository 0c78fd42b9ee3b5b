"""Recording attendance, one learner or a whole class at a time. Whoever writes it holds the class's lock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.core.errors import DomainError
from apps.elearning.attendance import notices, rules, selectors
from apps.elearning.attendance.models import Attendance
from apps.elearning.attendance.rules import Fault, Mark
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.catalogue.selectors.teaching import teaches
from apps.elearning.enrolment.models import Enrolment
from apps.notices.services import tell

MARKED = ("type", "check_in_time", "check_out_time", "absence_reason")
_REWRITTEN = [*MARKED, "changed_at", "recorded_by", "revision"]

# What is asked of hundreds at once: whether they take part, what they are called, and where to write to them.
_OF_LEARNER = (
    "status", "course_class_id", "member_id", "member__name", "member__email", "member__language", "member__is_active",
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One row of a batch. `expected_revision`: what the row was when it was read, 0 for none; None asks nothing."""

    enrolment_id: int
    mark: Mark
    expected_revision: int | None = None


@transaction.atomic
def record(*, by: Member, enrolment_id: int, class_date: date, mark: Mark) -> Attendance:
    """Record a learner's day (seed 001, 3-17).

    Raises Enrolment.DoesNotExist, NotAllowed `not_the_instructor`, Conflict `already_recorded`, `not_approved`, and
    Invalid for a day or mark that cannot be.
    """
    class_id = Enrolment.objects.visible_to(by).values_list("course_class_id", flat=True).get(pk=enrolment_id)
    sheet = _Sheet(by, class_id, class_date, [enrolment_id])
    sheet.check(Entry(enrolment_id, mark))
    rules.check_not_recorded(sheet.rows.get(enrolment_id))
    (row,) = sheet.write([Entry(enrolment_id, mark)])
    return row


@transaction.atomic
def change(*, by: Member, attendance_id: int, mark: Mark, expected_revision: int | None = None) -> Attendance:
    """Write a record anew (seed 001, 3-20); what is the same already is left alone.

    Raises Attendance.DoesNotExist, NotAllowed, Conflict `changed_meanwhile` where it is not at `expected_revision`,
    `not_approved`, and Invalid for a mark that cannot be. A learner whose day is corrected afterwards is told.
    """
    seen = Attendance.objects.visible_to(by).values_list("enrolment_id", "enrolment__course_class_id", "class_date")
    enrolment_id, class_id, day = seen.get(pk=attendance_id)
    entry = Entry(enrolment_id, mark, expected_revision)
    sheet = _Sheet(by, class_id, day, [enrolment_id], is_kept=True)
    sheet.check(entry)
    sheet.write([entry])
    return Attendance.objects.select_related("enrolment__member").get(pk=attendance_id)


@transaction.atomic
def record_all(*, by: Member, course_id: int, class_id: int, class_date: date, entries: Sequence[Entry]) -> int:
    """Record a class's day, new rows and changed ones, all or nothing (seed 001, 3-22). Returns how many were written:
    what is the same already is left alone, so that the same batch again writes nothing.

    Raises CourseClass.DoesNotExist also where course and class do not belong together, NotAllowed, Invalid
    `batch_size`, and Conflict or Invalid `bad_rows` (see `rules.check_no_faults`). Statements: 8, and 3 to tell those
    whose day is corrected afterwards, whatever the number of rows.
    """
    rules.check_batch(len(entries))
    CourseClass.objects.visible_to(by).values_list("pk").get(pk=class_id, course_id=course_id)
    sheet = _Sheet(by, class_id, class_date, [entry.enrolment_id for entry in entries])
    seen: set[int] = set()
    faults = []
    for index, entry in enumerate(entries):
        try:
            rules.check_not_twice(again=entry.enrolment_id in seen)
            sheet.check(entry)
        except DomainError as error:
            faults.append(Fault(index, sheet.name_of(entry.enrolment_id), error))
        seen.add(entry.enrolment_id)
    rules.check_no_faults(faults)
    return len(sheet.write(entries))


class _Sheet:
    """A class's day under the lock of the class: who is on it and what is recorded already, by enrolment."""

    def __init__(
        self, by: Member, class_id: int, day: date, enrolment_ids: Sequence[int], *, is_kept: bool = False
    ) -> None:
        """`is_kept`: the day stands in a record already, and is not asked about again."""
        rules.check_can_keep(by, teaches=teaches(by, class_id))
        locked = CourseClass.objects.select_for_update(no_key=True, of=("self",)).select_related("course")
        self.course_class = locked.get(pk=class_id)
        self.by, self.day, self.now = by, day, clock.now()
        self.today = clock.local(self.now).date()
        if not is_kept:
            rules.check_is_class_day(day, self.course_class, selectors.class_days(class_id))
        learners = Enrolment.objects.filter(course_class_id=class_id).select_related("member").only(*_OF_LEARNER)
        self.learners: Mapping[int, Enrolment] = learners.in_bulk(enrolment_ids)
        rows = Attendance.objects.filter(enrolment__in=list(self.learners), class_date=day)
        self.rows = {row.enrolment_id: row for row in rows}

    def name_of(self, enrolment_id: int) -> str:
        learner = self.learners.get(enrolment_id)
        return learner.member.name if learner else _("수강신청 %(id)d") % {"id": enrolment_id}

    def check(self, entry: Entry) -> None:
        rules.check_is_learner(self.learners.get(entry.enrolment_id))
        rules.check_mark(entry.mark)
        rules.check_has_come(self.day, entry.mark.type, self.today)
        rules.check_unchanged(self.rows.get(entry.enrolment_id), entry.expected_revision)

    def write(self, entries: Sequence[Entry]) -> list[Attendance]:
        """Write what differs in one statement, and what was before into the audit trail. The learner whose record of
        an earlier day becomes another one is told."""
        written, history, corrected = [], [], []
        for entry in entries:
            old = self.rows.get(entry.enrolment_id)
            before = _marked(old) if old else None
            new = self._row(entry, old)
            after = _marked(new)
            if before == after:
                continue
            written.append(new)
            history.append((before, after))
            if old and old.type != new.type and clock.local(old.recorded_at).date() < self.today:
                corrected.append(self.learners[entry.enrolment_id])
        if written:
            Attendance.objects.bulk_create(
                written, update_conflicts=True, unique_fields=["enrolment", "class_date"], update_fields=_REWRITTEN
            )
            audit.record_many(
                audit.entry(by=self.by, at=self.now, subject=row, **_change(row, before, after))
                for row, (before, after) in zip(written, history, strict=True)
            )
        self._tell(corrected)
        return written

    def _tell(self, corrected: Sequence[Enrolment]) -> None:
        pages = {enrolment.member_id: enrolment.get_absolute_url() for enrolment in corrected}
        tell(
            [enrolment.member for enrolment in corrected], notices.CORRECTED, path=lambda member: pages[member.pk],
            title=self.course_class.title, day=self.day.isoformat(),
        )  # fmt: skip

    def _row(self, entry: Entry, old: Attendance | None) -> Attendance:
        mark = entry.mark
        return Attendance(
            enrolment=self.learners[entry.enrolment_id], class_date=self.day, type=mark.type,
            check_in_time=mark.check_in_time, check_out_time=mark.check_out_time,
            absence_reason=" ".join(mark.absence_reason.split()), recorded_by=self.by,
            recorded_at=old.recorded_at if old else self.now, changed_at=self.now,
            revision=old.revision + 1 if old else 1,
        )  # fmt: skip


def _marked(row: Attendance) -> dict[str, Any]:
    return {name: getattr(row, name) for name in MARKED}


def _change(row: Attendance, before: dict[str, Any] | None, after: dict[str, Any]) -> dict[str, Any]:
    if before is None:
        whose = {"enrolment": row.enrolment_id, "class_date": row.class_date}
        return {"act": "elearning.attendance_recorded", "after": {**whose, **after}}
    return {"act": "elearning.attendance_changed", "before": before, "after": after}
