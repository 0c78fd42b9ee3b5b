"""However a text is spelled, every door takes it as what it looks like, and keeps nothing that nobody sees.

Each text field of each form of each page, and each text of each body of the API, is filled in three ways: with nothing
and with what shows nothing, which must be answered alike; with characters that nobody may see, none of which may be
kept anywhere; and with what stands there already in another spelling, which must be answered like itself.

The rows of a formset have the same boxes: the first one's stand for all. A page of the admin that adds has the boxes of
the one that changes: there it is asked whether something is kept that nobody sees, and nothing else.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import reduce
from html.parser import HTMLParser
from operator import or_
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.apps import apps
from django.db import models
from django.db.models.functions import Cast
from django.test import Client
from django.urls import resolve

from apps.core import spelling
from tests.access import world as worlds
from tests.access.addresses import filled
from tests.access.page_forms import forms_of
from tests.access.rules import Row
from tests.access.table import ROWS
from tests.access.test_long_text import READERS, Shown, ask, reader_of, size_of
from tests.access.test_walk import Caller, undone

MARK = "zqmark"
NOTHING = "\u3164\u200b\u202e\ufeff\u2800 \u3000\t\r\n\u0301\x07"
UNSEEN = f"\u202e{MARK}\u1112\u1161\u11ab\u200b\u2066글\ufeff\x07\u00ad 👩\u200d💻\u200f \u3164끝\x00"
LONG_WORD = "가" * 200
VISIBLE = {"text", "search", "email", "tel", "url", "number", "date", "time"}
TEXT = [
    (model, fields)
    for TYPES in [(models.CharField, models.TextField, models.JSONField)]
    for model in apps.get_models()
    if model.__module__.startswith("apps.")
    if (fields := [field for field in model._meta.concrete_fields if isinstance(field, TYPES)])
]


def respelled(typed: str) -> str:
    """Return the text with the same looks: decomposed, with other digits and blanks, and with a mark before it."""
    digits = str.maketrans("0123456789", "０１２３４５６７８９")
    return "\ufeff" + unicodedata.normalize("NFD", typed).translate(digits).replace(" ", "\xa0") + "\u3000"


def strings_of(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from strings_of(name)
            yield from strings_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings_of(inner)


def kept_unseen() -> list[str]:
    """Return the columns in which a text with the mark is kept as nobody would see it."""
    found = []
    for model, fields in TEXT:
        names = [field.name for field in fields]
        texts = {f"{name}_as_text": Cast(name, models.TextField()) for name in names}
        holds = reduce(or_, (models.Q(**{f"{alias}__contains": MARK}) for alias in texts))
        for row in model._default_manager.annotate(**texts).filter(holds).values(*names):
            for name, value in row.items():
                if any(MARK in one and spelling.text(one) != one.replace("\r\n", "\n") for one in strings_of(value)):
                    found.append(f"{model._meta.label}.{name}: {value!a}")
    return found


# --- Pages ------------------------------------------------------------------------------------------------------------


class Boxes(HTMLParser):
    """The names of the boxes of a page in which people type text, and the kind of each."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.kinds: dict[str, str] = {}
        self.feed(page)

    @property
    def names(self) -> set[str]:
        return set(self.kinds)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "textarea" or (tag == "input" and given.get("type", "text") in VISIBLE):
            self.kinds[given.get("name", "")] = given.get("type", "text")


def outcome(answer) -> tuple:
    """Return what a person learns of an answer: whether it was taken, where it led, and how many errors it says."""
    page = "" if answer.streaming else answer.content.decode(errors="replace")
    errors = page.count("invalid-feedback") + page.count("errorlist") + page.count("data-errors")
    # Without its number: PostgreSQL counts on although what was made is undone.
    return answer.status_code, re.sub(r"\d+", "#", answer.headers.get("Location", "")), errors


def first_of_each(names: list[str]) -> list[str]:
    """Return the names without those that differ in the number of their row only, or are of the row to copy."""
    sent = [name for name in names if "__prefix__" not in name]
    return list({re.sub(r"-\d+-", "-#-", name): name for name in reversed(sent)}.values())[::-1]


def is_changed_elsewhere(row: Row) -> bool:
    """Return whether the form adds what another address of the admin changes."""
    change = row.address.removesuffix("add/") + "<path:object_id>/change/"
    return row.address.endswith("/add/") and any(other.address == change for other in PAGES)


def asked_elsewhere(row: Row, action: str) -> bool:
    """Return whether a form leads to another page that is walked by itself and holds it too, as the log-in does."""
    route = f"/{resolve(urlsplit(action).path).route}"
    return route != row.address and any(other.address == route for other in PAGES)


