"""A connection that the server ended is noticed without asking the server."""

import select

import pytest
from django.core.signals import request_started
from django.db import connection

from apps.core.connections import trust_quiet_connections

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(on_postgresql, monkeypatch):
    """A second connection to the same database, known to Django as the only one."""
    made = connection.copy()
    made.ensure_connection()
    monkeypatch.setattr("apps.core.connections.connections.all", lambda **_how: [made])
    yield made
    made.close()


def test_it_is_asked_when_a_request_begins():
    assert trust_quiet_connections in list(request_started._live_receivers(None)[0])


def test_a_quiet_connection_is_trusted_and_an_ended_one_is_opened_anew(other):
    other.health_check_enabled, other.health_check_done = True, False
    trust_quiet_connections()
    assert other.health_check_done
    ended = other.connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [ended.info.backend_pid])
    poll = select.poll()
    poll.register(ended.pgconn.socket, select.POLLIN)
    assert poll.poll(10_000)
    trust_quiet_connections()
    assert not other.health_check_done
    with other.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
    assert other.connection is not ended


def test_one_that_broke_on_our_side_is_left_to_django(other):
    other.health_check_enabled, other.health_check_done = True, False
    other.connection.close()
    trust_quiet_connections()
    assert not other.health_check_done
    with other.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
