"""A mentor's times: hours of the week, days off, and how lessons are taken."""

from pydantic import Field

from apps.core.api.envelope import Out
from apps.core.api.fields import Day, Input
from apps.core.api.lazy import gettext_lazy as _
from apps.lessons.models import LessonSettings
from apps.lessons.rules import LONGEST_NOTE
from apps.lessons.rules.limits import LONGEST_BUFFER, LONGEST_NOTICE, MOST_A_DAY
from apps.lessons.schemas.shared import DayText
from apps.lessons.schemas.tutorials import LessonHours, lesson_hours
from apps.lessons.selectors.hours import MentorsTimes as Times
from apps.lessons.selectors.met import MetLesson
from apps.planner.forms import MOST_ROWS
from apps.planner.schemas import FreeHoursInput
from apps.planner.weekly_hours import WeeklySpan


class WeeklyHoursInput(Input):
    weekly_hours: list[FreeHoursInput] = Field(
        max_length=7 * MOST_ROWS, description=_("자정을 넘기는 시간은 24:00까지와 다음 날 00:00부터로 나눠 보냅니다.")
    )

    def spans(self) -> list[WeeklySpan]:
        return [span.span() for span in self.weekly_hours]


class SettingsInput(Input):
    """How a mentor takes lessons."""

    buffer: int = Field(ge=0, le=LONGEST_BUFFER, description=_("수업 사이에 비우는 분입니다."))
    notice: int = Field(ge=0, le=LONGEST_NOTICE, description=_("시작 몇 시간 전까지 신청할 수 있는지입니다."))
    most_a_day: int | None = Field(
        ge=1, le=MOST_A_DAY, description=_("하루에 할 수업 수입니다. null이면 제한이 없습니다.")
    )
    holds_requests: bool = Field(description=_("답하지 않은 신청도 그 시간을 차지하는지입니다."))


class DayOffInput(Input):
    first_day: Day
    last_day: Day | None = Field(default=None, description=_("없거나 null이면 하루입니다."))
    note: str | None = Field(default=None, max_length=LONGEST_NOTE, description=_("나만 봅니다."))


class Met(Out):
    """An agreed lesson that the hours or a day off do not allow any more."""

    lesson_id: int
    words: str


class OwnDayOff(Out):
    day_off_id: int
    first_day: DayText
    last_day: DayText
    note: str
    lessons: list[Met]


class LessonSettingsOut(Out):
    buffer: int
    notice: int
    most_a_day: int | None
    holds_requests: bool


class MentorsTimes(Out):
    """`lessonsOutside`: the agreed lessons ahead that lie outside the hours."""

    weekly_hours: list[LessonHours]
    days_off: list[OwnDayOff]
    settings: LessonSettingsOut
    lessons_outside: list[Met]


def mentors_times(times: Times, settings: LessonSettings) -> MentorsTimes:
    return MentorsTimes(
        weekly_hours=lesson_hours(times.hours),
        days_off=[
            OwnDayOff(
                day_off_id=row.pk, first_day=row.first_day.isoformat(), last_day=row.last_day.isoformat(),
                note=row.note, lessons=_met(row.met),
            )
            for row in times.days_off
        ],
        settings=LessonSettingsOut(
            buffer=settings.buffer, notice=settings.notice, most_a_day=settings.most_a_day,
            holds_requests=settings.holds_requests,
        ),
        lessons_outside=_met(times.outside),
    )  # fmt: skip


def _met(lessons: list[MetLesson]) -> list[Met]:
    return [Met(lesson_id=lesson.pk, words=lesson.words) for lesson in lessons]
