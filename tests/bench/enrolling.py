"""Enrolling, 32 at once, beside the bare project; refusals; moving up a line of 10 and of 100,000; lists among 1,000
and 1,000,000 enrolments. Over the API, as the pages share its service.

`uv run python -m tests.bench.enrolling [rush] [line] [growth]`: all three if none is named.
"""

import datetime as dt
import json
import statistics
import sys
import time

from tests.bench import fill, harness
from tests.bench.harness import load, post, reached

PEOPLE = 450
CANCELS = 40
SIZES = (1_000, 1_000_000)
IN_A_CLASS = 1_000


def main() -> None:
    parts = {"rush": rush, "line": line, "growth": growth}
    for name in sys.argv[1:] or parts:
        with harness.database():
            harness.product()
            parts[name]()
            from django.db import connection

            connection.close()
    harness.print_table()


def classes(number: int, capacity: int, **fields) -> list[int]:
    """Classes that can be enrolled in now, of one course, each with two meetings of its own."""
    from apps.core import clock, search
    from apps.elearning.catalogue.models import ClassMeeting, Course, CourseClass

    now, today = clock.now(), clock.today()
    course, _made = Course.objects.get_or_create(
        title="과정", title_key=search.title_key("과정"), hours=10, is_published=True,
        defaults={"created_at": now, "updated_at": now},
    )  # fmt: skip
    taken = CourseClass.objects.count()
    rows = [
        CourseClass(
            course=course, number=taken + place, capacity=capacity, is_published=True,
            start_date=today + dt.timedelta(days=10), end_date=today + dt.timedelta(days=40),
            apply_start=today, apply_end=today + dt.timedelta(days=9), created_at=now, updated_at=now,
            **{"approval": "AUTOMATIC", **fields},
        )
        for place in range(1, number + 1)
    ]  # fmt: skip
    for row in rows:
        row.set_moments()
    CourseClass.objects.bulk_create(rows)
    ClassMeeting.objects.bulk_create(
        ClassMeeting(
            course_class=row,
            starts_at=row.starts_at + dt.timedelta(days=day, minutes=place),
            ends_at=row.starts_at + dt.timedelta(days=day, minutes=place + 1),
        )
        for place, row in enumerate(rows)
        for day in range(2)
    )
    return [row.pk for row in rows]


# --- A rush -----------------------------------------------------------------------------------------------------------


