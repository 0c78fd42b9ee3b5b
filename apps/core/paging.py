"""Pages of long lists. Totals are counted up to a cap, and pages past the middle are read from the end."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from apps.core.prepared import Prepared
from apps.core.text import whole_number

COUNT_CAP = 10_000
# A page is read up to this many caps deep: its cost grows with the rows before it, and an address can ask for any page.
DEEPEST = 5


@dataclass(frozen=True)
class Page:
    """One page of a list. `total` is exact, unless `capped`: then there are more rows than were counted."""

    items: list[Any]
    number: int
    size: int
    total: int
    capped: bool = False
    is_last: bool = False
    window: Sequence[int | None] = field(default=())

    @property
    def total_pages(self) -> int:
        return max(-(-self.total // self.size), 1)

    @property
    def known_pages(self) -> int:
        """The number of pages, as far as it is known: past the cap there is at least the one that was read."""
        return max(self.total_pages, self.number) if self.items else self.total_pages

    @property
    def is_too_deep(self) -> bool:
        """Whether more rows may stand where pages are not read any more."""
        return self.capped and (self.number - 1) * self.size >= DEEPEST * COUNT_CAP

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return not self.is_last

    @property
    def previous_number(self) -> int:
        return self.number - 1

    @property
    def next_number(self) -> int:
        return self.number + 1

    def __iter__(self) -> Iterator[Any]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


class PreparedList:
    """The statements of a list, made once: `build` returns its rows in a total order (see `core.prepared`).

    Calling it with the values gives what `page_of` takes in place of a queryset.
    """

    def __init__(self, build: Callable[[], QuerySet]) -> None:
        self.keys = Prepared(lambda: build().values_list("pk", flat=True))
        self.keys_from_end = Prepared(lambda: build().reverse().values_list("pk", flat=True))
        self.unordered = Prepared(lambda: build().order_by().values_list("pk", flat=True))

    def __call__(self, **values: Any) -> "GivenList":
        return GivenList(self, values, self.keys)


@dataclass(frozen=True)
class GivenList:
    """The keys of a list for given values, read by slices as those of a queryset."""

    made: PreparedList
    values: dict[str, Any]
    keys: Prepared

    def count(self, most: int) -> int:
        return self.made.unordered.count(most, self.values)

    def reverse(self) -> "GivenList":
        return GivenList(self.made, self.values, self.made.keys_from_end)

    def __getitem__(self, part: slice) -> list[int]:
        return self.keys.between(part.start, part.stop, self.values)


def capped_count(rows: QuerySet | GivenList) -> int:
    """Return the number of rows, at most COUNT_CAP + 1. Statements: 1."""
    if isinstance(rows, GivenList):
        return rows.count(COUNT_CAP + 1)
    try:
        sql, params = rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:  # nothing can match: the ORM knows without asking
        return 0
    with connection.cursor() as cursor:
        # Wrapped around the ORM's own statement: the ORM needs three times as long to build `[:n].count()`.
        cursor.execute(f"SELECT COUNT(*) FROM ({sql} LIMIT {COUNT_CAP + 1}) counted", params)  # noqa: S608 - own SQL
        return cursor.fetchone()[0]


def window(number: int, last: int) -> list[int | None]:
    """Return the page numbers to show: first, last and two on either side; None stands for a gap."""
    shown = sorted({1, last, *range(max(number - 2, 1), min(number + 2, last) + 1)})
    numbers: list[int | None] = []
    for page in shown:
        if numbers and numbers[-1] is not None and page - numbers[-1] == 2:
            numbers.append(page - 1)
        elif numbers and numbers[-1] is not None and page - numbers[-1] > 2:
            numbers.append(None)
        numbers.append(page)
    return numbers


def requested_page(raw: str | None) -> int:
    """Return the page number in a query string, 1 if it is invalid, and at most 10**9, so that no offset overflows."""
    return min(max(whole_number(raw) or 1, 1), 10**9)


def page_of(
    rows: QuerySet | GivenList,
    number: int,
    *,
    size: int = 10,
    load: Callable[[list[int]], list[Any]] | None = None,
) -> Page:
    """Return page `number` of `rows`, which must be in a total order. A page past the end gives the last one.

    Only keys are read page by page; `load` fetches the rows of these keys, in their order (default: model instances,
    of a queryset).
    Past the middle of an exactly known total the keys are read in reverse, so that the last page costs as much as the
    first. Past the cap a page is read directly; if it is empty, or DEEPEST caps deep, the last counted page is given.
    """
    total = capped_count(rows)
    capped = total > COUNT_CAP
    total = min(total, COUNT_CAP)
    last = max(-(-total // size), 1)
    if not capped or (number - 1) * size >= DEEPEST * COUNT_CAP:
        number = min(number, last)
    keys = _keys(rows, number, size, total, capped)
    if capped and not keys:
        number = last
        keys = _keys(rows, number, size, total, capped)
    more = capped and len(keys) == size + 1
    keys = keys[:size]
    items = load(keys) if load else _load_models(cast(QuerySet, rows), keys)
    is_last = not more if capped else number >= last
    return Page(items, number, size, total, capped, is_last, window(number, max(last, number)))


def asked_page_of(
    rows: QuerySet | GivenList,
    number: int,
    *,
    size: int = 10,
    load: Callable[[list[int]], list[Any]] | None = None,
) -> Page:
    """Return page `number` of `rows` as `page_of` does, but an empty one past the end (see `as_asked`)."""
    return as_asked(page_of(rows, number, size=size, load=load), number)


def as_asked(page: Page, number: int) -> Page:
    """Return the page if it is the one that was asked for, else an empty one.

    A person who asks for too much is shown the last page; a program that reads page after page would never end.
    """
    return page if page.number == number else replace(page, items=[], number=number, is_last=True)


def _keys(rows: QuerySet | GivenList, number: int, size: int, total: int, capped: bool) -> list[int]:
    start = (number - 1) * size
    keys = rows if isinstance(rows, GivenList) else rows.values_list("pk", flat=True)
    if capped:
        return list(keys[start : start + size + 1])
    stop = min(start + size, total)
    if start > total // 2:
        return list(keys.reverse()[total - stop : total - start])[::-1]
    return list(keys[start:stop])


def _load_models(rows: QuerySet, keys: list[int]) -> list[Any]:
    by_key = rows.model._default_manager.in_bulk(keys)
    return [by_key[key] for key in keys if key in by_key]
