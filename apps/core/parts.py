"""What the pages and jobs made from several domains ask each domain for. A domain fills these lists in its
portal_parts.py; the portal reads them and knows no domain's tables."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from apps.core.components import Badge
from apps.core.registry import Registry

# How many things a section of my page shows.
SHOWN = 5


@dataclass(frozen=True)
class Item:
    """One thing that waits for the member. `meta` are the words under its title."""

    title: str
    url: str
    meta: list[str] = field(default_factory=list)
    badge: Badge | None = None


@dataclass(frozen=True)
class Section:
    """A part of my page. `url` and `label` lead to all of it."""

    title: str
    items: list[Item]
    url: str = ""
    label: str = ""


@dataclass(frozen=True)
class Offer:
    """What can be applied for now in one domain: drawn by its own `template` from `context`."""

    title: str
    template: str
    context: dict[str, Any]
    url: str
    label: str


@dataclass(frozen=True)
class RecordLine:
    """One thing of a student's record."""

    title: str
    badge: Badge
    meta: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class RecordPart:
    """What one domain tells of a student: titles, times, states and the mentor's name; no messages, no reasons.

    `lines(student, now, most)` are at most so many, in a fixed number of queries. `cells(ids, now)` are the words under
    `columns` for each of these students who has any, in one query for all of them.
    """

    title: Any
    nothing: Any
    lines: Callable[[Any, datetime, int], list[RecordLine]]
    columns: tuple[Any, ...]
    cells: Callable[[Collection[int], datetime], dict[int, tuple[str, ...]]]


@dataclass(frozen=True)
class DeskItem:
    """What staff have to decide in the admin's list of `model`: `rows` gives them, `query` shows only them there.

    In `rows`, `Given("now")` is the time of the page.
    """

    title: Any
    model: type[Model]
    rows: Callable[[], QuerySet]
    query: str


@dataclass(frozen=True)
class MenuLine:
    """`also`: another address whose pages belong to the same line."""

    label: Any
    url: Any
    icon: str = ""
    members_only: bool = False
    also: Any = ""


# What waits for the member on my page: `(member, now)` to a Section, or None where nothing does. 1 query at most.
WAITING: Registry[Callable[[Any, datetime], Section | None]] = Registry("what waits, on my page", asks=True)
# What can be applied for on the first page, for a visitor too: `(member, now, word)` to an Offer.
OFFERS: Registry[Callable[[Any, datetime, str], Offer]] = Registry("what is on offer, on the first page", asks=True)
RECORD: Registry[RecordPart] = Registry("the student's record", asks=True)
DESK: Registry[DeskItem] = Registry("what staff have to decide", asks=True)
MENU: Registry[MenuLine] = Registry("the menu", asks=True)
FOOTER: Registry[MenuLine] = Registry("the foot of every page")
# Addresses that search engines leave alone.
HIDDEN: Registry[str] = Registry("what search engines leave alone", asks=True)
# What the worker deletes or ends when its time is over: `(now)` to how many rows it was.
CHORES: Registry[Callable[[datetime], int]] = Registry("housekeeping", asks=True)


def section(title: str, items: list[Item], url: str, label: str) -> Section | None:
    """Return a Section, or None without items."""
    return Section(title, items, url, label) if items else None


def count_words(number: int) -> str:
    """Return `3건`, as the record counts."""
    return _("%(n)d건") % {"n": number}