def rush() -> None:
    from apps.accounts import tokens
    from apps.accounts.models import Member, TokenFamily
    from apps.core import clock
    from apps.elearning.catalogue.models import CourseClass
    from apps.elearning.enrolment.models import Enrolment

    ids = fill.members(PEOPLE)
    now = clock.now()
    families = TokenFamily.objects.bulk_create(
        TokenFamily(
            member=member, refresh_hash=f"bench {member.pk}", password_hash=tokens.fingerprint(member.password),
            created_at=now, refreshed_at=now, expires_at=now + dt.timedelta(days=14),
        )
        for member in Member.objects.in_bulk(ids).values()
    )  # fmt: skip
    bearers = [tokens.access_token(family, now) for family in families]
    hot, many = classes(4, PEOPLE), classes(PEOPLE, 3)
    (closed,) = classes(1, 10, has_waiting_list=False)
    (lined,) = classes(1, 10)
    _for_bare()
    keys = harness.log_in("bare", ids)
    course = CourseClass.objects.get(pk=hot[0]).course_id
    rates: dict[tuple[str, str], list[float]] = {}

    def run(server, name: str, targets: list[int]) -> None:
        if server.kind == "product":
            pairs = zip(targets, bearers, strict=False)
            requests = [_post({"course_id": course, "class_id": target}, bearer) for target, bearer in pairs]
        else:
            requests = [post(f"/{target}/apply/", key) for target, key in zip(targets, keys, strict=False)]
        done = load(server, requests)
        print(f"{name:24} {server.kind:8} {done}", flush=True)
        rates.setdefault((server.kind, name), []).append(done.rate)

    with harness.serving("product") as product, harness.serving("bare") as bare:
        for server in (product, bare):
            run(server, "warming up", [hot[3]] * 100)
        for number in range(3):
            for server in (product, bare):
                run(server, "one hot class", [hot[number]] * PEOPLE)
        for server in (product, bare):
            run(server, "many classes", many)
        run(product, "10 seats, no list", [closed] * PEOPLE)
        run(product, "full", [closed] * PEOPLE)
        run(product, "already in", [hot[0]] * PEOPLE)
        run(product, "10 seats and a line", [lined] * PEOPLE)
    held = [Enrolment.objects.filter(course_class=pk, holds_seat=True).count() for pk in (*hot[:3], closed, lined)]
    places = list(
        Enrolment.objects.filter(course_class=lined, is_waiting=True).with_place().order_by("pk")
        .values_list("place", flat=True)
    )  # fmt: skip
    exact = held == [PEOPLE] * 3 + [10, 10] and places == list(range(1, PEOPLE - 9))
    reached("seats, and places in line", "exact", "exact" if exact else "WRONG", exact)

    def rate(kind: str, name: str) -> float:
        return max(rates[kind, name])

    ratio = rate("product", "one hot class") / rate("bare", "one hot class")
    reached("enrolling, one hot class, 32 at once", "≥ 0.6 × bare", f"{ratio:.2f}", ratio >= 0.6)
    ratio = rate("product", "one hot class") / rate("product", "many classes")
    reached("one hot class ÷ many", "≥ 0.9", f"{ratio:.2f}", ratio >= 0.9)
    for name in ("10 seats, no list", "full", "already in"):
        ratio = rate("product", name) / rate("product", "one hot class")
        reached(f"refusals ({name}) ÷ successes", "≥ 1", f"{ratio:.2f}", ratio >= 1)
    ratio = rate("product", "10 seats and a line") / rate("product", "one hot class")
    reached("joining a line ÷ taking a seat", "", f"{ratio:.2f}", None)


def _post(body: dict, bearer: str) -> bytes:
    sent = json.dumps(body)
    return (
        "POST /api/v1/enrollments HTTP/1.0\r\nHost: 127.0.0.1\r\n"
        f"Authorization: Bearer {bearer}\r\nContent-Type: application/json\r\nContent-Length: {len(sent)}\r\n\r\n{sent}"
    ).encode()


def _for_bare() -> None:
    """The classes as what the bare project applies to: one conditional update, then one insert."""
    fill.run(
        "CREATE TABLE bare_session AS SELECT id, 'x' AS title, '' AS content, starts_at, capacity,"
        " seats_taken AS taken, (SELECT min(id) FROM accounts_member) AS author_id FROM elearning_courseclass"
    )
    fill.run("ALTER TABLE bare_session ADD PRIMARY KEY (id)")
    fill.run(
        "CREATE TABLE bare_application (id bigserial PRIMARY KEY, session_id bigint NOT NULL REFERENCES bare_session,"
        " member_id bigint NOT NULL REFERENCES accounts_member, applied_at timestamptz NOT NULL, live boolean NOT NULL)"
    )
    fill.run("CREATE UNIQUE INDEX bare_application_once ON bare_application (session_id, member_id) WHERE live")
    fill.run("ANALYZE")


# --- Moving up --------------------------------------------------------------------------------------------------------


