"""Korea's public holidays as the library `holidays` knows them, in the words that people use."""

from datetime import date
from functools import lru_cache

COUNTRY = "KR"
# What the library writes, and what calendars in Korea say.
_SAID = (("대체 휴일", "대체공휴일"), ("신정연휴", "신정"), ("기독탄신일", "성탄절"), ("; ", ", "))


@lru_cache(maxsize=4)
def known_holidays(*years: int) -> dict[date, tuple[str, str]]:
    """Return the holidays of these years, each with its Korean and its English name."""
    import holidays  # here, because it is slow to load and only the worker needs it

    korean = holidays.country_holidays(COUNTRY, years=years, language="ko")
    english = holidays.country_holidays(COUNTRY, years=years, language="en_US")
    return {day: (_said(name), _said(english[day])) for day, name in sorted(korean.items())}


def _said(name: str) -> str:
    for written, spoken in _SAID:
        name = name.replace(written, spoken)
    return name
