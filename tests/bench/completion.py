"""Completing a class of 30, 200 and 300 learners at once, beside a bare upsert of as many rows. CPU of the process,
which holds on a busy machine; the database takes a small part of either."""

import datetime as dt
import statistics
import time

from tests.bench import fill, harness, learning
from tests.bench.harness import reached

SIZES, ROUNDS, DAYS = (30, 200, 300), 5, 9


def main() -> None:
    with harness.database():
        measure()
    harness.print_table()


def measure() -> None:
    harness.product()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from apps.accounts.models import Member
    from apps.core import clock
    from apps.elearning.attendance.models import Attendance
    from apps.elearning.completion.models import Completion
    from apps.elearning.completion.services import complete_learners
    from apps.elearning.progress.models import Progress

    ids = fill.members(max(SIZES) + 1)
    teacher = Member.objects.get(pk=ids[0])
    counts = set()
    for size in SIZES:
        row, enrolments, contents = learning.classroom(ids[1 : size + 1], meetings=DAYS)
        row.instructors.add(teacher)
        row.end_date = clock.today() - dt.timedelta(days=1)
        row.set_moments()
        row.save()
        now = clock.now()
        days = [row.start_date + dt.timedelta(days=number) for number in range(DAYS)]
        Attendance.objects.bulk_create(
            Attendance(enrolment_id=pk, class_date=day, type="PRESENT", recorded_at=now, changed_at=now)
            for pk in enrolments
            for day in days
        )
        Progress.objects.bulk_create(
            Progress(
                enrolment_id=pk, content_id=content, progress_rate=100, started_at=now, saved_at=now, completed_at=now
            )
            for pk in enrolments
            for content in contents
        )  # fmt: skip
        given = {"by": teacher, "course_id": row.course_id, "class_id": row.pk}
        took: dict[str, list[float]] = {"ours": [], "bare": []}
        done = 0
        for number in range(ROUNDS + 1):
            Completion.objects.all().delete()
            if number == 0:  # counting costs time of its own
                with CaptureQueriesContext(connection) as queries:
                    done = sum(one.is_done for one in complete_learners(**given))
                counts.add(sum(query["sql"] not in {"BEGIN", "COMMIT"} for query in queries))
                continue
            begun = time.process_time()
            complete_learners(**given)
            took["ours"].append(time.process_time() - begun)
            Completion.objects.all().delete()
            begun = time.process_time()
            _upsert(enrolments)
            took["bare"].append(time.process_time() - begun)
        ours, bare = (statistics.median(took[name]) * 1000 for name in ("ours", "bare"))
        met = ours / bare <= 10 if size == max(SIZES) else None
        target = "≤ 10 × bare" if size == max(SIZES) else ""
        reached(f"{size} learners completed", target, f"{ours:.1f} / {bare:.1f} ms CPU = {ours / bare:.1f}", met)
        reached(f"{size} learners: written", str(size), str(done), done == size)
    most = max(counts)
    reached("statements", "constant, ≤ 15", str(sorted(counts)), len(counts) == 1 and most <= 15)
    connection.close()


def _upsert(enrolments: list[int]) -> None:
    """The rows alone, by one `bulk_create`: no rule, no account, no lock, no audit, no notice."""
    from django.db import transaction

    from apps.core import clock
    from apps.elearning.completion.models import Completion

    now, today = clock.now(), clock.today()
    rows = [
        Completion(
            enrolment_id=pk, status="COMPLETED", completion_date=today, total_score=100, decided_at=now,
            created_at=now, updated_at=now,
        )
        for pk in enrolments
    ]  # fmt: skip
    with transaction.atomic():
        Completion.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["enrolment"],
            update_fields=["status", "completion_date", "total_score", "decided_at", "updated_at", "revision"],
        )  # fmt: skip


if __name__ == "__main__":
    main()
