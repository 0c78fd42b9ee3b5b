"""The input and output of the endpoints of lessons, with the names of seed 003.

Times are Seoul's, without an offset: `2024-01-20T14:00:00`.
"""

import re
from datetime import datetime, time, timedelta
from typing import Annotated, Any, Literal, cast

from django.utils.translation import gettext
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic.alias_generators import to_camel

from apps.core import clock
from apps.core.api.envelope import Out, Pagination, pagination
from apps.core.api.fields import Day, Input, PageNumber
from apps.core.api.lazy import gettext_lazy as _
from apps.core.paging import Page
from apps.core.rules import LONGEST_REASON
from apps.lessons.models import Lesson, Tutorial
from apps.lessons.rules import LONGEST_MESSAGE
from apps.lessons.selectors.api import MOST_LESSONS, LessonList
from apps.lessons.selectors.hours import RequestDay
from apps.lessons.states import Role

StatusWord = Literal["PENDING", "APPROVED", "REJECTED", "IN_PROGRESS", "COMPLETED", "CANCELLED"]
RoleWord = Literal["MENTOR", "MENTEE", "STAFF"]
WeekdayWord = Literal["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]
_WEEKDAYS: tuple[WeekdayWord, ...] = (
    "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY",
)  # fmt: skip

_CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?", re.ASCII)


def _clock_time(raw: Any) -> time:
    if isinstance(raw, str) and _CLOCK_TIME.fullmatch(raw):
        return time.fromisoformat(raw)
    raise ValueError(gettext("시각을 14:00:00이나 14:00처럼 적어 주세요(00:00:00~23:59:59)."))


# LocalTime of seed 003; the seconds may be left out.
ClockTime = Annotated[
    time,
    BeforeValidator(_clock_time),
    WithJsonSchema(
        {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$", "examples": ["14:00:00"]}
    ),
]
Instant = Annotated[str, Field(examples=["2024-01-20T14:00:00"])]
Title = Annotated[str, Field(examples=["Spring Boot 입문 강의"])]
MentorName = Annotated[str, Field(examples=["김멘토"])]
MenteeName = Annotated[str, Field(examples=["박멘티"])]
Hour = Annotated[str, Field(examples=["19:00:00"])]
DayText = Annotated[str, Field(examples=["2026-01-05"])]

# --- In ---------------------------------------------------------------------------------------------------------------


class LessonsQuery(BaseModel):
    status: StatusWord | None = Field(default=None, description=_("없으면 모든 상태의 수업을 답합니다."))
    page: PageNumber = Field(default=1, description=_("500건보다 많을 때, 그다음 500건은 2쪽입니다."))


class SlotsQuery(BaseModel):
    date: Day


class TutorialsQuery(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel)

    search_value: str = Field(
        default="", max_length=100, description=_("제목, 소개, 멘토 이름에 이 글이 들어 있는 것만 찾습니다.")
    )
    page: PageNumber = 1


class LessonRequestInput(Input):
    """A request for a lesson (seed 003 §1)."""

    lesson_date: Day
    lesson_time: ClockTime
    request_message: str | None = Field(default=None, max_length=LONGEST_MESSAGE)

    def starts_at(self) -> datetime:
        return clock.at(self.lesson_date, self.lesson_time)


class LessonRejectInput(Input):
    """A rejection (seed 003 §6). The rule refuses a missing reason, with the sentence of the seed."""

    model_config = ConfigDict(json_schema_extra={"required": ["rejectReason"]})

    reject_reason: Annotated[str | None, WithJsonSchema({"type": "string", "maxLength": LONGEST_REASON})] = Field(
        default="", max_length=LONGEST_REASON, examples=["해당 시간에 다른 일정이 있습니다."]
    )


class LessonCancelInput(Input):
    cancel_reason: str | None = Field(
        default=None, max_length=LONGEST_REASON, description=_("멘토와 운영자는 꼭 적습니다.")
    )


# --- Out --------------------------------------------------------------------------------------------------------------


class LessonRequested(Out):
    lesson_id: int
    tutorial_id: int
    tutorial_title: Title
    mentor_name: MentorName
    scheduled_at: Instant
    status: StatusWord
    request_message: str | None


class MyLesson(Out):
    lesson_id: int
    tutorial_id: int
    tutorial_title: Title
    mentor_name: MentorName
    scheduled_at: Instant
    status: StatusWord
    created_at: Instant


class MyLessons(Out):
    lessons: list[MyLesson]


class LessonRequest(Out):
    lesson_id: int
    tutorial_id: int
    tutorial_title: Title
    mentee_name: MenteeName
    mentee_email: str
    scheduled_at: Instant
    request_message: str | None
    status: StatusWord
    created_at: Instant


class LessonRequests(Out):
    requests: list[LessonRequest]


class LessonTutorial(Out):
    """The tutorial of a lesson. `price` and `duration` are those agreed at the request."""

    tutorial_id: int
    title: Title
    description: str
    price: Annotated[int, Field(examples=[50000])]
    duration: Annotated[int, Field(examples=[60])]


class LessonMentor(Out):
    mentor_id: int
    name: MentorName
    email: Annotated[str, Field(examples=["mentor@example.com"])]
    career: Annotated[str, Field(examples=["백엔드 개발 5년 경력"])]


class LessonMentee(Out):
    mentee_id: int
    name: MenteeName
    email: Annotated[str, Field(examples=["mentee@example.com"])]


class LessonDetail(Out):
    """A lesson. `userRole` is STAFF for someone who is neither its mentor nor its mentee but may see lessons."""

    lesson_id: int
    status: StatusWord
    scheduled_at: Instant
    created_at: Instant
    completed_at: Instant | None
    request_message: str | None
    reject_reason: str | None
    tutorial: LessonTutorial
    mentor: LessonMentor
    mentee: LessonMentee
    user_role: RoleWord


class LessonMoved(Out):
    lesson_id: int
    status: StatusWord
    updated_at: Instant


class TutorialItem(Out):
    tutorial_id: int
    title: Title
    description: str
    price: Annotated[int, Field(examples=[50000])]
    duration: Annotated[int, Field(examples=[60])]
    mentor_name: MentorName
    created_at: Instant


class TutorialPage(Out):
    tutorials: list[TutorialItem]
    pagination: Pagination


class LessonHours(Out):
    """A time of the week. One that lasts until midnight ends at 24:00:00."""

    weekday: WeekdayWord
    start_time: Hour
    end_time: Hour


class TutorialMentor(Out):
    mentor_id: int
    name: MentorName
    career: Annotated[str, Field(examples=["백엔드 개발 5년 경력"])]


class RestDays(Out):
    """Days on which the mentor gives no lessons, both ends included."""

    first_day: DayText
    last_day: DayText


class Slot(Out):
    """A time at which a lesson can be requested. `isFree` is false if the mentor has something else then."""

    start_time: Hour
    end_time: Hour
    is_free: bool


class AvailableSlots(Out):
    """The times of a day. `reason` says why there is none; null if there is one."""

    tutorial_id: int
    date: DayText
    duration: Annotated[int, Field(examples=[60])]
    slots: list[Slot]
    reason: str | None


class TutorialDetail(Out):
    """A tutorial. `weeklyHours`: when the mentor gives lessons; empty if at all times."""

    tutorial_id: int
    title: Title
    description: str
    price: Annotated[int, Field(examples=[50000])]
    duration: Annotated[int, Field(examples=[60])]
    is_open: bool
    mentor: TutorialMentor
    weekly_hours: list[LessonHours]
    days_off: list[RestDays]
    created_at: Instant


# --- From rows to answers ---------------------------------------------------------------------------------------------


def instant(moment: datetime) -> str:
    """Return the time as seed 003 writes it: Seoul's, without an offset."""
    return clock.local(moment).replace(tzinfo=None).isoformat(timespec="seconds")


def _email(member: Any) -> str:
    """Return the member's e-mail; '' if the member has left."""
    return "" if member.left_at else member.email


def _career(mentor: Any) -> str:
    profile = getattr(mentor, "mentor_profile", None)
    return profile.career if profile is not None else ""


def lesson_requested(lesson: Lesson) -> LessonRequested:
    return LessonRequested(
        lesson_id=lesson.pk,
        tutorial_id=lesson.tutorial_id,
        tutorial_title=lesson.tutorial.title,
        mentor_name=lesson.mentor.name,
        scheduled_at=instant(lesson.starts_at),
        status=cast(StatusWord, lesson.status),
        request_message=lesson.request_message or None,
    )


def my_lessons(listed: LessonList) -> MyLessons:
    return MyLessons(
        lessons=[
            MyLesson(
                lesson_id=row.pk,
                tutorial_id=row.tutorial_id,
                tutorial_title=row.tutorial.title,
                mentor_name=row.mentor.name,
                scheduled_at=instant(row.starts_at),
                status=cast(StatusWord, row.status),
                created_at=instant(row.created_at),
            )
            for row in listed.lessons
        ]
    )


def lesson_requests(listed: LessonList) -> LessonRequests:
    return LessonRequests(
        requests=[
            LessonRequest(
                lesson_id=row.pk, tutorial_id=row.tutorial_id, tutorial_title=row.tutorial.title,
                mentee_name=row.mentee.name, mentee_email=_email(row.mentee), scheduled_at=instant(row.starts_at),
                request_message=row.request_message or None, status=cast(StatusWord, row.status),
                created_at=instant(row.created_at),
            )
            for row in listed.lessons
        ]
    )  # fmt: skip


def more_message(listed: LessonList) -> str | None:
    """Return the message that says on which page older lessons are; None if there are none."""
    if not listed.more:
        return None
    sentence = gettext("수업을 한 번에 %(most)d건까지 답합니다. 더 앞선 수업은 %(next)d쪽(page)에 있습니다.")
    return sentence % {"most": MOST_LESSONS, "next": listed.page + 1}


def lesson_detail(lesson: Lesson, role: Role) -> LessonDetail:
    tutorial, mentor, mentee = lesson.tutorial, lesson.mentor, lesson.mentee
    return LessonDetail(
        lesson_id=lesson.pk,
        status=cast(StatusWord, lesson.status),
        scheduled_at=instant(lesson.starts_at),
        created_at=instant(lesson.created_at),
        completed_at=instant(lesson.completed_at) if lesson.completed_at else None,
        request_message=lesson.request_message or None,
        reject_reason=lesson.reject_reason or None,
        tutorial=LessonTutorial(
            tutorial_id=tutorial.pk,
            title=tutorial.title,
            description=tutorial.description,
            price=lesson.price,
            duration=lesson.duration,
        ),
        mentor=LessonMentor(mentor_id=mentor.pk, name=mentor.name, email=_email(mentor), career=_career(mentor)),
        mentee=LessonMentee(mentee_id=mentee.pk, name=mentee.name, email=_email(mentee)),
        user_role=cast(RoleWord, role.upper()),
    )


def lesson_moved(lesson: Lesson) -> LessonMoved:
    return LessonMoved(
        lesson_id=lesson.pk, status=cast(StatusWord, lesson.status), updated_at=instant(lesson.updated_at)
    )


def tutorial_page(page: Page) -> TutorialPage:
    items = [
        TutorialItem(
            tutorial_id=row.pk, title=row.title, description=row.description, price=row.price, duration=row.duration,
            mentor_name=row.mentor.name, created_at=instant(row.created_at),
        )
        for row in page
    ]  # fmt: skip
    return TutorialPage(tutorials=items, pagination=pagination(page))


def _end(at: time) -> str:
    return "24:00:00" if at == time.min else at.isoformat()


def available_slots(tutorial: Tutorial, day: RequestDay) -> AvailableSlots:
    """Return the times of a day at which a lesson of the tutorial can be requested, the earliest first."""
    length = timedelta(minutes=tutorial.duration)
    starts = sorted([(at, True) for at in day.free] + [(at, False) for at in day.overlapping])
    return AvailableSlots(
        tutorial_id=tutorial.pk,
        date=day.day.isoformat(),
        duration=tutorial.duration,
        slots=[
            Slot(
                start_time=at.isoformat(),
                end_time=_end(clock.local(clock.at(day.day, at) + length).time()),
                is_free=free,
            )
            for at, free in starts
        ],
        reason=day.refusal or None,
    )


def tutorial_detail(tutorial: Tutorial) -> TutorialDetail:
    mentor = tutorial.mentor
    return TutorialDetail(
        tutorial_id=tutorial.pk,
        title=tutorial.title,
        description=tutorial.description,
        price=tutorial.price,
        duration=tutorial.duration,
        is_open=tutorial.is_open and mentor.is_active,
        mentor=TutorialMentor(mentor_id=mentor.pk, name=mentor.name, career=_career(mentor)),
        weekly_hours=[
            LessonHours(
                weekday=_WEEKDAYS[row.weekday], start_time=row.start_time.isoformat(), end_time=_end(row.end_time)
            )
            for row in mentor.weekly_hours.all()
        ],
        days_off=[
            RestDays(first_day=row.first_day.isoformat(), last_day=row.last_day.isoformat())
            for row in mentor.days_off.all()
        ],
        created_at=instant(tutorial.created_at),
    )
