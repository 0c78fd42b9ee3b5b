"""Operations for migrations that only PostgreSQL needs."""

from typing import Any

from django.db import migrations


class RunOnPostgreSQL(migrations.RunSQL):
    """Run SQL on PostgreSQL, and nothing on SQLite, which has neither these extensions nor these constraints."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            super().database_backwards(app_label, schema_editor, from_state, to_state)


def create_search_indexes(table: str, *columns: str) -> list[RunOnPostgreSQL]:
    """Return the operations for trigram indexes, which serve the substring search over a million rows.

    `columns` hold decomposed text. On SQLite a search reads the table through, which is quick enough there.
    """
    extension = RunOnPostgreSQL("CREATE EXTENSION IF NOT EXISTS pg_trgm", migrations.RunSQL.noop)
    return [
        extension,
        *(
            RunOnPostgreSQL(
                f"CREATE INDEX {table}_{column}_trgm ON {table} USING gin ({column} gin_trgm_ops)",
                f"DROP INDEX {table}_{column}_trgm",
            )
            for column in columns
        ),
    ]
