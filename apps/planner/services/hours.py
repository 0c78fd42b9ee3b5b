"""Hours of the week: of a member who says when they are usually free, and of what other apps keep by the week."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from apps.accounts.models import Member
from apps.accounts.services.presence import lock_member
from apps.core import audit
from apps.planner import rules, weekly_hours
from apps.planner.models import FreeHours
from apps.planner.weekly_hours import WeeklySpan


@transaction.atomic
def replace_hours(
    rows: QuerySet[Any],
    of: dict[str, Any],
    *,
    by: Member,
    act: str,
    subject: Any,
    spans: Iterable[WeeklySpan],
    expected_hours: str | None,
) -> list[Any]:
    """Replace `rows` of weekly hours by `spans`, whose other fields are `of`, and return the new rows.

    Spans that touch are united; the same hours again are not written. Raises Invalid `ends_before_start`,
    `hours_overlap`, Conflict `changed_meanwhile` if the hours are not `expected_hours` (`weekly_hours.code_of`, None
    checks nothing).
    """
    wanted = list(spans)
    rules.check_weekly_hours(wanted)
    lock_member(by.pk)
    existing = list(rows)
    before = weekly_hours.code_of(existing)
    rules.check_hours_unchanged(before, expected_hours, weekly_hours.hours_in_words(existing))
    wanted = weekly_hours.merge_spans(wanted)
    after = weekly_hours.code_of(wanted)
    if after == before:
        return existing
    rows.delete()
    written = rows.model._default_manager.bulk_create(
        rows.model(weekday=span.weekday, start_time=span.start_time, end_time=span.end_time, **of) for span in wanted
    )
    audit.record(by=by, act=act, subject=subject, before={"hours": before}, after={"hours": after})
    return written


def set_free_hours(*, by: Member, spans: Iterable[WeeklySpan], expected_hours: str | None = None) -> list[FreeHours]:
    """Replace the hours that are usually free for the member. No spans: all times are. Raises as `replace_hours`."""
    return replace_hours(
        FreeHours.objects.filter(member=by), {"member": by}, by=by, act="planner.free_hours_set",
        subject=(Member, by.pk), spans=spans, expected_hours=expected_hours,
    )  # fmt: skip
