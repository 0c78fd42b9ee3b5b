"""The check whether this process can serve."""

from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from apps.hours import triggers as ledger
from apps.seats import triggers

# A database that has every migration keeps them. To read all migrations again takes ten times as long as the rest of
# the check.
_migrated = False


def is_ready() -> bool:
    """Tell whether the database is migrated, counts the seats and keeps the ledger, and has the static files.

    Raises DatabaseError if the database does not answer.
    """
    return _has_static_files() and _is_migrated() and not (triggers.list_missing() or ledger.list_missing())


def _has_static_files() -> bool:
    """Tell whether the list of the static files was found, without which no page can be drawn."""
    return getattr(staticfiles_storage, "hashed_files", None) != {}


def _is_migrated() -> bool:
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated
