"""What of lessons counts in the no-show record."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import F, Q

from apps.core.no_shows import is_late_cancel as is_late
from apps.core.parts import NoShow
from apps.lessons.models import Lesson, LessonOutcome
from apps.lessons.rules import outcomes as rules
from apps.lessons.states import LessonStatus, Role

_CANCELLED = Q(status=LessonStatus.CANCELLED, cancelled_by=F("mentee"), approved_at__isnull=False)


def missed_lessons(member_ids: Collection[int], since: datetime) -> list[NoShow]:
    """Return the lessons to which these members did not come as mentees, and those they cancelled late. Queries: 1.

    An absence to which one of the two objects does not count until staff decide; then what they found counts.
    """
    absent = LessonOutcome.objects.with_absence_of(Role.MENTEE)
    rows = (
        Lesson.objects.filter(Q(outcome__in=absent) | _CANCELLED, mentee__in=member_ids, starts_at__gt=since)
        .select_related("tutorial", "outcome")
        .only("mentee_id", "status", "starts_at", "cancelled_at", "tutorial__title", *_OF_OUTCOME)
        .order_by("pk")
    )
    return [_no_show(row) for row in rows if row.cancelled_at is None or is_late(row.cancelled_at, row.starts_at)]


_OF_OUTCOME = ("outcome__absent_at", "outcome__absent_said_by", "outcome__objected_at")


def _no_show(row: Lesson) -> NoShow:
    is_cancelled = row.cancelled_at is not None
    return NoShow(
        member_id=row.mentee_id,
        title=row.tutorial.title,
        url=row.get_absolute_url(),
        at=row.starts_at,
        is_late_cancel=is_cancelled,
        object_until=None if is_cancelled else rules.may_object_until(row.mentee_id, row.outcome),
    )
