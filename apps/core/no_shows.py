"""The no-show record of members: what counts in it, for how long, and who is shown it (docs/domain.md).

It is computed from what the domains keep (`parts.NO_SHOWS`) whenever it is read, and nothing of it is stored: so it
fades by itself, and an objection that is decided changes it at once.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.core import parts
from apps.core.parts import NoShow

COUNTED_FOR = timedelta(days=90)  # from the start of what was missed
LATE_CANCEL = timedelta(hours=3)  # before the start


def is_late_cancel(cancelled_at: datetime, starts_at: datetime) -> bool:
    """Return whether something was cancelled within three hours before its start."""
    return starts_at - LATE_CANCEL < cancelled_at < starts_at


def counts_until(row: NoShow) -> datetime:
    """Return when it ceases to count."""
    return row.at + COUNTED_FOR


def list_no_shows(member_ids: Collection[int], now: datetime) -> dict[int, list[NoShow]]:
    """Return what counts for each of these members who has any, the newest first. Queries: 1 for each domain."""
    found: dict[int, list[NoShow]] = defaultdict(list)
    rows = [row for part in parts.NO_SHOWS for row in part(member_ids, now - COUNTED_FOR)] if member_ids else []
    for row in sorted(rows, key=lambda row: row.at, reverse=True):
        if settings.LATE_CANCELS_COUNT_HALF or not row.is_late_cancel:
            found[row.member_id].append(row)
    return dict(found)


def total(rows: Collection[NoShow]) -> float:
    """Return how much these count: an absence 1, a late cancel one half."""
    return sum(0.5 if row.is_late_cancel else 1 for row in rows)


def say_total(rows: Collection[NoShow]) -> str:
    """Return how much these count, in words: `2회`, `1.5회`."""
    return pgettext("absences", "%(n)s회") % {"n": f"{total(rows):g}"}


def say_to_hosts(member_ids: Collection[int], now: datetime) -> dict[int, str]:
    """Return what is said of each of these members who has any to whom they apply, empty if the site says nothing.

    `최근 90일 불참 2회`. Queries: 1 for each domain; none where nothing is said.
    """
    if not settings.HOSTS_SEE_NO_SHOWS:
        return {}
    return {member_id: say_recent(rows) for member_id, rows in list_no_shows(member_ids, now).items()}


def say_recent(rows: Collection[NoShow]) -> str:
    """Return how much these count, with since when: `최근 90일 불참 2회`."""
    return _("최근 %(days)d일 불참 %(count)s") % {"days": COUNTED_FOR.days, "count": say_total(rows)}


def facts_for_hosts(member_id: int, now: datetime) -> list[tuple[str, str]]:
    """Return, as label and value, what those to whom the member applies are shown, if anything.

    Queries: as `say_to_hosts`.
    """
    if not settings.HOSTS_SEE_NO_SHOWS:
        return []
    return [(_("참석 이력"), say_to_hosts([member_id], now).get(member_id, _("없음")))]
