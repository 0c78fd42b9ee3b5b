"""The tutorials that fit a member's week: a time of the next weeks at which both are free, long enough for a lesson.

It is computed for all mentors at once, because neither a loop of queries nor one statement can cut so many times.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from apps.accounts.models import Member
from apps.core import clock
from apps.lessons.models import DayOff, OpenHoliday, WeeklyHours
from apps.lessons.selectors.hours import DAYS_AHEAD
from apps.planner import selectors as planner
from apps.planner.minutes import Stretch
from apps.planner.models import AppointmentRole, FreeHours
from apps.planner.weekly_hours import WeeklySpan

_INSTANT = timedelta(microseconds=1)  # what begins now cannot be requested any more


@dataclass(frozen=True)
class _Week:
    """When somebody is free. `keeps_hours`: within hours of the week, which no lesson leaves over midnight."""

    free: int
    keeps_hours: bool


def list_fitting(rows: Any, member: Member, now: datetime) -> list[int]:
    """Return the ids of those of the tutorials that fit the member's week. Queries: 7, one more with a holiday."""
    tutorials = list(rows.exclude(mentor_id=member.pk).order_by().values_list("pk", "mentor_id", "duration"))
    # One day more than asked for: a lesson may last over midnight.
    stretch = Stretch(clock.local(now).date(), DAYS_AHEAD + 1)
    mine = _week_of_member(stretch, member, now)
    theirs = _weeks_of_mentors(stretch, {mentor_id for _pk, mentor_id, _duration in tutorials})
    fits: dict[tuple[int, int], bool] = {}
    for _pk, mentor_id, duration in tutorials:
        if (mentor_id, duration) not in fits:
            week = theirs[mentor_id]
            over = not (mine.keeps_hours or week.keeps_hours)
            starts = stretch.starts(mine.free & week.free, duration, days=DAYS_AHEAD, over_midnight=over)
            fits[mentor_id, duration] = bool(starts)
    return [pk for pk, mentor_id, duration in tutorials if fits[mentor_id, duration]]


def free_of_both(stretch: Stretch, mentor_id: int, mentee: Member, now: datetime) -> int:
    """Return the minutes at which a mentor gives lessons and both are free, as bits of the stretch. Queries: 6."""
    return _week_of_member(stretch, mentee, now).free & _weeks_of_mentors(stretch, {mentor_id})[mentor_id].free


def _week_of_member(stretch: Stretch, member: Member, now: datetime) -> _Week:
    """Return when the member is free. Queries: 2."""
    start, end = clock.start_of(stretch.first), clock.start_of(stretch.first + stretch.days * clock.ONE_DAY)
    hours = list(FreeHours.objects.filter(member=member))
    free = stretch.within(hours) & ~stretch.between(start, now + _INSTANT)
    for row in planner.list_appointments_between(member, start, end):
        free &= ~stretch.between(row.starts_at, row.ends_at)
    return _Week(free, bool(hours))


def _weeks_of_mentors(stretch: Stretch, mentor_ids: set[int]) -> dict[int, _Week]:
    """Return when each of the mentors gives lessons and holds nothing else. Queries: 4, one more with a holiday."""
    start, last = clock.start_of(stretch.first), stretch.first + stretch.days * clock.ONE_DAY
    rows = WeeklyHours.objects.filter(mentor__in=mentor_ids).order_by()
    hours = _by_mentor(
        (mentor_id, WeeklySpan(weekday, start_time, end_time))
        for mentor_id, weekday, start_time, end_time in rows.values_list("mentor", "weekday", "start_time", "end_time")
    )
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
    weeks = {}
    for mentor_id in mentor_ids:
        free = stretch.within(hours[mentor_id])
        for minutes in taken[mentor_id]:
            free &= ~minutes
        weeks[mentor_id] = _Week(free, bool(hours[mentor_id]))
    return weeks


def _by_mentor(pairs: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    lists: dict[int, list[Any]] = defaultdict(list)
    for mentor_id, value in pairs:
        lists[mentor_id].append(value)
    return lists
