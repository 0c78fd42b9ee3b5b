"""The lists that pages and jobs made from several domains need.

A domain fills them in its `portal_parts.py`. The portal reads them and knows no domain's tables.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.contrib import admin
from django.contrib.auth import get_permission_codename
from django.db.models import Count, DateTimeField, Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core.components import Badge
from apps.core.prepared import Given, Prepared, given_list, list_values
from apps.core.registry import Registry

NOW: Any = Given("now", DateTimeField())  # in a prepared statement, the current time
# Rows of one kind that a domain gives to Today.
SHOWN = 5
# Cards of one domain on the first page.
PICKED = 3
# Mentors on a page of their list, and cards of one domain on a mentor's page.
MENTORS_A_PAGE = 12
OF_A_MENTOR = 6


@dataclass(frozen=True)
class Todo:
    """An act that waits for the member. `due`: until when, None for no deadline; `note`: what it belongs to."""

    title: str
    url: str
    note: str = ""
    due: datetime | None = None


@dataclass(frozen=True)
class Awaited:
    """Something that the member waits for; `state` says what it waits for, in words."""

    title: str
    url: str
    state: str


@dataclass(frozen=True)
class Learning:
    """A class that the member learns in. `rate` in percent; `then_url` opens the content `then`, '' for none."""

    title: str
    url: str
    starts_at: datetime
    ends_at: datetime
    rate: int = 0
    then: str = ""
    then_url: str = ""


class Column(StrEnum):
    """The columns of the board: what is to come, what goes on, and what is left to do about it."""

    AHEAD = "ahead"
    RUNNING = "running"
    SETTLE = "settle"


@dataclass(frozen=True)
class Card:
    """A thing that the member holds, on the board. Cards of a column stand in the order of `at`.

    `when` is a line above the title, `seats` are those taken and all; `mark` is a state that wants attention, `acts`
    are links to what is to be done.
    """

    column: Column
    title: str
    url: str
    at: datetime
    when: str = ""
    seats: tuple[int, int] | None = None
    notes: list[str] = field(default_factory=list)
    mark: str = ""
    acts: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Shelf:
    """Links that belong to the member's role, under a title. `url` and `label` are the link to the whole list."""

    title: str
    links: list[tuple[str, str]]
    url: str
    label: str


TodayPart = Todo | Awaited | Learning | Card | Shelf


@dataclass(frozen=True)
class Pick:
    """A card of the first page: `why` it is shown, `when` it is, `by` whom, and a `note` at its foot.

    `is_soon` says that `why` is a deadline that is near.
    """

    title: str
    url: str
    why: str = ""
    is_soon: bool = False
    when: str = ""
    text: str = ""
    by: str = ""
    image_url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Offer:
    """What can be applied for now in one domain: a few `picks`; if there are none, `template` drawn from `context`.

    Where a word is looked for, all that was found is drawn by `template`. `ways` are links to a narrower list, under
    the search: what they show, the same in full, and the address; `ways_label` says by what they narrow it.
    """

    title: str
    template: str
    context: dict[str, Any]
    url: str
    label: str
    picks: Sequence[Pick] = ()
    ways: Sequence[tuple[str, str, str]] = ()
    ways_label: str = ""


@dataclass(frozen=True)
class Openings:
    """What mentors have open in one domain, so that one can apply for it now.

    `open_for(now)`: the statement for the ids of the members who have anything. `counts(ids, now)`: how many each of
    these members has, of whom there are MENTORS_A_PAGE at most; `words(n)` says a number. `picks(member_id, now)`:
    OF_A_MENTOR of them at most. `url(name)`: the list of all that a mentor of this name has, '' for none, with the link
    `label`. Queries: 1 each.
    """

    title: Any
    label: Any
    open_for: Callable[[Any], QuerySet]
    counts: Callable[[Collection[int], datetime], dict[int, int]]
    words: Callable[[int], str]
    picks: Callable[[int, datetime], Sequence[Pick]]
    url: Callable[[str], str]


@dataclass(frozen=True)
class RecordLine:
    """A line of a student's record."""

    title: str
    badge: Badge | None
    meta: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class RecordPart:
    """A domain's part of a student's record: titles, times, states and the mentor's name; no messages, no reasons.

    `lines(student, now, most)` returns at most `most` lines in a fixed number of queries. `cells(ids, now)` returns the
    texts under `columns` for each of these students who has any, in one query for all of them.
    """

    title: Any
    nothing: Any
    lines: Callable[[Any, datetime, int], list[RecordLine]]
    columns: tuple[Any, ...]
    cells: Callable[[Collection[int], datetime], dict[int, tuple[str, ...]]]


@dataclass(frozen=True)
class DeskItem:
    """Rows of `model` that staff have to decide on. `query` filters the admin's list down to them.

    In `rows`, `Given("now")` is the current time. A row waits `since` this field (or expression); `kind` is the
    kind of notice that tells of it.
    """

    title: Any
    model: type[Model]
    rows: Callable[[], QuerySet]
    query: str
    since: Any
    kind: str

    @property
    def address(self) -> str:
        """The admin's list of these rows."""
        meta = self.model._meta
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist") + self.query

    def may_see(self, member: Any) -> bool:
        """Return whether the member may see these rows in the admin."""
        meta = self.model._meta
        permission = f"{meta.app_label}.{get_permission_codename('view', meta)}"
        return admin.site.is_registered(self.model) and member.has_perm(permission)


