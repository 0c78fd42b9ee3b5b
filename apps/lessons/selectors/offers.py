"""The times that are offered for a lesson, as the page of the lesson shows them, and those at which both are free."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, spoken, text
from apps.lessons.models import Lesson, OfferedTime
from apps.lessons.rules.times import offer_marks
from apps.lessons.selectors.fit import starts_of_both
from apps.lessons.selectors.hours import appointment_in_words
from apps.lessons.states import OFFERS_TIMES
from apps.planner import selectors as planner
from apps.planner.minutes import Stretch

COMMON_DAYS = 14  # looked at for times at which both are free
COMMON_SHOWN = 6  # days of them that are shown


class OfferedLine(NamedTuple):
    """An offered time; `exact` for a table, `clash`: what the viewer has then, in words, '' for nothing."""

    pk: int
    words: str
    exact: str
    clash: str


@dataclass(frozen=True)
class Offer:
    """The times that wait for an answer. `is_own`: the viewer offered them; `answers`: the viewer is to take one.

    `marks` tell this offer from another.
    """

    marks: str
    by: str
    is_own: bool
    answers: bool
    until: str
    is_over: bool
    lines: list[OfferedLine]


def get_offer(lesson: Lesson, member: Member, now: datetime) -> Offer | None:
    """Return the offer that is open for a lesson. Queries: 1, another one for the member who is to answer."""
    if lesson.status not in OFFERS_TIMES:
        return None
    rows = list(OfferedTime.objects.filter(lesson=lesson))
    if not rows:
        return None
    people = {lesson.mentor_id: lesson.mentor, lesson.mentee_id: lesson.mentee}
    by, today = rows[0].by_id, clock.local(now).date()
    answers = member.pk in people and member.pk != by
    taken = []
    if answers:
        first, last = rows[0].starts_at, max(row.ends_at for row in rows)
        taken = planner.list_appointments_between(member, first, last, source=Lesson.SOURCE, source_id=lesson.pk)
    return Offer(
        marks=offer_marks(rows),
        by=people[by].name,
        is_own=member.pk == by,
        answers=answers,
        until=spoken.say_until(lesson.answer_by, today=today),
        is_over=lesson.answer_by <= now,
        lines=[
            OfferedLine(
                row.pk,
                spoken.say_span(row.starts_at, row.ends_at, today=today),
                text.span(row.starts_at, row.ends_at),
                ", ".join(
                    appointment_in_words(other)
                    for other in taken
                    if other.starts_at < row.ends_at and other.ends_at > row.starts_at
                ),
            )
            for row in rows
        ],
    )


def list_common_times(lesson: Lesson, now: datetime) -> list[tuple[str, str]]:
    """Return days and the hours of them at which both people of a lesson are free for it. Queries: 7.

    Of their planners nothing else is told: each sees in it only when the other is free.
    """
    stretch = Stretch(clock.local(now).date() + clock.ONE_DAY, COMMON_DAYS + 1)
    starts = starts_of_both(stretch, lesson, now, days=COMMON_DAYS)
    length, days = timedelta(minutes=lesson.duration), []
    for number in range(COMMON_DAYS):
        day = stretch.first + timedelta(days=number)
        moments = [moment for moment in stretch.moments_on(day, starts) if moment != lesson.starts_at]
        if moments:
            days.append((spoken.say_day(day, today=clock.local(now).date()), _hours_of(moments, length)))
        if len(days) == COMMON_SHOWN:
            break
    return days


def _hours_of(moments: list[datetime], length: timedelta) -> str:
    """Return the hours in which lessons of that length can begin at each half-hour: `10:00~12:00, 19:00~22:00`."""
    runs: list[tuple[datetime, datetime]] = []
    for moment in moments:
        if runs and moment <= runs[-1][1]:
            runs[-1] = (runs[-1][0], moment + length)
        else:
            runs.append((moment, moment + length))
    return ", ".join(text.hours(start, end) for start, end in runs)


def marks_of(lesson: Lesson) -> str:
    """Return what tells the open offer of a lesson from another, for the form that replaces it. Queries: 1."""
    return offer_marks(OfferedTime.objects.filter(lesson=lesson))


def list_offered(lesson: Lesson) -> list[OfferedTime]:
    """Return the offered times of a lesson, for the API. Queries: 1, none where nothing can be offered."""
    return list(OfferedTime.objects.filter(lesson=lesson)) if lesson.status in OFFERS_TIMES else []


def offered_in_words(lesson: Lesson, today: date) -> str:
    """Return the offered times in one line, for the admin."""
    return ", ".join(
        _("%(when)s (%(name)s 님 제안)")
        % {"when": spoken.say_span(row.starts_at, row.ends_at, today=today), "name": row.by.name}
        for row in OfferedTime.objects.filter(lesson=lesson).select_related("by")
    )
