"""A mentor's days off and hours in words, and the times of a day at which a lesson can be requested."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, spoken, text
from apps.core.errors import DomainError, allowed, refusal_of
from apps.core.fields import HALF_HOURS
from apps.lessons import rules
from apps.lessons.models import DayOff, LessonSettings, OpenHoliday, Tutorial, WeeklyHours
from apps.lessons.rules import limits as limit_rules
from apps.lessons.rules.limits import Held
from apps.lessons.selectors import met
from apps.lessons.selectors.limits import list_held, notice_in_words, settings_of
from apps.lessons.selectors.met import MetLesson
from apps.planner import selectors as planner
from apps.planner import weekly_hours
from apps.planner.models import Appointment, AppointmentRole, FreeHours, Holiday
from apps.planner.rules import holiday_in_words

DAYS_AHEAD = 28
DAYS_SHOWN = 8
DAYS_OFF_SHOWN = 3


class DayOffLine(NamedTuple):
    """Days off as their mentor sees them. `met`: the lessons approved before that fall on them and stay."""

    pk: int
    first_day: date
    last_day: date
    words: str
    note: str
    met: list[MetLesson]


@dataclass(frozen=True)
class MentorsTimes:
    """A mentor's hours, days off, and the agreed lessons that lie outside the hours."""

    hours: list[WeeklyHours]
    days_off: list[DayOffLine]
    outside: list[MetLesson]


def get_mentors_times(mentor: Member, now: datetime) -> MentorsTimes:
    """Return the mentor's hours and the days off that are not over, with the lessons that they meet. Queries: 3."""
    hours = list(WeeklyHours.objects.filter(mentor=mentor))
    rows = DayOff.objects.filter(mentor=mentor, last_day__gte=clock.local(now).date()).order_by("first_day")
    agreed = met.list_agreed_ahead(mentor, now)
    return MentorsTimes(
        hours=[row for row in hours if row.tutorial_id is None],
        days_off=[
            DayOffLine(
                row.pk,
                row.first_day,
                row.last_day,
                rules.day_off_in_words(row),
                row.note,
                met.say_met(met.find_on_days(agreed, row), mentor),
            )
            for row in rows
        ],
        outside=met.say_met(met.find_outside(agreed, hours), mentor),
    )


@dataclass(frozen=True)
class HolidayLine:
    """A public holiday on which the mentor gives lessons, in words."""

    pk: int
    words: str


@dataclass(frozen=True)
class MentorsHolidays:
    """The public holidays of the year to come: those on which the mentor gives lessons, and those to choose from."""

    opened: list[HolidayLine]
    choices: list[tuple[str, str]]


def list_mentors_holidays(mentor: Member, today: date) -> MentorsHolidays:
    """Return the public holidays ahead on which lessons rest, and those that the mentor has opened. Queries: 2."""
    last = today + rules.FARTHEST
    known = dict(OpenHoliday.objects.filter(mentor=mentor, date__range=(today, last)).values_list("date", "pk"))
    closed = {row.date: holiday_in_words(row) for row in planner.list_holidays(today, last) if row.is_closed}
    return MentorsHolidays(
        opened=[HolidayLine(known[day], words) for day, words in closed.items() if day in known],
        choices=[(day.isoformat(), words) for day, words in closed.items() if day not in known],
    )


class DayChoice(NamedTuple):
    """A day on which the mentor gives lessons. `iso` goes into the address."""

    iso: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class RequestDay:
    """The chosen day. `taken`: times at which the mentor is busy; `refusal`: why no lesson is possible on that day."""

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
    """When a lesson of a tutorial is possible: the next days that the mentor's hours allow, and the chosen day."""

    days: list[DayChoice]
    chosen: RequestDay | None
    hours: list[tuple[str, str]]
    days_off: list[str]
    notice: str