def walk(row: Row, world: worlds.World) -> list[str]:
    thing = world.things[row.things][0] if row.things else None
    viewer = reader_of(row, thing)
    if not viewer:
        return []
    path = filled(row.address, {**world.values, **(thing.values if thing else {})}) + row.query
    caller = Caller(row, world, viewer)
    page = caller.ask("GET", path)
    size_of(page)  # read whole, so that files are closed
    if page.streaming or not page.headers.get("Content-Type", "").startswith("text/html"):
        return []
    words = page.content.decode()
    boxes = Boxes(words).names
    wrong = []
    for form in forms_of(words):
        names = first_of_each(sorted(form.names & boxes))
        action = urljoin(path, form.action or path)
        if form.method != "post" or not names or not action.startswith("/") or asked_elsewhere(row, action):
            continue
        shown = Shown(action, "post")
        values = {name: given[0] if len(given) == 1 else given for name, given in form.values.items()}

        def send(shown=shown, values=values, **changes: str):
            with undone():
                found = outcome(ask(caller, shown, {**values, **changes}))
                # A form that was refused keeps nothing, and looking through all tables costs more than the form.
                looks = MARK in "".join(changes.values()) and not found[2]
                return found, kept_unseen() if looks else []

        as_it_is, _none = send()
        for name in names:
            (status, *_rest), unseen = send(**{name: UNSEEN})
            wrong += unseen + ([f"{action} {name}: status {status}"] if status >= 500 else [])
            if is_changed_elsewhere(row):
                continue
            empty, _none = send(**{name: ""}) if values.get(name) else (as_it_is, [])
            if (got := send(**{name: NOTHING})[0]) != empty:
                wrong.append(f"{action} {name}: what shows nothing answers {got}, nothing {empty}")
            own = values.get(name) or "가 2"
            same = as_it_is if values.get(name) else send(**{name: "가 2"})[0]
            if isinstance(own, str) and (got := send(**{name: respelled(own)})[0]) != same:
                wrong.append(f"{action} {name}: {own!r} answers {same}, respelled {got}")
            if (status := send(**{name: LONG_WORD})[0][0]) >= 500:
                wrong.append(f"{action} {name}: status {status} for a word of 200 letters")
    return wrong


PAGES = [row for row in ROWS if not row.api and row.get is not None]


@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.address)
def test_every_box_of_every_page(row: Row, world: worlds.World):
    assert walk(row, world) == []


def test_the_walk_finds_what_is_kept_and_nobody_sees(world: worlds.World):
    with undone():
        owner = world.people["owner"]
        type(owner).objects.filter(pk=owner.pk).update(password=f"{MARK}\u202e")
        assert [found.split(":")[0] for found in kept_unseen()] == ["accounts.Member.password"]


# --- The API ----------------------------------------------------------------------------------------------------------


Place = tuple[str | int, ...]


def texts_in(value: Any, place: Place = ()) -> Iterator[Place]:
    """Yield the places of the texts in a body, at any depth."""
    if isinstance(value, str):
        yield place
    elif isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from texts_in(inner, (*place, key))


def with_text(value: Any, place: Place, text: str) -> Any:
    """Return the body with another text at this place."""
    if not place:
        return text
    changed = dict(value) if isinstance(value, dict) else list(value)
    changed[place[0]] = with_text(value[place[0]], place[1:], text)
    return changed


def bodies(world: worlds.World, row: Row) -> Iterator[tuple[str, dict[str, Any]]]:
    for method, body in row.bodies.items():
        given = body(world) if callable(body) else body
        if isinstance(given, dict):
            yield method, dict(given)


@pytest.mark.parametrize("row", [row for row in ROWS if row.api and row.bodies], ids=lambda row: row.address)
def test_every_text_of_every_body(row: Row, world: worlds.World):
    thing = world.things[row.things][0] if row.things else None
    path = filled(row.address, {**world.values, **(thing.values if thing else {})}) + row.query
    wrong = []
    for method, body in bodies(world, row):
        viewer = next((one for one in READERS if row.expected(method, one, thing) == 200), "superuser")
        headers = {"Authorization": f"Bearer {world.tokens[viewer]}"} if viewer != "anonymous" else {}

        def send(place: Place, value: str, method=method, body=body, headers=headers):
            with undone():
                text = json.dumps(with_text(body, place, value))
                answer = Client().generic(method, path, text, content_type="application/json", headers=headers)
                return answer.status_code, kept_unseen() if MARK in value else []

        for place in texts_in(body):
            if (got := send(place, NOTHING)[0]) != (empty := send(place, "")[0]):
                wrong.append(f"{method} {place}: what shows nothing answers {got}, nothing {empty}")
            status, unseen = send(place, UNSEEN.replace("\x00", ""))
            wrong += unseen + ([f"{method} {place}: status {status}"] if status >= 500 else [])
            if (status := send(place, LONG_WORD)[0]) >= 500:
                wrong.append(f"{method} {place}: status {status} for a word of 200 letters")
    assert wrong == []
