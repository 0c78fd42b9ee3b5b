"""The check of the database's letters, asked of real databases."""

import psycopg
import pytest
from django.core.checks import run_checks
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from apps.core.checks import check_databases, database_faults

pytestmark = pytest.mark.django_db


@pytest.fixture
def database_of(on_postgresql):
    """Makes a database of its own with the locale and encoding given; returns a connection to it."""
    made = []

    def make(locale: str, encoding: str) -> BaseDatabaseWrapper:
        name = f"{connection.settings_dict['NAME']}_{encoding.lower()}_{locale.lower()}"
        with _server() as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}"')
            server.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING '{encoding}' LOCALE '{locale}'")
        made.append(type(connections["default"])({**connection.settings_dict, "NAME": name}, alias="default"))
        return made[-1]

    yield make
    for other in made:
        other.close()
        with _server() as server:
            server.execute(f'DROP DATABASE "{other.settings_dict["NAME"]}"')


def _server() -> psycopg.Connection:
    given = connection.settings_dict
    return psycopg.connect(
        host=given["HOST"], port=given["PORT"], user=given["USER"], password=given["PASSWORD"], dbname="postgres",
        autocommit=True,
    )  # fmt: skip


def test_the_database_of_the_tests_knows_korean():
    assert run_checks(databases=["default"], tags=["database"]) == []


def test_asked_of_no_database_it_says_nothing():
    assert check_databases() == []


def test_one_whose_letters_are_ascii_only_is_warned_of(database_of):
    assert [message.id for message in database_faults(database_of("C", "UTF8"))] == ["core.W001"]


def test_one_that_cannot_hold_korean_is_refused(database_of):
    assert [message.id for message in database_faults(database_of("C", "LATIN1"))] == [
        "core.E001",
        "core.W001",
    ]