def line() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from apps.accounts.models import Member
    from apps.elearning.enrolment.models import Enrolment
    from apps.elearning.enrolment.services.ending import cancel_enrolment
    from apps.elearning.enrolment.services.enrolling import enrol_member

    ids = fill.members(101_000)
    seated, queue, fresh = ids[:100], ids[100:100_100], ids[100_100:]
    times: dict[int, float] = {}
    statements: dict[int, int] = {}
    joined: dict[int, float] = {}
    for length in (0, 10, 1_000, 100_000):
        (pk,) = classes(1, len(seated))
        _enrolled(pk, seated, waiting=False)
        _enrolled(pk, queue[:length], waiting=True)
        fill.run("ANALYZE")
        rows = list(Enrolment.objects.filter(course_class=pk, holds_seat=True).select_related("member").order_by("pk"))
        took = []
        for row in rows[: min(CANCELS, length or CANCELS)]:
            begun = time.perf_counter()
            with CaptureQueriesContext(connection) as queries:
                cancel_enrolment(enrolment_id=row.pk, by=row.member)
            took.append(time.perf_counter() - begun)
            statements[length] = len(queries)
        times[length] = statistics.median(took) * 1000
        moved = Enrolment.objects.filter(course_class=pk, promoted_at__isnull=False).order_by("pk")
        in_order = list(moved.values_list("member_id", flat=True)) == queue[: min(CANCELS, length)]
        reached(f"line of {length:,}: order", "strict", "strict" if in_order else "WRONG", in_order)
        if length:
            took = []
            for member in Member.objects.in_bulk(fresh[:10]).values():
                begun = time.perf_counter()
                enrol_member(class_id=pk, by=member)
                took.append(time.perf_counter() - begun)
            joined[length] = statistics.median(took) * 1000
    more = {length: count - statements[0] for length, count in statements.items() if length}
    reached("moving up: statements more than a cancel", "≤ 6", str(more), max(more.values()) <= 6)
    ratio = times[100_000] / times[10]
    spelled = ", ".join(f"{length:,}: {ms:.1f} ms" for length, ms in times.items())
    reached("moving up: time", "flat (100,000 ≤ 1.5 × 10)", f"{spelled}; {ratio:.2f}", ratio <= 1.5)
    spelled = ", ".join(f"{length:,}: {ms:.1f} ms" for length, ms in joined.items())
    reached("joining the line, with the place counted", "", spelled, None)


def _enrolled(class_id: int, member_ids: list[int], *, waiting: bool) -> None:
    from apps.core import clock
    from apps.elearning.enrolment.models import Enrolment

    now = clock.now()
    Enrolment.objects.bulk_create(
        [
            Enrolment(
                course_class_id=class_id, member_id=member, fee=0, applied_at=now, is_waiting=waiting,
                holds_seat=not waiting, status="PENDING" if waiting else "APPROVED",
                approved_at=None if waiting else now,
            )
            for member in member_ids
        ],
        batch_size=5_000,
    )  # fmt: skip


# --- Growth -----------------------------------------------------------------------------------------------------------


