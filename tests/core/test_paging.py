"""Pages of long lists, below and past the cap."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.core import paging
from apps.core.prepared import Given
from apps.planner.models import Venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    """25 venues in a total order."""
    Venue.objects.bulk_create([Venue(name=f"{n:03}") for n in range(1, 26)])
    return Venue.objects.order_by("name")


def names(page) -> list[str]:
    return [venue.name for venue in page]


def facts(page) -> tuple:
    return page.number, page.total, page.total_pages, page.capped, page.has_previous, page.has_next


@pytest.mark.parametrize(
    ("asked", "shown", "expected"),
    [
        (1, ("001", "010"), (1, 25, 3, False, False, True)),
        (2, ("011", "020"), (2, 25, 3, False, True, True)),
        (3, ("021", "025"), (3, 25, 3, False, True, False)),
        (4, ("021", "025"), (3, 25, 3, False, True, False)),
        (10**9, ("021", "025"), (3, 25, 3, False, True, False)),
    ],
)
def test_pages_of_a_counted_list(rows, asked, shown, expected):
    page = paging.page_of(rows, asked)
    assert (names(page)[0], names(page)[-1]) == shown
    assert names(page) == sorted(names(page))
    assert facts(page) == expected
    assert len(page) == len(page.items)
    assert (page.previous_number, page.next_number) == (page.number - 1, page.number + 1)


def test_an_empty_list_has_one_empty_page(rows):
    page = paging.page_of(rows.none(), 3)
    assert (names(page), facts(page)) == ([], (1, 0, 1, False, False, False))
    assert page.window == [1]


@pytest.mark.parametrize("cap", [10_000, 12])
def test_a_list_of_statements_made_once_has_the_same_pages(rows, monkeypatch, cap):
    monkeypatch.setattr(paging, "COUNT_CAP", cap)
    made = paging.PreparedList(lambda: Venue.objects.filter(name__gte=Given("first")).order_by("name"))
    for first in ("001", "004"):
        for number in (1, 2, 3, 9):
            plain = paging.page_of(rows.filter(name__gte=first), number)
            kept = paging.page_of(
                made(first=first), number, load=lambda keys: [Venue.objects.get(pk=pk) for pk in keys]
            )
            assert (names(kept), facts(kept)) == (names(plain), facts(plain))
    assert made(first=2**70).count(5) == 0
    assert made(first=2**70)[0:5] == []


def test_past_the_middle_it_is_read_from_the_far_end(rows):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        paging.page_of(rows, 3)
    assert len(queries) == 3  # count, keys, rows
    assert "DESC" in queries[1]["sql"]
    assert "OFFSET" not in queries[1]["sql"]


def test_rows_are_loaded_by_their_keys_in_order(rows):
    seen = []

    def load(keys):
        seen.extend(keys)
        return [f"row {key}" for key in keys]

    page = paging.page_of(rows, 1, size=2, load=load)
    assert seen == list(rows.values_list("pk", flat=True)[:2])
    assert page.items == [f"row {key}" for key in seen]


def test_a_row_that_went_meanwhile_is_left_out(rows, monkeypatch):
    keys = paging._keys
    monkeypatch.setattr(paging, "_keys", lambda *args: [*keys(*args), 0])
    assert len(paging.page_of(rows, 1)) == 10


@pytest.mark.parametrize(
    ("asked", "shown", "number", "has_next"),
    [
        (1, ("001", "010"), 1, True),
        (2, ("011", "020"), 2, True),
        (3, ("021", "025"), 3, False),
        (4, ("011", "020"), 2, True),  # nothing there: the last page that was counted
    ],
)
def test_past_the_cap_pages_are_read_straight(rows, monkeypatch, asked, shown, number, has_next):
    monkeypatch.setattr(paging, "COUNT_CAP", 20)
    page = paging.page_of(rows, asked)
    assert (page.total, page.total_pages, page.capped) == (20, 2, True)
    assert (names(page)[0], names(page)[-1], page.number, page.has_next) == (*shown, number, has_next)
    assert page.window == [1, 2, 3][: max(number, 2)]


def test_no_address_makes_the_database_walk_the_whole_list(rows, monkeypatch):
    monkeypatch.setattr(paging, "COUNT_CAP", 10)
    monkeypatch.setattr(paging, "DEEPEST", 2)
    with CaptureQueriesContext(connection) as asked:
        page = paging.page_of(rows, 3)
    assert (names(page)[0], page.number, page.has_next) == ("001", 1, True)
    assert [query["sql"] for query in asked if "OFFSET" in query["sql"]] == []


def test_a_list_as_long_as_the_cap_is_counted_exactly(rows, monkeypatch):
    monkeypatch.setattr(paging, "COUNT_CAP", 25)
    page = paging.page_of(rows, 3)
    assert (page.total, page.capped, page.has_next) == (25, False, False)


@pytest.mark.parametrize(
    ("number", "last", "shown"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (1, 9, [1, 2, 3, None, 9]),
        (4, 9, [1, 2, 3, 4, 5, 6, None, 9]),
        (5, 9, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (5, 20, [1, 2, 3, 4, 5, 6, 7, None, 20]),
        (10, 20, [1, None, 8, 9, 10, 11, 12, None, 20]),
        (20, 20, [1, None, 18, 19, 20]),
    ],
)
def test_the_window_of_page_numbers(number, last, shown):
    assert paging.window(number, last) == shown


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        (None, 1), ("", 1), ("1", 1), ("7", 7), ("0", 1), ("-3", 1), ("x", 1), ("1.5", 1), ("٣", 1), ("²", 1),
        ("9" * 18, 10**9), ("9" * 19, 1),
    ],
)  # fmt: skip
def test_a_page_number_that_makes_no_sense_is_the_first(raw, number):
    assert paging.requested_page(raw) == number
