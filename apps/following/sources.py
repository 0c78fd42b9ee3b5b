"""The registry of the domains whose things can be followed. Each adds its source when it is loaded."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from apps.accounts.models import Member
from apps.core.registry import Registry
from apps.notices.kinds import Span, Title


@dataclass(frozen=True)
class Thing:
    """A thing that people apply for. `hosts` are the members who hold or teach it; `when` is None without one time."""

    pk: int
    title: str | Title
    path: str
    hosts: frozenset[int]
    topics: frozenset[int] = frozenset()
    when: Span | None = None


@dataclass(frozen=True)
class Search:
    """A search of a domain's list that can be saved.

    `query` is the address without what says nothing of a new thing (state, order, page), '' if nothing is left. `name`
    is what it asks in words, `url` the list. `is_personal`: it finds other things for other members. `topic` is the
    name of the topic if nothing else is asked, `unread` are the names in the address that the list does not understand.
    """

    query: str
    name: str
    url: str
    is_personal: bool = False
    topic: str = ""
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """What a domain answers about its things.

    `opened(now)`: those that everybody may see and that take applications, full or not; `free(now)`: those of them that
    have a seat, None where nothing is ever full. `things(ids)` puts them in words; `engaged(ids)` returns thing and
    member of every application that counts. `read(query)` reads a search, `find(ids, query, member_id)` returns those
    that match it. `check_mark(member, thing_id, now)` raises a refusal unless the member may wait for a seat; None
    where nothing is ever full.
    """

    label: Any
    opened: Callable[[datetime], QuerySet]
    things: Callable[[Collection[int]], list[Thing]]
    engaged: Callable[[Collection[int]], set[tuple[int, int]]]
    read: Callable[[str], Search] | None = None
    find: Callable[[Collection[int], str, int], set[int]] | None = None
    free: Callable[[datetime], QuerySet] | None = None
    check_mark: Callable[[Member, int, datetime], None] | None = None


SOURCES: Registry[Source] = Registry("what can be followed", asks=True)
