"""The database of the demo: migrations, cache table, demo data."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from apps.portal.demo import build, people

Say = Callable[[str], None]


class ForeignMembers(Exception):
    """The database has members, but not those of the demo."""


def make_tables(say: Say) -> None:
    """Migrate and make the cache table; `say` is told what is done."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    say(f"데이터베이스를 준비합니다(변경 {len(waiting)}건)." if waiting else "데이터베이스를 확인했습니다.")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def make_demo_data(say: Say) -> None:
    """Make the demo data that is missing; `say` is told of each part. Raises ForeignMembers."""
    if people.has_foreign_members():
        raise ForeignMembers
    build.build_demo(say)


@contextmanager
def preparation_lock() -> Iterator[None]:
    """Hold a lock, so that two processes started at once prepare the database one after the other."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR_DIR / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
