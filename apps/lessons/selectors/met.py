"""The agreed lessons that a mentor's hours or days off do not allow any more, so that they can be moved."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, spoken
from apps.lessons.models import DayOff, Lesson, Tutorial, WeeklyHours
from apps.lessons.states import LessonStatus
from apps.planner import weekly_hours


class MetLesson(NamedTuple):
    """A lesson in words, its page, and the page on which another time is offered ('' for who may not)."""

    pk: int
    words: str
    url: str
    move_url: str


def list_agreed_ahead(mentor: Member, now: datetime) -> list[Lesson]:
    """Return the mentor's agreed lessons that have not begun, the soonest first. Queries: 1."""
    rows = Lesson.objects.of_mentor(mentor).filter(status=LessonStatus.APPROVED, starts_at__gt=now)
    rows = rows.select_related("tutorial", "mentee").order_by("starts_at", "pk")
    return list(rows.only("starts_at", "ends_at", "mentor_id", "tutorial__title", "mentee__name"))


def find_on_days(lessons: Iterable[Lesson], day_off: DayOff) -> list[Lesson]:
    """Return those of the lessons that touch days off."""
    start, end = clock.start_of(day_off.first_day), clock.start_of(day_off.last_day + clock.ONE_DAY)
    return [lesson for lesson in lessons if lesson.starts_at < end and lesson.ends_at > start]


def find_outside(lessons: Iterable[Lesson], hours: Sequence[WeeklyHours]) -> list[Lesson]:
    """Return those of a mentor's lessons that lie outside the hours of their tutorials; `hours`: all of the mentor."""
    found = []
    for lesson in lessons:
        own = [row for row in hours if row.tutorial_id == lesson.tutorial_id]
        holding = own or [row for row in hours if row.tutorial_id is None]
        if holding and not weekly_hours.contain_time(holding, lesson.starts_at, lesson.ends_at):
            found.append(lesson)
    return found


def get_tutorials_hours(tutorial: Tutorial, member: Member, now: datetime) -> tuple[list[WeeklyHours], list[MetLesson]]:
    """Return the hours of a tutorial of its own, and its agreed lessons outside those that hold. Queries: 2."""
    hours = list(WeeklyHours.objects.filter(mentor=tutorial.mentor_id))
    agreed = [one for one in list_agreed_ahead(tutorial.mentor, now) if one.tutorial_id == tutorial.pk]
    own = [row for row in hours if row.tutorial_id == tutorial.pk]
    return own, say_met(find_outside(agreed, hours), member)


def say_met(lessons: Iterable[Lesson], member: Member) -> list[MetLesson]:
    """Return lessons in words for a member."""
    today = clock.today()
    return [
        MetLesson(
            lesson.pk,
            _("%(when)s · %(title)s · %(name)s 님")
            % {
                "when": spoken.say_span(lesson.starts_at, lesson.ends_at, today=today),
                "title": lesson.tutorial.title,
                "name": lesson.mentee.name,
            },
            lesson.get_absolute_url(),
            reverse("lessons:times", args=[lesson.pk]) if lesson.mentor_id == member.pk else "",
        )
        for lesson in lessons
    ]
