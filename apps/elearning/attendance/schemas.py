"""The schemas of the attendance endpoints, with the field names of seed 001, 3-17 to 3-22."""

import re
from datetime import datetime, time
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema

from apps.core import clock
from apps.core.api.fields import STAYS, Day, Id, read_instant
from apps.core.api.flat import FlatInput, FlatReply, Paging
from apps.core.api.lazy import gettext_lazy
from apps.core.rules import LONGEST_REASON
from apps.elearning.attendance.models import Attendance
from apps.elearning.attendance.rules import MOST_AT_ONCE, AttendanceMark, TimeOfInstant
from apps.elearning.attendance.services import Entry
from apps.elearning.attendance.states import AttendanceType

_CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?", re.ASCII)


def _clock_time(raw: Any) -> time | None:
    if raw is None:
        return None
    if isinstance(raw, str) and _CLOCK_TIME.fullmatch(raw):
        return time.fromisoformat(raw)
    if (moment := read_instant(raw)) is not None:
        return TimeOfInstant.of(clock.local(moment))
    raise ValueError(_("시각을 09:00이나 09:00:00처럼 적어 주세요."))


def _kind(raw: Any) -> AttendanceType:
    if isinstance(raw, str) and raw in AttendanceType.values:
        return AttendanceType(raw)
    raise ValueError(_("다음 가운데 하나여야 합니다: %(words)s.") % {"words": ", ".join(AttendanceType.values)})


Kind = Annotated[
    AttendanceType, BeforeValidator(_kind), WithJsonSchema({"type": "string", "enum": list(AttendanceType.values)})
]
ClockTime = Annotated[
    time | None,
    BeforeValidator(_clock_time),
    WithJsonSchema(
        {
            "anyOf": [
                {
                    "type": "string",
                    "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$",
                    "examples": ["09:00:00"],
                },
                {"type": "null"},
            ]
        }
    ),
]
TimeText = Annotated[str, Field(examples=["09:00:00"])]
InstantText = Annotated[str, Field(examples=["2026-01-15T14:00:00+09:00"])]


# --- In ---------------------------------------------------------------------------------------------------------------


class MarkInput(FlatInput):
    """The mark of a new record: what is left out or null is empty."""

    attendance_type: Kind
    check_in_time: ClockTime = None
    check_out_time: ClockTime = None
    absence_reason: str | None = Field(default=None, max_length=LONGEST_REASON)

    def mark(self) -> AttendanceMark:
        return AttendanceMark(self.attendance_type, self.check_in_time, self.check_out_time, self.absence_reason or "")


class MarkEditInput(FlatInput):
    """Changes of a mark (seed 001, 3-20): what is left out stays, null empties."""

    attendance_type: Kind = STAYS
    check_in_time: ClockTime = None
    check_out_time: ClockTime = None
    absence_reason: str | None = Field(default=None, max_length=LONGEST_REASON)

    def changes(self) -> dict[str, Any]:
        given = self.model_dump(exclude_unset=True)
        if "absence_reason" in given:
            given["absence_reason"] = given["absence_reason"] or ""
        return {"type" if name == "attendance_type" else name: value for name, value in given.items()}


class RecordInput(MarkInput):
    enrollment_id: Id
    class_date: Day


class BatchRow(MarkInput):
    enrollment_id: Id

    def entry(self) -> Entry:
        left_out = {"check_in_time", "check_out_time", "absence_reason"} - self.model_fields_set
        return Entry(self.enrollment_id, self.mark(), left_out=frozenset(left_out))


class BatchInput(FlatInput):
    course_id: Id
    class_id: Id
    class_date: Day
    attendances: list[BatchRow] = Field(
        min_length=1,
        max_length=MOST_AT_ONCE,
        description=gettext_lazy("이미 있는 기록은 보낸 항목만 바꿉니다. 하나라도 잘못되면 쓰지 않고 모두 알립니다."),
    )

    def entries(self) -> list[Entry]:
        return [row.entry() for row in self.attendances]


# --- Out --------------------------------------------------------------------------------------------------------------


class AttendanceItem(BaseModel):
    attendance_id: int
    enrollment_id: int
    user_id: int
    user_name: Annotated[str, Field(examples=["김하준"])]
    class_date: Annotated[str, Field(examples=["2026-01-15"])]
    attendance_type: AttendanceType
    check_in_time: TimeText | None
    check_out_time: TimeText | None
    absence_reason: Annotated[str, Field(examples=["병원 진료"])]
    recorded_at: InstantText
    updated_at: InstantText


class RecordedReply(FlatReply):
    attendance_id: int


class AttendanceReply(FlatReply):
    attendance: AttendanceItem


class AttendancesReply(FlatReply):
    attendances: list[AttendanceItem]


class DayReply(AttendancesReply):
    paging: Paging


# --- From rows to answers ---------------------------------------------------------------------------------------------


def _instant(moment: datetime) -> str:
    return clock.local(moment).isoformat(timespec="seconds")


def _time(value: time | None) -> str | None:
    return value.isoformat(timespec="seconds") if value else None


def item(row: Attendance) -> AttendanceItem:
    return AttendanceItem(
        attendance_id=row.pk,
        enrollment_id=row.enrolment_id,
        user_id=row.enrolment.member_id,
        user_name=row.enrolment.member.name,
        class_date=row.class_date.isoformat(),
        attendance_type=AttendanceType(row.type),
        check_in_time=_time(row.check_in_time),
        check_out_time=_time(row.check_out_time),
        absence_reason=row.absence_reason,
        recorded_at=_instant(row.recorded_at),
        updated_at=_instant(row.changed_at),
    )
