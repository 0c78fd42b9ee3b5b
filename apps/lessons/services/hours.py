"""Setting a mentor's weekly hours and days off."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from apps.accounts.models import Member
from apps.accounts.services.presence import lock_member
from apps.core import audit, clock, spelling
from apps.lessons import rules
from apps.lessons.models import DayOff, WeeklyHours
from apps.planner.services import replace_hours
from apps.planner.weekly_hours import WeeklySpan


def set_weekly_hours(
    *, by: Member, spans: Iterable[WeeklySpan], expected_hours: str | None = None
) -> list[WeeklyHours]:
    """Replace the hours in which the member gives lessons. No spans: at all times. Approved lessons stay.

    Raises NotAllowed `not_a_mentor` and as `planner.services.replace_hours`.
    """
    rules.check_can_offer(by)
    return replace_hours(
        WeeklyHours, "mentor", by=by, act="lessons.hours_set", spans=spans, expected_hours=expected_hours
    )


@transaction.atomic
def add_day_off(*, by: Member, first_day: date, last_day: date | None = None, note: str = "") -> DayOff:
    """Add days off from `first_day` to `last_day`; None means one day. Lessons approved for these days stay.

    Raises NotAllowed `not_a_mentor`, Invalid, Conflict `rest_overlaps`.
    """
    rules.check_can_offer(by)
    last_day = last_day or first_day
    lock_member(by.pk)
    today = clock.today()
    coming = DayOff.objects.filter(mentor=by, last_day__gte=today)
    rules.check_day_off(first_day, last_day, today=today, others=coming)
    row = DayOff.objects.create(mentor=by, first_day=first_day, last_day=last_day, note=spelling.line(note))
    audit.record(
        by=by, act="lessons.day_off_added", subject=row, after=audit.snapshot(row, ("mentor", "first_day", "last_day"))
    )
    return row


@transaction.atomic
def remove_day_off(*, by: Member, day_off_id: int) -> None:
    """Remove days off. Raises DayOff.DoesNotExist if they are not the member's own."""
    row = DayOff.objects.select_for_update().get(pk=day_off_id, mentor=by)
    before = audit.snapshot(row, ("mentor", "first_day", "last_day"))
    audit.record(by=by, act="lessons.day_off_removed", subject=row, before=before)
    row.delete()
