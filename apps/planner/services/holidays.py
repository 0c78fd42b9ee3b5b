"""Public holidays: filled in by the worker, managed by staff, known to who sets something on one."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from apps.accounts.models import Member
from apps.core import audit, clock, spelling
from apps.planner import public_holidays, rules, selectors
from apps.planner.models import Holiday

HOLIDAY_FIELDS = ("date", "name", "name_en", "is_closed", "is_active")
HOLIDAY_YEARS = 3  # this one and those after it, whose holidays are filled in


def fill_holidays(now: datetime) -> int:
    """Add the public holidays of this and the next years that are missing, and return how many.

    Those that are there stay as they are: staff may have renamed them or switched them off.
    """
    this_year = clock.local(now).year
    known = public_holidays.known_holidays(*range(this_year, this_year + HOLIDAY_YEARS))
    there = set(Holiday.objects.filter(date__in=known).values_list("date", flat=True))
    missing = [
        Holiday(date=day, name=name, name_en=name_en) for day, (name, name_en) in known.items() if day not in there
    ]
    Holiday.objects.bulk_create(missing, ignore_conflicts=True)  # another worker may do the same
    return len(missing)


@transaction.atomic
def save_holiday(*, by: Member, holiday: Holiday) -> Holiday:
    """Save a new or changed holiday. Raises NotAllowed `not_staff`, Invalid `holiday_name_missing`, `holiday_taken`."""
    rules.check_can_keep_holidays(by)
    for name in ("name", "name_en"):
        setattr(holiday, name, spelling.line(getattr(holiday, name)))
    before = Holiday.objects.select_for_update().filter(pk=holiday.pk).first()
    rules.check_holiday(holiday, taken=Holiday.objects.exclude(pk=holiday.pk).filter(date=holiday.date).exists())
    holiday.save()
    audit.record(
        by=by,
        act="planner.holiday_changed" if before is not None else "planner.holiday_added",
        subject=holiday,
        before=audit.snapshot(before, HOLIDAY_FIELDS) if before is not None else None,
        after=audit.snapshot(holiday, HOLIDAY_FIELDS),
    )
    return holiday


def check_holidays(days: Iterable[date], named: Collection[date] | None, **extra: Any) -> None:
    """Check that who sets something on these days has read which are public holidays. None for `named` asks nothing.

    Raises Conflict `holiday` (see `rules.check_holidays_are_known`). Statements: 1, none where nothing is asked.
    """
    if named is not None:
        rules.check_holidays_are_known(selectors.list_holidays_among(days), named, **extra)
