"""Korean substring search that an index can serve.

A `*_key` column holds the text by its looks (core.spelling), without blanks, and decomposed into single letters, so
that one or two Korean syllables have enough letters for PostgreSQL's trigram index. A syllable without a final
consonant gets a mark in its place, so that each has three letters and a search for 가 finds 가 and not 각. Latin
letters and digits get the mark too, so that the index serves AI and 5G. Behind the letters of a title stand the
initials of its syllables: ㅍㅇㅆ finds 파이썬.

All words of a search must be found, in any order; how they are spaced does not matter.
"""

import re
import unicodedata
from collections.abc import Callable

from django.db.models import Q

from apps.core import spelling

MOST_WORDS = 5  # of a search; those after them are taken as one

# U+11A7 is an old letter that no keyboard types. Every database takes it for a letter and makes trigrams with it.
_MARK = "\u11a7"
_MARKED = re.compile("([\u1161-\u1175])(?![\u11a8-\u11c2])|([a-z0-9ㄱ-ㅎ])")
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_SINGLE = re.compile(f"[{_INITIALS}]+")
_BETWEEN = rf"[\s{re.escape('-' + spelling.looks_of('-'))}]*"  # the letters of a name, of a phone number
_HALF_TYPED = re.compile(f"([^{_INITIALS}]*[가-힣])([{_INITIALS}])[{_INITIALS}]*")


def search_key(text: str) -> str:
    """Return the decomposed text for a `*_key` column."""
    return _MARKED.sub(rf"\g<0>{_MARK}", unicodedata.normalize("NFD", spelling.squeezed(text)))


def title_key(text: str) -> str:
    """Return the decomposed text and its initials, for the `*_key` column of a title."""
    return f"{search_key(text)}\n{search_key(_initials(text))}"


def normalise_word(word: str) -> str:
    """Return what was typed into a search box in composed form (NFC) with single spaces."""
    return spelling.line(word)


def each_word(typed: str, condition: Callable[[str], Q]) -> Q:
    """Return the condition that each word of a search fulfils `condition`."""
    return Q(*map(condition, words_of(typed)))


def title_has(field: str, word: str) -> Q:
    """Return the condition that a title has a word: whole, half typed (파ㅇ) or by its initials (ㅍㅇㅆ), in any case.

    The model needs a column `<field>_key`, made by `title_key`.
    """
    word = spelling.squeezed(word)
    if _SINGLE.fullmatch(word):
        return _has(field, search_key(word))
    half = _HALF_TYPED.fullmatch(word)
    if half is None:
        return _has(field, search_key(word))
    begun = _has(field, search_key(half[1]) + chr(0x1100 + _INITIALS.index(half[2])))
    if len(word) > len(half[1]) + 1:
        begun &= _has(field, search_key(_initials(word)))
    return begun | _has(field, search_key(word))


def text_has(field: str, word: str) -> Q:
    """Return the condition that a text has a word, whole or half typed at its end, in any case.

    Initials alone would be found in every long text. The model needs a column `<field>_key`, made by `search_key`.
    """
    word = spelling.squeezed(word)
    half = _HALF_TYPED.fullmatch(word)
    if half is None or len(word) > len(half[1]) + 1:
        return _has(field, search_key(word))
    return _has(field, search_key(half[1]) + chr(0x1100 + _INITIALS.index(half[2]))) | _has(field, search_key(word))


def name_has(field: str, word: str) -> Q:
    """Return the condition that a short text without a key, such as a name or a phone, has a word (see `title_has`)."""
    lookup = "regex" if word.lower() == word.upper() else "iregex"  # Korean has no case, and this is cheaper
    return Q(**{f"{field}__{lookup}": _pattern_of(word)})


def name_matches(name: str, word: str) -> bool:
    """Return whether a short text has a word: what `name_has` asks of the database."""
    return re.search(_pattern_of(word), name, re.IGNORECASE) is not None


def _pattern_of(word: str) -> str:
    """Return the pattern of a word, with any blanks and dashes between its letters.

    Dashes of the word itself say nothing beside letters. Left in, they would be taken for those between the letters,
    too, and a line of dashes would be tried in every way: its time would double with each of them.
    """
    packed = spelling.squeezed(word)
    return _BETWEEN.join(map(_letter_pattern, packed.replace("-", "") or packed[:1]))


def words_of(typed: str) -> list[str]:
    """Return the words of a search, MOST_WORDS at most."""
    words = typed.split()
    words = [*words[: MOST_WORDS - 1], "".join(words[MOST_WORDS - 1 :])]
    return [word for word in words if word]


def words_have(field: str, word: str) -> Q:
    """Return the condition that a text without a key has a word, whole or half typed (see `text_has`)."""
    return Q(**{f"{field}__contains": word}) if _SINGLE.fullmatch(spelling.squeezed(word)) else name_has(field, word)


def _has(field: str, key: str) -> Q:
    return Q(**{f"{field}_key__contains": key})


def _initials(text: str) -> str:
    letters = spelling.squeezed(text)
    return "".join(_INITIALS[(ord(one) - ord("가")) // 588] if "가" <= one <= "힣" else one for one in letters)


def _letter_pattern(letter: str) -> str:
    if letter not in _INITIALS:
        return re.escape(letter) if letter.isalnum() else f"[{re.escape(letter + spelling.looks_of(letter))}]"
    first = ord("가") + 588 * _INITIALS.index(letter)
    return f"[{letter}{chr(first)}-{chr(first + 587)}]"
