"""Setting a mentor's weekly hours and days off."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from apps.accounts.models import Member
from apps.accounts.services.presence import lock_member
from apps.core import audit, clock, spelling
from apps.lessons import rules
from apps.lessons.models import DayOff, WeeklyHours
from apps.planner import rules as planner_rules
from apps.planner import weekly_hours
from apps.planner.weekly_hours import WeeklySpan


@transaction.atomic
def set_weekly_hours(
    *, by: Member, spans: Iterable[WeeklySpan], expected_hours: str | None = None
) -> list[WeeklyHours]:
    """Replace the member's weekly hours by `spans` and return the rows. No spans mean lessons at all times.

    Spans that touch are united. Approved lessons stay. Raises NotAllowed `not_a_mentor`, Invalid `ends_before_start`,
    `hours_overlap`, Conflict `changed_meanwhile` if the hours are not `expected_hours` (`weekly_hours.code_of`).
    """
    rules.check_can_offer(by)
    wanted = list(spans)
    planner_rules.check_weekly_hours(wanted)
    lock_member(by.pk)
    existing = WeeklyHours.objects.filter(mentor=by)
    before = weekly_hours.code_of(existing)
    planner_rules.check_hours_unchanged(before, expected_hours, weekly_hours.hours_in_words(existing))
    wanted = weekly_hours.merge_spans(wanted)
    if weekly_hours.code_of(wanted) == before:
        return list(existing)
    existing.delete()
    rows = WeeklyHours.objects.bulk_create(
        WeeklyHours(mentor=by, weekday=span.weekday, start_time=span.start_time, end_time=span.end_time)
        for span in wanted
    )
    audit.record(
        by=by,
        act="lessons.hours_set",
        subject=(Member, by.pk),
        before={"hours": before},
        after={"hours": weekly_hours.code_of(rows)},
    )
    return rows


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
