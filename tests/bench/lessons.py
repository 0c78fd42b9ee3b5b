"""Lessons: approving, 32 at once, beside bare; and what their lists cost with 1,000 and with 1,000,000 of them."""

import sys
import time

from tests.bench import fill, harness
from tests.bench.harness import reached

PEOPLE, ROUNDS = 400, 2
BUSY = 20_000  # lessons of the busiest mentor and the busiest mentee, among the many


def main(sizes: list[int]) -> None:
    with harness.database():
        approving()
    found: dict[int, dict[str, int]] = {}
    for size in sizes:
        with harness.database():
            found[size] = growing(size)
    small, large = found[sizes[0]], found[sizes[-1]]
    for name, blocks in large.items():
        bound = 5_000 if "busiest" in name else 2_500
        reached(name, f"≤ {bound:,} blocks", f"{small[name]:,} → {blocks:,}", blocks <= bound)
    harness.print_table()


# --- Approving --------------------------------------------------------------------------------------------------------


def approving() -> None:
    harness.product()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from apps.accounts.models import Member
    from apps.lessons.models import Lesson
    from apps.lessons.services import lessons

    ids = fill.members(3 * PEOPLE)
    hot, mentors, mentees = ids[0], ids[1 : PEOPLE + 1], ids[2 * PEOPLE :]
    plans = {
        "one mentor": [_requests([hot] * PEOPLE, mentees) for _ in range(ROUNDS)],
        "many mentors": [_requests(mentors, mentees) for _ in range(ROUNDS)],
    }
    single = Lesson.objects.get(pk=_requests([hot], mentees[:1])[0])
    with CaptureQueriesContext(connection) as queries:
        lessons.approve_lesson(lesson_id=single.pk, by=Member.objects.get(pk=hot))
    reached("approving: statements", "≤ 20", str(len(queries) - 1), len(queries) - 1 <= 20)
    _bare_tables()
    keys = dict(zip([hot, *mentors], harness.log_in("bare", [hot, *mentors]), strict=True))
    tokens = _tokens([hot, *mentors])
    runs: dict[tuple[str, str], list[harness.Run]] = {}
    with harness.serving("product") as product, harness.serving("bare", "tests.bench.bare.lesson_settings") as bare:
        for name, rounds in plans.items():
            for rows in rounds:
                who = dict(Lesson.objects.filter(pk__in=rows).values_list("pk", "mentor_id"))
                ours = [_put(f"/api/lessons/{pk}/approve", tokens[who[pk]]) for pk in rows]
                theirs = [harness.post(f"/{pk}/approve/", keys[who[pk]]) for pk in rows]
                for server, requests in ((product, ours), (bare, theirs)):
                    run = harness.load(server, requests)
                    runs.setdefault((server.kind, name), []).append(run)
                    print(f"{name:14} {server.kind:8} {run}", flush=True)
    booked = Lesson.objects.filter(status="APPROVED").count()
    should = 1 + 2 * ROUNDS * PEOPLE
    reached("approving: all approved", str(should), str(booked), booked == should)
    for name in plans:
        ours, theirs = (max(run.rate for run in runs[kind, name]) for kind in ("product", "bare"))
        cpu = [min(run.cpu for run in runs[kind, name]) for kind in ("product", "bare")]
        value = f"{ours:.0f} / {theirs:.0f} per second = {ours / theirs:.2f}; CPU {cpu[0]:.1f} / {cpu[1]:.1f} ms"
        reached(f"approving, {name}, 32 at once (with notice, mail, audit) ÷ bare", "", value, None)
    connection.close()


def _requests(mentors: list[int], mentees: list[int]) -> list[int]:
    """A request for each, so far apart that none is in another's way."""
    import datetime as dt

    from django.db.models import Max

    from apps.core import clock
    from apps.lessons.models import Lesson, Tutorial

    now = clock.now()
    last = Lesson.objects.aggregate(last=Max("starts_at"))["last"] or now + dt.timedelta(days=1)
    tutorials = {
        mentor: Tutorial(
            mentor_id=mentor, title="자바 입문", title_key="", description="처음부터", description_key="",
            price=50_000, duration=30, created_at=now, updated_at=now,
        )
        for mentor in dict.fromkeys(mentors)
    }  # fmt: skip
    Tutorial.objects.bulk_create(tutorials.values())
    rows = []
    for number, (mentor, mentee) in enumerate(zip(mentors, mentees, strict=True), start=1):
        starts_at = last + dt.timedelta(hours=number)
        rows.append(
            Lesson(
                tutorial=tutorials[mentor], mentor_id=mentor, mentee_id=mentee, starts_at=starts_at,
                ends_at=starts_at + dt.timedelta(minutes=30), price=50_000, duration=30, created_at=now, updated_at=now,
            )
        )  # fmt: skip
    return [row.pk for row in Lesson.objects.bulk_create(rows)]


