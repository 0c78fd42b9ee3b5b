"""Setting what a mentor asks of the times of lessons, and holding the times of lessons against it."""

from datetime import datetime

from django.db import transaction

from apps.accounts.models import Member
from apps.accounts.services.presence import lock_member
from apps.core import audit, clock
from apps.lessons import rules
from apps.lessons.models import LessonSettings
from apps.lessons.rules import limits as limit_rules
from apps.lessons.selectors.limits import list_held

_FIELDS = ("buffer", "notice", "most_a_day", "holds_requests")


@transaction.atomic
def set_lesson_settings(
    *,
    by: Member,
    buffer: int,
    notice: int,
    most_a_day: int | None,
    holds_requests: bool,
    expected_revision: int | None = None,
) -> LessonSettings:
    """Set what the member, as a mentor, asks of the times of lessons. Lessons agreed before stay.

    Raises NotAllowed `not_a_mentor`, Invalid `out_of_range`, Conflict `changed_meanwhile` if the settings are not at
    `expected_revision` any more (None checks nothing).
    """
    rules.check_can_offer(by)
    limit_rules.check_settings(buffer=buffer, notice=notice, most_a_day=most_a_day)
    lock_member(by.pk)
    settings = LessonSettings.objects.select_for_update(no_key=True).filter(mentor=by).first()
    settings = settings or LessonSettings(mentor=by)
    limit_rules.check_settings_unchanged(settings, expected_revision)
    before = audit.snapshot(settings, _FIELDS)
    settings.buffer, settings.notice = buffer, notice
    settings.most_a_day, settings.holds_requests = most_a_day, holds_requests
    after = audit.snapshot(settings, _FIELDS)
    if after == before:
        return settings
    settings.revision += 1
    settings.save()
    audit.record(by=by, act="lessons.settings_set", subject=settings, before=before, after=after)
    return settings


def check_limits(
    mentor_id: int,
    starts_at: datetime,
    ends_at: datetime,
    *,
    is_asked: bool,
    to_mentor: bool = False,
    but: int | None = None,
) -> None:
    """Check a time against the mentor's settings, without the lesson `but`, as `limit_rules.check_limits`.

    The settings are locked, so that of two requests at once for one held time the second sees the first. Statements: 1,
    one more if the settings count lessons.
    """
    settings = LessonSettings.objects.select_for_update(no_key=True).filter(mentor_id=mentor_id).first()
    if settings is None:
        return
    now = clock.now()
    held = list_held(settings, starts_at, ends_at, now=now, is_asked=is_asked, but=but)
    limit_rules.check_limits(starts_at, ends_at, settings, held, now=now, is_asked=is_asked, to_mentor=to_mentor)
