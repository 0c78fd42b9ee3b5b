"""Applying, 32 at once: one hot session and many, refusals, on PostgreSQL and on SQLite, beside the bare project."""

from tests.bench import fill, harness
from tests.bench.harness import load, post, reached

PEOPLE = 900


def main() -> None:
    with harness.database():
        on_postgresql = measure("PostgreSQL")
    with harness.sqlite_file():
        reset_connections()
        on_sqlite = measure("SQLite")
    ratio = on_sqlite / on_postgresql
    reached("SQLite: applying", "≥ 1 × PostgreSQL", f"{ratio:.2f}", ratio >= 1)
    harness.print_table()


def reset_connections() -> None:
    import os

    import environ
    from django.conf import settings
    from django.db import connections

    connections.close_all()
    given = environ.Env().db_url_config(os.environ["DATABASE_URL"])
    given["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE", "timeout": 10,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }  # fmt: skip
    settings.DATABASES["default"] = given
    connections.settings = connections.configure_settings(settings.DATABASES)
    del connections["default"]


def measure(where: str) -> float:
    """Prints and notes; returns the rate of applying to one hot session."""
    harness.product()
    from django.db import connection

    from apps.accounts.models import Member
    from apps.mentoring.models import Application, Session

    people = Member.objects.bulk_create(
        [Member(email=f"b{n}@example.com", name=f"회원{n}", nickname="", password="x") for n in range(PEOPLE + 1)]
    )
    ids = [person.pk for person in people]
    author, applicants = ids[0], ids[1:]
    hot = fill.open_sessions(4, author, 450)
    small = fill.open_sessions(1, author, 10)[0]
    many = fill.open_sessions(PEOPLE, author, 3)
    fill.for_bare()
    keys = {kind: harness.log_in(kind, applicants) for kind in ("product", "bare")}
    paths = {"product": "/mentoring/{}/apply/", "bare": "/{}/apply/"}
    rates: dict[tuple[str, str], list[float]] = {}

    def rush(server, name, targets):
        requests = [
            post(paths[server.kind].format(target), key)
            for target, key in zip(targets, keys[server.kind][: len(targets)], strict=True)
        ]
        run = load(server, requests)
        print(f"{where:10} {name:24} {server.kind:8} {run}", flush=True)
        rates.setdefault((server.kind, name), []).append(run.rate)
        return run

    with harness.serving("product") as product, harness.serving("bare") as bare:
        for server in (product, bare):
            rush(server, "warming up", [hot[3]] * 100)
        for number in range(3):
            for server in (product, bare):
                rush(server, "one hot session", [hot[number]] * 450)
        for server in (product, bare):
            rush(server, "many sessions", many)
        for server in (product, bare):
            rush(server, "900 for 10 seats", [small] * PEOPLE)
        for server in (product, bare):
            rush(server, "full", [small] * PEOPLE)
            rush(server, "already in", [hot[0]] * 450)
    held = list(Application.objects.filter(session__in=hot[:3], holds_seat=True).values_list("session", flat=True))
    exact = [held.count(session) for session in hot[:3]] == [450] * 3
    exact &= Session.objects.get(pk=small).seats_taken == 10
    exact &= Application.objects.filter(session=small, holds_seat=True).count() == 10
    reached(f"{where}: seats", "exact", "exact" if exact else "WRONG", exact)

    def rate(kind, name):
        return max(rates[kind, name])

    ratio = rate("product", "one hot session") / rate("bare", "one hot session")
    reached(f"{where}: one hot session, 32 at once", "≥ 0.6 × bare", f"{ratio:.2f}", ratio >= 0.6)
    ratio = rate("product", "one hot session") / rate("product", "many sessions")
    reached(f"{where}: one hot ÷ many", "≥ 0.9", f"{ratio:.2f}", ratio >= 0.9)
    for name in ("900 for 10 seats", "full", "already in"):
        ratio = rate("product", name) / rate("product", "one hot session")
        reached(f"{where}: refusals ({name}) ÷ successes", "≥ 1", f"{ratio:.2f}", ratio >= 1)
    connection.close()
    return rate("product", "one hot session")


if __name__ == "__main__":
    main()
