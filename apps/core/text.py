"""Formatting for people: dates, money, phones, masks; in Korean, or in English if it is active."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

import phonenumbers
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from apps.core import clock, spelling

KOREAN_WEEKDAYS = "월화수목금토일"
ENGLISH_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def is_english() -> bool:
    """Return whether the active language is English."""
    return (get_language() or "ko").startswith("en")


def day(value: date) -> str:
    """Return a day for tables: `2026-01-05(월)`."""
    weekday = ENGLISH_WEEKDAYS[value.weekday()] if is_english() else KOREAN_WEEKDAYS[value.weekday()]
    return f"{value:%Y-%m-%d}({weekday})"


def short_weekday(weekday: int) -> str:
    """Return the name of a weekday in a word: `월`, `Mon`."""
    return ENGLISH_WEEKDAYS[weekday] if is_english() else KOREAN_WEEKDAYS[weekday]


def short_day(value: date) -> str:
    """Return a day for subjects: `12/6 일`, `Sun 6 Dec`."""
    if is_english():
        return f"{ENGLISH_WEEKDAYS[value.weekday()]} {value.day} {ENGLISH_MONTHS[value.month - 1]}"
    return f"{value.month}/{value.day} {KOREAN_WEEKDAYS[value.weekday()]}"


def short_moment(value: datetime) -> str:
    """Return a moment for subjects: `12/6 일 19:00`, `Sun 6 Dec 19:00 KST`."""
    value = clock.local(value)
    return f"{short_day(value.date())} {value:%H:%M}{' KST' if is_english() else ''}"


def hours(start: datetime, end: datetime) -> str:
    """Return the times in Seoul: `14:00~16:00`. An end at midnight is the end of its day: `22:00~24:00`."""
    return f"{clock.local(start):%H:%M}~{'24:00' if _ends_a_day(end) else f'{clock.local(end):%H:%M}'}"


def _ends_a_day(end: datetime) -> bool:
    return clock.local(end).time() == time.min


def moment(value: datetime) -> str:
    """Return a moment for tables: `2026-01-05(월) 14:00`."""
    value = clock.local(value)
    return f"{day(value.date())} {value:%H:%M}"


def moment_until(end: datetime) -> str:
    """Return the moment until which something goes on, for tables: at midnight `2026-01-05(월) 24:00`."""
    if not _ends_a_day(end):
        return moment(end)
    return f"{day(clock.local(end).date() - timedelta(days=1))} 24:00"


def span(start: datetime, end: datetime) -> str:
    """Return a time span for tables: `2026-01-05(월) 14:00~16:00`."""
    return f"{day(clock.local(start).date())} {hours(start, end)}"


def period(first: date, last: date) -> str:
    """Return a period: `2026-06-01(월) ~ 06-12(금)`. The second year is left out if it is the same."""
    if first == last:
        return day(first)
    end = day(last)
    return f"{day(first)} ~ {end[5:] if first.year == last.year else end}"


def length(minutes: int) -> str:
    """Return a duration: `45분`, `1시간`, `1시간 30분`."""
    whole, rest = divmod(minutes, 60)
    if not whole:
        return _("%(n)d분") % {"n": rest}
    if not rest:
        return _("%(n)d시간") % {"n": whole}
    return _("%(hours)d시간 %(minutes)d분") % {"hours": whole, "minutes": rest}


def time_left(moment: datetime, *, now: datetime) -> str:
    """Return the time left until `moment` in at most two units, '' if it has passed."""
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
    """Return an amount of money: `30,000원`."""
    return f"KRW {amount:,}" if is_english() else f"{amount:,}원"


def fee(amount: int) -> str:
    """Return a fee: `30,000원`, or `무료` for 0."""
    return won(amount) if amount else _("무료")


def total(count: int, *, at_least: bool = False) -> str:
    """Return the total of a list: `총 128건`, or `총 128건 이상` with `at_least`."""
    number = {"n": f"{count:,}"}
    return _("총 %(n)s건 이상") % number if at_least else ngettext("총 %(n)s건", "총 %(n)s건", count) % number


def total_of_month(count: int) -> str:
    """Return the total of a month: `이달 12건`."""
    return ngettext("이달 %(n)s건", "이달 %(n)s건", count) % {"n": f"{count:,}"}


def place_in_line(place: int) -> str:
    """Return a place in the waiting list, 1 for the first: `대기 3번`."""
    return _("대기 %(n)d번") % {"n": place}


LARGEST_NUMBER = 10**18 - 1  # eighteen digits: every id fits, and no database refuses it


def whole_number(raw: str | None, *, most: int = LARGEST_NUMBER) -> int | None:
    """Return the whole number in plain digits that `raw` holds, None if it holds none or one above `most`."""
    if not raw or not raw.isascii() or not raw.isdecimal() or len(raw) > len(str(LARGEST_NUMBER)):
        return None
    value = int(raw)
    return value if value <= most else None


def whole_numbers(raws: Iterable[str]) -> list[int]:
    """Return the whole numbers among `raws`, without the other values."""
    return [value for value in map(whole_number, raws) if value is not None]


LONGEST_ECHO = 100


def first_line(words: str) -> str:
    """Return the first line that says something of a text of several lines, '' if there is none."""
    return next((line.strip() for line in words.splitlines() if line.strip()), "")


def quoted(words: str) -> str:
    """Return what somebody sent as it is named in a sentence: in one line of at most LONGEST_ECHO characters."""
    line = " ".join(words[: LONGEST_ECHO + 1].split())
    return line if len(words) <= LONGEST_ECHO else f"{line[: LONGEST_ECHO - 1]}…"


def mask_name(name: str) -> str:
    """Hide the middle of a name, or the end of a two-letter one: `홍*동`, `김*`."""
    if len(name) < 2:
        return name
    return name[0] + "*" * max(len(name) - 2, 1) + (name[-1] if len(name) > 2 else "")


LONGEST_PHONE = 20  # as it is kept


def normalise_phone(raw: str) -> str:
    """Return a phone number as it is kept: `010-1234-5678`, from abroad `+1 212-555-0100`.

    It may be written in any usual way: with +82, dots, blanks, in full width; a number from abroad begins with + or 00.
    Raises ValueError if it is no phone number.
    """
    try:
        number = phonenumbers.parse(spelling.plain(raw), "KR")
    except phonenumbers.NumberParseException:
        raise ValueError(raw) from None
    if not phonenumbers.is_valid_number(number) or number.extension:
        raise ValueError(raw)
    if number.country_code != 82:
        shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        short = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        return shown if len(shown) <= LONGEST_PHONE else short
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    digits = shown.replace("-", "")
    if digits.startswith("010") and len(digits) != 11:  # the library knows those of before 2004, too
        raise ValueError(raw)
    return f"{digits[:4]}-{digits[4:-4]}-{digits[-4:]}" if digits.startswith("050") else shown


_DATE = re.compile(r"(\d{4})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*[일.]?")


def parse_day(raw: str) -> date:
    """Parse a date: 2026-01-05, 2026.1.5, 2026/1/5, 20260105 or 2026년 1월 5일. Raises ValueError for anything else."""
    raw = spelling.plain(raw)
    if len(raw) == 8 and raw.isdecimal():
        return date(int(raw[:4]), int(raw[4:6]), int(raw[6:]))
    if match := _DATE.fullmatch(raw):
        return date(*(int(part) for part in match.groups()))
    raise ValueError(raw)
