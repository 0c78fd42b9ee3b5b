"""Every address × every viewer × every thing × every method, against the table; and no answer tells too much."""

import contextlib
import itertools
import logging
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import resolve_url
from django.test import Client

from tests.access import world as worlds
from tests.access.addresses import all_addresses, filled
from tests.access.canaries import found_in, not_allowed, text_of
from tests.access.rules import LOGIN, VIEWERS, Code, Row, unknown
from tests.access.table import ROWS

READING = ("GET", "HEAD")
METHODS = (*READING, "POST", "PUT", "PATCH", "DELETE")


def test_every_address_has_its_row_and_every_row_its_address():
    assert unknown(all_addresses(), ROWS) == []


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Thousands of refusals are meant here; their log lines would bury what differs."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def world(db) -> worlds.World:
    return worlds.build()


@contextlib.contextmanager
def undone() -> Iterator[None]:
    """Whatever a request writes is taken back, so that each one meets the same world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _case(row: Row):
    marks = [pytest.mark.xfail(reason=row.broken, strict=True)] if row.broken else []
    return pytest.param(row, id=row.address, marks=marks)


@pytest.mark.parametrize("row", [_case(row) for row in ROWS])
def test_access(row: Row, world: worlds.World):
    differences = walk(row, world)
    assert differences == [], "\n" + "\n".join(differences)


def walk(row: Row, world: worlds.World) -> list[str]:
    """Sentences on what differs from the table, each with the viewers it is true of."""
    who: dict[str, list[str]] = {}
    for thing in world.things[row.things] if row.things else [None]:
        path = filled(row.address, {**world.values, **(thing.values if thing else {})}) + row.query
        about = f"{path} ({thing.name} thing)" if thing else path
        for viewer, method in itertools.product(VIEWERS, METHODS):
            with undone():
                response = ask(row, world, viewer, method, path)
                seen = found_in(text_of(response), world.canaries)
            got, expected = code_of(response, path), row.expected(method, viewer, thing)
            if expected is not None and got != expected:
                who.setdefault(f"{method} {about}: {got} instead of {expected}", []).append(viewer)
            if told := not_allowed(seen, row.allowed(viewer)):
                who.setdefault(f"{method} {about}: tells {', '.join(told)}", []).append(viewer)
    return [f"{sentence} – {' '.join(viewers)}" for sentence, viewers in who.items()]


def ask(row: Row, world: worlds.World, viewer: str, method: str, path: str) -> HttpResponse:
    client = Client()
    if viewer != "anonymous":
        client.force_login(world.people[viewer])
    body = row.body(world) if row.body and method == "POST" else {}
    if method in READING:
        return client.generic(method, path)
    if method == "POST":
        return client.post(path, body)
    return client.generic(method, path, data="{}", content_type="application/json")


def code_of(response: HttpResponse, path: str) -> Code:
    """The status; a redirect to a log-in that comes back to the path is named as such."""
    if response.status_code == 302:
        back = QueryDict(mutable=True)
        back["next"] = path
        for address in (resolve_url(settings.LOGIN_URL), "/admin/login/"):
            if response["Location"] == f"{address}?{back.urlencode(safe='/')}":
                return LOGIN
    return response.status_code
