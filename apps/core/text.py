"""Words for people: particles, dates, money, phones, masks. Korean first; English where English is active."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from apps.core import clock

KOREAN_WEEKDAYS = "월화수목금토일"
ENGLISH_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_PARTICLE = re.compile(r"\[([가-힣]+)/([가-힣]+)\]")
_CLOSERS = "’'”\"］]」』》〉 "
# Digits and Latin letters as they are read in Korean: does the sound end in a consonant, and is that consonant ㄹ?
_DIGIT_FINALS = {"0": "ㅇ", "1": "ㄹ", "3": "ㅁ", "6": "ㄱ", "7": "ㄹ", "8": "ㄹ"}
_LETTER_FINALS = {"l": "ㄹ", "r": "ㄹ", "m": "ㅁ", "n": "ㄴ"}


def _final(character: str) -> str:
    """The final consonant that `character` is read with: '' for none, 'ㄹ', or another consonant."""
    if "가" <= character <= "힣":
        index = (ord(character) - ord("가")) % 28
        return {0: "", 8: "ㄹ"}.get(index, "ㄱ")
    return _DIGIT_FINALS.get(character) or _LETTER_FINALS.get(character.lower(), "")


def _word_before(text: str) -> str:
    """`text` up to the word that a particle after it agrees with: what stands in brackets is passed over."""
    text = text.rstrip(_CLOSERS)
    while text.endswith(")"):
        depth = 0
        for index in range(len(text) - 1, -1, -1):
            depth += (text[index] == ")") - (text[index] == "(")
            if not depth:
                break
        outside = text[:index].rstrip(_CLOSERS)
        text = outside or text[1:-1].rstrip(_CLOSERS)
    return text


def particles(text: str) -> str:
    """Settle `[을/를]`, `[이/가]`, `[은/는]`, `[과/와]`, `[으로/로]` by the letter before them (either order)."""

    def settle(match: re.Match[str]) -> str:
        word = _word_before(text[: match.start()])
        final = _final(word[-1]) if word else ""
        first, second = match.groups()
        with_final, without = (
            (second, first) if first in {"를", "가", "는", "와", "로", "라", "나"} else (first, second)
        )
        if {first, second} == {"으로", "로"}:
            return "로" if final in {"", "ㄹ"} else "으로"
        return with_final if final else without

    return _PARTICLE.sub(settle, text)


def is_english() -> bool:
    """Return whether the active language is English."""
    return (get_language() or "ko").startswith("en")


def day(value: date) -> str:
    """`2026-01-05(월)` in tables."""
    weekday = ENGLISH_WEEKDAYS[value.weekday()] if is_english() else KOREAN_WEEKDAYS[value.weekday()]
    return f"{value:%Y-%m-%d}({weekday})"


def hours(start: datetime, end: datetime) -> str:
    """`14:00~16:00`, in Seoul."""
    return f"{clock.local(start):%H:%M}~{clock.local(end):%H:%M}"


def moment(value: datetime) -> str:
    """`2026-01-05(월) 14:00` in tables."""
    value = clock.local(value)
    return f"{day(value.date())} {value:%H:%M}"


def span(start: datetime, end: datetime) -> str:
    """`2026-01-05(월) 14:00~16:00` in tables."""
    return f"{day(clock.local(start).date())} {hours(start, end)}"


def period(first: date, last: date) -> str:
    """Return `2026-06-01(월) ~ 06-12(금)`; the year stands once where it is the same."""
    if first == last:
        return day(first)
    end = day(last)
    return f"{day(first)} ~ {end[5:] if first.year == last.year else end}"


def length(minutes: int) -> str:
    """Return `45분`, `1시간`, `1시간 30분`."""
    whole, rest = divmod(minutes, 60)
    if not whole:
        return _("%(n)d분") % {"n": rest}
    if not rest:
        return _("%(n)d시간") % {"n": whole}
    return _("%(hours)d시간 %(minutes)d분") % {"hours": whole, "minutes": rest}


def spoken_time(moment: datetime, *, with_half: bool = True) -> str:
    """`오후 2:00` in Seoul; `2:00` without the half of the day."""
    moment = clock.local(moment)
    if is_english():
        hour = moment.hour % 12 or 12
        return f"{hour}:{moment:%M} {'a.m.' if moment.hour < 12 else 'p.m.'}"
    half = ("오전 " if moment.hour < 12 else "오후 ") if with_half else ""
    return f"{half}{moment.hour % 12 or 12}:{moment:%M}"


def sentence_day(value: date) -> str:
    """`2026년 1월 5일 (월)` in sentences."""
    if is_english():
        return f"{ENGLISH_WEEKDAYS[value.weekday()]}, {value.day} {ENGLISH_MONTHS[value.month - 1]} {value.year}"
    return f"{value.year}년 {value.month}월 {value.day}일 ({KOREAN_WEEKDAYS[value.weekday()]})"


def sentence_moment(moment: datetime) -> str:
    """`2026년 1월 5일 (월) 오후 2:00`."""
    joint = ", " if is_english() else " "
    return f"{sentence_day(clock.local(moment).date())}{joint}{spoken_time(moment)}"


def sentence_span(start: datetime, end: datetime) -> str:
    """`2026년 1월 5일 (월) 오후 2:00~4:00`; the second half of the day is named when it differs."""
    same_half = (clock.local(start).hour < 12) == (clock.local(end).hour < 12)
    return f"{sentence_moment(start)}~{spoken_time(end, with_half=not same_half)}"


def time_left(moment: datetime, *, now: datetime) -> str:
    """How long until `moment`, in the one or two units that a person would say; '' when it has passed."""
    left = moment - now
    if left <= timedelta(0):
        return ""
    minutes = int(left.total_seconds() // 60)
    days, rest = divmod(minutes, 24 * 60)
    hours_left, minutes_left = divmod(rest, 60)
    if is_english():
        parts = ((days, "day"), (hours_left, "hour"), (minutes_left, "minute"))
        words = [f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in parts if n]
        return " ".join(words[:2]) + " left" if words else "starting now"
    parts = ((days, "일"), (hours_left, "시간"), (minutes_left, "분"))
    words = [f"{n}{unit}" for n, unit in parts if n]
    return " ".join(words[:2]) + " 남음" if words else "곧 시작"


def won(amount: int) -> str:
    return f"KRW {amount:,}" if is_english() else f"{amount:,}원"


def fee(amount: int) -> str:
    """Return `30,000원`, or that it costs nothing."""
    return won(amount) if amount else _("무료")


def total(count: int, *, at_least: bool = False) -> str:
    """Return `총 128건`; with `at_least`, that there are more."""
    number = {"n": f"{count:,}"}
    return _("총 %(n)s건 이상") % number if at_least else ngettext("총 %(n)s건", "총 %(n)s건", count) % number


def total_of_month(count: int) -> str:
    """Return `이달 12건`."""
    return ngettext("이달 %(n)s건", "이달 %(n)s건", count) % {"n": f"{count:,}"}


def place_in_line(place: int) -> str:
    """Return `대기 3번째`: the place among those who wait for a seat, 1 for the first."""
    return _("대기 %(n)d번째") % {"n": place}


LARGEST_NUMBER = 10**18 - 1  # eighteen digits: every number of a row fits, and none that a database refuses


def whole_number(raw: str | None, *, most: int = LARGEST_NUMBER) -> int | None:
    """Return the whole number that `raw` says in plain digits, or None where it is none or above `most`."""
    if not raw or not raw.isascii() or not raw.isdecimal() or len(raw) > len(str(LARGEST_NUMBER)):
        return None
    value = int(raw)
    return value if value <= most else None


def whole_numbers(raws: Iterable[str]) -> list[int]:
    """Return the whole numbers among `raws`; what is none is passed over."""
    return [value for value in map(whole_number, raws) if value is not None]


def mask_name(name: str) -> str:
    """`홍*동`, `김*`: the middle of a name, or the end of a two-letter one, hidden."""
    if len(name) < 2:
        return name
    return name[0] + "*" * max(len(name) - 2, 1) + (name[-1] if len(name) > 2 else "")


_NOT_DIGIT = re.compile(r"\D")


def normalise_phone(raw: str) -> str:
    """`010-1234-5678` from any usual writing (+82, dots, blanks, none). Raises ValueError for what is no phone."""
    digits = _NOT_DIGIT.sub("", raw)
    if digits.startswith("82") and raw.strip().startswith(("+", "82")):
        digits = "0" + digits[2:].lstrip("0")
    if re.fullmatch(r"010\d{8}|(?:01[16789]|0(?:3[1-3]|4[1-4]|5[1-5]|6[1-4]|70)|050\d)\d{7,8}", digits):
        head = 4 if digits.startswith("050") else 3
    elif re.fullmatch(r"02\d{7,8}", digits):
        head = 2
    else:
        raise ValueError(raw)
    return f"{digits[:head]}-{digits[head:-4]}-{digits[-4:]}"


_DATE = re.compile(r"(\d{4})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*[일.]?")


def parse_day(raw: str) -> date:
    """A date typed as people type it: 2026-01-05, 2026.1.5, 2026/1/5, 20260105, 2026년 1월 5일. Else ValueError."""
    raw = raw.strip()
    if len(raw) == 8 and raw.isdecimal():
        return date(int(raw[:4]), int(raw[4:6]), int(raw[6:]))
    if match := _DATE.fullmatch(raw):
        return date(*(int(part) for part in match.groups()))
    raise ValueError(raw)
