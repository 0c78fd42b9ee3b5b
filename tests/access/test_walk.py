"""Every address × every viewer × every thing × every method, against the table; and no answer tells too much."""

import contextlib
import itertools
import json
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import resolve_url
from django.test import Client

from apps.core.models import AuditEntry
from tests.access import world as worlds
from tests.access.addresses import all_addresses, filled
from tests.access.canaries import found_in, not_allowed, text_of
from tests.access.rules import LOGIN, STAFF, VIEWERS, Code, Row, Rule, unknown
from tests.access.table import ROWS

READING = ("GET", "HEAD")
METHODS = (*READING, "POST", "PUT", "PATCH", "DELETE")
ADMIN_VIEWERS = ("anonymous", "owner", "instructor", "staff", "superuser")
OWN_FILES = (  # that hold nothing about anybody else
    "/accounts/export/",
    "/hours/<int:year>/<int:month>.csv",
    "/hours/<int:year>/<int:month>.xlsx",
)


def test_every_address_has_its_row_and_every_row_its_address():
    assert unknown(all_addresses(), ROWS) == []


@contextlib.contextmanager
def undone() -> Iterator[None]:
    """Whatever a request writes is taken back, so that each one meets the same world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _case(row: Row):
    marks = [pytest.mark.xfail(reason=row.broken, strict=True)] if row.broken else []
    return pytest.param(row, id=row.address, marks=marks)


every_row = pytest.mark.parametrize("row", [_case(row) for row in ROWS])


@pytest.mark.deep
@every_row
def test_access(row: Row, world: worlds.World):
    differences = walk(row, world)
    assert differences == [], "\n" + "\n".join(differences)


@pytest.mark.sqlite
@every_row
def test_access_in_short(row: Row, world: worlds.World):
    """Ask a sixth of it, so that a door without its check, and a page that breaks, show in every run."""
    differences = walk(row, world, in_short=True)
    assert differences == [], "\n" + "\n".join(differences)


def walk(row: Row, world: worlds.World, *, in_short: bool = False) -> list[str]:
    """Return sentences on what differs from the table, each with the viewers it is true of."""
    who: dict[str, list[str]] = {}
    things = world.things[row.things] if row.things else [None]
    viewers = viewers_of(row, in_short=in_short)
    for thing in things[:1] if in_short else things:
        path = filled(row.address, {**world.values, **(thing.values if thing else {})}) + row.query
        about = f"{path} ({thing.name} thing)" if thing else path
        for viewer, method in itertools.product(viewers, METHODS):
            if not worth_asking(row, viewer, method, first=thing is things[0], in_short=in_short):
                continue
            if thing and thing.name == "missing" and not is_near(row.rule_of(method), viewer):
                continue
            with undone():
                response = Caller(row, world, viewer).ask(method, path)
                seen = found_in(text_of(response), world.canaries)
                trace = traced(response) if viewer == "superuser" and method == "GET" else True
            got, expected = code_of(response, path), row.expected(method, viewer, thing)
            if not row.agrees(got, method, viewer, thing):
                who.setdefault(f"{method} {about}: {got} instead of {expected}", []).append(viewer)
            if not trace and row.address not in OWN_FILES:
                who.setdefault(f"{method} {about}: a file leaves without a trace", []).append(viewer)
            if told := not_allowed(seen, row.allowed(viewer)):
                who.setdefault(f"{method} {about}: tells {', '.join(told)}", []).append(viewer)
    return [f"{sentence} – {' '.join(viewers)}" for sentence, viewers in who.items()]


def traced(response: HttpResponse) -> bool:
    """Return whether an answer is no file to save, or the trail says who took it."""
    is_file = response.get("Content-Disposition", "").startswith("attachment")
    return not is_file or AuditEntry.objects.filter(act__endswith="_downloaded").exists()


def viewers_of(row: Row, *, in_short: bool) -> tuple[str, ...]:
    """Return who asks. Django's gate before the admin knows staff and others only: two members stand for all."""
    if row.address.startswith("/admin/"):
        return ("anonymous", "instructor") if in_short else ADMIN_VIEWERS
    return ("anonymous", "stranger", "superuser") if in_short else VIEWERS


def worth_asking(row: Row, viewer: str, method: str, *, first: bool, in_short: bool = False) -> bool:
    """Return whether to ask. A method that the row refuses is refused before anyone looks who asks, or for what:
    whoever may do most asks for one thing; a visitor too where the answer may be anything that tells nothing."""
    if row.has(method):
        return True
    if in_short or not first:
        return False
    return viewer == "superuser" or (viewer == "anonymous" and (row.any_verb or method == "HEAD"))


def is_near(rule: Rule | None, viewer: str) -> bool:
    """Return whether to ask for what is missing. Nobody is related to it: a visitor, a member and staff stand for all,
    beside those who may act on their own thing."""
    return viewer in {"anonymous", "stranger", *STAFF} or (rule is not None and viewer in {*rule.own, *odd(rule)})


def odd(rule: Rule) -> set[str]:
    """Return who gets another answer than the rule's for what is missing."""
    return {viewer for viewer, thing in rule.but if thing == "missing"}


class Caller:
    """One viewer at one address: with a session, or with a token at the API."""

    client = Client()  # one for all: a new one would build the chain of middleware again

    def __init__(self, row: Row, world: worlds.World, viewer: str) -> None:
        self.row, self.world = row, world
        self.session, self.headers = "", {}
        if viewer == "anonymous":
            return
        if row.api:
            self.headers = {"Authorization": f"Bearer {world.tokens[viewer]}"}
        else:
            self.session = world.sessions[viewer]

    def ask(self, method: str, path: str) -> HttpResponse:
        self.client.cookies.clear()
        if self.session:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.session
        body = self.row.bodies.get(method, {})
        if callable(body):
            body = body(self.world)
        if method == "POST" and not self.row.api:
            return self.client.post(path, body, headers=self.headers)
        if method in READING:
            return self.client.generic(method, path, headers=self.headers)
        text = json.dumps(body)
        return self.client.generic(method, path, text, content_type="application/json", headers=self.headers)


@pytest.mark.parametrize("row", [row for row in ROWS if row.api], ids=lambda row: row.address)
def test_a_session_cookie_alone_opens_nothing_of_the_api(row: Row, world: worlds.World):
    client = Client()
    client.force_login(world.people["superuser"])
    own = world.things[row.things][0].values if row.things else {}
    path = filled(row.address, {**world.values, **own})
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        expected = row.expected(method, "anonymous", None)
        response = client.generic(method, path, "{}", content_type="application/json")
        assert (method, response.status_code) == (method, expected)


def code_of(response: HttpResponse, path: str) -> Code:
    """The status; a redirect to a log-in that comes back to the path is named as such."""
    if response.status_code == 302:
        back = QueryDict(mutable=True)
        back["next"] = path
        for address in (resolve_url(settings.LOGIN_URL), "/admin/login/"):
            if response["Location"] == f"{address}?{back.urlencode(safe='/')}":
                return LOGIN
    return response.status_code
