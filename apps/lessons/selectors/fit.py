"""The tutorials that fit a member's week: a time of the next weeks at which both are free, long enough for a lesson.

It is computed for all mentors at once, because neither a loop of queries nor one statement can cut so many times.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from apps.accounts.models import Member
from apps.core import clock
from apps.lessons.models import DayOff, Lesson, LessonSettings, OpenHoliday, WeeklyHours
from apps.lessons.rules import limits as limit_rules
from apps.lessons.rules.limits import Held
from apps.lessons.selectors.hours import DAYS_AHEAD
from apps.lessons.states import LessonStatus
from apps.planner import selectors as planner
from apps.planner.minutes import Stretch
from apps.planner.models import AppointmentRole, FreeHours
from apps.planner.weekly_hours import WeeklySpan

_INSTANT = timedelta(microseconds=1)  # what begins now cannot be requested any more


@dataclass(frozen=True)
class _Week:
    """When a mentor holds nothing and does not rest, and the hours in which lessons are given.

    `shut`: the minutes at which no lesson may begin, because it is too soon or the day is full.
    """

    free: int
    shut: int
    hours: list[WeeklySpan]


def list_fitting(rows: Any, member: Member, now: datetime) -> list[int]:
    """Return the ids of those of the tutorials that fit the member's week. Queries: 8, one more with a holiday.

    Another one where settings of a mentor count lessons.
    """
    tutorials = list(rows.exclude(mentor_id=member.pk).order_by().values_list("pk", "mentor_id", "duration"))
    # One day more than asked for: a lesson may last over midnight.
    stretch = Stretch(clock.local(now).date(), DAYS_AHEAD + 1)
    mine = _free_of_member(stretch, member, now)
    mentor_ids = {mentor_id for _pk, mentor_id, _duration in tutorials}
    theirs, own_hours = _weeks_of_mentors(stretch, mentor_ids, now)
    fits: dict[tuple[int, int, int], bool] = {}
    found = []
    for pk, mentor_id, duration in tutorials:
        kind = (mentor_id, duration, pk if pk in own_hours else 0)
        if kind not in fits:
            week = theirs[mentor_id]
            free = mine & week.free & stretch.within(own_hours.get(pk) or week.hours)
            fits[kind] = bool(stretch.starts(free, duration, days=DAYS_AHEAD) & ~week.shut)
        if fits[kind]:
            found.append(pk)
    return found


def starts_of_both(stretch: Stretch, lesson: Lesson, now: datetime, *, days: int) -> int:
    """Return the half-hours at which a lesson could begin instead and both are free, as bits. Queries: 7."""
    theirs, own_hours = _weeks_of_mentors(stretch, {lesson.mentor_id}, now, but=lesson.pk)
    week = theirs[lesson.mentor_id]
    hours = own_hours.get(lesson.tutorial_id) or week.hours
    free = _free_of_member(stretch, lesson.mentee, now) & week.free & stretch.within(hours)
    return stretch.starts(free, lesson.duration, days=days) & ~week.shut


def _free_of_member(stretch: Stretch, member: Member, now: datetime) -> int:
    """Return the minutes at which the member is free. Queries: 2."""
    start, end = clock.start_of(stretch.first), clock.start_of(stretch.first + stretch.days * clock.ONE_DAY)
    free = stretch.within(list(FreeHours.objects.filter(member=member))) & ~stretch.between(start, now + _INSTANT)
    for row in planner.list_appointments_between(member, start, end):
        free &= ~stretch.between(row.starts_at, row.ends_at)
    return free


def _weeks_of_mentors(
    stretch: Stretch, mentor_ids: set[int], now: datetime, *, but: int | None = None
) -> tuple[dict[int, _Week], dict[int, list[WeeklySpan]]]:
    """Return when each of the mentors could give lessons, the lesson `but` aside, and the hours of single tutorials.

    Queries: 5, one more with a holiday, another one where settings count lessons.
    """
    start, last = clock.start_of(stretch.first), stretch.first + stretch.days * clock.ONE_DAY
    hours: dict[int, list[WeeklySpan]] = defaultdict(list)
    own_hours: dict[int, list[WeeklySpan]] = defaultdict(list)
    rows = WeeklyHours.objects.filter(mentor__in=mentor_ids).order_by()
    for row in rows:
        kept = hours[row.mentor_id] if row.tutorial_id is None else own_hours[row.tutorial_id]
        kept.append(WeeklySpan(row.weekday, row.start_time, row.end_time))
    days_off = DayOff.objects.filter(mentor__in=mentor_ids, first_day__lte=last, last_day__gte=stretch.first)
    taken = _by_mentor(
        (mentor_id, stretch.on_days(first, last_day))
        for mentor_id, first, last_day in days_off.order_by().values_list("mentor", "first_day", "last_day")
    )
    closed = [holiday.date for holiday in planner.list_holidays(stretch.first, last) if holiday.is_closed]
    opened = set(OpenHoliday.objects.filter(mentor__in=mentor_ids, date__in=closed).values_list("mentor", "date"))
    for day in closed:
        rests = stretch.on_days(day, day)
        for mentor_id in mentor_ids:
            if (mentor_id, day) not in opened:
                taken[mentor_id].append(rests)
    held = planner.overlapping(start, clock.start_of(last)).filter(member__in=mentor_ids, role=AppointmentRole.HOST)
    for mentor_id, starts_at, ends_at in held.order_by().values_list("member", "starts_at", "ends_at"):
        taken[mentor_id].append(stretch.between(starts_at, ends_at))
    shut: dict[int, int] = defaultdict(int)
    for settings, lessons in _settings_with_lessons(stretch, mentor_ids, now, but):
        mentor_id, pause = settings.mentor_id, timedelta(minutes=settings.buffer)
        shut[mentor_id] |= stretch.between(start, now + timedelta(hours=settings.notice))
        for day, number in Counter(one.day for one in lessons).items():
            if settings.most_a_day is not None and number >= settings.most_a_day:
                shut[mentor_id] |= stretch.on_days(day, day)
        for one in lessons:
            if one.status == LessonStatus.PENDING or (pause and one.status != LessonStatus.COMPLETED):
                taken[mentor_id].append(stretch.between(one.starts_at - pause, one.ends_at + pause))
    weeks = {}
    for mentor_id in mentor_ids:
        free = stretch.all
        for minutes in taken[mentor_id]:
            free &= ~minutes
        weeks[mentor_id] = _Week(free, shut[mentor_id], hours[mentor_id])
    return weeks, dict(own_hours)


def _settings_with_lessons(
    stretch: Stretch, mentor_ids: set[int], now: datetime, but: int | None
) -> list[tuple[LessonSettings, list[Held]]]:
    """Return the settings of the mentors who have some, with the lessons that each counts. Queries: 1 or 2."""
    found = list(LessonSettings.objects.filter(mentor__in=mentor_ids))
    counting = {row.mentor_id: row for row in found if limit_rules.counts_lessons(row)}
    lessons: dict[int, list[Held]] = defaultdict(list)
    if counting:
        start, end = clock.start_of(stretch.first), clock.start_of(stretch.first + (stretch.days + 1) * clock.ONE_DAY)
        rows = Lesson.objects.filter(mentor__in=counting)
        rows = rows.held_between(start - clock.ONE_DAY, end, now=now, with_requests=True, but=but).order_by()
        for mentor_id, starts_at, ends_at, status in rows.values_list("mentor", "starts_at", "ends_at", "status"):
            one = Held(starts_at, ends_at, status)
            if counting[mentor_id].holds_requests or one.status != LessonStatus.PENDING:
                lessons[mentor_id].append(one)
    return [(row, lessons[row.mentor_id]) for row in found]


def _by_mentor(pairs: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    lists: dict[int, list[Any]] = defaultdict(list)
    for mentor_id, value in pairs:
        lists[mentor_id].append(value)
    return lists
