"""Search by the single letters of a word, and nothing found that a person would not call a match."""

import pytest
from django.db.models import Q

from apps.accounts.models import Member
from apps.core import search
from apps.mentoring.models import Session
from tests.factories.accounts import MemberFactory
from tests.factories.mentoring import SessionFactory


@pytest.mark.parametrize(
    ("text", "word", "found"),
    [
        ("창업 멘토링", "창업", True),
        ("창업 멘토링", "업 멘", True),
        ("창업 멘토링", "링", True),
        ("창업 멘토링", "토리", False),  # 리 is not in 링
        ("각오", "가", False),
        ("각오", "오", True),
        ("가을", "가", True),
        ("가을", "가을", True),
        ("Django 입문", "django", True),
        ("Django 입문", "JANG", True),
        ("생성형 AI 활용", "ai", True),
        ("생성형 AI 활용", "I 활", True),
        ("생성형 AI 활용", "ia", False),
        ("100% 실전", "100%", True),
        ("100점", "100%", False),
        ("AI 입문", "ai", True),
        ("AI 입문", "i 입", True),
        ("5G와 6G", "g와", True),
        ("a1b2", "1b", True),
        ("a_b", "a_b", True),
        ("axb", "a_b", False),
        ("값지다", "값", True),
        ("가ㅄ", "값", False),
        ("ㅋㅋ 재밌다", "ㅋㅋ", True),
        # Half typed.
        ("파이썬 입문", "파ㅇ", True),
        ("파이썬 입문", "파이ㅆ", True),
        ("파이썬 입문", "파이썬 ㅇ", True),
        ("파이썬 입문", "파ㅇㅆ", True),
        ("파이썬 입문", "파ㅆ", False),
        ("파이썬 입문", "파ㅇㅁ", False),
        # By initials.
        ("파이썬 입문", "ㅍㅇㅆ", True),
        ("파이썬 입문", "ㅍㅇㅆㅇㅁ", True),
        ("파이썬 입문", "ㅇㅁ ㅍㅇ", True),
        ("파이썬 입문", "\u1111\u110b\u110a", True),
        ("파이썬 입문", "ㅍㅆ", False),
        ("AI 입문", "aiㅇㅁ", True),
        ("쿠키 굽기", "ㅋㅋ", True),
        # Other spacing, other order, other spelling.
        ("파이썬 입문 과정", "파이썬입문", True),
        ("파이썬입문과정", "파이썬 입문", True),
        ("파이썬 입문 과정", "과정 파이썬", True),
        ("파이썬 입문 과정", "과정 자바", False),
        ("파이썬 입문 과정 가 나 다", "다 나 가 과정 입문 파이썬", False),
        ("Ｐｙｔｈｏｎ \u20183.14\u2019", "python '3.14'", True),
        ("R&D \u2013 3\u00a0분기", "r&d - 3분기", True),
        ("나\u200b무", "\ufeff나무", True),
    ],
)
@pytest.mark.django_db
def test_a_word_is_found_where_a_person_reads_it(text, word, found):
    session = SessionFactory(title=text)
    rows = Session.objects.filter(
        search.each_word(search.normalise_word(word), lambda each: search.title_has("title", each))
    )
    assert list(rows) == ([session] if found else [])


@pytest.mark.parametrize(
    ("text", "word", "found"),
    [
        ("파이썬 입문", "파이ㅆ", True),
        ("파이썬 입문", "입문 파이썬", True),
        ("파이썬 입문", "파이썬입문", True),
        ("파이썬 입문", "ㅍㅇㅆ", False),  # any three initials stand in a long text
        ("파이썬 입문", "파ㅇㅆ", False),
        ("ㅋㅋ 재밌다", "ㅋㅋ", True),
    ],
)
@pytest.mark.django_db
def test_a_word_is_found_in_a_text(text, word, found):
    session = SessionFactory(content=f"<p>{text}</p>")
    rows = Session.objects.filter(search.each_word(word, lambda each: search.text_has("content", each)))
    assert list(rows) == ([session] if found else [])


@pytest.mark.parametrize(
    ("name", "word", "found"),
    [
        ("이서연", "서연", True),
        ("이서연", "이ㅅ", True),
        ("이서연", "이서ㅇ", True),
        ("이서연", "ㅇㅅㅇ", True),
        ("이서연", "이ㅅㅇ", True),
        ("이서연", "이 서연", True),
        ("남궁 민수", "남궁민수", True),
        ("남궁 민수", "민수 남궁", True),
        ("이서연", "이선", False),
        ("이서연", "ㅅㅅ", False),
        ("Ada Lovelace", "lovelace ADA", True),
        ("O'Neil", "o\u2019neil", True),
        ("a.b", "a.b", True),
        ("axb", "a.b", False),
        ("김(소프트)", "김(소", True),
    ],
)
@pytest.mark.django_db
def test_a_name_is_found(name, word, found):
    member = MemberFactory(name=name)
    rows = Member.objects.filter(search.each_word(word, lambda each: search.name_has("name", each)))
    assert list(rows) == ([member] if found else [])


def test_an_empty_search_asks_nothing_and_a_long_one_little():
    assert search.each_word(" ", lambda word: search.title_has("title", word)) == Q()
    asked: list[str] = []
    search.each_word("가 나 다 라 마 바 사", lambda word: asked.append(word) or Q())
    assert asked == ["가", "나", "다", "라", "마바사"]


def test_a_syllable_is_three_letters_with_or_without_a_final():
    assert len(search.search_key("가")) == len(search.search_key("각")) == len(search.search_key("쀍")) == 3
    assert search.search_key("가") == "\u1100\u1161\u11a7"


def test_two_latin_letters_are_enough_for_a_trigram_index():
    assert search.search_key("AI") == "a\u11a7i\u11a7"
    assert search.search_key("5G") == "5\u11a7g\u11a7"


def test_decomposed_and_composed_text_have_one_key():
    assert search.search_key("\u1112\u1161\u11ab\u1100\u1173\u11af") == search.search_key("한글")


def test_a_word_is_composed_and_without_stray_blanks():
    assert search.normalise_word("  \u1100\u1161  나\t다 ") == "가 나 다"
    assert search.normalise_word(" \n ") == ""


@pytest.mark.parametrize(
    ("name", "word", "found"),
    [
        ("김하준", "하준", True),
        ("김하준", "ㄱㅎㅈ", True),
        ("Kim Hajun", "HAJUN", True),
        ("김 하준", "김하준", True),
        ("김하준", "서연", False),
        ("010-1234-5678", "01012345678", True),
        ("010\u20131234\u20135678", "010-1234 5678", True),
        ("C-언어", "c언어", True),
        ("가 \u2013 나", "-", True),
        ("가 나", "-", False),
        ("-" * 60, "-" * 30 + "x", False),  # in every way, it would take longer than anyone lives
    ],
)
def test_a_name_matches_what_the_database_would_find(name, word, found):
    assert search.name_matches(name, word) is found
