"""What every test has: the people, a database, no network, and nothing left of the language of the test before."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.utils import translation

from config.translations import compile_translations
from tests.template_db import hold_test_database

pytest_plugins = ["tests.people"]


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Use every core when the whole suite is asked for; a single file or test starts in this process."""
    if hasattr(config, "workerinput"):
        return  # a worker asks this hook too, and must not start workers of its own
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    if whole and config.option.numprocesses is None and not config.option.collectonly:
        config.option.numprocesses = "auto"


def pytest_configure() -> None:
    compile_translations()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_modify_db_settings) -> Iterator[None]:
    with django_db_blocker.unblock():
        database = hold_test_database()
        database.__enter__()
    yield
    with django_db_blocker.unblock():
        database.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def korean():
    with translation.override("ko"):
        yield


@pytest.fixture
def on_postgresql(db) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("a race is only real on PostgreSQL")