def _bare_tables() -> None:
    fill.run(
        "CREATE TABLE bare_lesson AS SELECT id, mentor_id, mentee_id, status, starts_at, ends_at, approved_at"
        " FROM lessons_lesson"
    )
    fill.run("ALTER TABLE bare_lesson ADD PRIMARY KEY (id)")
    fill.run(
        "CREATE TABLE bare_appointment (id bigserial PRIMARY KEY, member_id bigint NOT NULL REFERENCES accounts_member,"
        " lesson_id bigint NOT NULL REFERENCES bare_lesson, host boolean NOT NULL, starts_at timestamptz NOT NULL,"
        " ends_at timestamptz NOT NULL)"
    )
    fill.run("CREATE INDEX bare_appointment_when ON bare_appointment (member_id, starts_at)")
    fill.run("ANALYZE")


def _tokens(member_ids: list[int]) -> dict[int, str]:
    import datetime as dt
    import secrets

    from apps.accounts import tokens
    from apps.accounts.models import Member, TokenFamily
    from apps.core import clock

    now = clock.now()
    members = Member.objects.in_bulk(member_ids)
    families = TokenFamily.objects.bulk_create(
        [
            TokenFamily(
                member=members[pk], refresh_hash=tokens.fingerprint(secrets.token_hex()),
                password_hash=tokens.fingerprint(members[pk].password), created_at=now, refreshed_at=now,
                expires_at=now + dt.timedelta(days=1),
            )
            for pk in member_ids
        ]
    )  # fmt: skip
    return {family.member_id: tokens.access_token(family, now) for family in families}


def _put(path: str, token: str) -> bytes:
    return f"PUT {path} HTTP/1.0\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n".encode()


# --- Growing ----------------------------------------------------------------------------------------------------------


def growing(size: int) -> dict[str, int]:
    """Blocks that each list touches in the database; prints the indexes it uses."""
    harness.product()
    from django.db import connection

    from apps.accounts.models import Member
    from apps.core.paging import page_of
    from apps.lessons.models import Lesson
    from apps.lessons.selectors import api as selectors

    ids = fill.members(10_000)
    mentors, mentees = ids[:1000], ids[1000:]
    begun = time.perf_counter()
    _fill(size, mentors, mentees)
    print(f"{size:,} lessons in {time.perf_counter() - begun:.0f} s", flush=True)
    busy_mentor, busy_mentee = Member.objects.get(pk=mentors[0]), Member.objects.get(pk=mentees[0])
    one = Lesson.objects.exclude(mentor=busy_mentor).exclude(mentee=busy_mentee).latest("pk")
    mentor, mentee = one.mentor, one.mentee
    asked = {
        "my lessons": lambda: selectors.list_taken_lessons(mentee, None, 1),
        "my lessons of one state": lambda: selectors.list_taken_lessons(mentee, "PENDING", 1),
        "requests": lambda: selectors.list_requested_lessons(mentor, None, 1),
        "requests of one state": lambda: selectors.list_requested_lessons(mentor, "PENDING", 1),
        "one lesson": lambda: selectors.get_lesson_with_role(one.pk, mentor),
        "requests, what waits first": lambda: page_of(Lesson.objects.of_mentor(mentor).waiting_first(), 1),
        "lessons, what waits first": lambda: page_of(Lesson.objects.of_mentee(mentee).waiting_first(), 1),
        "at one time": lambda: list(
            Lesson.objects.of_mentor(mentor).live().filter(starts_at__lt=one.ends_at, ends_at__gt=one.starts_at)
        ),
        "tutorials": lambda: selectors.list_tutorials("", 1),
        "busiest mentee, my lessons": lambda: selectors.list_taken_lessons(busy_mentee, None, 1),
        "busiest mentor, requests": lambda: selectors.list_requested_lessons(busy_mentor, None, 1),
        "busiest mentor, requests, page 40": lambda: selectors.list_requested_lessons(busy_mentor, None, 40),
        "busiest mentor, requests of one state": lambda: selectors.list_requested_lessons(busy_mentor, "PENDING", 1),
        "busiest mentor, what waits first": lambda: page_of(Lesson.objects.of_mentor(busy_mentor).waiting_first(), 1),
    }
    results = {}
    for name, ask in asked.items():
        statements = _statements(ask)
        blocks, ms = zip(*(_cost(sql, params) for sql, params in statements), strict=True)
        results[name] = sum(blocks)
        plans = {line for sql, params in statements for line in _plan(sql, params)}
        print(f"    {name:40} {sum(blocks):8,} blocks {sum(ms):8.2f} ms  {'; '.join(sorted(plans))}", flush=True)
    connection.close()
    return results


