"""What every test has: the people, no network, and nothing left of the language of the test before."""

import pytest
from django.db import connection
from django.utils import translation

pytest_plugins = ["tests.people"]


@pytest.fixture(autouse=True)
def korean():
    with translation.override("ko"):
        yield


@pytest.fixture
def on_postgresql(db) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("a race is only real on PostgreSQL")
