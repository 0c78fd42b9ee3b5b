"""However a search or a filter is spelled, it finds the same: on every page by GET, and in every query of the API.

A box is asked with nothing and with what shows nothing, which must be answered alike, and with a word as people write
it and in another spelling of the same looks.
"""

import re
from typing import Any
from urllib.parse import urlencode, urljoin

import pytest
from django.test import Client

from config.api import api
from tests.access import world as worlds
from tests.access.addresses import filled
from tests.access.page_forms import forms_of
from tests.access.rules import Row
from tests.access.table import ROWS
from tests.access.test_long_text import READERS, Shown, ask, reader_of, size_of
from tests.access.test_typed_text import LONG_WORD, NOTHING, PAGES, Boxes, asked_elsewhere, respelled
from tests.access.test_walk import Caller

TYPED = {"date": "2026-01-05", "number": "1", "email": "a@example.com"}
SEEN = re.compile(r"<(?:tr|li|article|h3)\b")


def searches(row: Row, world: worlds.World) -> list[str]:
    """Return what is wrong with the searches and filters of a page."""
    thing = world.things[row.things][0] if row.things else None
    viewer = reader_of(row, thing)
    if not viewer:
        return []
    path = filled(row.address, {**world.values, **(thing.values if thing else {})}) + row.query
    caller = Caller(row, world, viewer)
    page = caller.ask("GET", path)
    size_of(page)
    if page.streaming or not page.headers.get("Content-Type", "").startswith("text/html"):
        return []
    words = page.content.decode()
    boxes, wrong = Boxes(words), []
    for form in forms_of(words):
        names = sorted(form.names & boxes.names)
        action = urljoin(path, form.action or path)
        if form.method != "get" or not names or not action.startswith("/") or asked_elsewhere(row, action):
            continue
        values = {name: given[0] for name, given in form.values.items()} | dict.fromkeys(names, "")

        shown = Shown(action, "get")

        def found(shown=shown, values=values, **changes: str) -> tuple:
            answer = ask(caller, shown, {**values, **changes})
            size_of(answer)
            words = answer.content.decode(errors="replace")
            return answer.status_code, bool(answer.headers.get("Location")), len(SEEN.findall(words))

        nothing = found()
        for name in names:
            typed = TYPED.get(boxes.kinds[name], "멘토 1")
            if (got := found(**{name: NOTHING})) != nothing:
                wrong.append(f"{action} {name}: what shows nothing finds {got}, nothing {nothing}")
            if (got := found(**{name: respelled(typed)})) != (same := found(**{name: typed})):
                wrong.append(f"{action} {name}: {typed} finds {same}, respelled {got}")
            if (got := found(**{name: LONG_WORD}))[0] >= 500:
                wrong.append(f"{action} {name}: {got[0]} for a word of 200 letters")
    return wrong


@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.address)
def test_every_search_of_every_page(row: Row, world: worlds.World):
    assert searches(row, world) == []


# --- The API ----------------------------------------------------------------------------------------------------------


def queries() -> dict[str, list[dict[str, Any]]]:
    """Return the names in the queries of each address of the API, with what they may be."""
    document = api.get_openapi_schema()
    return {
        re.sub(r"{\w+}", "{}", path): [one for one in operation["get"].get("parameters", ()) if one["in"] == "query"]
        for path, operation in document["paths"].items()
        if "get" in operation
    }


def sample(schema: dict[str, Any]) -> str:
    """Return a value that a name in a query may have."""
    kinds = [schema, *schema.get("anyOf", ())]
    parts = api.get_openapi_schema()["components"]["schemas"]
    kinds = [parts[kind["$ref"].rpartition("/")[2]] if "$ref" in kind else kind for kind in kinds]
    if chosen := next((kind["enum"] for kind in kinds if kind.get("enum")), None):
        return str(chosen[0])
    if any(kind.get("type") in {"integer", "number"} for kind in kinds):
        return "1"
    if any(kind.get("type") == "boolean" for kind in kinds):
        return "true"
    return str(schema["examples"][0]) if schema.get("examples") else "멘토 1"


@pytest.mark.parametrize("row", [row for row in ROWS if row.api and row.get is not None], ids=lambda row: row.address)
def test_every_query_of_the_api(row: Row, world: worlds.World):
    thing = world.things[row.things][0] if row.things else None
    path = filled(row.address, {**world.values, **(thing.values if thing else {})})
    viewer = next((one for one in READERS if row.expected("GET", one, thing) == 200), "superuser")
    headers = {"Authorization": f"Bearer {world.tokens[viewer]}"} if viewer != "anonymous" else {}
    wrong = []

    def found(**query: str) -> tuple[int, bytes]:
        answer = Client().get(f"{path}?{urlencode(query)}", headers=headers)
        size_of(answer)
        return answer.status_code, b"" if answer.status_code >= 400 or answer.streaming else answer.content

    for one in queries().get(re.sub(r"<[^>]+>", "{}", row.address), ()):
        name, typed = one["name"], sample(one["schema"])
        if (got := found(**{name: NOTHING})) != (nothing := found(**{name: ""})):
            wrong.append(f"{name}: what shows nothing answers {got[0]}, nothing {nothing[0]}")
        if (got := found(**{name: respelled(typed)})) != (same := found(**{name: typed})):
            wrong.append(f"{name}: {typed} answers {same[0]}, respelled {got[0]}")
        if (got := found(**{name: LONG_WORD}))[0] >= 500:
            wrong.append(f"{name}: {got[0]} for a word of 200 letters")
    assert wrong == []


def test_every_query_is_asked():
    asked = {re.sub(r"<[^>]+>", "{}", row.address) for row in ROWS if row.api and row.get is not None}
    assert {path for path, names in queries().items() if names} - asked == set()
