"""Give each test process a database quickly: migrate once, keep the result, copy it.

The copy is kept under a name that holds a hash of everything the result depends on (migrations, models, triggers,
what runs after a migrate, the pinned packages), so a change of any of them makes a new one. Migrations themselves are
proved by the step `migrations` of `.ci/run`, which runs them from nothing on both databases.
"""

import contextlib
import fcntl
import hashlib
import os
import pathlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator

from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, connections, transaction

from apps.hours import triggers

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "test-databases"
# What Django derives from the models after every migrate: it is as true after a test as before.
DERIVED = frozenset({"django_content_type", "auth_permission"})


def get_template_key() -> str:
    """Return a hash of every file that can change what a freshly migrated database holds."""
    patterns = ["*/migrations/*.py", "*/*/models.py", "*/models.py", "*/triggers.py", "*/apps.py", "*/states.py"]
    files = {path for pattern in patterns for path in (ROOT / "apps").rglob(pattern)}
    files |= {ROOT / "requirements.lock", ROOT / "config" / "settings.py", pathlib.Path(__file__)}
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:20]


@contextlib.contextmanager
def lock_template(name: str) -> Iterator[None]:
    """Let one process at a time make the template; the others wait and find it made."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with open(FOLDER / f"{name}.lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def use_database(name: str) -> None:
    """Point the default connection at the database `name`."""
    connection.close()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def migrate_from_nothing() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable")


def get_kept_file() -> pathlib.Path:
    """Return where the migrated SQLite database is kept, whether it is made yet or not."""
    return FOLDER / f"{get_template_key()}.sqlite3"


def create_sqlite_copy() -> str:
    """Fill the in-memory database of this process from the kept file, which is made when it is missing."""
    name = connection.creation._get_test_db_name()
    use_database(name)
    kept = get_kept_file()
    with lock_template(kept.stem):
        if kept.exists():
            with contextlib.closing(sqlite3.connect(kept)) as source:
                connection.ensure_connection()
                source.backup(connection.connection)
        else:
            migrate_from_nothing()
            draft = kept.with_suffix(".draft")
            draft.unlink(missing_ok=True)
            with contextlib.closing(sqlite3.connect(draft)) as target:
                connection.connection.backup(target)
            os.replace(draft, kept)
    connection.ensure_connection()
    return name


def keep_statistics_unknown() -> None:
    """Exclude every table from the server's own ANALYZE, for it sees none of the rows of a test that has not ended.

    It would write down that the tables are empty, and the plan of a join of "empty" tables took over half a minute once
    a test put rows into them. A table that was never analysed is planned by its size.
    """
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"ALTER TABLE {connection.ops.quote_name(table)} SET (autovacuum_enabled = false)")


def create_postgresql_copy() -> str:
    """Create the database of this process from the template database, which is made when it is missing."""
    creation = connection.creation
    name, template = creation._get_test_db_name(), f"baeumteo_template_{get_template_key()}"
    quote = connection.ops.quote_name
    with lock_template(template):
        with creation._nodb_cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate", [template])
            ready = cursor.fetchone()
            if not ready:
                cursor.execute(f"DROP DATABASE IF EXISTS {quote(template)}")
                cursor.execute(f"CREATE DATABASE {quote(template)}")
        if not ready:
            use_database(template)
            migrate_from_nothing()
            keep_statistics_unknown()
            connection.close()
            with creation._nodb_cursor() as cursor:
                cursor.execute(f"ALTER DATABASE {quote(template)} IS_TEMPLATE true")
        with creation._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {quote(name)} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {quote(name)} TEMPLATE {quote(template)}")
    use_database(name)
    connection.ensure_connection()
    return name


def empty_tables() -> None:
    """Delete the rows that a test without a transaction of its own has left.

    Django's own way, TRUNCATE and then everything that follows a migrate, takes a third of a second a test.
    """
    tables = sorted(set(connection.introspection.django_table_names(include_views=False)) - DERIVED)
    if connection.vendor == "postgresql":
        deletes = [f"DELETE FROM {connection.ops.quote_name(table)}" for table in tables]  # noqa: S608 — names of ours
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")  # neither triggers nor foreign keys
            cursor.execute("; ".join(deletes))
    else:
        triggers.drop_triggers()  # they refuse it
        connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), tables))
        triggers.install_triggers()


def use_sqlite_file(file: pathlib.Path) -> None:
    """Take a file in place of the database in memory, so that each thread of a server has a connection of its own.

    All threads share the one connection of a database in memory, and while one of them reads the rows of a statement,
    none can begin a transaction ("SQL statements in progress").
    """
    shutil.copyfile(get_kept_file(), file)
    settings.DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    use_database(str(file))
    connection.close()  # Django closes none that is in memory, so not before it has the name of the file


@contextlib.contextmanager
def hold_test_database(*, has_server: bool = False) -> Iterator[None]:
    """Hold a migrated test database of this process, in a file for tests that start a server; drop it at the end."""
    outside = settings.DATABASES["default"]["NAME"]
    on_postgresql = connection.vendor == "postgresql"
    name = create_postgresql_copy() if on_postgresql else create_sqlite_copy()
    with tempfile.TemporaryDirectory(prefix="baeumteo-test.") as folder:
        if has_server and not on_postgresql:
            use_sqlite_file(pathlib.Path(folder) / "test.sqlite3")
        try:
            yield
        finally:
            use_database(outside)
            connections.close_all()
            if on_postgresql:
                with connection.creation._nodb_cursor() as cursor:
                    cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(name)} WITH (FORCE)")
