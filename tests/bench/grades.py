"""The grade book of 200 learners and 20 assessments on one page, and one cell of it saved: wall time and CPU of the
process, in it."""

import statistics
import time
from decimal import Decimal

from tests.bench import fill, harness, learning
from tests.bench.harness import reached

LEARNERS, ASSESSMENTS, ROUNDS = 200, 20, 7


def main() -> None:
    with harness.database():
        measure()
    harness.print_table()


def measure() -> None:
    harness.product()
    from django.db import connection
    from django.test import Client

    from apps.accounts.models import Member

    ids = fill.members(LEARNERS + 1)
    teacher = Member.objects.get(pk=ids[0])
    row, enrolments, _contents = learning.classroom(ids[1:])
    row.instructors.add(teacher)
    exams = _graded(row, enrolments)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(teacher)
    page, save = f"/classes/{row.pk}/grades/", f"/classes/{row.pk}/grades/save/"
    size = len(client.get(page).content)
    took = [_timed(lambda: client.get(page)) for _ in range(ROUNDS)]
    wall, cpu = (statistics.median(one) * 1000 for one in zip(*took, strict=True))
    value = f"{wall:.0f} ms, {cpu:.0f} ms CPU, {size // 1024} KB"
    reached("grade book 200 × 20", "under a second", value, wall < 1000)
    saved = []
    for number in range(ROUNDS):
        sent = {"enrolment": enrolments[number], f"s-{exams[0]}-1-0": "99"}
        saved.append(_timed(lambda sent=sent: client.post(save, sent, headers={"Accept": "application/json"})))
    wall, cpu = (statistics.median(one) * 1000 for one in zip(*saved, strict=True))
    reached("one cell saved", "", f"{wall:.0f} ms, {cpu:.0f} ms CPU", None)
    connection.close()


def _graded(row, enrolments: list[int]) -> list[int]:
    from apps.core import clock
    from apps.elearning.assessment.models import Assessment, AssessmentResult

    now = clock.now()
    exams = Assessment.objects.bulk_create(
        Assessment(
            course_class=row, name=f"평가 {number}", type="EXAM", start_date=row.start_date, end_date=row.end_date,
            total_score=Decimal(100), pass_score=Decimal(60), created_at=now, updated_at=now,
        )
        for number in range(ASSESSMENTS)
    )  # fmt: skip
    AssessmentResult.objects.bulk_create(
        AssessmentResult(
            assessment=exam, enrolment_id=pk, attempt=1, score=Decimal((pk + exam.pk) % 101), passed=True,
            graded_at=now, created_at=now, updated_at=now,
        )
        for exam in exams
        for pk in enrolments
    )  # fmt: skip
    return [exam.pk for exam in exams]


def _timed(act) -> tuple[float, float]:
    begun = time.perf_counter(), time.process_time()
    answer = act()
    ended = time.perf_counter(), time.process_time()
    assert answer.status_code == 200, answer.status_code
    return ended[0] - begun[0], ended[1] - begun[1]


if __name__ == "__main__":
    main()
