"""Every form that writes over something, opened in two windows: what the first one saved is not lost silently."""

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.contrib import admin
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from apps.accounts.models import Member
from tests.access.addresses import filled
from tests.access.page_forms import PageForm, Sent, form_with, forms_of
from tests.access.table import ROWS
from tests.access.windows import ADMIN, NOTHING_LOST, PAGES, Overwrites, is_log_in
from tests.access.world import World
from tests.rows import Rows, all_rows, differences

FORMS = PAGES | ADMIN
# What every save leaves: who did it and when, and how often.
MARKS = ("revision", "updated_at", "changed_at", "decided_at", "graded_at", "recorded_by_id", "decided_by_id",
         "graded_by_id", "last_mod_dt")  # fmt: skip
every_form = pytest.mark.parametrize("address", FORMS)


def test_every_form_has_its_row():
    taken = {row.address for row in ROWS if row.post is not None and not row.api}
    pages = {address for address in taken if not address.startswith("/admin/") and not is_log_in(address)}
    assert pages == PAGES.keys() | NOTHING_LOST.keys()
    assert not PAGES.keys() & NOTHING_LOST.keys()


def test_every_change_form_of_the_admin_has_its_row(rf):
    request = rf.get("/admin/")
    request.user = Member(pk=1, is_superuser=True, is_staff=True, is_active=True)
    changed = {
        f"/admin/{model._meta.label_lower.replace('.', '/')}/<path:object_id>/change/"
        for model, page in admin.site._registry.items()
        if page.has_change_permission(request)
    }
    assert changed == ADMIN.keys()


class Window:
    """A page of a member, opened once; what is typed there is sent with all that the page held when it was opened."""

    def __init__(self, world: World, address: str) -> None:
        self.row: Overwrites = FORMS[address]
        self.world = world
        access = next(row for row in ROWS if row.address == address)
        things = {thing.name: thing.values for thing in world.things.get(access.things, ())}
        self.path = filled(address, {**world.values, **things.get("own", {})})
        self.client = Client()
        self.client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[self.row.who]

    def open(self) -> "Window":
        opened = self.client.get(self.row.opened_at or self.path)
        assert opened.status_code == 200, (self.path, opened.status_code)
        self.form = self._form(opened)
        self.left_out = _fields_of(opened) - {name for form in forms_of(opened.content.decode()) for name in form.names}
        return self

    def _form(self, page: HttpResponse) -> PageForm:
        return form_with(page.content.decode(), *self.row.typed("first", self.world))

    def save(self, which: str) -> HttpResponse:
        return self.send(self.form.typed(**self.row.typed(which, self.world)))

    def save_again(self, refused: HttpResponse) -> HttpResponse:
        """Send what a refusal shows, as it is."""
        return self.send(self._form(refused).typed())

    def send(self, sent: Sent) -> HttpResponse:
        return self.client.post(self.path, sent)


def _fields_of(page: HttpResponse) -> set[str]:
    """Return the names under which the form of a page sends its fields, of those that have one name."""
    given: Any = page.context.get("form") if page.context else None
    fields = given.fields.items() if isinstance(given, forms.Form) else ()
    return {given.add_prefix(name) for name, field in fields if not isinstance(field.widget, forms.MultiWidget)}


@pytest.fixture(autouse=True)
def undone(world) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def words(before: Rows, after: Rows) -> dict[str, Any]:
    """Return what people wrote of the differences."""
    return {name: value for name, value in differences(before, after).items() if name.rpartition(".")[2] not in MARKS}


@every_form
def test_what_the_first_window_saved_is_not_lost_silently(address, world):
    window, other = Window(world, address).open(), Window(world, address).open()
    before = all_rows()
    assert window.save("first").status_code == 302
    first = all_rows()
    assert words(before, first), "the first window saved nothing"
    refused = other.save("second")
    assert refused.status_code == 200, "the second window was not refused"
    assert words(first, all_rows()) == {}
    page = refused.content.decode()
    assert "먼저 저장했습니다" in page or "그사이" in page
    shown = other._form(refused)
    for name, value in other.row.typed("second", world).items():
        assert shown.values.get(name, []) == (value if isinstance(value, list) else [value]), "what was typed is lost"
    assert other.save_again(refused).status_code == 302, "saved once more, it is refused again"
    assert words(first, all_rows())


@pytest.mark.parametrize("address", [address for address, row in FORMS.items() if row.other])
def test_what_the_other_window_did_not_touch_is_not_undone(address, world):
    window, other = Window(world, address).open(), Window(world, address).open()
    before = all_rows()
    assert window.save("first").status_code == 302
    first = all_rows()
    other.save("other")
    last = all_rows()
    lost = {name for name in words(before, first) if name in words(before, first).keys() - words(before, last).keys()}
    assert lost == set()


@every_form
def test_a_form_that_is_sent_as_it_was_opened_changes_nothing(address, world):
    """So no page leaves a field out that its form then empties."""
    window = Window(world, address).open()
    assert window.left_out == set()
    before = all_rows()
    window.send(window.form.typed())
    assert words(before, all_rows()) == {}
