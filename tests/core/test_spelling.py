"""One word typed in many ways is one word, and what shows nothing is nothing."""

import sys
import unicodedata

import pytest

from apps.core import spelling

# All that could be spelled in another way: letters without a case or a composition are what they are.
EVERY = [
    letter
    for letter in map(chr, range(sys.maxunicode + 1))
    if unicodedata.decomposition(letter) or unicodedata.category(letter) not in {"Lo", "Cn", "Co", "Cs", "So"}
]


@pytest.mark.parametrize(
    ("typed", "same_as"),
    [
        ("１２", "12"),
        ("10％", "10%"),
        ("\u22125", "-5"),
        ("가\u20131\u2014\u2010\u2011\uff0d", "가-1----"),
        ("\ufeff안녕", "안녕"),
        ("안\u200b녕\u2060", "안녕"),
        ("\u202e안녕\u200f", "안녕"),
        ("don\u2019t \u201cgo\u201d", 'don\'t "go"'),
        ("\u1112\u1161\u11ab\u1100\u1173\u11af", "한글"),
        ("\u1111\u110b\u110a", "ㅍㅇㅆ"),
        ("\uffbe\uffb7", "ㅎㅇ"),
        ("ＰＹＴＨＯＮ", "python"),
        ("ﬁle", "FILE"),
        ("㎏ ㎡ ℃", "kg m² °C"),
        ("Straße", "STRASSE"),
        ("가ㆍ나•다", "가·나·다"),
        ("9∶30〜10∶00", "9:30~10:00"),
        ("  홍\u3164길동\t\u3000\xa0민\r\n수\u2800", "홍 길동 민 수"),
        ("e\u0301cole", "École"),
        ("👨\u200d👩\u200d👧", "👨👩👧"),
        ("❤\ufe0f", "❤"),
        ("\x00a\x07b\x7f", "ab"),
        (" \u3164\u115f\u200b\u2800\ufeff", ""),
    ],
)
def test_what_looks_the_same_is_compared_as_the_same(typed, same_as):
    assert spelling.comparable(typed) == spelling.comparable(same_as)


@pytest.mark.parametrize(
    ("one", "other"),
    [("5²", "52"), ("①", "1"), ("1½", "11/2"), ("CO₂", "CO"), ("ㄱㅏ", "가"), ("각", "가"), ("-5", "5"), ("a b", "ab")],
)
def test_what_means_something_else_stays_different(one, other):
    assert spelling.comparable(one) != spelling.comparable(other)


def test_comparing_twice_changes_nothing_more_for_any_letter():
    assert [
        letter for letter in EVERY if spelling.comparable(spelling.comparable(letter)) != spelling.comparable(letter)
    ] == []


def test_composition_never_counts_for_any_letter():
    composed, decomposed = (
        [spelling.comparable(unicodedata.normalize(form, letter)) for letter in EVERY] for form in ("NFC", "NFD")
    )
    assert composed == decomposed


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (" Ａb１２３４ ", "Ab1234"),
        (" student@example.com\u3000", "student@example.com"),
        ("ｓｔｕｄｅｎｔ＠ｅｘａｍｐｌｅ．ｃｏｍ", "student@example.com"),
        ("０１０－１２３４－５６７８", "010-1234-5678"),
        ("오후\xa02∶00", "오후 2:00"),
    ],
)
def test_a_code_says_the_same_in_plain_letters(typed, says):
    assert spelling.plain(typed) == says


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("  홍길동 ", "홍길동"),
        ("홍\t길동\n", "홍 길동"),
        ("홍  \x0b길동", "홍 길동"),
        ("첫\r\n\r\n줄", "첫 줄"),
        ("홍\xa0길\u3000동\u3164님", "홍 길 동 님"),
        ("\u1112\u1169\u11bc길동", "홍길동"),
        ("\u202e동길홍\u202c", "동길홍"),
        ("\u200f\u061c홍\u200b길\ufeff동\xad", "홍길동"),
        ("\x00\x07홍\x1b길동\x7f\x9f", "홍길동"),
        ("‘인용’ – 그리고 １２…", "‘인용’ – 그리고 １２…"),
        ("👩\u200d💻 🏳\ufe0f\u200d🌈 1\ufe0f\u20e3", "👩\u200d💻 🏳\ufe0f\u200d🌈 1\ufe0f\u20e3"),
        ("👍🏽 👩🏽\u200d🚀", "👍🏽 👩🏽\u200d🚀"),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e007f", "🏴\U000e0067\U000e0062\U000e0065\U000e007f"),
        ("가\u200d나 가\ufe0f \u200d가", "가나 가 가"),
        ("葛\U000e0100", "葛\U000e0100"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("가\U000e0061", "가"),
        ("⠓\u2800⠊\u2800", "⠓\u2800⠊"),
        ("\ud800가", "가"),
        ("가\ufffc나\uffff", "가나"),
    ],
)
def test_a_line_is_kept_as_it_is_seen(typed, kept):
    assert spelling.line(typed) == kept
    assert spelling.line(kept) == kept


@pytest.mark.parametrize(
    "typed",
    ["\u3164", "\u115f\u1160", "\uffa0", "\u2800\u2800", "\u200b", "\u200d", "\ufe0f", "\u0301", "\xa0 \u3000",
     "\U0001d159", "\U000e0061", "\u202e \u202c", "\t\n", "\x00", "\u17b4", "\u180e", "\xad",
     "\u2063\u2064", "\U00013441"],
)  # fmt: skip
def test_what_shows_nothing_is_nothing(typed):
    assert (spelling.line(typed), spelling.text(typed), spelling.comparable(typed)) == (
        "",
        "",
        "",
    )


def test_a_text_keeps_its_lines_and_tabs():
    assert spelling.text(" \n첫 줄\r\n\t둘째\x85셋째\u2028\u2029넷째\r ") == "첫 줄\n\t둘째\n셋째\n\n넷째"


def test_code_in_a_text_is_kept_to_the_letter():
    code = "if (x<y && y>z) {\n\treturn `a < b > c` + List<String>;\n}\n\n<3 – “끝”"
    assert spelling.text(code) == code


def test_keeping_twice_changes_nothing_more_for_any_letter():
    assert [one for one in EVERY if spelling.text(spelling.text(f"a{one}b")) != spelling.text(f"a{one}b")] == []
