"""Input and output of the endpoints of attendance. The words of a status are the same in every language."""

from collections.abc import Iterable
from typing import Annotated, Literal, get_args

from pydantic import Field

from apps.core.api.envelope import Out
from apps.core.api.fields import Id, Input
from apps.core.api.lazy import gettext_lazy as _
from apps.core.rules import LONGEST_REASON
from apps.mentoring.models import Application, Attendance, CheckInCode
from apps.mentoring.rules import MOST_SEATS
from apps.mentoring.rules.attendance import Mark
from apps.mentoring.schemas import InstantText, NameText, NoInstantText, instant
from apps.mentoring.states import Presence

PresenceWord = Literal["참석", "지각", "불참", "사유 있는 불참"]

PRESENCES: dict[str, Presence] = dict(zip(get_args(PresenceWord), Presence, strict=True))
PRESENCE_WORDS: dict[str, PresenceWord] = dict(zip(Presence, get_args(PresenceWord), strict=True))
_TEN = _("없거나 null이면 10분입니다.")
_WHY_EXCUSED = _("사유 있는 불참에는 꼭 적습니다.")


class PresenceInput(Input):
    apply_sn: Id
    status: PresenceWord
    reason: str | None = Field(default="", max_length=LONGEST_REASON, description=_WHY_EXCUSED)


class PresencesInput(Input):
    attendances: list[PresenceInput] = Field(min_length=1, max_length=MOST_SEATS)

    def marks(self) -> dict[int, Mark]:
        """Return the marks by the id of the application; of several for one the last counts."""
        return {row.apply_sn: Mark(PRESENCES[row.status], row.reason or "") for row in self.attendances}


class CheckInInput(Input):
    code: str = Field(max_length=20, examples=["123456"])


class OpenCodeInput(Input):
    minutes: Literal[5, 10, 15] | None = Field(default=None, description=_TEN)


class AttendanceObjectionInput(Input):
    reason: str = Field(max_length=LONGEST_REASON)


class AttendanceDecisionInput(Input):
    status: PresenceWord
    answer: str = Field(max_length=LONGEST_REASON)


class PresenceItem(Out):
    """Whether somebody with a seat came. What is not there yet is an empty text."""

    apply_sn: int
    name: NameText
    status: PresenceWord | Literal[""]
    reason: str
    recorded_at: NoInstantText
    objection: str
    answer: str


class PresenceList(Out):
    attendances: list[PresenceItem]


class CheckInCodeAnswer(Out):
    code: Annotated[str, Field(examples=["123456"])]
    closes_at: InstantText


def attendance_list(rows: Iterable[Application]) -> PresenceList:
    return PresenceList(attendances=[attendance_item(row, getattr(row, "attendance", None)) for row in rows])


def attendance_item(application: Application, row: Attendance | None) -> PresenceItem:
    return PresenceItem(
        apply_sn=application.pk,
        name=application.member.name,
        status=PRESENCE_WORDS[row.presence] if row else "",
        reason=row.reason if row else "",
        recorded_at=instant(row.changed_at if row else None),
        objection=row.objection if row else "",
        answer=row.answer if row else "",
    )


def code_answer(code: CheckInCode) -> CheckInCodeAnswer:
    return CheckInCodeAnswer(code=code.code, closes_at=instant(code.closes_at))
