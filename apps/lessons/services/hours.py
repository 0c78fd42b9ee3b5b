"""Setting a mentor's weekly hours, days off, and the public holidays on which they give lessons."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from apps.accounts.models import Member
from apps.accounts.services.presence import lock_member
from apps.core import audit, clock, spelling
from apps.lessons import rules
from apps.lessons.models import DayOff, OpenHoliday, WeeklyHours
from apps.planner import selectors as planner
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
        WeeklyHours.objects.of_mentor(by.pk), {"mentor": by}, by=by, act="lessons.hours_set", subject=(Member, by.pk),
        spans=spans, expected_hours=expected_hours,
    )  # fmt: skip


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


@transaction.atomic
def open_holiday(*, by: Member, day: date) -> OpenHoliday:
    """Give lessons on a public holiday on which they rest. One that is open already stays so.

    Raises NotAllowed `not_a_mentor`, Invalid `not_closed`, `holiday_is_past`.
    """
    rules.check_can_offer(by)
    lock_member(by.pk)
    rules.check_can_open_holiday(day, planner.list_holidays(day, day), today=clock.today())
    row, is_new = OpenHoliday.objects.get_or_create(mentor=by, date=day)
    if is_new:
        audit.record(by=by, act="lessons.holiday_opened", subject=row, after=audit.snapshot(row, ("mentor", "date")))
    return row


@transaction.atomic
def remove_open_holiday(*, by: Member, open_holiday_id: int) -> None:
    """Rest on the holiday again. Approved lessons stay. Raises OpenHoliday.DoesNotExist if it is not the member's."""
    row = OpenHoliday.objects.select_for_update().get(pk=open_holiday_id, mentor=by)
    before = audit.snapshot(row, ("mentor", "date"))
    audit.record(by=by, act="lessons.holiday_rested", subject=row, before=before)
    row.delete()
