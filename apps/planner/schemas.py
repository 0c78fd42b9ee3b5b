"""Input and output of the endpoints of the planner."""

from datetime import time
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from apps.core.api.envelope import Out
from apps.core.api.fields import ClockTime, Input, read_clock_time
from apps.core.api.lazy import gettext_lazy as _
from apps.planner.forms import MOST_ROWS
from apps.planner.weekly_hours import Hours, WeeklySpan

WeekdayWord = Literal["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]
WEEKDAYS: tuple[WeekdayWord, ...] = (
    "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY",
)  # fmt: skip
_END_OF_DAY = "24:00"
_ENDS_OF_DAY = (_END_OF_DAY, f"{_END_OF_DAY}:00")


def _end_time(raw: Any) -> time:
    return time.min if raw in _ENDS_OF_DAY else read_clock_time(raw)


EndTime = Annotated[
    time,
    BeforeValidator(_end_time),
    WithJsonSchema({
        "type": "string",
        "pattern": "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)(:00)?$",
        "examples": ["22:00"],
    }),
]  # fmt: skip


class FreeHoursInput(Input):
    weekday: WeekdayWord
    start_time: ClockTime
    end_time: EndTime = Field(description=_("하루의 끝은 24:00입니다."))

    def span(self) -> WeeklySpan:
        return WeeklySpan(WEEKDAYS.index(self.weekday), self.start_time, self.end_time)


class FreeWeekInput(Input):
    free_hours: list[FreeHoursInput] = Field(
        max_length=7 * MOST_ROWS, description=_("전부를 보냅니다. 빈 목록이면 어느 시간이나 비어 있는 것으로 봅니다.")
    )


class FreeHoursOut(Out):
    weekday: WeekdayWord
    start_time: Annotated[str, Field(examples=["19:00"])]
    end_time: Annotated[str, Field(examples=["22:00"])]


class FreeWeek(Out):
    """The hours of the week that are usually free. None: all times are."""

    free_hours: list[FreeHoursOut]


def free_week(rows: Any) -> FreeWeek:
    return FreeWeek(free_hours=[_free_hours(row) for row in rows])


def _free_hours(row: Hours) -> FreeHoursOut:
    end = _END_OF_DAY if row.end_time == time.min else f"{row.end_time:%H:%M}"
    return FreeHoursOut(weekday=WEEKDAYS[row.weekday], start_time=f"{row.start_time:%H:%M}", end_time=end)
