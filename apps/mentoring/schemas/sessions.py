"""Input and output of the endpoints of mentoring, with the names and words of seed 000.

The words of an answer (type, status) are part of the contract: they are the same in every language.
"""

from datetime import datetime
from typing import Annotated, Any, Literal, get_args

from django.conf import settings
from django.urls import reverse
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from apps.core import clock, text_images
from apps.core.api.envelope import Out, Pagination, pagination
from apps.core.api.fields import STAYS, ClockTime, Day, Id, Input, PageNumber, Switch
from apps.core.api.lazy import gettext_lazy as _
from apps.core.fields import LONGEST_ADDRESS
from apps.core.paging import Page
from apps.core.rules import LONGEST_REASON
from apps.mentoring.models import Application, Session
from apps.mentoring.rules import LONGEST_PREPARATION, LONGEST_TITLE
from apps.mentoring.services.applications import Applied
from apps.mentoring.services.sessions import SessionInput
from apps.mentoring.states import OPEN_PHASES, ApplicationState, SessionType
from apps.planner.models import Appointment
from apps.planner.rules import LONGEST_VENUE

TypeWord = Literal["자유 멘토링", "멘토 특강"]
StatusWord = Literal["접수중", "마감"]
ApplicationWord = Literal["신청완료", "대기", "신청취소"]

_TYPE_WORDS: dict[str, TypeWord] = {SessionType.PUBLIC: "자유 멘토링", SessionType.LECTURE: "멘토 특강"}
_APPLICATION_WORDS: dict[str, ApplicationWord] = dict(
    zip(
        (ApplicationState.APPLIED, ApplicationState.WAITING, ApplicationState.CANCELLED),
        get_args(ApplicationWord),
        strict=True,
    )
)


_SEATS = _("없거나 null이면 자유 멘토링은 3명, 멘토 특강은 6명입니다.")
_SAME_DAY = _("없거나 null이면 진행일과 같습니다.")
_BACK = _("null이면 처음 값으로 돌아갑니다. 처음 값 그대로면 진행일이나 유형을 따라 바뀝니다.")
_OFFER_HOURS = _("먼저 확인해야 하는 대기자에게 자리를 맡아 두는 시간입니다. 없거나 null이면 24시간입니다.")
_OFFERED = _(
    "제안받은 자리의 기한입니다. 그때까지 신청하면 자리를 받고, 취소하면 다음 분에게 넘어갑니다. 없으면 빈 글입니다."
)
RELEASED = _("자리를 내놓은 일시입니다. 다른 분이 받을 때까지 자리는 그대로입니다. 내놓지 않았으면 빈 글입니다.")
_EMPTIES = _("null이면 비웁니다.")
_SAFE_HTML = _("HTML입니다. 안전한 것만 남깁니다.")
_PREPARATION = _("가져오거나 미리 해 둘 것입니다. 없거나 null이면 비웁니다.")
_TOPICS = _("운영자가 정한 주제의 이름, 5개까지입니다. null이면 비웁니다.")

_DEFAULT_JOIN_URL = _("https 주소입니다. 열 때 없거나 null이면 멘토의 기본 주소이고, 빈 글이면 주소가 없습니다.")
_SEEN_JOIN_URL = _("자리를 받은 사람과 연 멘토, 운영자에게만 보입니다. 다른 사람에게는 빈 글입니다.")
_SEEN_HANDOUT = _(
    "자료를 받는 페이지의 주소입니다. 자리를 받은 사람과 연 멘토, 운영자에게만 보입니다. 없으면 빈 글입니다."
)

DayText = Annotated[str, Field(examples=["2026-01-15"])]
HourText = Annotated[str, Field(examples=["14:00"])]
InstantText = Annotated[str, Field(examples=["2026-01-10T09:30:00+09:00"])]
NoInstantText = Annotated[str, Field(examples=[""])]
TitleText = Annotated[str, Field(examples=["멘토링 제목"])]
NameText = Annotated[str, Field(examples=["김하준"])]
VenueText = Annotated[str, Field(examples=["스페이스 A1"])]
JoinUrl = Annotated[str, Field(max_length=LONGEST_ADDRESS, examples=["https://meet.example.com/ha-jun"])]
Preparation = Annotated[str, Field(max_length=LONGEST_PREPARATION, examples=["노트북"])]
TopicText = Annotated[str, Field(max_length=40, examples=["코드 리뷰"])]

# --- In ---------------------------------------------------------------------------------------------------------------


class ListQuery(BaseModel):
    """Seed 000 List. Without `searchField` a `searchValue` is looked for in titles."""

    model_config = ConfigDict(alias_generator=to_camel)

    status: Literal["open", "closed"] | None = None
    type: Literal["public", "lecture"] | None = None
    search_field: Literal["title", "author", "content"] = "title"
    search_value: str = Field(default="", max_length=100, description=_("이 글이 들어 있는 것만 찾습니다."))
    me: Switch = Field(default=False, description=_("내가 연 멘토링만 찾습니다."))
    topic: str = Field(default="", max_length=100, description=_("이 이름의 주제가 있는 것만 찾습니다."))
    page: PageNumber = 1


