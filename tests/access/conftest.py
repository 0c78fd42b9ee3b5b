"""One world for all walks of a file, and a clock that starts when it was built."""

import datetime as dt
import logging
from collections.abc import Iterator

import pytest
import time_machine
from django.db import transaction
from django.utils import translation

from apps.core import clock
from tests.access import world as worlds


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Thousands of refusals are meant here; their log lines would bury what differs."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker) -> Iterator[tuple[worlds.World, dt.datetime]]:
    """One world for all of the walk, for it takes longer to build than to walk through; and when it was built."""
    with django_db_blocker.unblock(), translation.override("ko"), transaction.atomic():
        yield worlds.build(), clock.now()
        transaction.set_rollback(True)


@pytest.fixture
def world(built, db) -> Iterator[worlds.World]:
    """As it was when it was built, however long the walk has taken: each test undoes its own, and its clock starts
    at that moment again, so that no code in it runs out."""
    world, at = built
    with time_machine.travel(at):
        yield world