@dataclass(frozen=True)
class _Fit:
    """What a lesson has to fit into: the hours that are usually free for the member, and what both people hold."""

    hours: list[FreeHours]
    taken: list[tuple[datetime, datetime]]

    def has_room(self, starts_at: datetime, ends_at: datetime) -> bool:
        if self.hours and not weekly_hours.contain_time(self.hours, starts_at, ends_at):
            return False
        return not any(start < ends_at and end > starts_at for start, end in self.taken)


@dataclass(frozen=True)
class _Times:
    """What decides at which times a lesson of a tutorial can be requested."""

    length: timedelta
    hours: list[WeeklyHours]
    rest_days: list[DayOff]
    holidays: list[Holiday]
    opened: set[date]
    now: datetime
    settings: LessonSettings
    held: list[Held]
    fit: _Fit | None = None

    def fitting(self, starts: list[datetime]) -> list[datetime]:
        """Return those of the starts that fit the member's week, all where this is not asked for."""
        return [start for start in starts if self.fit is None or self.fit.has_room(start, start + self.length)]

    def starts_on(self, day: date) -> list[datetime]:
        return [moment for moment in self.within_hours_on(day) if not self.find_obstacle(moment)]

    def find_obstacle(self, moment: datetime) -> str:
        return limit_rules.find_obstacle(
            moment, moment + self.length, self.settings, self.held, now=self.now, is_asked=True
        )

    def within_hours_on(self, day: date) -> list[datetime]:
        # Filter before asking the rule: most times of a week are refused, and each refusal builds a sentence.
        hours = self.hours
        if hours and all(span.weekday != day.weekday() for span in hours):
            return []
        moments = [clock.at(day, at) for at in HALF_HOURS]
        likely = [
            moment for moment in moments if not hours or weekly_hours.contain_time(hours, moment, moment + self.length)
        ]
        return [
            moment
            for moment in likely
            if allowed(rules.check_lesson_time, moment, now=self.now) and allowed(self.check_within_hours, moment)
        ]

    def check_within_hours(self, moment: datetime) -> None:
        rules.check_within_hours(moment, moment + self.length, self.hours, self.rest_days, self.holidays, self.opened)

    def refusal(self, day: date) -> DomainError | None:
        """Return why no lesson is possible on that day, None if nothing speaks against it.

        It is the refusal for the last time within the hours, without one that for the last half-hour.
        """
        within = self.within_hours_on(day)
        if within:
            return refusal_of(
                limit_rules.check_limits, within[-1], within[-1] + self.length, self.settings, self.held, now=self.now,
                is_asked=True,
            )  # fmt: skip
        last = clock.at(day, HALF_HOURS[-1])
        refused = refusal_of(rules.check_lesson_time, last, now=self.now)
        return refused or refusal_of(self.check_within_hours, last)


def _fit_of(tutorial: Tutorial, member: Member, now: datetime, chosen: date | None) -> _Fit:
    """Return what a lesson of the next days, and of the chosen one, has to fit into. Queries: 2."""
    first = clock.local(now).date()
    end = max(first + timedelta(days=DAYS_AHEAD), chosen or first) + 2 * clock.ONE_DAY
    theirs = Q(member_id=tutorial.mentor_id, role=AppointmentRole.HOST)
    taken = planner.overlapping(clock.start_of(first), clock.start_of(end)).filter(theirs | Q(member=member))
    return _Fit(list(FreeHours.objects.filter(member=member)), list(taken.values_list("starts_at", "ends_at")))