def _statements(ask) -> list[tuple[str, tuple]]:
    from django.db import connection

    asked: list[tuple[str, tuple]] = []

    def listen(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        ask()
    return asked


def _cost(sql: str, params: tuple) -> tuple[int, float]:
    """Blocks of 8 KB that a statement touches, the same on a busy machine, and the milliseconds it took."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
        ((plan,),) = cursor.fetchone()
    return plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"], plan["Execution Time"]


def _plan(sql: str, params: tuple) -> set[str]:
    """The indexes that a statement uses, and the tables it reads through."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}", params)
        lines = [line.strip(" ->") for (line,) in cursor.fetchall()]
    words = (line.partition("  (cost")[0] for line in lines)
    return {
        word.partition(" using ")[2].partition(" on ")[0] or word.partition(" on ")[2] if "Index" in word else word
        for word in words
        if "Scan" in word and "accounts_" not in word
    }


def _fill(size: int, mentors: list[int], mentees: list[int]) -> None:
    """Two tutorials a mentor; lessons spread over ten years, one in fifty still waiting, and two very busy people."""
    fill.run("SET statement_timeout = 0")
    fill.run(
        "INSERT INTO lessons_tutorial (mentor_id, title, title_key, description, description_key, price, duration,"
        " is_open, created_at, updated_at, revision)"
        " SELECT id, '자바 입문 ' || n, '', '처음부터', '', 50000, 60, n = 1,"
        " now() - id * interval '1 hour', now(), 0 FROM accounts_member, generate_series(1, 2) n WHERE id <= %s",
        mentors[-1],
    )
    busy = min(BUSY, size // 10)
    fill.run(
        """
        INSERT INTO lessons_lesson (tutorial_id, mentor_id, mentee_id, status, starts_at, ends_at, price, duration,
            request_message, reject_reason, cancel_reason, created_at, updated_at, approved_at, started_at,
            completed_at)
        SELECT t.id, s.mentor, s.mentee, s.status, at, at + interval '1 hour', 50000, 60, '부탁드립니다.', '', '',
            at - interval '3 days', at, CASE WHEN s.status <> 'PENDING' THEN at END,
            CASE WHEN s.status = 'COMPLETED' THEN at END, CASE WHEN s.status = 'COMPLETED' THEN at END
        FROM (SELECT n, CASE WHEN n %% 50 = 0 THEN 'PENDING' WHEN n %% 20 = 0 THEN 'APPROVED' ELSE 'COMPLETED' END
                AS status,
                now() + interval '30 days' - n * (interval '3650 days' / %s) AS at,
                CASE WHEN n <= %s THEN %s ELSE %s + n %% %s END AS mentor,
                CASE WHEN n > %s AND n <= 2 * %s THEN %s ELSE %s + (n * 7) %% %s END AS mentee
            FROM generate_series(1, %s) n) s
        JOIN lessons_tutorial t ON t.mentor_id = s.mentor AND t.is_open
        """,
        size, busy, mentors[0], mentors[0], len(mentors), busy, busy, mentees[0], mentees[0], len(mentees), size,
    )  # fmt: skip
    fill.run("VACUUM ANALYZE lessons_lesson")
    fill.run("ANALYZE")


if __name__ == "__main__":
    main([int(size.replace(",", "")) for size in sys.argv[1:]] or [1_000, 1_000_000])
