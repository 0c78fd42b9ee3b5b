"""What a mentor asks of the times of lessons, and the lessons that count for it."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock
from apps.core.errors import DomainError, refusal_of
from apps.lessons.models import Lesson, LessonSettings
from apps.lessons.rules import limits as limit_rules
from apps.lessons.rules.limits import Held


def settings_of(mentor: Member) -> LessonSettings:
    """Return the mentor's settings, the defaults if there are none. Queries: 1, none if they are loaded already."""
    try:
        return mentor.lesson_settings
    except LessonSettings.DoesNotExist:
        return LessonSettings(mentor=mentor)


def list_held(
    settings: LessonSettings, start: datetime, end: datetime, *, now: datetime, is_asked: bool, but: int | None = None
) -> list[Held]:
    """Return the lessons of the days from `start` to `end` that the settings count, without the lesson `but`.

    Queries: 1, none if the settings count no lessons.
    """
    if not limit_rules.counts_lessons(settings):
        return []
    pause = timedelta(minutes=settings.buffer)
    first = clock.start_of(clock.local(start).date()) - pause
    last = clock.start_of(clock.local(end).date() + clock.ONE_DAY) + pause
    rows = Lesson.objects.filter(mentor_id=settings.mentor_id)
    rows = rows.held_between(first, last, now=now, with_requests=is_asked and settings.holds_requests, but=but)
    return [Held(*row) for row in rows.order_by("starts_at", "pk").values_list("starts_at", "ends_at", "status")]


def refusal_to_approve(lesson: Lesson, now: datetime) -> DomainError | None:
    """Return why the mentor's own settings keep a request from being approved. Queries: at most 2."""
    settings = settings_of(lesson.mentor)
    held = list_held(settings, lesson.starts_at, lesson.ends_at, now=now, is_asked=False, but=lesson.pk)
    return refusal_of(
        limit_rules.check_limits, lesson.starts_at, lesson.ends_at, settings, held, now=now, is_asked=False,
        to_mentor=True,
    )  # fmt: skip


def notice_in_words(settings: LessonSettings) -> str:
    """Return until when one has to ask, '' for no limit."""
    return _("시작 %(n)d시간 전까지") % {"n": settings.notice} if settings.notice else ""
