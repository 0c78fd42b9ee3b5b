"""What the endpoints of lessons read, each in a fixed number of queries."""

from dataclasses import dataclass

from django.db.models import Prefetch

from apps.accounts.models import Member
from apps.core import clock
from apps.core.paging import Page, asked_page_of
from apps.lessons import rules
from apps.lessons.models import DayOff, Lesson, OpenHoliday, Tutorial, WeeklyHours
from apps.lessons.querysets import LessonQuerySet
from apps.lessons.states import LessonStatus, Role
from apps.topics.selectors import narrow_to_topic

# Seed 003 has no paging: a list is answered whole up to this many lessons; `page` asks for older ones.
MOST_LESSONS = 500

_LONG_FIELDS = ("tutorial__description", "tutorial__description_key", "tutorial__title_key")


@dataclass(frozen=True)
class LessonList:
    """The lessons of one page, and whether there are more after them."""

    lessons: list[Lesson]
    page: int
    more: bool


def list_taken_lessons(member: Member, status: LessonStatus | None, page: int) -> LessonList:
    """Return the lessons that the member requested, the newest first (seed 003 §2). Queries: 1."""
    rows = Lesson.objects.of_mentee(member).select_related("tutorial", "mentor")
    return _lesson_list(rows.defer("request_message", *_LONG_FIELDS), status, page)


def list_requested_lessons(member: Member, status: LessonStatus | None, page: int) -> LessonList:
    """Return the lessons that others requested from the member, the newest first (seed 003 §3). Queries: 1."""
    rows = Lesson.objects.of_mentor(member).select_related("tutorial", "mentee")
    return _lesson_list(rows.defer(*_LONG_FIELDS), status, page)


def _lesson_list(rows: LessonQuerySet, status: LessonStatus | None, page: int) -> LessonList:
    if status:
        rows = rows.filter(status=status)
    start = (page - 1) * MOST_LESSONS
    lessons = list(rows.newest_first()[start : start + MOST_LESSONS + 1])
    return LessonList(lessons[:MOST_LESSONS], page, len(lessons) > MOST_LESSONS)


def get_lesson_with_role(lesson_id: int, member: Member) -> tuple[Lesson, Role]:
    """Return one lesson and the member's role in it (seed 003 §4). Queries: 1.

    Raises Lesson.DoesNotExist, NotAllowed `not_yours`.
    """
    rows = Lesson.objects.select_related("tutorial", "venue", "mentor__mentor_profile", "mentee", "outcome", "payment")
    lesson = rows.defer("tutorial__description_key", "tutorial__title_key").get(pk=lesson_id)
    rules.check_can_see(member, lesson)
    return lesson, rules.role_of(member, lesson) or Role.STAFF


def list_tutorials(word: str, page: int, *, topic: str = "") -> Page:
    """Return a page of the tutorials that take requests, the newest first.

    Queries: 4, up to 3 more with a `word`, one more with a `topic`.
    """
    rows = narrow_to_topic(Tutorial.objects.on_offer().matching(word), topic)
    return asked_page_of(rows.order_by("-created_at", "-pk"), page, load=_load_tutorials)


def _load_tutorials(ids: list[int]) -> list[Tutorial]:
    rows = Tutorial.objects.select_related("mentor").prefetch_related("topics").defer("description_key", "title_key")
    found = rows.in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def get_tutorial(tutorial_id: int, member: Member) -> Tutorial:
    """Return a tutorial that the member may see, with its mentor's days off that are not over.

    Queries: 4. Raises Tutorial.DoesNotExist.
    """
    days_off = Prefetch(
        "mentor__days_off", DayOff.objects.filter(last_day__gte=clock.today()).order_by("first_day", "pk")
    )
    rows = Tutorial.objects.visible_to(member)
    rows = rows.select_related("venue", "mentor__mentor_profile", "mentor__lesson_settings")
    opened = Prefetch("mentor__open_holidays", OpenHoliday.objects.filter(date__gte=clock.today()).order_by("date"))
    rows = rows.prefetch_related(days_off, opened, "topics")
    return rows.defer("description_key", "title_key").get(pk=tutorial_id)


def list_hours(tutorial: Tutorial) -> list[WeeklyHours]:
    """Return the times of the week at which lessons of a tutorial are given; none: at all times. Queries: 1."""
    return list(WeeklyHours.objects.for_tutorial(tutorial))
