"""A class's day at once, of 30, 200 and 300 learners: beside a bare upsert of as many rows. CPU of the
process, which holds on a busy machine; the database takes a small part of either."""

import datetime as dt
import statistics
import time

from tests.bench import fill, harness, learning
from tests.bench.harness import reached

SIZES, DAYS = (30, 200, 300), 9


def main() -> None:
    with harness.database():
        measure()
    harness.print_table()


def measure() -> None:
    harness.product()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from apps.accounts.models import Member
    from apps.elearning.attendance.models import Attendance
    from apps.elearning.attendance.rules import AttendanceMark
    from apps.elearning.attendance.services import Entry, record_day

    ids = fill.members(max(SIZES) + 1)
    teacher = Member.objects.get(pk=ids[0])
    counts: dict[tuple[int, str], int] = {}
    for size in SIZES:
        row, enrolments, _contents = learning.classroom(ids[1 : size + 1], meetings=DAYS)
        row.instructors.add(teacher)
        took: dict[str, list[float]] = {}
        for number in range(DAYS):
            day = row.start_date + dt.timedelta(days=number)
            given = {"by": teacher, "course_id": row.course_id, "class_id": row.pk, "class_date": day}
            for name, kind in (("first", "PRESENT"), ("again", "LATE")):
                entries = [Entry(pk, AttendanceMark(kind)) for pk in enrolments]
                if number == 0:  # counting costs time of its own
                    with CaptureQueriesContext(connection) as queries:
                        record_day(**given, entries=entries)
                    counts[size, name] = len(queries) + 1  # one says whose token it is
                    continue
                begun = time.process_time()
                record_day(**given, entries=entries)
                took.setdefault(name, []).append(time.process_time() - begun)
                begun = time.process_time()
                _upsert(enrolments, day, kind)
                took.setdefault("bare " + name, []).append(time.process_time() - begun)
        for name in ("first", "again"):
            ours, bare = (statistics.median(took[key]) * 1000 for key in (name, "bare " + name))
            value = f"{ours:.1f} / {bare:.1f} ms CPU = {ours / bare:.1f}; {counts[size, name]} statements"
            met = ours / bare <= 5 if size == max(SIZES) else None
            reached(f"{size} learners, {name}", "≤ 5 × bare" if size == max(SIZES) else "", value, met)
        written = Attendance.objects.filter(enrolment__in=enrolments, revision=2).count()
        reached(f"{size} learners: written", str(size * DAYS), str(written), written == size * DAYS)
    same = len(set(counts.values())) == 1 and max(counts.values()) <= 12
    reached("statements", "constant, ≤ 12", str(sorted(set(counts.values()))), same)
    connection.close()


def _upsert(enrolments: list[int], day: dt.date, kind: str) -> None:
    """The rows alone, by one `bulk_create`: no rule, no lock, no audit. On days that the class never sees."""
    from django.db import transaction

    from apps.core import clock
    from apps.elearning.attendance.models import Attendance

    now = clock.now()
    rows = [
        Attendance(
            enrolment_id=pk, class_date=day + dt.timedelta(days=1000), type=kind, recorded_at=now, changed_at=now
        )
        for pk in enrolments
    ]
    with transaction.atomic():
        Attendance.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["enrolment", "class_date"],
            update_fields=["type", "check_in_time", "check_out_time", "absence_reason", "changed_at"],
        )  # fmt: skip


if __name__ == "__main__":
    main()
