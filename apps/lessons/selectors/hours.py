"""A mentor's hours to edit, and the times of a day on which a lesson can be asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, text
from apps.core.errors import DomainError, allowed, refusal_of
from apps.core.fields import HALF_HOURS
from apps.lessons import rules, weekly_hours
from apps.lessons.models import DayOff, Lesson, Tutorial, WeeklyHours
from apps.lessons.states import LessonStatus
from apps.planner import selectors as planner
from apps.planner.models import Appointment, AppointmentRole

DAYS_AHEAD = 28
DAYS_SHOWN = 8
DAYS_OFF_SHOWN = 3


class DayOffLine(NamedTuple):
    """Days off as their mentor sees them. `lessons` are those agreed before, which stay."""

    pk: int
    words: str
    note: str
    lessons: int


def list_days_off(mentor: Member, today: date) -> list[DayOffLine]:
    """The days off that are not over. Statements: 2."""
    rows = list(DayOff.objects.filter(mentor=mentor, last_day__gte=today).order_by("first_day"))
    if not rows:
        return []
    agreed = list(
        Lesson.objects.of_mentor(mentor)
        .filter(status=LessonStatus.APPROVED, starts_at__gte=clock.start_of(today))
        .values_list("starts_at", "ends_at")
    )
    return [DayOffLine(row.pk, rules.day_off_in_words(row), row.note, _count_touching(row, agreed)) for row in rows]


def _count_touching(rest: DayOff, times: Sequence[tuple[datetime, datetime]]) -> int:
    start, end = clock.start_of(rest.first_day), clock.start_of(rest.last_day + clock.ONE_DAY)
    return sum(starts_at < end and ends_at > start for starts_at, ends_at in times)


class DayChoice(NamedTuple):
    """A day that the mentor gives lessons on. `iso` goes into the address."""

    iso: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class RequestDay:
    """The chosen day. `taken`: when the mentor is busy, times alone; `refusal`: why no lesson can be then."""

    day: date
    words: str
    taken: list[str]
    free: list[time]
    overlapping: list[time]
    refusal: str

    @property
    def groups(self) -> list[tuple[str, list[time]]]:
        return [(_("비어 있는 시간"), self.free), (_("멘토의 다른 일정과 겹치는 시간"), self.overlapping)]


@dataclass(frozen=True)
class Openings:
    """When a lesson of a tutorial can be: the next days that have room in the mentor's week, and the chosen day."""

    days: list[DayChoice]
    chosen: RequestDay | None
    hours: list[tuple[str, str]]
    days_off: list[str]


def get_openings(tutorial: Tutorial, chosen: date | None, now: datetime) -> Openings:
    """Statements: 2, one more for a chosen day. Nothing of what the mentor does then is told but its times."""
    hours = list(WeeklyHours.objects.filter(mentor_id=tutorial.mentor_id))
    today = clock.local(now).date()
    rests = list(DayOff.objects.filter(mentor_id=tutorial.mentor_id, last_day__gte=today).order_by("first_day"))
    length = timedelta(minutes=tutorial.duration)

    def starts_on(day: date) -> list[datetime]:
        moments = [clock.at(day, at) for at in HALF_HOURS]
        # Sieved before the rule is asked: most of a week is refused, and a refusal is put into words.
        likely = [
            moment for moment in moments if not hours or weekly_hours.contain_time(hours, moment, moment + length)
        ]
        return [
            moment
            for moment in likely
            if allowed(rules.check_lesson_time, moment, now=now)
            and allowed(rules.check_within_hours, moment, moment + length, hours, rests)
        ]

    ahead = (today + timedelta(days=number) for number in range(DAYS_AHEAD))
    open_days = [day for day in ahead if starts_on(day)][:DAYS_SHOWN]
    days = [DayChoice(day.isoformat(), text.day(day)[5:], day == chosen) for day in open_days]
    shown = None
    if chosen is not None:
        refused = _day_refusal(chosen, length, hours, rests, now)
        shown = _request_day(tutorial, chosen, starts_on(chosen), length, refused)
    return Openings(days, shown, weekly_hours_lines(hours), days_off_lines(rests))


def weekly_hours_lines(hours: Iterable[WeeklyHours]) -> list[tuple[str, str]]:
    """`월·수`, `19:00~22:00`; nothing where lessons are given at all times."""
    return [(weekly_hours.weekdays_in_words(days), times) for days, times in weekly_hours.group_by_times(hours)]


def days_off_lines(rests: Iterable[DayOff]) -> list[str]:
    """The next days off, in their order. What the mentor noted of them is the mentor's own."""
    return [rules.day_off_in_words(row) for row in list(rests)[:DAYS_OFF_SHOWN]]


def _day_refusal(
    day: date, length: timedelta, hours: list[WeeklyHours], rests: list[DayOff], now: datetime
) -> DomainError | None:
    """Why nothing can be on that day at all: the sentence for its last half-hour that is still to come."""
    last = clock.at(day, HALF_HOURS[-1])
    refused = refusal_of(rules.check_lesson_time, last, now=now)
    return refused or refusal_of(rules.check_within_hours, last, last + length, hours, rests)


def _request_day(
    tutorial: Tutorial, day: date, starts: list[datetime], length: timedelta, refused: DomainError | None
) -> RequestDay:
    start, end = clock.start_of(day), clock.start_of(day + clock.ONE_DAY)
    busy = list(
        planner.overlapping(start, end + length)
        .filter(member_id=tutorial.mentor_id, role=AppointmentRole.HOST)
        .order_by("starts_at", "pk")
        .values_list("starts_at", "ends_at")
    )

    def is_busy(moment: datetime) -> bool:
        return any(starts_at < moment + length and ends_at > moment for starts_at, ends_at in busy)

    return RequestDay(
        day=day,
        words=text.sentence_day(day),
        taken=[text.hours(starts_at, ends_at) for starts_at, ends_at in busy if starts_at < end],
        free=[clock.local(moment).time() for moment in starts if not is_busy(moment)],
        overlapping=[clock.local(moment).time() for moment in starts if is_busy(moment)],
        refusal="" if starts or refused is None else refused.message,
    )


def list_clashes(member: Member, starts_at: datetime, length: timedelta) -> list[str]:
    """What the member has in that time: their own, so with its title."""
    return [
        appointment_in_words(row) for row in planner.list_appointments_between(member, starts_at, starts_at + length)
    ]


def appointment_in_words(appointment: Appointment) -> str:
    """An appointment to its own owner: `‘제목’(2026-01-05(월) 14:00~16:00)`."""
    when = text.span(appointment.starts_at, appointment.ends_at)
    return _("‘%(title)s’(%(when)s)") % {"title": appointment.title, "when": when}
