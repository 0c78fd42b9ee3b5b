"""Triggers that keep every line of the ledger as it was written, for PostgreSQL and SQLite."""

from typing import Any

from django.db import connections

from apps.hours.models import HoursEntry

_TABLE = HoursEntry._meta.db_table
NAMES = (f"{_TABLE}_keep_update", f"{_TABLE}_keep_delete")
_SENTENCE = "a line of the ledger is never changed or deleted"

_POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION {_TABLE}_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{_SENTENCE}' USING ERRCODE = 'check_violation';
END $$;
CREATE OR REPLACE TRIGGER {NAMES[0]} BEFORE UPDATE ON {_TABLE} FOR EACH ROW EXECUTE FUNCTION {_TABLE}_keep();
CREATE OR REPLACE TRIGGER {NAMES[1]} BEFORE DELETE ON {_TABLE} FOR EACH ROW EXECUTE FUNCTION {_TABLE}_keep();
"""

_SQLITE = tuple(
    f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {event} ON {_TABLE} BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END"
    for name, event in zip(NAMES, ("UPDATE", "DELETE"), strict=True)
)


def install_triggers(using: str = "default", **_kwargs: Any) -> None:
    """Create the triggers if the table is there. Safe to repeat."""
    connection = connections[using]
    if _TABLE not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for statement in (_POSTGRESQL,) if connection.vendor == "postgresql" else _SQLITE:
            cursor.execute(statement)


def drop_triggers(using: str = "default") -> None:
    """Drop the triggers on SQLite, so that a test can empty the table; PostgreSQL passes them over for that."""
    with connections[using].cursor() as cursor:
        for name in NAMES:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def list_missing(using: str = "default") -> list[str]:
    """Return the names of missing triggers, for `/readyz`."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname = ANY(%s)", [list(NAMES)])
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name IN (%s, %s)", NAMES)
        existing = {row[0] for row in cursor.fetchall()}
    return [name for name in NAMES if name not in existing]
