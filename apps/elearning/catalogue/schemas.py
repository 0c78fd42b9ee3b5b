"""The schemas of the catalogue's endpoints, with the field names of seed 001 for what the seed names.

The seed has no endpoint for courses and classes, though its other endpoints take their ids; these are ours.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal, cast

from pydantic import BaseModel, Field

from apps.core import clock, html
from apps.core.api.fields import BIGGEST_ID, Switch
from apps.core.api.flat import FlatReply, PageQuery, Paging
from apps.core.api.lazy import gettext_lazy as _
from apps.elearning.catalogue.models import ClassMeeting, Content, Course, CourseClass
from apps.topics.selectors import topic_names

TypeWord = Literal["ONLINE", "OFFLINE", "BLENDED"]
LevelWord = Literal["INTRODUCTORY", "BASIC", "INTERMEDIATE", "ADVANCED"]
ContentWord = Literal["VIDEO", "DOCUMENT", "LINK"]
PhaseWord = Literal["called_off", "ended", "running", "upcoming", "closed", "full", "soon", "open"]
DayText = Annotated[str, Field(examples=["2026-02-01"])]
InstantText = Annotated[str, Field(examples=["2026-02-01T19:00:00+09:00"])]
Percent = Annotated[int, Field(ge=0, le=100)]

_STATUS = _("open은 지금 신청할 수 있는 차수가 있는 과정, coming은 신청이 곧 시작되는 차수가 있는 과정입니다.")
_PHASE = _("open과 soon(마감 임박)일 때 신청할 수 있습니다.")
_WORD = _("과정명과 소개, 주제, 강사 이름에서 찾습니다.")
_TAUGHT = _("true이면 본인이 가르치는 차수만 답합니다.")
_HTML = _("소개입니다. 안전한 HTML입니다.")
_CONTENTS = _("이 차수가 배우는 콘텐츠입니다. 수업이 시작된 뒤에는 과정이 바뀌어도 그대로입니다.")

# --- In ---------------------------------------------------------------------------------------------------------------


class CourseListQuery(PageQuery):
    status: Literal["open", "coming"] | None = Field(default=None, description=_STATUS)
    type: TypeWord | None = None
    level: LevelWord | None = None
    word: str = Field(default="", max_length=100, description=_WORD)
    topic: str = Field(default="", max_length=100, description=_("이 이름의 주제가 있는 것만 찾습니다."))


class ClassListQuery(PageQuery):
    course_id: Annotated[int | None, Field(ge=1, le=BIGGEST_ID)] = None
    taught: Switch | None = Field(default=None, description=_TAUGHT)


# --- Out --------------------------------------------------------------------------------------------------------------


class CourseItem(BaseModel):
    course_id: int
    title: Annotated[str, Field(examples=["스포츠 지도사 입문"])]
    summary: str
    type: TypeWord
    level: LevelWord
    hours: int
    topics: list[Annotated[str, Field(examples=["데이터"])]]
    is_published: bool


class ContentItem(BaseModel):
    """A content. `minutes` is its weight in the progress."""

    content_id: int
    position: int
    title: Annotated[str, Field(examples=["1강. 몸풀기"])]
    type: ContentWord
    minutes: int
    is_required: bool


class CourseDetail(CourseItem):
    description: str = Field(description=_HTML)
    contents: list[ContentItem]


class ClassItem(BaseModel):
    """A class. Days have both ends included, `fee` is in whole KRW."""

    class_id: int
    class_number: int
    course_id: int
    course_title: Annotated[str, Field(examples=["스포츠 지도사 입문"])]
    instructors: list[str]
    start_date: DayText
    end_date: DayText
    apply_start: DayText
    apply_end: DayText
    phase: PhaseWord = Field(description=_PHASE)
    capacity: int
    seats_taken: int
    has_waiting_list: bool
    fee: Annotated[int, Field(ge=0, examples=[150_000])]
    is_published: bool


class MeetingItem(BaseModel):
    starts_at: InstantText
    ends_at: InstantText
    venue: str


class RefundStepItem(BaseModel):
    """Who cancels at least `days_before` days before the start gets `percent` back."""

    days_before: int
    percent: Percent


class ClassDetail(ClassItem):
    least_progress: Percent
    least_attendance: Percent
    least_score: Percent
    meetings: list[MeetingItem]
    refund_steps: list[RefundStepItem]
    contents: list[ContentItem] = Field(description=_CONTENTS)


class CoursesReply(FlatReply):
    courses: list[CourseItem]
    paging: Paging


class CourseReply(FlatReply):
    course: CourseDetail


class ClassesReply(FlatReply):
    classes: list[ClassItem]
    paging: Paging


class ClassReply(FlatReply):
    course_class: ClassDetail


# --- From rows to answers ---------------------------------------------------------------------------------------------


def course_item(row: Course) -> CourseItem:
    return CourseItem(
        course_id=row.pk,
        title=row.title,
        summary=row.excerpt,
        type=cast(TypeWord, row.type),
        level=cast(LevelWord, row.level),
        hours=row.hours,
        topics=list(topic_names(row)),
        is_published=row.is_published,
    )


def course_detail(row: Course, contents: Iterable[Content]) -> CourseDetail:
    return CourseDetail(
        **course_item(row).model_dump(),
        description=html.trusted(row.content),
        contents=[content_item(content) for content in contents],
    )


def content_item(row: Content) -> ContentItem:
    return ContentItem(
        content_id=row.pk,
        position=row.position or 0,  # what is listed has one
        title=row.title,
        type=cast(ContentWord, row.type),
        minutes=row.minutes,
        is_required=row.is_required,
    )


def class_item(row: CourseClass, now: datetime) -> ClassItem:
    """Return a class as read by `selectors.api`, with its course and instructors, as an item."""
    return ClassItem(
        class_id=row.pk,
        class_number=row.number,
        course_id=row.course_id,
        course_title=row.course.title,
        instructors=[member.name for member in row.instructors.all()],
        start_date=row.start_date.isoformat(),
        end_date=row.end_date.isoformat(),
        apply_start=row.apply_start.isoformat(),
        apply_end=row.apply_end.isoformat(),
        phase=cast(PhaseWord, row.phase_at(now).value),
        capacity=row.capacity,
        seats_taken=row.seats_taken,
        has_waiting_list=row.has_waiting_list,
        fee=row.fee,
        is_published=row.is_published,
    )


def class_detail(row: CourseClass, contents: Iterable[Content], now: datetime) -> ClassDetail:
    return ClassDetail(
        **class_item(row, now).model_dump(),
        least_progress=row.least_progress,
        least_attendance=row.least_attendance,
        least_score=row.least_score,
        meetings=[_meeting(meeting) for meeting in row.meetings.all()],
        refund_steps=[
            RefundStepItem(days_before=step.days_before, percent=step.percent) for step in row.refund_steps.all()
        ],
        contents=[content_item(content) for content in contents],
    )


def _meeting(row: ClassMeeting) -> MeetingItem:
    return MeetingItem(starts_at=_instant(row.starts_at), ends_at=_instant(row.ends_at), venue=row.venue_name)


def _instant(moment: datetime) -> str:
    return clock.local(moment).isoformat(timespec="seconds")
