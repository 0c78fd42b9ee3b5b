"""Output of the endpoints of recognised time."""

from typing import Annotated, Literal

from ninja import Path
from pydantic import Field

from apps.core import clock
from apps.core.api.envelope import Out
from apps.core.api.lazy import gettext_lazy as _
from apps.hours.models import HoursEntry
from apps.hours.selectors import MonthRow

PathMonth = Annotated[str, Path(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$", examples=["2026-04"])]
MonthText = Annotated[str, Field(examples=["2026-04"])]
DayText = Annotated[str, Field(examples=["2026-04-10"])]
InstantText = Annotated[str, Field(examples=["2026-04-11T09:00:00+09:00"])]


class HoursMonthOut(Out):
    month: MonthText
    minutes: int
    held: int = Field(description=_("시간이 인정된 멘토링과 수업의 수입니다."))


class HoursEntryOut(Out):
    entry_id: int
    day: DayText
    source: Annotated[str, Field(examples=["mentoring.session"])]
    source_id: int
    title: str
    kind: Literal["report", "lesson", "correction"]
    minutes: int = Field(description=_("정정은 더한 만큼이고, 뺀 만큼은 음수입니다."))
    total: int = Field(description=_("이 줄까지 더해 이 대상에 인정된 시간(분)입니다."))
    reason: str
    created_at: InstantText


def hours_month_out(row: MonthRow) -> HoursMonthOut:
    return HoursMonthOut(month=f"{row.first:%Y-%m}", minutes=row.minutes, held=row.held)


def hours_entry_out(entry: HoursEntry) -> HoursEntryOut:
    return HoursEntryOut(
        entry_id=entry.pk,
        day=entry.day.isoformat(),
        source=entry.source,
        source_id=entry.source_id,
        title=entry.title,
        kind=entry.kind,  # type: ignore[arg-type]  # a choice of the column
        minutes=entry.minutes,
        total=entry.total,
        reason=entry.reason,
        created_at=clock.local(entry.created_at).isoformat(timespec="seconds"),
    )