@dataclass(frozen=True)
class MenuLine:
    """A line of the menu or the foot, bold if `strong`. `also` is another address whose pages belong to it."""

    label: Any
    url: Any
    icon: str = ""
    members_only: bool = False
    also: Any = ""
    strong: bool = False


@dataclass(frozen=True)
class Brings:
    """What to bring to an appointment (`preparation`), and the name of the file for it (`handout`), '' for nothing."""

    preparation: str = ""
    handout: str = ""


@dataclass(frozen=True)
class WaitedFor:
    """Something at a time that a member waits for a seat of: a thing of a source, as it would stand in the planner."""

    source: str
    source_id: int
    title: str
    starts_at: datetime
    ends_at: datetime

    @property
    def label(self) -> str:
        """The title in the active language."""
        return say_title(self.source, self.title)


@dataclass(frozen=True)
class GivesUp:
    """How a member gives up something that they attend, by its id.

    `can`: whether they could now; `act` gives it up, and may still refuse. `why` says why they could not, where there
    is more to say than that it is not done here; `note` what else ends with it. `lock` locks several together, in the
    order of their ids, where other members take and give up the same.
    """

    can: Callable[[Any, int, datetime], bool]
    act: Callable[[Any, int], object]
    why: Callable[[Any, int, datetime], str] | None = None
    note: Any = ""
    lock: Callable[[Collection[int]], object] | None = None


@dataclass(frozen=True)
class NoShow:
    """That a member was absent without an excuse from something of a domain, or cancelled it late (`core.no_shows`).

    `at`: when it began. `object_until`: until when the member may object on the page `url`; None where they may not.
    """

    member_id: int
    title: str
    url: str
    at: datetime
    is_late_cancel: bool = False
    object_until: datetime | None = None


# What a domain has for the member's day: `(member, now)` to its parts, of any kind. 1 query at most each.
TODAY: Registry[Callable[[Any, datetime], Sequence[TodayPart]]] = Registry("the member's day, on my page", asks=True)
# The word on the button that opens an appointment of a source, where it is not the thing's own page.
OPENS: Registry[Any] = Registry("what an appointment opens")
# How the stored title of an appointment of a source, or of a thing of it, reads in the active language.
TITLES: Registry[Callable[[str], str]] = Registry("titles that read otherwise in another language")
# What to bring to an appointment of a source, by the id of the thing. 1 query.
BRINGS: Registry[Callable[[int], Brings]] = Registry("what to bring to an appointment")
# What a member waits for at a time: `(member, starts_at, ends_at, now)` to what overlaps it. 1 query at most.
WAITED_FOR: Registry[Callable[[Any, datetime, datetime, datetime], Sequence[WaitedFor]]] = Registry(
    "what a member waits for at a time", asks=True
)
# How one gives up an appointment of a source; what has no line here is not given up for something else.
GIVES_UP: Registry[GivesUp] = Registry("how an appointment is given up")
# What can be applied for on the first page, also for a visitor: `(member, now, word)` to an Offer.
OFFERS: Registry[Callable[[Any, datetime, str], Offer]] = Registry("what is on offer, on the first page", asks=True)
# What a mentor has open, on the list of mentors and on the mentor's page.
OPENINGS: Registry[Openings] = Registry("what a mentor has open", asks=True)
RECORD: Registry[RecordPart] = Registry("the student's record", asks=True)
# What counts in the no-show record of these members, of what began since: `(ids, since)`. 1 query for all of them.
NO_SHOWS: Registry[Callable[[Collection[int], datetime], Sequence[NoShow]]] = Registry("the no-show record", asks=True)
DESK: Registry[DeskItem] = Registry("what staff have to decide", asks=True)
MENU: Registry[MenuLine] = Registry("the menu", asks=True)
FOOTER: Registry[MenuLine] = Registry("the foot of every page")
# Addresses that search engines leave alone.
HIDDEN: Registry[str] = Registry("what search engines leave alone", asks=True)
# What falls due at a moment, in each round of the worker: does it and returns how many things it dealt with.
DUE: Registry[Callable[[], int]] = Registry("what falls due")
# What the worker deletes or ends after its time, fills in, or reminds of: `(now)` to the number of rows.
CHORES: Registry[Callable[[datetime], int]] = Registry("housekeeping", asks=True)


def prepare_counts(
    open_at: Callable[[Any], QuerySet], member: str
) -> Callable[[Collection[int], datetime], dict[int, int]]:
    """Return the `counts` of Openings: of the rows of `open_at(now)`, by the column `member`."""

    def build() -> QuerySet:
        rows = open_at(NOW).filter(**{f"{member}__pk__in": given_list("key", MENTORS_A_PAGE)})
        return rows.order_by().values(member).annotate(n=Count("pk")).values_list(member, "n", named=True)

    statement = Prepared(build)

    def counts(ids: Collection[int], now: datetime) -> dict[int, int]:
        return dict(statement(**list_values("key", list(ids), MENTORS_A_PAGE), now=now))

    return counts


def say_title(source: str, title: str) -> str:
    """Return a stored title of a source in the active language: `파이썬 1차`, `파이썬, class 1`."""
    return TITLES[source](title) if source in TITLES else title


def count_words(number: int) -> str:
    """Return a number as the record shows it: `3건`."""
    return _("%(n)d건") % {"n": number}
