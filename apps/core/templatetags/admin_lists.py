"""Template tags of the admin: the rows of a list, and the list that its menu marks.

Django finds out for each cell of a list what kind of column it stands in, which is half of the work for a page of 50
rows. Here each column is asked once. What a cell shows is still said by Django's own functions.
"""

import datetime as dt
from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import Any, NamedTuple

from django import template
from django.contrib.admin.templatetags import admin_list
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import display_for_field, display_for_value, lookup_field, quote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db.models import BooleanField, CharField, DateField, Field, ForeignKey, TextField, TimeField, URLField
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from apps.core.hot_paths import escape

register = template.Library()


class Place(NamedTuple):
    """The list to which a page of the admin belongs, as a request has it."""

    path: str


@register.filter
def list_place(path: str) -> Place:
    """Return the list to which the page of this address belongs: what the menu marks."""
    index = reverse("admin:index")
    names = path.removeprefix(index).split("/")[:2]
    return Place(index + "".join(f"{name}/" for name in names if name))


@register.inclusion_tag("admin/change_list_results.html")
def list_rows(changes: ChangeList) -> dict[str, Any]:
    """Draw the headings and rows of a list as Django's `result_list` does."""
    headers = list(admin_list.result_headers(changes))
    return {
        "cl": changes,
        "result_hidden_fields": list(admin_list.result_hidden_fields(changes)),
        "result_headers": headers,
        "num_sorted_fields": sum(1 for each in headers if each["sortable"] and each["sorted"]),
        "results": _rows(changes),
    }


def _rows(changes: ChangeList) -> list[Any]:
    if changes.formset or changes.is_popup or not changes.result_list:
        return list(admin_list.results(changes))
    columns = [_Column(changes, position) for position in range(len(changes.list_display))]
    return [
        admin_list.ResultList(None, [mark_safe("".join([column.draw(row) for column in columns]))])  # noqa: S308
        for row in changes.result_list
    ]


class _Column:
    """What all cells of a column have in common. The first column that leads to the row is the row's heading."""

    def __init__(self, changes: ChangeList, position: int) -> None:
        name, admin = changes.list_display[position], changes.model_admin
        links = [each for each in changes.list_display if each in (changes.list_display_links or ())]
        self.address = _address_of(changes) if name in links else None
        self.field = _field_of(changes.model, name)
        self.read, shown_by = _reader(admin, name, self.field)
        self.empty = getattr(shown_by, "empty_value_display", admin.get_empty_value_display())
        self.say = self._choose_words(shown_by)
        css = "action-checkbox" if name == "action_checkbox" else f"field-{getattr(name, '__name__', name)}"
        tag = "th" if name in links[:1] else "td"
        self.end, self.whole = f"</{tag}>", f'<{tag} class="{css} nowrap">'
        self.start = (
            self.whole if isinstance(self.field, DateField | TimeField | ForeignKey) else f'<{tag} class="{css}">'
        )

    def draw(self, row: Any) -> str:
        """Return the cell of a row."""
        start = self.start
        try:
            value = self.read(row)
        except ObjectDoesNotExist:
            words = self.empty
        else:
            words = self.say(value)
            if self.field is None and isinstance(value, dt.date | dt.time):
                start = self.whole
        kind = type(words)
        if kind is not SafeString:
            words = escape(words) if kind is str else conditional_escape(words)
        if self.address is not None:
            words = f'<a href="{self.address(row)}">{words}</a>'
        return f"{start}{words}{self.end}"

    def _choose_words(self, shown_by: Any) -> Callable[[Any], Any]:
        """Return what puts a value of this column into words."""
        field = self.field
        if field is None:
            is_boolean = getattr(getattr(shown_by, "fget", shown_by), "boolean", False)
            return _icons() if is_boolean else self._say_value
        if isinstance(field, ForeignKey):
            return lambda value: self.empty if value is None else value
        if field.flatchoices:
            labels = {key: str(label) for key, label in field.flatchoices}
            return lambda value: labels.get(value, self.empty)
        if isinstance(field, BooleanField):
            return _icons()
        if isinstance(field, CharField | TextField) and not isinstance(field, URLField):
            return self._say_value
        is_link = self.address is not None
        return partial(display_for_field, field=field, empty_value_display=self.empty, avoid_link=is_link)

    def _say_value(self, value: Any) -> Any:
        if isinstance(value, str):
            return value if value.strip() else self.empty
        return display_for_value(value, self.empty)


def _icons() -> Callable[[Any], SafeString]:
    """Return what gives the picture of yes, no and unknown."""
    kept = {value: admin_list._boolean_icon(value) for value in (True, False, None)}  # type: ignore[attr-defined]
    return kept.__getitem__


def _field_of(model: Any, name: Any) -> Field | None:
    """Return the field that a column shows by itself, None for everything else and for the number of the row."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, Field) and field.name == name and not field.auto_created else None


def _reader(admin: Any, name: Any, field: Field | None) -> tuple[Callable[[Any], Any], Any]:
    """Return what takes the value of a column from a row, and the function or property that is shown."""
    if field is not None:
        return attrgetter(name), None
    if callable(name):
        return name, name
    if name != "__str__" and hasattr(admin, name):
        return getattr(admin, name), getattr(admin, name)
    return lambda row: lookup_field(name, row, admin)[2], getattr(admin.model, name, None)


def _address_of(changes: ChangeList) -> Callable[[Any], str]:
    """Return what gives the address of a row, for use in HTML. Those of a list differ in the row's number alone."""
    first = changes.result_list[0]
    url = changes.url_for_result(first)
    kept: Any = {"preserved_filters": changes.preserved_filters, "opts": changes.opts}
    number = changes.pk_attname
    start, _, end = str(add_preserved_filters(kept, url)).partition(f"/{quote(getattr(first, number))}/")
    before, after = escape(start), escape(end)
    return lambda row: f"{before}/{escape(str(quote(getattr(row, number))))}/{after}"
