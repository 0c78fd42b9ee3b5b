"""Search by the single letters of a word, and nothing found that a person would not call a match."""

import pytest

from apps.core import search


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
    ],
)
@pytest.mark.django_db
def test_a_word_is_found_where_a_person_reads_it(text, word, found):
    from apps.mentoring.models import Session
    from tests.factories.mentoring import SessionFactory

    session = SessionFactory(title=text)
    rows = Session.objects.filter(search.contains("title", search.normalise_word(word)))
    assert list(rows) == ([session] if found else [])


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
