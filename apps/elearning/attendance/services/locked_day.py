"""The attendance of a class on a day, locked for writing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import audit, clock, spelling
from apps.elearning.attendance import notices, rules, selectors
from apps.elearning.attendance.models import Attendance
from apps.elearning.attendance.rules import AttendanceMark
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.catalogue.notices import class_title
from apps.elearning.enrolment.models import Enrolment
from apps.notices.services import tell

MARKED = ("type", "check_in_time", "check_out_time", "absence_reason")
_REWRITTEN = [*MARKED, "changed_at", "recorded_by", "revision"]

# Read for hundreds of enrolments at once: whether they are approved, their names, and the addresses to write to.
_OF_LEARNER = (
    "status",
    "course_class_id",
    "member_id",
    "member__name",
    "member__email",
    "member__language",
    "member__is_active",
)


@dataclass(frozen=True)
class Entry:
    """A row of a batch. `expected_revision`: the revision that was read, 0 for none; None skips the check.

    `left_out` names the fields of the mark that were not given: those of an existing record stay as they are.
    """

    enrolment_id: int
    mark: AttendanceMark
    expected_revision: int | None = None
    left_out: frozenset[str] = frozenset()


class LockedDay:
    """The attendance of a class on a day under the class's lock: enrolments and existing records, by enrolment."""

    def __init__(
        self, by: Member, class_id: int, day: date, enrolment_ids: Sequence[int], *, is_kept: bool = False
    ) -> None:
        """Lock the class and read the day. `is_kept`: the day is that of an existing record and not checked."""
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
        mark = self._mark(entry)
        rules.check_mark(mark)
        rules.check_times_are_of(self.day, mark)
        rules.check_has_come(self.day, mark.type, self.today)
        rules.check_unchanged(self.rows.get(entry.enrolment_id), entry.expected_revision)

    def write(
        self, entries: Sequence[Entry], *, act: str = "elearning.attendance_recorded", quietly: bool = False
    ) -> list[Attendance]:
        """Write the rows that differ in one statement, with their former values in the audit trail.

        `act` is the audit event of a new record. Unless `quietly`, the learner is told if the record of an earlier day
        changes.
        """
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
                audit.entry(by=self.by, at=self.now, subject=row, **_change(row, before, after, act))
                for row, (before, after) in zip(written, history, strict=True)
            )
        if not quietly:
            self._tell(corrected)
        return written

    def _tell(self, corrected: Sequence[Enrolment]) -> None:
        tell(
            [enrolment.member for enrolment in corrected],
            notices.CORRECTED,
            path=reverse("classes:attendance", args=[self.course_class.pk]),
            title=class_title(self.course_class),
            day=self.day.isoformat(),
        )

    def _mark(self, entry: Entry) -> AttendanceMark:
        old = self.rows.get(entry.enrolment_id)
        return rules.whole_mark(entry.mark, entry.left_out, rules.mark_of(old) if old else None)

    def _row(self, entry: Entry, old: Attendance | None) -> Attendance:
        mark = self._mark(entry)
        return Attendance(
            enrolment=self.learners[entry.enrolment_id],
            class_date=self.day,
            type=mark.type,
            check_in_time=mark.check_in_time,
            check_out_time=mark.check_out_time,
            absence_reason=spelling.line(mark.absence_reason),
            recorded_by=self.by,
            recorded_at=old.recorded_at if old else self.now,
            changed_at=self.now,
            revision=old.revision + 1 if old else 1,
        )


def _marked(row: Attendance) -> dict[str, Any]:
    return {name: getattr(row, name) for name in MARKED}


def _change(row: Attendance, before: dict[str, Any] | None, after: dict[str, Any], act: str) -> dict[str, Any]:
    if before is None:
        whose = {"enrolment": row.enrolment_id, "class_date": row.class_date}
        return {"act": act, "after": {**whose, **after}}
    return {"act": "elearning.attendance_changed", "before": before, "after": after}