def _times_of(tutorial: Tutorial, now: datetime, chosen: date | None, fit: _Fit | None = None) -> _Times:
    today = clock.local(now).date()
    settings = settings_of(tutorial.mentor)
    end = clock.start_of(max(today + timedelta(days=DAYS_AHEAD), chosen or today) + clock.ONE_DAY)
    last = today + rules.FARTHEST + clock.ONE_DAY
    return _Times(
        length=timedelta(minutes=tutorial.duration),
        hours=list(WeeklyHours.objects.for_tutorial(tutorial)),
        rest_days=list(DayOff.objects.filter(mentor_id=tutorial.mentor_id, last_day__gte=today).order_by("first_day")),
        holidays=planner.list_holidays(today, last),
        opened=OpenHoliday.objects.days_of(tutorial.mentor_id, today, last),
        now=now,
        settings=settings,
        held=list_held(settings, now, end, now=now, is_asked=True),
        fit=fit,
    )


def get_openings(tutorial: Tutorial, chosen: date | None, now: datetime, *, fits: Member | None = None) -> Openings:
    """Return the days and times at which a lesson can be requested; with `fits`, those that fit the member's week.

    Of the mentor's appointments only the times are shown. Queries: 4, one more for a chosen day, two for `fits`,
    one for settings that count lessons. Load the mentor's settings with the tutorial.
    """
    fit = None if fits is None else _fit_of(tutorial, fits, now, chosen)
    times, today = _times_of(tutorial, now, chosen, fit), clock.local(now).date()
    ahead = (today + timedelta(days=number) for number in range(DAYS_AHEAD))
    open_days = islice((day for day in ahead if times.fitting(times.starts_on(day))), DAYS_SHOWN)
    days = [DayChoice(day.isoformat(), spoken.say_day(day, today=clock.today()), day == chosen) for day in open_days]
    shown = _request_day(tutorial, chosen, times) if chosen is not None else None
    return Openings(
        days, shown, weekly_hours_lines(times.hours), days_off_lines(times.rest_days), notice_in_words(times.settings)
    )


def get_request_day(tutorial: Tutorial, day: date, now: datetime) -> RequestDay:
    """Return the times of one day at which a lesson can be requested. Queries: 5."""
    return _request_day(tutorial, day, _times_of(tutorial, now, day))


def weekly_hours_lines(hours: Iterable[WeeklyHours]) -> list[tuple[str, str]]:
    """Return pairs such as `월·수` and `19:00~22:00`; none if the mentor gives lessons at all times."""
    return [(weekly_hours.weekdays_in_words(days), times) for days, times in weekly_hours.group_by_times(hours)]


def days_off_lines(rest_days: Iterable[DayOff]) -> list[str]:
    """Return the first days off in words, without the notes, which only the mentor sees."""
    return [rules.day_off_in_words(row) for row in list(rest_days)[:DAYS_OFF_SHOWN]]


def _request_day(tutorial: Tutorial, day: date, times: _Times) -> RequestDay:
    possible, length = times.starts_on(day), times.length
    starts = times.fitting(possible)
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
        words=spoken.say_day(day, today=clock.today()),
        taken=[text.hours(starts_at, ends_at) for starts_at, ends_at in busy if starts_at < end],
        free=[clock.local(moment).time() for moment in starts if not is_busy(moment)],
        overlapping=[clock.local(moment).time() for moment in starts if is_busy(moment)],
        refusal="" if starts else _why_none(times, day, possible),
    )


def _why_none(times: _Times, day: date, possible: list[datetime]) -> str:
    if possible:
        return _("이날에는 내 주에 맞는 시간이 없습니다. 다른 날을 선택해 주세요.")
    refused = times.refusal(day)
    return refused.message if refused is not None else ""


def list_clashes(member: Member, starts_at: datetime, length: timedelta) -> list[str]:
    """Return the member's own appointments at that time, with their titles."""
    appointments = planner.list_appointments_between(member, starts_at, starts_at + length)
    return [appointment_in_words(row) for row in appointments]


def appointment_in_words(appointment: Appointment) -> str:
    """Return an appointment in words for its owner: `‘제목’(2026-01-05(월) 14:00~16:00)`."""
    when = text.span(appointment.starts_at, appointment.ends_at)
    return _("‘%(title)s’(%(when)s)") % {"title": appointment.label, "when": when}
