"""The types that the templates in templates/components print: badges, steps, tabs, filters."""

from collections.abc import Sequence
from typing import Any, NamedTuple


class Badge(NamedTuple):
    """A state as a word and a colour (components/badge.html).

    `kind` is one of open, soon (runs out), todo (waits for an act), full, done, next, wait, danger, info, plain.
    """

    text: str
    kind: str


class Step(NamedTuple):
    """One step of a process (components/steps.html). `state` is one of done, now, todo, stopped."""

    label: str
    when: str = ""
    note: str = ""
    state: str = "done"


class Tab(NamedTuple):
    """One of several pages side by side (components/tabs.html)."""

    label: str
    url: str
    current: bool
    count: str = ""  # type: ignore[assignment]  # hides the `count` of a tuple, which nobody asks of a tab


class Chip(NamedTuple):
    """A filter in use (components/chips.html). `url` is the list without that filter."""

    label: str
    url: str


class Select(NamedTuple):
    """A choice field of a filter form (components/filters.html). Each option: value, label, whether it is chosen."""

    name: str
    label: str
    options: Sequence[tuple[str, str, bool]]


class Act(NamedTuple):
    """A button that posts to `url`, or a link to it. Without `url` it is off, and `why` gives the reason."""

    name: str
    label: str
    kind: str
    url: str = ""
    is_post: bool = False
    why: str = ""


class When(NamedTuple):
    """A time as people say it, and its exact form, which stands beside it (components/when.html)."""

    words: str
    exact: str


class AppliedRow(NamedTuple):
    """What a member applied for, and what became of it, in a list of such (components/applied.html).

    `number` is the number of the application, `applied` when it was made; `cancel_url` is '' where it cannot be
    cancelled. `is_past` dims the row; `ask_url` leads to what the member is asked, '' for nothing.
    """

    number: int
    title: str
    url: str
    badges: Sequence[Badge]
    when: When
    meta: Sequence[str]
    applied: str
    notes: Sequence[str]
    cancel_url: str
    cancel_label: str
    is_past: bool
    ask_url: str = ""
    ask_label: str = ""


class Ticket(NamedTuple):
    """What stands on top of a page about one thing at one time (components/ticket.html).

    `state` is how the viewer stands towards it, `note` what follows from that; `kind` (a Badge's) colours its `icon`.
    `facts` are where it is, how to join, what to bring: label, value, note. `links`: label, words, address.
    """

    day: str
    hours: str
    exact: str
    state: str
    kind: str
    icon: str
    note: str
    facts: Sequence[tuple[str, str, str]]
    links: Sequence[tuple[str, str, str]] = ()


class PersonCard(NamedTuple):
    """A person beside a ticket (components/person_card.html): `note` in one line, `more` leads to what else they offer.

    `url` and `image_url` are empty where there is no page or picture that the viewer may see. `follow` is a button.
    """

    name: str
    note: str = ""
    url: str = ""
    image_url: str = ""
    email: str = ""
    more: str = ""
    more_url: str = ""
    follow: Any = None
