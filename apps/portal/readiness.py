"""Whether this process can serve."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from apps.seats import triggers

# Once the database has every migration of this code it keeps them: reading all migrations again takes ten times as
# long as all else that is asked here.
_migrated = False


def is_ready() -> bool:
    """The database answers, is migrated, and counts the seats. Raises DatabaseError where it does not answer."""
    return _is_migrated() and not triggers.list_missing()


def _is_migrated() -> bool:
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated
