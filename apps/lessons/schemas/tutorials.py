"""Tutorials and their times."""

from datetime import time, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from apps.core import clock
from apps.core.api.envelope import Out, Pagination, pagination
from apps.core.api.fields import Day, PageNumber
from apps.core.api.lazy import gettext_lazy as _
from apps.core.paging import Page
from apps.lessons.models import Tutorial, WeeklyHours
from apps.lessons.schemas.shared import DayText, Hour, Instant, MentorName, Title, career_of, instant
from apps.lessons.selectors.hours import RequestDay
from apps.planner.schemas import WEEKDAYS, WeekdayWord
from apps.topics.selectors import topic_names

TopicText = Annotated[str, Field(examples=["코드 리뷰"])]


class SlotsQuery(BaseModel):
    date: Day


class TutorialsQuery(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel)

    search_value: str = Field(
        default="", max_length=100, description=_("제목, 소개, 멘토 이름, 주제에 이 글이 들어 있는 것만 찾습니다.")
    )
    topic: str = Field(default="", max_length=100, description=_("이 이름의 주제가 있는 것만 찾습니다."))
    page: PageNumber = 1


class TutorialItem(Out):
    tutorial_id: int
    title: Title
    description: str
    price: Annotated[int, Field(examples=[50000])]
    duration: Annotated[int, Field(examples=[60])]
    mentor_name: MentorName
    topics: list[TopicText]
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
    """A tutorial. `weeklyHours`: when lessons of it are given; empty if at all times.

    `openHolidays`: the public holidays ahead on which the mentor gives lessons all the same.
    """

    tutorial_id: int
    title: Title
    description: str
    price: Annotated[int, Field(examples=[50000])]
    duration: Annotated[int, Field(examples=[60])]
    venue: str
    is_open: bool
    mentor: TutorialMentor
    weekly_hours: list[LessonHours]
    days_off: list[RestDays]
    open_holidays: list[DayText]
    topics: list[TopicText]
    created_at: Instant


def tutorial_page(page: Page) -> TutorialPage:
    items = [
        TutorialItem(
            tutorial_id=row.pk, title=row.title, description=row.description, price=row.price, duration=row.duration,
            mentor_name=row.mentor.name, topics=list(topic_names(row)), created_at=instant(row.created_at),
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


def tutorial_detail(tutorial: Tutorial, hours: list[WeeklyHours]) -> TutorialDetail:
    mentor = tutorial.mentor
    return TutorialDetail(
        tutorial_id=tutorial.pk,
        title=tutorial.title,
        description=tutorial.description,
        price=tutorial.price,
        duration=tutorial.duration,
        venue=tutorial.venue_name,
        is_open=tutorial.is_open and mentor.is_active,
        mentor=TutorialMentor(mentor_id=mentor.pk, name=mentor.name, career=career_of(mentor)),
        weekly_hours=[
            LessonHours(
                weekday=WEEKDAYS[row.weekday], start_time=row.start_time.isoformat(), end_time=_end(row.end_time)
            )
            for row in hours
        ],
        days_off=[
            RestDays(first_day=row.first_day.isoformat(), last_day=row.last_day.isoformat())
            for row in mentor.days_off.all()
        ],
        open_holidays=[row.date.isoformat() for row in mentor.open_holidays.all()],
        topics=list(topic_names(tutorial)),
        created_at=instant(tutorial.created_at),
    )
