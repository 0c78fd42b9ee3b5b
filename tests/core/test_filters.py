"""A list's filters: what an address gives, what a page shows, and the address again."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.http import QueryDict

from apps.core.filters import LONGEST_WORD, Filters, choice, day, flag, month, read_word, several, word


@dataclass(frozen=True)
class Shelf(Filters):
    state: str = choice({"open": "열림", "shut": "닫힘"}, "상태", chip="상태: %s")
    mine: str = choice({"own": "내 것"}, "내 것", chip="%s", for_members=True)
    free: bool = flag("1", "무료", "값", chip="%s")
    since: date | None = day("from")
    word: str = word(chip="낱말: %s")
    sort: str = choice({"": "새 것", "old": "옛 것"}, "순서", kept=True)
    month: str = month()

    selected = ("sort", "state", "mine", "free")


def read(query: str, **how) -> Shelf:
    return Shelf.read(QueryDict(query), **how)


@pytest.mark.parametrize(
    "query",
    [
        "state=%00&mine=x&free=yes&from=soon&sort=x&month=2026-6",
        "from=99999999999999&month=2026-6.&q=%00",
        "month=2026-00&from=1999-12-31",
        "other=1",
    ],
)
def test_what_means_nothing_is_as_if_it_were_not_given(query):
    assert read(query) == Shelf()
    assert read(query).query() == ""


def test_an_address_is_read_and_written_in_the_order_of_the_declaration():
    asked = read("month=2026-06&q=한 줄&sort=old&from=2026.6.1&free=1&mine=own&state=open")
    assert asked == Shelf("open", "own", True, date(2026, 6, 1), "한 줄", "old", "2026-06")
    query = "state=open&mine=own&free=1&from=2026-06-01&q=%ED%95%9C+%EC%A4%84&sort=old&month=2026-06"
    assert (asked.query(), read(query), asked.cleared) == (query, asked, "?sort=old")
    assert asked.url(state="", free=False, since=None, word="", month="") == "?mine=own&sort=old"


def test_only_a_member_has_what_is_theirs():
    asked = read("state=open&mine=own", known=False)
    assert asked == Shelf("open")
    assert [select.name for select in asked.selects(known=False)] == ["sort", "state", "free"]


def test_what_is_in_use_has_a_chip_that_takes_it_away():
    asked = read("state=open&free=1&q=줄&sort=old&from=2026-06-01")
    assert [(chip.label, read(chip.url[1:])) for chip in asked.chips()] == [
        ("상태: 열림", read("free=1&q=줄&sort=old&from=2026-06-01")),
        ("무료", read("state=open&q=줄&sort=old&from=2026-06-01")),
        ("낱말: 줄", read("state=open&free=1&sort=old&from=2026-06-01")),
    ]


def test_a_choice_offers_everything_where_nothing_is_the_default():
    sort, state, mine, free = read("state=shut&free=1").selects()
    assert sort == ("sort", "순서", (("", "새 것", True), ("old", "옛 것", False)))
    assert state == ("state", "상태", (("", "전체", False), ("open", "열림", False), ("shut", "닫힘", True)))
    assert mine.options == (("", "전체", True), ("own", "내 것", False))
    assert free.options == (("", "전체", False), ("1", "무료", True))


def test_a_word_is_in_one_spelling_and_not_too_long():
    assert read_word(" \x00가  나 ") == "가 나"
    assert read_word("가" * 200) == "가" * LONGEST_WORD


@dataclass(frozen=True)
class Drawer(Filters):
    colours: tuple[str, ...] = several({"red": "빨강", "blue": "파랑", "green": "초록"}, "색", chip="%s")
    word: str = word()

    ticked = ("colours",)


def test_several_values_are_given_under_one_name():
    asked = Drawer.read(QueryDict("colours=green&colours=red&colours=pink&colours=red&q=줄"))
    assert asked == Drawer(("red", "green"), "줄")
    assert asked.query() == "colours=red&colours=green&q=%EC%A4%84"
    assert asked.kept_by_form("colours", "word") == [("colours", "red"), ("colours", "green"), ("q", "줄")]
    assert Drawer.read({"colours": "blue"}) == Drawer(("blue",))


def test_each_of_several_values_has_a_chip_and_a_pill():
    asked = Drawer(("red", "green"))
    assert [(chip.label, chip.url) for chip in asked.chips()] == [("빨강", "?colours=green"), ("초록", "?colours=red")]
    (pill,) = asked.pills()
    assert pill == ("colours", "색", (("red", "빨강", True), ("blue", "파랑", False), ("green", "초록", True)))
