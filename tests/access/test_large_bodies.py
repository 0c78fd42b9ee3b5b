"""A body over its limit is refused with 413 before anybody reads it, at every door; below it the work grows linearly.

Work is counted in calls of functions, which no other program on the machine changes.
"""

import cProfile
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.urls import resolve

from tests.access import world as worlds
from tests.access.addresses import filled
from tests.access.rules import Row
from tests.access.table import ROWS
from tests.access.test_long_text import FORM, LONG, PAGES, READERS, Shown, ask, forms_of, long_text, reader_of, size_of
from tests.access.test_walk import Caller, undone

TOO_LARGE = "a=" + "b" * 3_000_000
FEW = 30_000  # calls for a refusal, its page included
WRITES = ("POST", "PUT", "PATCH", "DELETE")


def calls_of(act: Callable[[], object]) -> int:
    """Return how many functions were called, those written in C too."""
    profile = cProfile.Profile()
    profile.runcall(act)
    return sum(entry.callcount for entry in profile.getstats())


def doors() -> list:
    """Return every door that takes a body; of the admin's, which are one view of Django's, those that add a row."""
    found = []
    for row in ROWS:
        if row.address.startswith("/admin/") and not row.address.endswith("/add/"):
            continue
        methods = [method for method in WRITES if getattr(row, method.lower(), None) is not None]
        found += [pytest.param(row, method, id=f"{method} {row.address}") for method in methods]
    return found


@pytest.mark.parametrize(("row", "method"), doors())
def test_a_body_over_its_limit_is_refused_at_every_door(row: Row, method: str, world: worlds.World):
    thing = world.things[row.things][0] if row.things else None
    path = filled(row.address, {**world.values, **(thing.values if thing else {})}) + row.query
    able = (viewer for viewer in READERS if row.expected(method, viewer, thing) in {200, 201, 204, 302})
    viewer = next(able, "superuser")
    caller = Caller(row, world, viewer)
    statuses = []

    def send() -> None:
        kind = "application/json" if row.api else FORM
        body = f'{{"a": "{TOO_LARGE}"}}' if row.api else TOO_LARGE
        caller.client.cookies.clear()
        headers = {}
        if row.api:
            headers = {"Authorization": f"Bearer {world.tokens[viewer]}"} if viewer != "anonymous" else {}
        elif caller.session:
            caller.client.cookies[settings.SESSION_COOKIE_NAME] = caller.session
        answer = caller.client.generic(method, path, body, content_type=kind, headers=headers)
        size_of(answer)
        statuses.append(answer.status_code)

    with undone():
        send()  # what is loaded at the first request of all is not counted
        calls = calls_of(send)
    assert statuses == [413, 413]
    assert calls < FEW


@pytest.mark.parametrize(
    "row", [row for row in PAGES if not row.address.startswith("/admin/")], ids=lambda row: row.address
)
def test_ten_times_the_text_takes_no_more_than_ten_times_the_work(row: Row, world: worlds.World):
    thing = world.things[row.things][0] if row.things else None
    viewer = reader_of(row, thing)
    if not viewer:
        pytest.skip("nobody reads it")
    path = filled(row.address, {**world.values, **(thing.values if thing else {})}) + row.query
    caller = Caller(row, world, viewer)
    page = caller.ask("GET", path)
    size_of(page)
    is_page = not page.streaming and page.headers.get("Content-Type", "").startswith("text/html")
    for shown in forms_of(path, page.content.decode()) if is_page else ():
        names = [name for name in shown.lengths if "csrf" not in name]
        is_own = f"/{resolve(urlsplit(urljoin(path, shown.action)).path).route}" == row.address
        if shown.method != "post" or not names or not is_own:
            continue

        def work(length: int, shown: Shown = shown, names: list[str] = names) -> int:
            text = long_text(length // 9 // len(names))  # up to nine bytes of a form for a letter
            with undone():
                return calls_of(lambda: size_of(ask(caller, shown, {**shown.values, **dict.fromkeys(names, text)})))

        work(LONG)
        short, long = work(LONG), work(10 * LONG)
        assert long < 10 * short, f"{shown.action}: {short} calls, with ten times the text {long}"
