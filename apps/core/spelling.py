"""The spelling of typed text: what looks the same becomes the same, and what shows nothing is left out.

People type one word in many ways: with composed or decomposed letters, in full width, with the quotes and dashes of
their program, with characters between the letters that nobody sees. `line` and `text` return what is kept and shown,
`plain` what a code, a number or an address says, `comparable` and `squeezed` what two texts are compared by.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator


def _span(*ranges: tuple[int, int]) -> frozenset[str]:
    return frozenset(chr(code) for first, last in ranges for code in range(first, last + 1))


def _each(characters: str, becomes: str) -> dict[int, str]:
    return dict.fromkeys(map(ord, characters), becomes)


# Letters that show a blank: the fillers of Hangul and of hieroglyphs, and the empty cell of Braille.
_BLANK_LETTERS = "\u3164\uffa0\u2800\U00013441\U00013442"
# What Unicode calls ignorable, whatever its category: joiners, direction marks, variation selectors, tags, fillers.
# Then what shows nothing either: the place of an object, what is no character, a note without a head.
_INVISIBLE = _span(
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFF0, 0xFFF8),
    (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
    (0xFFF9, 0xFFFC), (0xFDD0, 0xFDEF), (0xFFFE, 0xFFFF), (0x1D159, 0x1D159),
)  # fmt: skip
_UNSEEN_CATEGORIES = {"Cc", "Cf", "Cs"}
_MARKS = {"Mn", "Me"}

# Compatible forms that mean the same. Left out: what is raised, lowered, in a circle or a fraction (5² is not 52).
_SAME_MEANING = {"<wide>", "<narrow>", "<square>", "<compat>", "<font>", "<noBreak>", "<small>", "<vertical>"}
_SAME_MEANING |= {"<initial>", "<medial>", "<final>", "<isolated>"}  # the shapes of Arabic letters
_ALIKE = (
    _each("‘’‚‛′‵ʹʻʼʽˈ´＇", "'")
    | _each("“”„‟″‶ʺ〝〞＂", '"')
    | _each("‐‑‒–—―−⁃﹘﹣－", "-")
    | _each("·・‧•∙⋅ㆍ･", "·")
    | _each("〜∼˜～", "~")
    | _each("⁄∕", "/")
    | _each("∶꞉", ":")
)
# Single letters of Hangul: as syllables are composed of them, and as keyboards type them.
_ALIKE |= {0x1100 + n: letter for n, letter in enumerate("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ")}
_ALIKE |= {0x1161 + n: chr(0x314F + n) for n in range(21)}
_ALIKE |= {0x11A8 + n: letter for n, letter in enumerate("ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")}

_USUAL = re.compile(r"[\t\n -~가-힣]*")  # nothing in it has a second spelling
_BREAK = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")


# --- What is compared ---


def plain(typed: str) -> str:
    """Return what a typed code, number or address says: in plain letters, their case as it was.

    Full width, ligatures and units in one letter become plain letters; quotes, dashes, middle dots and blanks become
    one of each; what nobody sees is left out, also blanks at both ends.
    """
    if not _USUAL.fullmatch(typed):
        typed = unicodedata.normalize("NFC", typed).translate(_ALIKE)
        typed = unicodedata.normalize("NFC", "".join(_seen(_unfolded(typed)))).translate(_ALIKE)
        if not any(map(_stands_alone, typed)):
            return ""
    return " ".join(typed.split())


def address(typed: str) -> str:
    """Return a typed e-mail address as it is kept and compared: in plain lower case, without blanks around it."""
    return plain(typed).lower()


def comparable(typed: str) -> str:
    """Return what two typed texts are compared by: equal for texts that look the same (see `plain`), in any case.

    It is for comparing only, and neither kept nor shown.
    """
    return plain(plain(typed.casefold()).casefold())


def squeezed(typed: str) -> str:
    """Return what names are compared by whose blanks say nothing: like `comparable`, without any (웹 개발, 웹개발)."""
    return comparable(typed).replace(" ", "")


def looks_of(letter: str) -> str:
    """Return the letters that are taken for this one although they are kept as they were typed: ’ for '."""
    return "".join(chr(code) for code, plain_letter in _ALIKE.items() if plain_letter == letter)


def _unfolded(letters: Iterable[str]) -> Iterator[str]:
    """Yield the letters, those of a compatible form as the ones they stand for."""
    for letter in letters:
        kind, *codes = unicodedata.decomposition(letter).split() or [""]
        if kind in _SAME_MEANING and not "\u3131" <= letter <= "\u318e":
            yield from _unfolded(chr(int(code, 16)) for code in codes)
        else:
            yield letter


def _seen(letters: Iterable[str]) -> Iterator[str]:
    """Yield the letters that can be seen, and a blank for each kind of blank."""
    for letter in letters:
        if letter.isspace() or letter in _BLANK_LETTERS:
            yield " "
        elif not _is_unseen(letter):
            yield letter


def _is_unseen(letter: str) -> bool:
    return letter in _INVISIBLE or unicodedata.category(letter) in _UNSEEN_CATEGORIES


# --- What is kept and shown ---


def line(typed: str) -> str:
    """Return a typed line as it is kept: composed letters, with one plain blank for all blanks, tabs and line breaks.

    What shows nothing is left out: control characters, direction marks, joiners outside of emoji and of scripts that
    need them. What consists of nothing else is ''.
    """
    return " ".join(_kept(typed).split())


def text(typed: str) -> str:
    r"""Return a typed text of several lines as it is kept: like `line`, but with its tabs, and line breaks as `\n`."""
    return _kept(_BREAK.sub("\n", typed))


def _kept(typed: str) -> str:
    if _USUAL.fullmatch(typed):
        return typed.strip()
    kept: list[str] = []
    typed = unicodedata.normalize("NFC", typed)
    for place, letter in enumerate(typed):
        if letter in "\t\n\u2800":  # a blank of Braille parts its words
            kept.append(letter)
        elif letter.isspace() or letter in _BLANK_LETTERS:
            kept.append(" ")
        elif not _is_unseen(letter) or (kept and _is_needed(letter, kept[-1], typed[place + 1 : place + 2])):
            kept.append(letter)
    words = unicodedata.normalize("NFC", "".join(kept)).strip(" \t\n\u2800")
    return words if any(map(_stands_alone, words)) else ""


def _stands_alone(letter: str) -> bool:
    return not (letter.isspace() or letter in _BLANK_LETTERS or unicodedata.category(letter) in _MARKS)


def _is_needed(letter: str, before: str, after: str) -> bool:
    """Return whether an invisible letter changes what its neighbours show.

    It may join pictures, join or part letters of Arabic and Indic scripts, choose the form of a picture or of a Chinese
    character, or name the region of a flag.
    """
    if letter in "\u200c\u200d":
        pictures = letter == "\u200d" and _is_picture(before) and _is_picture(after)
        arabic = all(one and unicodedata.bidirectional(one) == "AL" for one in (before, after))
        return pictures or arabic or unicodedata.combining(before) == 9
    if letter in "\ufe0e\ufe0f":
        return after == "\u20e3" or (_is_picture(before) and before != letter)
    if "\U000e0100" <= letter <= "\U000e01ef":
        return unicodedata.name(before, "").startswith("CJK UNIFIED")
    return "\U000e0020" <= letter <= "\U000e007f" and (before == "\U0001f3f4" or "\U000e0020" <= before < "\U000e007f")


def _is_picture(letter: str) -> bool:
    return letter == "\ufe0f" or (bool(letter) and unicodedata.category(letter) in {"So", "Sk", "Sm", "Po", "Pd"})
