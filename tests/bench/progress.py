"""Saving progress: beside bare, 32 at once; 200 a second for a while, with nothing lost and nothing backwards."""

import random
import threading
import time

from tests.bench import fill, harness, learning
from tests.bench.harness import load, post, reached

LEARNERS, CONTENTS, ROUNDS, SAVES = 100, 5, 3, 1_000
OFFERED, SECONDS = 200, 15


def main() -> None:
    with harness.database():
        measure()
    harness.print_table()


def measure() -> None:
    harness.product()
    from django.db import connection
    from django.db.models import Sum
    from django.test.utils import CaptureQueriesContext

    from apps.accounts.models import Member
    from apps.elearning.progress import services
    from apps.elearning.progress.models import Progress
    from apps.elearning.progress.rules import Packet
    from apps.elearning.progress.selectors import list_course_progress

    ids = fill.members(LEARNERS)
    _class, enrolments, contents = learning.classroom(ids, contents=CONTENTS)
    of_member = dict(zip(enrolments, ids, strict=True))
    _begun(enrolments, contents)
    _bare_tables()
    keys = dict(zip(ids, harness.log_in("bare", ids), strict=True))
    tokens = learning.tokens(ids)
    sent: dict[tuple[int, int], list[int]] = {}

    def ours(rng) -> bytes:
        enrolment, content, rate = rng.choice(enrolments), rng.choice(contents), rng.randrange(100)
        sent.setdefault((enrolment, content), []).append(rate)
        body = {"enrollment_id": enrolment, "content_id": content, "progress_rate": rate, "last_position": 60}
        return learning.post_json("/api/v1/progress", tokens[of_member[enrolment]], {**body, "learning_time": 1})

    def theirs(rng) -> bytes:
        enrolment, content, rate = rng.choice(enrolments), rng.choice(contents), rng.randrange(100)
        body = f"enrolment={enrolment}&content={content}&rate={rate}&position=60&seconds=1"
        return post("/progress/", keys[of_member[enrolment]], body)

    member = Member.objects.get(pk=ids[0])
    given = {"by": member, "enrolment_id": enrolments[0], "content_id": contents[0]}
    with CaptureQueriesContext(connection) as queries:
        services.save_progress(**given, packet=Packet())
    total = len(queries) + 1  # one says whose token it is
    reached("progress save: statements", "≤ 6", str(total), total <= 6)

    rng = random.Random(1)
    runs: dict[str, list[harness.Run]] = {"product": [], "bare": []}
    with harness.serving("product") as product, harness.serving("bare", "tests.bench.bare.learning_settings") as bare:
        for make, server in ((ours, product), (theirs, bare)):
            load(server, [make(rng) for _ in range(200)])
        for _ in range(ROUNDS):
            for make, server in ((ours, product), (theirs, bare)):
                run = load(server, [make(rng) for _ in range(SAVES)])
                runs[server.kind].append(run)
                print(f"{server.kind:8} {run}", flush=True)
        open_loop = offer(product, [ours(rng) for _ in range(OFFERED * SECONDS)])
    rates = [max(run.rate for run in runs[kind]) for kind in ("product", "bare")]
    cpu = [min(run.cpu for run in runs[kind]) for kind in ("product", "bare")]
    value = f"{rates[0]:.0f} / {rates[1]:.0f} per second = {rates[0] / rates[1]:.2f}"
    reached("progress save, 32 at once", "≥ 0.7 × bare", value, rates[0] / rates[1] >= 0.7)
    value = f"{cpu[0]:.2f} / {cpu[1]:.2f} ms = {cpu[0] / cpu[1]:.2f}"
    reached("progress save: CPU", f"≤ {1 / 0.7:.2f} × bare", value, cpu[0] / cpu[1] <= 1 / 0.7)
    reached(f"{OFFERED} a second offered: p95", "≤ 50 ms", f"{open_loop:.0f} ms", open_loop <= 50)
    kept = {(row.enrolment_id, row.content_id): row for row in Progress.objects.all()}
    number = sum(len(rates) for rates in sent.values())
    seconds = Progress.objects.aggregate(all=Sum("learning_time"))["all"]
    reached("seconds learned", f"{number}, each once", str(seconds), seconds == number)
    low = sum(kept[place].progress_rate != max(rates) for place, rates in sent.items())
    reached("rates below the highest that was sent", "0", str(low), low == 0)
    begun = time.perf_counter()
    list_course_progress(enrolments)
    took = (time.perf_counter() - begun) * 1000
    reached(f"a page of {LEARNERS} learners × {CONTENTS} contents, whole courses", "", f"{took:.0f} ms", None)
    connection.close()


def offer(server, requests: list[bytes]) -> float:
    """Ask `OFFERED` a second, whether or not those before were answered; the 95th percentile in ms, from when each was
    due. Fails where one was refused."""
    begun, times, lock = time.perf_counter() + 0.5, [], threading.Lock()
    queue = iter(enumerate(requests))

    def client() -> None:
        while True:
            with lock:
                number, request = next(queue, (None, None))
            if request is None:
                return
            due = begun + number / OFFERED
            time.sleep(max(due - time.perf_counter(), 0))
            status, _length = harness.fetch(server, request)
            if status != 200:
                raise SystemExit(f"a save was answered {status}")
            with lock:
                times.append(time.perf_counter() - due)

    threads = [threading.Thread(target=client) for _ in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    print(f"offered  p50 {times[len(times) // 2] * 1000:.0f} ms, most {times[-1] * 1000:.0f} ms", flush=True)
    return times[int(len(times) * 0.95)] * 1000


def _begun(enrolments: list[int], contents: list[int]) -> None:
    """Everyone opened everything an hour ago, so that the clock bounds nothing of what is sent."""
    import datetime as dt

    from apps.core import clock
    from apps.elearning.progress.models import Progress

    then = clock.now() - dt.timedelta(hours=1)
    Progress.objects.bulk_create(
        Progress(enrolment_id=enrolment, content_id=content, started_at=then, saved_at=then)
        for enrolment in enrolments
        for content in contents
    )


def _bare_tables() -> None:
    fill.run(
        "CREATE TABLE bare_enrolment AS SELECT id, member_id, status = 'APPROVED' AS approved FROM elearning_enrolment"
    )
    fill.run("ALTER TABLE bare_enrolment ADD PRIMARY KEY (id)")
    fill.run(
        "CREATE TABLE bare_progress (id bigserial PRIMARY KEY, enrolment_id bigint NOT NULL REFERENCES bare_enrolment,"
        " content_id bigint NOT NULL, rate int NOT NULL, position int NOT NULL, seconds int NOT NULL,"
        " saved_at timestamptz NOT NULL, UNIQUE (enrolment_id, content_id))"
    )
    fill.run(
        "INSERT INTO bare_progress (enrolment_id, content_id, rate, position, seconds, saved_at)"
        " SELECT enrolment_id, content_id, 0, 0, 0, saved_at FROM elearning_progress"
    )
    fill.run("ANALYZE")


if __name__ == "__main__":
    main()
