"""Strict input types: an unclear value is refused and not guessed."""

import re
from datetime import date, datetime, time
from decimal import ROUND_FLOOR, Decimal
from math import isfinite
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Path
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic.alias_generators import to_camel

from apps.core import clock, spelling

BIGGEST_ID = 2**63 - 1

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:00)?", re.ASCII)
_NUMBER = re.compile(r"\d{1,12}(\.\d{1,6})?", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d:?\d\d)?", re.ASCII)
_YEARS = range(2000, 2200)


class Input(BaseModel):
    """The body of a write. Unknown names are refused, and no value is converted to another type."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=False, extra="forbid", strict=True)


def _day(raw: Any) -> date:
    if isinstance(raw, str) and _DAY.fullmatch(raw):
        try:
            day = date.fromisoformat(raw)
        except ValueError:
            raise ValueError(_("달력에 없는 날짜입니다.")) from None
        if day.year in _YEARS:
            return day
        raise ValueError(_("2000년부터 2199년 사이의 날짜를 적어 주세요."))
    raise ValueError(_("날짜를 2026-01-05처럼 적어 주세요."))


def read_clock_time(raw: Any) -> time:
    """Return a time of the day in whole minutes. Raises ValueError for anything else."""
    if isinstance(raw, str) and _CLOCK_TIME.fullmatch(raw):
        return time.fromisoformat(raw)
    raise ValueError(_("시각을 14:00처럼 적어 주세요(00:00~23:59)."))


def read_number(raw: Any) -> Decimal | None:
    """Return a number, also in quotes (`"10.00"`, `"10"`) as programs for money write it; None for anything else."""
    if isinstance(raw, int) or (isinstance(raw, float) and isfinite(raw)):
        return None if isinstance(raw, bool) else Decimal(str(raw))
    return Decimal(raw) if isinstance(raw, str) and _NUMBER.fullmatch(raw) else None


def _whole(raw: Any) -> Any:
    number = read_number(raw)
    return raw if number is None or number != number.to_integral_value() else int(number)


def _rounded_down(raw: Any) -> int:
    number = read_number(raw)
    if number is None:
        raise ValueError(_("숫자로 보내 주세요."))
    return int(number.to_integral_value(ROUND_FLOOR))


def read_instant(raw: Any) -> datetime | None:
    """Return an instant with any offset, in Seoul's where it has none; None for anything else."""
    if not isinstance(raw, str) or not _INSTANT.fullmatch(raw):
        return None
    try:
        moment = datetime.fromisoformat(raw.upper())
        moment = moment if moment.tzinfo else moment.replace(tzinfo=clock.SEOUL)
        return moment if clock.local(moment).year in _YEARS else None
    except (ValueError, OverflowError):
        return None


def _switch(raw: Any) -> bool:
    if raw in ("true", "false"):
        return raw == "true"
    raise ValueError(_("true나 false로 적어 주세요."))


# The default of a field that stays as it is when it is left out: it is never read, because only what was sent is taken.
STAYS: Any = Field(default_factory=lambda: None)


def _shown(raw: str) -> str:
    if not spelling.text(raw):
        raise ValueError(_("눈에 보이는 글자를 적어 주세요."))
    return raw


_ID_WORDS = {"ge": 1, "le": BIGGEST_ID}

PathId = Annotated[int, Path(**_ID_WORDS)]
Id = Annotated[int, Field(**_ID_WORDS)]
PageNumber = Annotated[int, Field(ge=1, le=10**9)]
Day = Annotated[
    date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-01-15"]})
]
ClockTime = Annotated[
    time,
    BeforeValidator(read_clock_time),
    WithJsonSchema({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9](:00)?$", "examples": ["14:00"]}),
]
Whole = Annotated[int, BeforeValidator(_whole)]  # a number without a fraction, however it is written
RoundedDown = Annotated[int, BeforeValidator(_rounded_down)]  # a number whose fraction does not matter
Shown = Annotated[str, AfterValidator(_shown)]  # a text that must show something
Switch = Annotated[bool, BeforeValidator(_switch), WithJsonSchema({"type": "boolean"})]
