"""Triggers that count the seats that are held or offered, for PostgreSQL and SQLite.

A released seat that is offered is counted once, with the claim that holds it.

They run before the claim is written, so that the pool's row is updated before the foreign key is checked. In the other
order all waiting transactions would share the row's lock on PostgreSQL, which collapses under load.
"""

from collections.abc import Sequence
from typing import Any, cast

from django.apps import apps as installed_apps
from django.db import connections
from django.db.models import ForeignKey

from apps.seats.models import SeatClaim

_NEW, _OLD = (
    f"({row}.holds_seat OR ({row}.offered_until IS NOT NULL AND {row}.seat_of_id IS NULL))" for row in ("NEW", "OLD")
)

_POSTGRESQL = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND {old} THEN
        UPDATE {pool} SET seats_taken = seats_taken - 1 WHERE id = OLD.{column};
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF {new} THEN
        UPDATE {pool} SET seats_taken = seats_taken + 1 WHERE id = NEW.{column};
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER {name}_insert BEFORE INSERT ON {claim}
    FOR EACH ROW WHEN ({new}) EXECUTE FUNCTION {name}();
CREATE OR REPLACE TRIGGER {name}_update BEFORE UPDATE OF holds_seat, offered_until, seat_of_id, {column} ON {claim}
    FOR EACH ROW WHEN ({old} IS DISTINCT FROM {new} OR OLD.{column} <> NEW.{column})
    EXECUTE FUNCTION {name}();
CREATE OR REPLACE TRIGGER {name}_delete BEFORE DELETE ON {claim}
    FOR EACH ROW WHEN ({old}) EXECUTE FUNCTION {name}();
"""

_SQLITE = (
    """CREATE TRIGGER IF NOT EXISTS {name}_insert BEFORE INSERT ON {claim} WHEN {new} BEGIN
    UPDATE {pool} SET seats_taken = seats_taken + 1 WHERE id = NEW.{column};
END""",
    """CREATE TRIGGER IF NOT EXISTS {name}_update
BEFORE UPDATE OF holds_seat, offered_until, seat_of_id, {column} ON {claim}
WHEN {old} <> {new} OR OLD.{column} <> NEW.{column} BEGIN
    UPDATE {pool} SET seats_taken = seats_taken - {old} WHERE id = OLD.{column};
    UPDATE {pool} SET seats_taken = seats_taken + {new} WHERE id = NEW.{column};
END""",
    """CREATE TRIGGER IF NOT EXISTS {name}_delete BEFORE DELETE ON {claim} WHEN {old} BEGIN
    UPDATE {pool} SET seats_taken = seats_taken - 1 WHERE id = OLD.{column};
END""",
)


def claim_models() -> list[type[SeatClaim]]:
    return [model for model in installed_apps.get_models() if issubclass(model, SeatClaim)]


def trigger_names(claim: type[SeatClaim]) -> dict[str, str]:
    foreign_key = cast(ForeignKey, claim._meta.get_field(claim.pool_field))
    return {
        "name": f"{claim._meta.db_table}_seats",
        "claim": claim._meta.db_table,
        "pool": claim.pool()._meta.db_table,
        "column": str(foreign_key.column),
        "new": _NEW,
        "old": _OLD,
    }


def install_triggers(using: str = "default", **_kwargs: Any) -> None:
    """Create the triggers of every existing claim table. Safe to repeat."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for claim in claim_models():
            parts = trigger_names(claim)
            if parts["claim"] not in tables:
                continue
            if connection.vendor == "postgresql":
                cursor.execute(_POSTGRESQL.format(**parts))
            else:
                for statement in _SQLITE:
                    cursor.execute(statement.format(**parts))


def drop_triggers(using: str = "default", plan: Sequence[Any] = (), **_kwargs: Any) -> None:
    """Drop the triggers on SQLite before migrations are applied.

    SQLite makes a table anew to alter it, and does not rename the new one to the name that a trigger speaks of.
    """
    connection = connections[using]
    if connection.vendor != "sqlite" or not plan:
        return
    with connection.cursor() as cursor:
        for claim in claim_models():
            for event in ("insert", "update", "delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger_names(claim)['name']}_{event}")


def list_missing(using: str = "default") -> list[str]:
    """Return the names of missing triggers, for `/readyz`."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        existing = {row[0] for row in cursor.fetchall()}
    wanted = [
        f"{trigger_names(claim)['name']}_{event}"
        for claim in claim_models()
        for event in ("insert", "update", "delete")
    ]
    return [name for name in wanted if name not in existing]
