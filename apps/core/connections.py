"""The connection to the database between two requests."""

import select
from typing import Any

from django.db import connections


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