def growth() -> None:
    """What the lists of the API read, in the database: milliseconds, and how they grow."""
    ids = fill.members(20_000)
    found: dict[str, list[float]] = {}
    for size in SIZES:
        fill.run("TRUNCATE elearning_enrolment CASCADE")
        fill.run("TRUNCATE elearning_courseclass CASCADE")
        numbers = classes(max(size // IN_A_CLASS, 10), IN_A_CLASS)
        _grown(size, numbers, ids)
        for name, ms in _read(numbers, ids).items():
            found.setdefault(name, []).append(ms)
    for name, (small, large) in found.items():
        last = name.endswith("last page")
        met = large <= 10 if last else large <= 5 or large <= 3 * small
        target = "≤ 10 ms" if last else "≤ 3 × or ≤ 5 ms"
        reached(f"{name}: {SIZES[0]:,} → {SIZES[1]:,}", target, f"{small:.2f} → {large:.2f} ms", met)


def _grown(size: int, numbers: list[int], ids: list[int]) -> None:
    """Enrolments spread over the classes and the members; in one class of ten some wait. Counted at the end."""
    fill.run("SET statement_timeout = 0")
    fill.run("ALTER TABLE elearning_enrolment DISABLE TRIGGER USER")
    fill.run(
        """
        INSERT INTO elearning_enrolment (holds_seat, is_waiting, course_class_id, member_id, status, fee,
            payment_status, refund_status, applied_at, approved_at, rejection_reason, cancel_reason, refund_due,
            cancelled_at)
        SELECT n %% 10 < 7, n %% 10 = 7, %s + n %% %s, %s + n / %s,
            CASE WHEN n %% 10 < 5 THEN 'APPROVED' WHEN n %% 10 < 8 THEN 'PENDING' ELSE 'CANCELLED' END, 0,
            'NONE', 'NONE', now() - n * interval '1 minute', now(), '', '', 0,
            CASE WHEN n %% 10 >= 8 THEN now() END
        FROM generate_series(0, %s) n
        """,
        numbers[0], len(numbers), ids[0], len(numbers), size - 1,
    )  # fmt: skip
    fill.run("ALTER TABLE elearning_enrolment ENABLE TRIGGER USER")
    fill.run(
        "UPDATE elearning_courseclass c SET seats_taken ="
        " (SELECT count(*) FROM elearning_enrolment e WHERE e.course_class_id = c.id AND e.holds_seat)"
    )
    fill.run("VACUUM ANALYZE elearning_enrolment")


def _read(numbers: list[int], ids: list[int]) -> dict[str, float]:
    from apps.accounts.models import Member
    from apps.elearning.catalogue.models import CourseClass
    from apps.elearning.enrolment.selectors.api import EnrolmentFilters, list_enrolments, list_own_enrolments

    members = Member.objects.in_bulk(ids[:2])
    office, instructor = members[ids[0]], members[ids[1]]
    Member.objects.filter(pk=office.pk).update(is_staff=True, is_superuser=True)
    office.is_staff = office.is_superuser = True
    CourseClass.objects.get(pk=numbers[3]).instructors.add(instructor)
    course = CourseClass.objects.get(pk=numbers[0]).course_id
    one, nobody = EnrolmentFilters(class_id=numbers[3]), 10**9
    acts = {
        "all, page 1": lambda: list_enrolments(office, EnrolmentFilters(), 1, 20),
        "all, page 100": lambda: list_enrolments(office, EnrolmentFilters(), 100, 20),
        "all, last page": lambda: list_enrolments(office, EnrolmentFilters(), nobody, 20),
        "of a class, page 1": lambda: list_enrolments(office, one, 1, 20),
        "waiting for a class": lambda: list_enrolments(
            office, EnrolmentFilters(class_id=numbers[3], is_waiting=True), 1, 20
        ),
        "by status": lambda: list_enrolments(office, EnrolmentFilters(status="CANCELLED"), 1, 20),
        "all who wait": lambda: list_enrolments(office, EnrolmentFilters(is_waiting=True), 1, 20),
        "of a course": lambda: list_enrolments(office, EnrolmentFilters(course_id=course), 1, 20),
        "of a member": lambda: list_enrolments(office, EnrolmentFilters(user_id=ids[5]), 1, 20),
        "an instructor's": lambda: list_enrolments(instructor, EnrolmentFilters(), 1, 20),
        "one's own": lambda: list_own_enrolments(office, None, 1, 20),
    }
    return {name: _in_database(act) for name, act in acts.items()}


def _in_database(act) -> float:
    """Milliseconds that planning and running the statements of `act` take by the database's own clock, the least of
    seven: on a busy machine the rest is waiting for a turn."""
    from django.db import connection

    spent = [0.0]

    def explained(execute, sql, params, many, context):
        with connection.connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", params)
            (plan,) = cursor.fetchone()[0]
        spent[0] += plan["Planning Time"] + plan["Execution Time"]
        return execute(sql, params, many, context)

    took = []
    for _ in range(7):
        spent[0] = 0.0
        with connection.execute_wrapper(explained):
            act()
        took.append(spent[0])
    return min(took)


if __name__ == "__main__":
    main()
