"""To write the ledger of recognised time: once for what was held, and further lines for what was wrong.

The domains call `record_hours` and `take_back_hours` within the act that decides it. Nothing is locked: of two acts at
once the database refuses the second line of the same number, and the act begins once more (core.clashes).
"""

from datetime import date

from django.db import transaction

from apps.accounts.models import Member
from apps.core import audit, clock, spelling
from apps.core.rules import check_reason
from apps.hours import notices, rules
from apps.hours.models import HoursEntry
from apps.hours.states import EntryKind
from apps.notices.services import tell


@transaction.atomic
def record_hours(
    *,
    mentor: Member,
    source: str,
    source_id: int,
    title: str,
    day: date,
    minutes: int,
    kind: EntryKind,
    by: Member | None,
) -> HoursEntry | None:
    """Recognise the time of something that a mentor held, and return its line; None if that is no time at all.

    What is recognised already stays as it is, and its last line is returned. `by` is None for the worker. Raises
    Invalid `minutes_out_of_range`.
    """
    rules.check_minutes(minutes)
    last = _last_of(source, source_id)
    if last is not None and last.total:
        return last
    if not minutes:
        return None
    entry = HoursEntry(
        mentor=mentor, source=source, source_id=source_id, number=last.number + 1 if last else 1, title=title, day=day,
        kind=kind, minutes=minutes, total=minutes, by=by, created_at=clock.now(),
    )  # fmt: skip
    _write(entry, "hours.recorded")
    return entry


@transaction.atomic
def take_back_hours(*, source: str, source_id: int, reason: str, by: Member | None) -> HoursEntry | None:
    """Recognise nothing any more of something, and return the line that says so; None if nothing was recognised.

    Raises Invalid `reason_missing`, `reason_too_long`.
    """
    check_reason(reason)
    last = _last_of(source, source_id)
    if last is None or not last.total:
        return None
    return _correct(last, 0, reason, by, "hours.taken_back")


@transaction.atomic
def correct_hours(*, by: Member, entry_id: int, minutes: int, reason: str) -> HoursEntry:
    """Recognise `minutes` in all for what an entry stands for, tell the mentor why, and return the new line.

    Raises HoursEntry.DoesNotExist, NotAllowed `not_staff`, `own_hours`, Invalid `minutes_out_of_range`,
    `reason_missing`, `reason_too_long`, Conflict `same_minutes`.
    """
    entry = HoursEntry.objects.get(pk=entry_id)
    rules.check_can_correct(by, entry.mentor_id)
    rules.check_minutes(minutes)
    check_reason(reason)
    last = _last_of(entry.source, entry.source_id) or entry
    rules.check_differs(last.total, minutes)
    written = _correct(last, minutes, reason, by, "hours.corrected")
    tell(
        [last.mentor],
        notices.CORRECTED,
        path=notices.month_path(last.day),
        title=last.title,
        day=last.day.isoformat(),
        before=last.total,
        after=minutes,
        reason=written.reason,
    )
    return written


def _last_of(source: str, source_id: int) -> HoursEntry | None:
    lines = HoursEntry.objects.filter(source=source, source_id=source_id).select_related("mentor")
    return lines.order_by("-number").first()


def _correct(last: HoursEntry, total: int, reason: str, by: Member | None, act: str) -> HoursEntry:
    """Write the line after the last one, after which `total` is recognised."""
    entry = HoursEntry(
        mentor=last.mentor, source=last.source, source_id=last.source_id, number=last.number + 1, title=last.title,
        day=last.day, kind=EntryKind.CORRECTION, minutes=total - last.total, total=total, reason=spelling.text(reason),
        by=by, created_at=clock.now(),
    )  # fmt: skip
    _write(entry, act)
    return entry


def _write(entry: HoursEntry, act: str) -> None:
    after = audit.snapshot(entry, ("mentor", "title", "day", "minutes", "total"))
    audit.record_new(entry, by=entry.by, act=act, after=after, reason=entry.reason)
