"""What every test has: the people, a database, no network, and nothing left of the language of the test before."""

import gc
import pathlib
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation

from config.translations import compile_translations
from tests.databases import ONLY, get_databases, get_file_marks
from tests.template_db import empty_tables, hold_test_database
from tests.tracing import IS_ON, Tracer

pytest_plugins = ["tests.people"]
TRACER = pytest.StashKey[Tracer]()


def is_whole(config: pytest.Config) -> bool:
    """Return whether the whole suite is asked for, and not a file, a folder or a test."""
    if hasattr(config, "workerinput"):
        return config.workerinput["is_whole"]
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    node.workerinput["is_whole"] = is_whole(node.config)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Use every core when the whole suite is asked for; a single file or test starts in this process."""
    if hasattr(config, "workerinput"):
        return  # a worker asks this hook too, and must not start workers of its own
    if is_whole(config) and config.option.numprocesses is None and not config.option.collectonly:
        config.option.numprocesses = "auto"


def pytest_configure() -> None:
    compile_translations()
    TransactionTestCase._fixture_teardown = lambda self: empty_tables()


def pytest_ignore_collect(collection_path: pathlib.Path, config: pytest.Config) -> bool | None:
    """Leave out of a whole run the files of which it asks nothing: to read them takes longer than many a test."""
    if collection_path.suffix != ".py" or not is_whole(config):
        return None
    chosen = config.option.markexpr
    marks = get_file_marks(collection_path)
    if chosen == "traced":
        return "traced" not in marks or None
    if IS_ON and "traced" in marks:
        return None
    if any(mark in chosen for mark in ONLY):
        return None
    is_elsewhere = chosen.startswith("not browser") and collection_path.parent.name in {"bench", "browser"}
    return is_elsewhere or connection.vendor not in get_databases(marks) or None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests of each file by `tests/databases.py`; leave out of a whole run what the other database asks."""
    for item in items:
        for mark in get_file_marks(item.path):
            item.add_marker(mark)
    databases = {
        item: get_databases([mark.name for mark in item.iter_markers()], getattr(item, "fixturenames", ()))
        for item in items
    }
    if nowhere := [item.nodeid for item in items if not databases[item]]:
        raise pytest.UsageError("No whole run asks these, see tests/databases.py: " + ", ".join(nowhere))
    if is_whole(config) and not any(mark in config.option.markexpr for mark in ONLY):
        asked = {item for item in items if connection.vendor in databases[item] or (IS_ON and is_traced(item))}
        config.hook.pytest_deselected(items=[item for item in items if item not in asked])
        items[:] = [item for item in items if item in asked]
    if IS_ON:  # first, for what a process makes only once must be made while it is traced
        items.sort(key=lambda item: not is_traced(item))


def pytest_collection_finish() -> None:
    gc.freeze()  # thousands of tests, through which each collection of garbage would look


def is_traced(item: pytest.Item) -> bool:
    return item.get_closest_marker("traced") is not None


def pytest_sessionstart(session: pytest.Session) -> None:
    is_controller = not hasattr(session.config, "workerinput") and session.config.option.numprocesses
    if IS_ON and not is_controller:
        session.config.stash[TRACER] = Tracer()


@pytest.hookimpl(tryfirst=True, wrapper=True)
def pytest_runtest_protocol(item: pytest.Item):
    if tracer := item.config.stash.get(TRACER, None):
        tracer.switch(on=is_traced(item))
    return (yield)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if tracer := session.config.stash.get(TRACER, None):
        tracer.save()


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment, django_db_blocker, django_db_modify_db_settings
) -> Iterator[None]:
    has_server = any("live_server" in getattr(item, "fixturenames", ()) for item in request.session.items)
    with django_db_blocker.unblock():
        database = hold_test_database(has_server=has_server)
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