class HistoryQuery(BaseModel):
    page: PageNumber = 1


class CreateInput(Input):
    """Seed 000 Create. What is optional may be left out or null: then the default counts."""

    title: str = Field(max_length=LONGEST_TITLE, examples=["멘토링 제목"])
    type: Literal["public", "lecture"]
    date: Day
    start_time: ClockTime
    end_time: ClockTime
    venue: str = Field(max_length=LONGEST_VENUE, examples=["스페이스 A1"])
    capacity: int | None = Field(default=None, alias="maxAttendees", description=_SEATS)
    reg_start: Day | None = Field(default=None, description=_SAME_DAY)
    reg_end: Day | None = Field(default=None, description=_SAME_DAY)
    content: str | None = Field(default="", examples=["<p>내용</p>"], description=_SAFE_HTML)
    preparation: Preparation | None = Field(default="", description=_PREPARATION)
    topics: list[TopicText] | None = Field(default=None, description=_TOPICS)
    join_url: JoinUrl | None = Field(default=None, description=_DEFAULT_JOIN_URL)
    offer_hours: int | None = Field(default=None, description=_OFFER_HOURS)

    def given(self) -> SessionInput:
        texts = {"content": self.content or "", "preparation": self.preparation or ""}
        values = {name: getattr(self, name) for name in CreateInput.model_fields}
        return SessionInput(**{**values, **texts, "topics": tuple(self.topics or ())})


class UpdateInput(Input):
    """Seed 000 Update: what is left out stays; null empties, or goes back to the default where there is one."""

    title: Annotated[str, Field(max_length=LONGEST_TITLE)] = STAYS
    type: Literal["public", "lecture"] = STAYS
    date: Day = STAYS
    start_time: ClockTime = STAYS
    end_time: ClockTime = STAYS
    venue: str | None = Field(default=None, max_length=LONGEST_VENUE, description=_EMPTIES)
    capacity: int | None = Field(default=None, alias="maxAttendees", description=_BACK)
    reg_start: Day | None = Field(default=None, description=_BACK)
    reg_end: Day | None = Field(default=None, description=_BACK)
    content: str | None = Field(default=None, description=_SAFE_HTML)
    preparation: Preparation | None = Field(default=None, description=_PREPARATION)
    topics: list[TopicText] | None = Field(default=None, description=_TOPICS)
    join_url: JoinUrl | None = Field(default=None, description=_DEFAULT_JOIN_URL)
    offer_hours: int | None = Field(default=None, description=_OFFER_HOURS)

    def changes(self) -> dict[str, object]:
        given = {name: getattr(self, name) for name in self.model_fields_set}
        empty = {"venue": "", "content": "", "preparation": "", "topics": ()}
        return {name: empty.get(name) if value is None else value for name, value in given.items()}


class ApplyInput(Input):
    wait: bool | None = Field(default=False, description=_("자리가 없으면 대기를 신청합니다."))
    swap: bool | None = Field(
        default=False,
        description=_(
            "제안받은 자리를 받으면서 그 시간의 다른 일정을 모두 취소합니다. 하나라도 취소할 수 없으면 거부됩니다."
        ),
    )


class CancelInput(Input):
    """`reason` is for those who run the session: they may end another's application, and have to say why."""

    apply_sn: Id
    qustnr_sn: Id
    reason: str | None = Field(
        default=None,
        max_length=LONGEST_REASON,
        description=_("멘토나 운영자가 다른 사람의 신청을 취소할 때는 꼭 적습니다."),
    )


# --- Out --------------------------------------------------------------------------------------------------------------


class Days(Out):
    start: DayText
    end: DayText


class Hours(Out):
    """In Seoul."""

    start: HourText
    end: Annotated[str, Field(examples=["16:00"])]


class Attendees(Out):
    current: int
    max: int


class Applicant(Out):
    """`cancelledAt` is empty for one who did not cancel."""

    name: NameText
    applied_at: InstantText
    cancelled_at: NoInstantText
    status: ApplicationWord


class SessionItem(Out):
    """One session of a list: MentoringDetail without what only its page shows."""

    id: int
    title: TitleText
    type: TypeWord
    registration_period: Days
    session_date: DayText
    session_time: Hours
    attendees: Attendees
    approved: bool
    status: StatusWord
    author: NameText
    created_at: InstantText


class MentoringDetail(SessionItem):
    content: Annotated[str, Field(examples=["<p>내용</p>"])]
    venue: VenueText
    applicants: list[Applicant]
    topics: list[TopicText]
    preparation: str
    join_url: str = Field(description=_SEEN_JOIN_URL)
    handout_url: str = Field(description=_SEEN_HANDOUT)
    offer_hours: int


class SessionPage(Out):
    items: list[SessionItem]
    pagination: Pagination


class Clash(Out):
    """Another appointment of the member in the same time."""

    title: TitleText
    session_date: DayText
    session_time: Hours
    venue: VenueText


class ApplicationAnswer(Out):
    apply_sn: int
    qustnr_sn: int
    status: ApplicationWord
    applied_at: InstantText
    is_waiting: bool
    waiting_number: int
    offered_until: NoInstantText = Field(description=_OFFERED)
    conflicts: list[Clash]


