"""What the templates in templates/components take: badges, steps, tabs, filters. Every domain fills the same types."""

from collections.abc import Sequence
from typing import NamedTuple


class Badge(NamedTuple):
    """A state in a word and a colour (components/badge.html).

    `kind` is one of open, soon, full, done, next, wait, danger, info, plain.
    """

    text: str
    kind: str


class Step(NamedTuple):
    """One step of a course of events (components/steps.html). `state` is one of done, now, todo, stopped."""

    label: str
    when: str = ""
    note: str = ""
    state: str = "done"


class Tab(NamedTuple):
    """One of several pages side by side (components/tabs.html)."""

    label: str
    url: str
    current: bool
    count: str = ""


class Chip(NamedTuple):
    """A filter in use (components/chips.html). `url` leads to the list without it."""

    label: str
    url: str


class Select(NamedTuple):
    """A choice of a filter form (components/filters.html). `options`: value, label, whether it is the chosen one."""

    name: str
    label: str
    options: Sequence[tuple[str, str, bool]]


class Act(NamedTuple):
    """Something to do: a form that posts to `url`, or a link to it; off where there is no `url`, and `why`."""

    name: str
    label: str
    kind: str
    url: str = ""
    is_post: bool = False
    why: str = ""
