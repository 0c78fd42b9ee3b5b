"""Dates, times and numbers as people write them into cells: one reading for every file and every grid on a page.

What stands in a cell depends on the program: Excel writes a date without its format as a number, a time with `오전`, an
amount with commas. Each function raises ValueError for anything it does not know.
"""

import re
from datetime import date, time, timedelta
from decimal import Decimal

from apps.core import text
from apps.core.spelling import plain

_FIRST_SERIAL_DAY = date(1899, 12, 30)  # day 0 of Excel's calendar, for every day after February 1900
_SERIAL = re.compile(r"[3-7][0-9]{4}")  # 1982 to 2119
_WEEKDAY = re.compile(r" ?\([가-힣A-Za-z]{1,9}\.?\)$")
_MIDNIGHT = re.compile(r"[ T](오전 ?12|0?0):00(:00)?$")
_HALF = {"오전": 0, "am": 0, "a.m.": 0, "오후": 12, "pm": 12, "p.m.": 12}
_TIME = re.compile(
    r"(?P<before>오전|오후|am|pm|a\.m\.|p\.m\.)? ?"
    r"(?P<hour>[0-9]{1,2})(?: ?: ?(?P<minute>[0-9]{2})(?: ?: ?[0-9]{2}(?:\.[0-9]{1,6})?)?"
    r"|시(?: ?(?P<spoken>[0-9]{1,2})분| ?(?P<half>반))?|(?P<joined>[0-9]{2}))? ?"
    r"(?P<after>am|pm|a\.m\.|p\.m\.)?"
)
_FRACTION = re.compile(r"0?\.[0-9]{1,17}")  # of a day, which is a time without its format
_NUMBER = re.compile(r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,15})(?:\.[0-9]{1,10})?")


def read_day(raw: str) -> date:
    """Return the date of a cell: any notation of `text.parse_day`, with its weekday or midnight, or Excel's number.

    `2026-11-30 0:00`, `2026. 11. 30.(월)`, `46356`.
    """
    typed = _MIDNIGHT.sub("", _WEEKDAY.sub("", plain(raw)))
    if _SERIAL.fullmatch(typed):
        return _FIRST_SERIAL_DAY + timedelta(days=int(typed))
    return text.parse_day(_WEEKDAY.sub("", typed))


def read_time(raw: str) -> time:
    """Return the time of a cell to the minute.

    `9:00`, `0900`, `9시`, `9시 30분`, `9시 반`, `오전 9:00`, `9:00 PM`; `0.375` of a day, a time without its format.
    """
    typed = plain(raw).lower()
    if _FRACTION.fullmatch(typed):
        minutes = round(Decimal(typed) * 24 * 60)
        return time(*divmod(minutes, 60))
    match = _TIME.fullmatch(typed)
    if match is None or (match["before"] and match["after"]):
        raise ValueError(raw)
    hour, half = int(match["hour"]), match["before"] or match["after"]
    minute = int(match["minute"] or match["spoken"] or match["joined"] or (30 if match["half"] else 0))
    if typed.isdecimal() and not match["joined"]:  # `9` alone may be anything
        raise ValueError(raw)
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(raw)
        hour = hour % 12 + _HALF[half]
    return time(hour, minute)


def read_number(raw: str, *, units: tuple[str, ...] = ()) -> Decimal:
    """Return the number of a cell, with or without commas between thousands and one of `units` after it.

    `33,333`, `８５.５`, `−1`, `10％`.
    """
    typed = plain(raw)
    for unit in units:
        if typed.endswith(unit):
            typed = typed[: -len(unit)].rstrip()
            break
    if not _NUMBER.fullmatch(typed):
        raise ValueError(raw)
    return Decimal(typed.replace(",", ""))


def read_whole(raw: str, *, units: tuple[str, ...] = ()) -> int:
    """Return the whole number of a cell (see `read_number`); `3.0` is one."""
    number = read_number(raw, units=units)
    if number != number.to_integral_value():
        raise ValueError(raw)
    return int(number)
