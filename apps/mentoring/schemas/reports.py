"""Input and output of the endpoints of reports. The words of a status are the same in every language."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from apps.core import clock
from apps.core.api.envelope import Out, Pagination, pagination
from apps.core.api.fields import ClockTime, Input, PageNumber, Switch
from apps.core.api.lazy import gettext_lazy as _
from apps.core.paging import Page
from apps.core.rules import LONGEST_REASON
from apps.mentoring.models import SessionReport
from apps.mentoring.rules.reports import LONGEST, LONGEST_SESSION, recognised_minutes
from apps.mentoring.schemas.attendance import PRESENCE_WORDS, PresenceWord
from apps.mentoring.schemas.sessions import NameText, NoInstantText, TitleText, instant
from apps.mentoring.selectors.reports import PersonThere, title_of
from apps.mentoring.states import ReportStatus

ReportWord = Literal["작성 중", "제출", "보완 요청", "승인"]

STATUSES: dict[str, ReportStatus] = dict(zip(get_args(ReportWord), ReportStatus, strict=True))
_WORDS: dict[str, ReportWord] = dict(zip(ReportStatus, get_args(ReportWord), strict=True))
_MOST_MINUTES = int(LONGEST_SESSION.total_seconds()) // 60
_EMPTIES = _("null이면 비웁니다.")
_ON_ITS_DAY = _("멘토링을 한 날의 시각입니다. null이면 비웁니다.")
_ABSENT = _("참석하지 않은 사람이 있으면 제출하기 전에 꼭 적습니다. null이면 비웁니다.")


class ReportQuery(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel)

    status: ReportWord | None = None
    me: Switch = Field(default=False, description=_("운영자에게만 뜻이 있습니다. 내가 연 멘토링의 보고만 찾습니다."))
    page: PageNumber = 1


class ReportInput(Input):
    """What is left out stays."""

    place: str | None = Field(default=None, max_length=LONGEST["place"], description=_EMPTIES)
    start_time: ClockTime | None = Field(default=None, description=_ON_ITS_DAY)
    end_time: ClockTime | None = Field(default=None, description=_ON_ITS_DAY)
    excluded_minutes: int | None = Field(
        default=None, ge=0, le=_MOST_MINUTES, description=_("인정 시간에서 뺄 시간(분)입니다. null이면 0입니다.")
    )
    excluded_reason: str | None = Field(default=None, max_length=LONGEST["excluded_reason"], description=_EMPTIES)
    topic: str | None = Field(default=None, max_length=LONGEST["topic"], description=_EMPTIES)
    content: str | None = Field(default=None, max_length=LONGEST["content"], description=_EMPTIES)
    absence_view: str | None = Field(default=None, max_length=LONGEST["absence_view"], description=_ABSENT)

    def given(self) -> dict[str, object]:
        """Return what was sent, empty in the way of its column where it is null."""
        empty = {"start_time": None, "end_time": None, "excluded_minutes": 0}
        values = {name: getattr(self, name) for name in self.model_fields_set}
        return {name: empty.get(name, "") if value is None else value for name, value in values.items()}


class ReportReturnInput(Input):
    reason: str = Field(max_length=LONGEST_REASON)


class ReportPerson(Out):
    name: NameText
    status: PresenceWord | Literal[""]


class ReportItem(Out):
    """`id` is that of the session."""

    id: int
    title: TitleText
    session_title: TitleText
    author: NameText
    status: ReportWord
    recognised_minutes: int
    submitted_at: NoInstantText


class ReportDetail(ReportItem):
    """What is not there yet is an empty text."""

    place: str
    start_time: str
    end_time: str
    excluded_minutes: int
    excluded_reason: str
    topic: str
    content: str
    absence_view: str
    people: list[ReportPerson]
    decided_at: NoInstantText
    return_reason: str
    updated_at: NoInstantText


class ReportPageAnswer(Out):
    items: list[ReportItem]
    pagination: Pagination


def report_list(page: Page) -> ReportPageAnswer:
    return ReportPageAnswer(items=[ReportItem(**_item(report)) for report in page.items], pagination=pagination(page))


def report_detail(report: SessionReport, people: Sequence[PersonThere]) -> ReportDetail:
    return ReportDetail(
        **_item(report),
        place=report.place,
        start_time=_clock_time(report.started_at),
        end_time=_clock_time(report.ended_at),
        excluded_minutes=report.excluded_minutes,
        excluded_reason=report.excluded_reason,
        topic=report.topic,
        content=report.content,
        absence_view=report.absence_view,
        people=[
            ReportPerson(name=person.name, status=PRESENCE_WORDS[person.presence] if person.presence else "")
            for person in people
        ],
        decided_at=instant(report.decided_at),
        return_reason=report.return_reason if report.status == ReportStatus.RETURNED else "",
        updated_at=instant(report.updated_at),
    )


def _clock_time(moment: datetime | None) -> str:
    return f"{clock.local(moment):%H:%M}" if moment else ""


def _item(report: SessionReport) -> dict[str, Any]:
    return {
        "id": report.session_id,
        "title": title_of(report.session),
        "session_title": report.session.title,
        "author": report.session.author.name,
        "status": _WORDS[report.status],
        "recognised_minutes": recognised_minutes(report),
        "submitted_at": instant(report.submitted_at),
    }