class CancelAnswer(Out):
    apply_sn: int
    qustnr_sn: int
    status: ApplicationWord
    cancelled_at: InstantText


class HistoryItem(Out):
    """`waitingNumber` is the place in line now, 0 for one who is not in line; `deleted`: the session is gone (삭제)."""

    apply_sn: int
    qustnr_sn: int
    type: TypeWord
    title: TitleText
    author: NameText
    session_date: DayText
    session_time: Hours
    applied_at: InstantText
    cancelled_at: NoInstantText
    status: ApplicationWord
    waiting_number: int
    offered_until: NoInstantText = Field(description=_OFFERED)
    released_at: NoInstantText = Field(description=RELEASED)
    approved: bool
    deleted: bool


class HistoryPage(Out):
    items: list[HistoryItem]
    pagination: Pagination


# --- From rows to answers ---------------------------------------------------------------------------------------------


def instant(moment: datetime | None) -> str:
    """Return the moment in ISO 8601 with the offset of Seoul; '' for None, as the fields of seed 000 are strings."""
    return clock.local(moment).isoformat(timespec="seconds") if moment else ""


def hours(start: datetime, end: datetime) -> Hours:
    return Hours(start=f"{clock.local(start):%H:%M}", end=f"{clock.local(end):%H:%M}")


def _session_values(session: Session, now: datetime) -> dict[str, Any]:
    return {
        "id": session.pk,
        "title": session.title,
        "type": _TYPE_WORDS[session.type],
        "registration_period": Days(start=session.reg_start.isoformat(), end=session.reg_end.isoformat()),
        "session_date": session.date.isoformat(),
        "session_time": hours(session.starts_at, session.ends_at),
        "attendees": Attendees(current=session.seats_taken, max=session.capacity),
        "approved": session.approved,
        "status": "접수중" if session.phase_at(now) in OPEN_PHASES else "마감",
        "author": session.author.name,
        "created_at": instant(session.created_at),
    }


def session_item(session: Session, now: datetime) -> SessionItem:
    return SessionItem(**_session_values(session, now))


def session_page(page: Page, now: datetime) -> SessionPage:
    return SessionPage(items=[session_item(row, now) for row in page], pagination=pagination(page))


def session_detail(
    session: Session, applicants: list[Application], now: datetime, *, takes_part: bool
) -> MentoringDetail:
    return MentoringDetail(
        **_session_values(session, now),
        content=text_images.from_everywhere(session.content, settings.SITE_URL + session.get_absolute_url()),
        venue=session.venue_name,
        preparation=session.preparation,
        offer_hours=session.offer_hours,
        topics=[topic.name for topic in session.topics.all()],
        join_url=session.join_url if takes_part else "",
        handout_url=_handout_url(session) if takes_part and session.handout else "",
        applicants=[
            Applicant(
                name=row.member.name,
                applied_at=instant(row.applied_at),
                cancelled_at=instant(row.cancelled_at),
                status=_APPLICATION_WORDS[row.state],
            )
            for row in applicants
        ],
    )


def _handout_url(session: Session) -> str:
    return settings.SITE_URL + reverse("mentoring:handout", args=[session.pk])


def application_answer(applied: Applied) -> ApplicationAnswer:
    application = applied.application
    return ApplicationAnswer(
        apply_sn=application.pk,
        qustnr_sn=application.session_id,
        status=_APPLICATION_WORDS[application.state],
        applied_at=instant(application.applied_at),
        is_waiting=application.is_waiting,
        waiting_number=applied.place,
        offered_until=instant(application.offered_until),
        conflicts=[_clash(appointment) for appointment in applied.conflicts],
    )


def _clash(appointment: Appointment) -> Clash:
    return Clash(
        title=appointment.label,
        session_date=clock.local(appointment.starts_at).date().isoformat(),
        session_time=hours(appointment.starts_at, appointment.ends_at),
        venue=appointment.place,
    )


def cancel_answer(application: Application) -> CancelAnswer:
    return CancelAnswer(
        apply_sn=application.pk,
        qustnr_sn=application.session_id,
        status=_APPLICATION_WORDS[application.state],
        cancelled_at=instant(application.cancelled_at),
    )


def history_page(page: Page) -> HistoryPage:
    return HistoryPage(items=[_history_item(row) for row in page], pagination=pagination(page))


def _history_item(application: Application) -> HistoryItem:
    session = application.session
    return HistoryItem(
        apply_sn=application.pk,
        qustnr_sn=session.pk,
        type=_TYPE_WORDS[session.type],
        title=session.title,
        author=session.author.name,
        session_date=session.date.isoformat(),
        session_time=hours(session.starts_at, session.ends_at),
        applied_at=instant(application.applied_at),
        cancelled_at=instant(application.cancelled_at),
        status=_APPLICATION_WORDS[application.state],
        waiting_number=application.place,
        offered_until=instant(application.offered_until),
        released_at=instant(application.released_at),
        approved=session.approved,
        deleted=session.deleted_at is not None,
    )
