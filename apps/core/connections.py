"""The connection to the database: how it is trusted between two requests, and how it reads moments."""

import datetime as dt
import select
from functools import cache, partial
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


def trust_quiet_connections(**_signal: Any) -> None:
    """Count a PostgreSQL connection as healthy if nothing has come over it since it was last used.

    A server that ends a connection says so on it or closes it, and both can be read. Django would ask `SELECT 1` before
    the first statement of each request; it still does where there is something to read.
    """
    for wrapper in connections.all(initialized_only=True):
        if wrapper.vendor == "postgresql" and wrapper.connection is not None and not wrapper.connection.closed:
            poll = select.poll()
            poll.register(wrapper.connection.pgconn.socket, select.POLLIN)
            wrapper.health_check_done = not poll.poll(0)  # type: ignore[attr-defined]  # not in Django's stubs


def leave_ended_connections() -> None:
    """Close each connection after an error if it cannot be used any more, so that what comes next gets a new one.

    A transaction that is open keeps its own.
    """
    for wrapper in connections.all(initialized_only=True):
        if not wrapper.in_atomic_block:
            wrapper.close_if_unusable_or_obsolete()


def read_moments_fast(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Let the driver read moments by itself on a connection in UTC, as all of ours are.

    Django reads each in Python to put its own zone into it, which takes fifteen times as long and gives the same.
    """
    if connection.vendor == "postgresql" and connection.timezone is dt.UTC:
        connection.connection.adapters.register_loader("timestamptz", _moments())


@cache
def _moments() -> Any:
    """Return what makes the driver's own reader, and tells Django that it reads in UTC."""
    import psycopg
    from psycopg.pq import Format

    of_driver: Any = psycopg.adapters.get_loader(psycopg.adapters.types["timestamptz"].oid, Format.TEXT)
    made: Any = partial(of_driver)
    made.format, made.timezone = Format.TEXT, dt.UTC
    return made
