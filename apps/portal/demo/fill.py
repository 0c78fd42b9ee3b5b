"""Make a database ready: migrations, the cache table, the demo's data."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from apps.portal.demo import build, people

Say = Callable[[str], None]


class SomebodyElses(Exception):
    """The database has members that are not the demo's."""


def make_tables(say: Say) -> None:
    """Migrate and make the cache table; tell `say` what is done."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    say(f"데이터베이스를 준비합니다(변경 {len(waiting)}건)." if waiting else "데이터베이스를 확인했습니다.")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def lay_demo_data(say: Say) -> None:
    """Fill in the demo's data that is missing; tell `say` of each part. Raises SomebodyElses."""
    if people.is_somebody_elses():
        raise SomebodyElses
    build.build(say)


@contextmanager
def alone() -> Iterator[None]:
    """Hold a lock while two processes started at once prepare the same database one after the other."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR_DIR / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
