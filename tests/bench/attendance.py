"""A class's day at once, of 30, 200 and 300 learners: beside a bare upsert of as many rows."""

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
    from apps.elearning.attendance.rules import Mark
    from apps.elearning.attendance.services import Entry, record_all

    ids = fill.members(max(SIZES) + 1)
    teacher = Member.objects.get(pk=ids[0])
    fill.run(
        "CREATE TABLE bare_attendance (id bigserial PRIMARY KEY, enrolment_id bigint NOT NULL REFERENCES"
        " elearning_enrolment, class_date date NOT NULL, type varchar(11) NOT NULL, UNIQUE (enrolment_id, class_date))"
    )
    counts: dict[tuple[int, str], int] = {}
    for size in SIZES:
        row, enrolments, _contents = learning.classroom(ids[1 : size + 1], meetings=DAYS)
        row.instructors.add(teacher)
        took: dict[str, list[float]] = {}
        for number in range(DAYS):
            day = row.start_date + dt.timedelta(days=number)
            given = {"by": teacher, "course_id": row.course_id, "class_id": row.pk, "class_date": day}
            for name, kind in (("first", "PRESENT"), ("again", "LATE")):
                entries = [Entry(pk, Mark(kind)) for pk in enrolments]
                begun = time.perf_counter()
                with CaptureQueriesContext(connection) as queries:
                    record_all(**given, entries=entries)
                took.setdefault(name, []).append(time.perf_counter() - begun)
                counts[size, name] = len(queries) + 1  # one says whose token it is
                begun = time.perf_counter()
                _upsert(enrolments, day, kind)
                took.setdefault("bare " + name, []).append(time.perf_counter() - begun)
        for name in ("first", "again"):
            ours, bare = (statistics.median(took[key]) * 1000 for key in (name, "bare " + name))
            value = f"{ours:.1f} / {bare:.1f} ms = {ours / bare:.1f}; {counts[size, name]} statements"
            bound = {30: None, 200: None, 300: 10}[size]
            met = None if bound is None else ours / bare <= bound
            reached(f"{size} learners, {name}", f"≤ {bound} × bare" if bound else "", value, met)
        written = Attendance.objects.filter(enrolment__in=enrolments, type="LATE", revision=2).count()
        reached(f"{size} learners: written", str(size * DAYS), str(written), written == size * DAYS)
    same = len(set(counts.values())) == 1 and max(counts.values()) <= 12
    reached("statements", "constant, ≤ 12", str(sorted(set(counts.values()))), same)
    connection.close()


def _upsert(enrolments: list[int], day: dt.date, kind: str) -> None:
    """What `bulk_create` with update_conflicts sends, and nothing else: no rule, no audit, nobody told."""
    from django.db import connection, transaction

    rows = ", ".join(["(%s, %s, %s)"] * len(enrolments))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO bare_attendance (enrolment_id, class_date, type) VALUES {rows}"
            " ON CONFLICT (enrolment_id, class_date) DO UPDATE SET type = EXCLUDED.type RETURNING id",
            [value for pk in enrolments for value in (pk, day, kind)],
        )
        cursor.fetchall()


if __name__ == "__main__":
    main()
