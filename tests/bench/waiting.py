"""Moving up from a line of 10 and of 100,000: statements and time of the cancel that frees the seat."""

import statistics
import time

from tests.bench import fill, harness
from tests.bench.harness import reached

CANCELS = 40


def main() -> None:
    with harness.database():
        harness.product()
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        from apps.mentoring.models import Application
        from apps.mentoring.services.applications import apply_to_session, cancel_application

        ids = fill.members(101_000)
        author, seated, waiting, fresh = ids[0], ids[1:101], ids[101:100_101], ids[100_101:]
        times: dict[int, float] = {}
        statements: dict[int, int] = {}
        joined: dict[int, float] = {}
        for line in (0, 10, 1_000, 100_000):
            (session,) = fill.open_sessions(1, author, len(seated))
            fill.applications(session, seated)
            fill.applications(session, waiting[:line], "waiting")
            fill.run("ANALYZE")
            rows = list(
                Application.objects.filter(session_id=session, holds_seat=True).select_related("member").order_by("pk")
            )
            took = []
            for row in rows[: min(CANCELS, line or CANCELS)]:
                begun = time.perf_counter()
                with CaptureQueriesContext(connection) as queries:
                    cancel_application(application_id=row.pk, by=row.member)
                took.append(time.perf_counter() - begun)
                statements[line] = len(queries)
            times[line] = statistics.median(took) * 1000
            moved = Application.objects.filter(session_id=session, promoted_at__isnull=False).order_by("pk")
            in_order = list(moved.values_list("member_id", flat=True)) == waiting[: min(CANCELS, line)]
            reached(f"line of {line:,}: order", "strict", "strict" if in_order else "WRONG", in_order)
            if line:
                from apps.accounts.models import Member

                took = []
                for member in Member.objects.in_bulk(fresh[:10]).values():
                    begun = time.perf_counter()
                    apply_to_session(session_id=session, by=member, wait=True)
                    took.append(time.perf_counter() - begun)
                joined[line] = statistics.median(took) * 1000
        more = {line: count - statements[0] for line, count in statements.items() if line}
        reached("moving up: statements more than a cancel", "≤ 6", str(more), max(more.values()) <= 6)
        ratio = times[100_000] / times[10]
        spelled = ", ".join(f"{line:,}: {ms:.1f} ms" for line, ms in times.items())
        reached("moving up: time", "flat (100,000 ≤ 1.5 × 10)", f"{spelled}; {ratio:.2f}", ratio <= 1.5)
        spelled = ", ".join(f"{line:,}: {ms:.1f} ms" for line, ms in joined.items())
        reached("joining the line, with the place counted", "", spelled, None)
        connection.close()
    harness.print_table()


if __name__ == "__main__":
    main()
