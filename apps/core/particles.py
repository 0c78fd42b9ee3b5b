"""Korean particles: `[을/를]` in our sentences becomes what agrees with the word before it."""

import re
import unicodedata
from collections.abc import Mapping

_PARTICLE = re.compile(r"\[([가-힣]+)/([가-힣]+)\]")
_WITHOUT_FINAL = frozenset({"를", "가", "는", "와", "로", "라", "나"})
# How a particle is written where nothing tells which one: `을(를)`, but `(으)로`.
_EITHER = {"으로": "(으)로", "이라": "(이)라", "이나": "(이)나"}
# A particle looks no further back than this, whatever was typed.
_REACH = 200
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# The final consonants of digits, letters and signs as they are read in Korean: "" for none, ㄹ, ㄱ for any other.
_DIGIT_FINALS = {"0": "ㄱ", "1": "ㄹ", "3": "ㄱ", "6": "ㄱ", "7": "ㄹ", "8": "ㄹ"}
_NAME_FINALS = {"l": "ㄹ", "r": "ㄹ", "m": "ㄱ", "n": "ㄱ"}
_SIGN_FINALS = {"%": "", "‰": "ㄹ", "+": "", "&": "", "#": "ㄱ"}
_VOWELS = frozenset("aeiou")


def _final_of_word(word: str) -> str | None:
    """Return the final consonant of a Latin word in small letters, read as Korean writes such words down."""
    last, vowels = word[-1], "".join(letter if letter in _VOWELS else " " for letter in word[:-1]).split(" ")[-1]
    if word.endswith("le") or last == "l":
        return "ㄹ"
    if last in "mn" or word.endswith("ng") or (word.endswith(("me", "ne")) and word[-3:-2] in _VOWELS):
        return "ㄱ"
    if word.endswith("pe"):  # 타입, but 파이프
        return None
    if word.endswith(("ck", "pp", "tt")):
        return "ㄱ"
    if last in "bckpt" and vowels:  # 북 and 깃, but 허브 and 위크: one vowel is mostly short, except before b
        return "ㄱ" if last != "b" and (len(vowels) == 1 or vowels == "oo") else None
    return ""


def _final_of_latin(run: str) -> str | None:
    """Return the final consonant of Latin letters, read letter by letter (PDF, SQL, html) or as a word (Docker)."""
    by_name = _NAME_FINALS.get(run[-1].lower(), "")
    ending = run
    if run[-1].isupper():  # the end of ChatGPT, IoT and MySQL
        start = len(run)
        while start and run[start - 1].isupper():
            start -= 1
        ending = run[start:]
    small = ending.lower()
    if len(small) < 2 or not _VOWELS.intersection(small.replace("y", "i")):
        return by_name
    if ending.isupper() and (len(ending) < 3 or not _VOWELS.intersection(small[-2:])):
        return by_name
    as_word = _final_of_word(small)
    return as_word if not ending.isupper() or as_word == by_name else None


def _final(text: str) -> str | None:
    """Return the final consonant of the word at the end of `text`: "" for none, ㄹ, ㄱ for any other, None if unclear.

    Quotation marks, closing punctuation and what stands in brackets after the word do not count. Only the last
    `_REACH` characters are looked at.
    """
    text = unicodedata.normalize("NFKC", text[-_REACH:])
    opened_at = _opening_brackets(text)
    end = len(text)
    while end:
        character = text[end - 1]
        if character == ")" and _is_readable(text[: opened_at.get(end - 1, 0)]):
            end = opened_at[end - 1]
        elif character in _SIGN_FINALS:
            return _SIGN_FINALS[character]
        elif character.isalnum():
            return _final_of_readable(text[:end])
        else:
            end -= 1
    return None


def _is_readable(text: str) -> bool:
    return any(character.isalnum() or character in _SIGN_FINALS for character in text)


def _opening_brackets(text: str) -> dict[int, int]:
    """Return the place of the opening bracket of each closing one that has one."""
    pairs, waiting = {}, []
    for place, character in enumerate(text):
        if character == "(":
            waiting.append(place)
        elif character == ")" and waiting:
            pairs[place] = waiting.pop()
    return pairs


def _final_of_readable(text: str) -> str | None:
    """Return the final consonant of `text`, which ends with a letter or a digit."""
    last = text[-1]
    if "가" <= last <= "힣":
        return {0: "", 8: "ㄹ"}.get((ord(last) - ord("가")) % 28, "ㄱ")
    if "\u1100" <= last <= "\u11ff":  # half a syllable, read by its name: 이응, 리을, 아
        return "" if "\u1161" <= last <= "\u1175" else "ㄹ" if last in "\u1105\u11af" else "ㄱ"
    if last.isascii() and last.isdigit():
        return "ㄹ" if _ISO_DAY.fullmatch(text[-10:]) else _DIGIT_FINALS.get(last, "")
    text = unicodedata.normalize("NFKD", text[-_REACH:])
    text = "".join(character for character in text if not unicodedata.combining(character))
    run = _latin_at_end(text)
    before = text[: len(text) - len(run)][-1:]
    if not run or (before.isdigit() and run.islower()):  # another script, or a unit of measure
        return None
    return _final_of_latin(run)


def _latin_at_end(text: str) -> str:
    """Return the Latin letters at the end of `text`."""
    start = len(text)
    while start and text[start - 1].isascii() and text[start - 1].isalpha():
        start -= 1
    return text[start:]


def _particle(first: str, second: str, before: str) -> str:
    """Return the one of two particles that agrees with the text before it."""
    with_final, without = (second, first) if first in _WITHOUT_FINAL else (first, second)
    final = _final(before)
    if final is None:
        return _EITHER.get(with_final, f"{with_final}({without})")
    if with_final == "으로":
        return without if final in {"", "ㄹ"} else with_final
    return with_final if final else without


def fill(sentence: object, values: Mapping[str, object]) -> str:
    """Put values into our sentence, and choose its particles: `[을/를]`, `[이/가]`, `[은/는]`, `[과/와]`, `[으로/로]`.

    `sentence` has the form of `%` with names. Only its own particles are chosen, each by the word before it, so what
    people typed comes out as it is, however long. Where nothing tells which one, it is written `을(를)`.
    """
    pieces = _PARTICLE.split(str(sentence))
    filled = [pieces[0] % values]
    tail = filled[0][-_REACH:]
    for first, second, piece in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        added = _particle(first, second, tail) + piece % values
        filled.append(added)
        tail = (tail + added)[-_REACH:]
    return "".join(filled)
