"""Tutorials and their times."""

from collections.abc import Iterable
from datetime import time, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from apps.core import clock
from apps.core.api.envelope import Out, Pagination, pagination
from apps.core.api.fields import STAYS, Day, Input, PageNumber
from apps.core.api.lazy import gettext_lazy as _
from apps.core.fields import LONGEST_ADDRESS
from apps.core.paging import Page
from apps.lessons.models import Tutorial, WeeklyHours
from apps.lessons.rules import HIGHEST_PRICE, LONGEST, LONGEST_DESCRIPTION, LONGEST_TITLE, SHORTEST
from apps.lessons.schemas.shared import Average, DayText, Hour, Instant, MentorName, Title, career_of, instant
from apps.lessons.selectors.hours import RequestDay
from apps.lessons.selectors.reviews import average_of
from apps.lessons.services.tutorials import TutorialInput as TutorialContent
from apps.planner.rules import LONGEST_VENUE
from apps.planner.schemas import WEEKDAYS, WeekdayWord
from apps.topics.selectors import topic_names

JoinUrl = Annotated[str, Field(max_length=LONGEST_ADDRESS, examples=["https://meet.example.com/room-1"])]
_DEFAULT_JOIN_URL = _("https 주소입니다. 열 때 없거나 null이면 멘토의 기본 주소이고, 빈 글이면 주소가 없습니다.")
_TOPICS = _("운영자가 정한 주제의 이름, 5개까지입니다. null이면 비웁니다.")
_EMPTIES = _("null이면 비웁니다.")

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


class TutorialInput(Input):
    """A new tutorial. What is optional may be left out or null."""

    title: str = Field(max_length=LONGEST_TITLE, examples=["Spring Boot 입문 강의"])
    description: str = Field(max_length=LONGEST_DESCRIPTION)
    price: int = Field(ge=0, le=HIGHEST_PRICE, description=_("원입니다. 0이면 무료입니다."))
    duration: int = Field(ge=SHORTEST, le=LONGEST, description=_("수업 한 번의 길이(분)입니다."))
    venue: str | None = Field(default=None, max_length=LONGEST_VENUE)
    join_url: JoinUrl | None = Field(default=None, description=_DEFAULT_JOIN_URL)
    topics: list[TopicText] | None = Field(default=None, description=_TOPICS)

    def given(self) -> TutorialContent:
        return TutorialContent(**{**dict(self), "venue": self.venue or "", "topics": tuple(self.topics or ())})


class TutorialChanges(Input):
    """What is left out stays; null empties."""

    title: Annotated[str, Field(max_length=LONGEST_TITLE)] = STAYS
    description: Annotated[str, Field(max_length=LONGEST_DESCRIPTION)] = STAYS
    price: Annotated[int, Field(ge=0, le=HIGHEST_PRICE)] = STAYS
    duration: Annotated[int, Field(ge=SHORTEST, le=LONGEST)] = STAYS
    venue: str | None = Field(default=None, max_length=LONGEST_VENUE, description=_EMPTIES)
    join_url: JoinUrl | None = Field(default=None, description=_EMPTIES)
    topics: list[TopicText] | None = Field(default=None, description=_EMPTIES)

    def changes(self) -> dict[str, object]:
        empty: dict[str, object] = {"venue": "", "join_url": "", "topics": ()}
        given = {name: getattr(self, name) for name in self.model_fields_set}
        return {name: empty.get(name) if value is None else value for name, value in given.items()}


class TutorialItem(Out):
    tutorial_id: int
    title: Title
    description: str
    price: Annotated[int, Field(examples=[50000])]
    duration: Annotated[int, Field(examples=[60])]
    mentor_name: MentorName
    topics: list[TopicText]
    review_count: int
    average_score: Average
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
    review_count: int
    average_score: Average
    created_at: Instant


def tutorial_page(page: Page) -> TutorialPage:
    items = [
        TutorialItem(
            tutorial_id=row.pk, title=row.title, description=row.description, price=row.price, duration=row.duration,
            mentor_name=row.mentor.name, topics=list(topic_names(row)), created_at=instant(row.created_at),
            review_count=row.review_count, average_score=average_of(row.review_count, row.score_sum),
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


def lesson_hours(hours: Iterable[WeeklyHours]) -> list[LessonHours]:
    return [
        LessonHours(weekday=WEEKDAYS[row.weekday], start_time=row.start_time.isoformat(), end_time=_end(row.end_time))
        for row in hours
    ]


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
        weekly_hours=lesson_hours(hours),
        days_off=[
            RestDays(first_day=row.first_day.isoformat(), last_day=row.last_day.isoformat())
            for row in mentor.days_off.all()
        ],
        open_holidays=[row.date.isoformat() for row in mentor.open_holidays.all()],
        topics=list(topic_names(tutorial)),
        review_count=tutorial.review_count,
        average_score=average_of(tutorial.review_count, tutorial.score_sum),
        created_at=instant(tutorial.created_at),
    )
