"""A member's own no-show record (apps.core.no_shows), as their page, the API and the file of their own data show it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, no_shows, spoken, text
from apps.core.components import Badge, When
from apps.core.parts import NoShow


@dataclass(frozen=True)
class NoShowLine:
    """Something that counts. `note`: how to object, or '' where that is over."""

    title: str
    url: str
    badge: Badge
    when: When
    ceases: str
    note: str


@dataclass(frozen=True)
class OwnNoShows:
    """`total`: how much counts, in words. `halves`: late cancels count, too; `shown`: hosts see the number."""

    total: str
    lines: list[NoShowLine]
    days: int
    hours: int
    halves: bool
    shown: bool


def list_own(member: Member, now: datetime) -> list[NoShow]:
    """Return what counts of the member, the newest first. Queries: 1 for each domain."""
    return no_shows.list_no_shows([member.pk], now).get(member.pk, [])


def own_no_shows(member: Member, now: datetime) -> OwnNoShows:
    """Return the member's own page. Queries: as `list_own`."""
    rows = list_own(member, now)
    return OwnNoShows(
        total=no_shows.say_total(rows) if rows else "",
        lines=[_line(row, now) for row in rows],
        days=no_shows.COUNTED_FOR.days,
        hours=int(no_shows.LATE_CANCEL.total_seconds() // 3600),
        halves=settings.LATE_CANCELS_COUNT_HALF,
        shown=settings.HOSTS_SEE_NO_SHOWS,
    )


def _line(row: NoShow, now: datetime) -> NoShowLine:
    today = clock.local(now).date()
    last = spoken.say_date(clock.local(no_shows.counts_until(row)).date(), today=today)
    note = ""
    if row.object_until is not None and row.object_until >= now:
        until = spoken.say_until(row.object_until, today=today)
        note = _("사실과 다르면 %(when)s까지 이의를 제기할 수 있습니다.") % {"when": until}
    return NoShowLine(
        title=row.title,
        url=row.url,
        badge=Badge(_("늦은 취소 (0.5회)"), "plain") if row.is_late_cancel else Badge(_("불참"), "full"),
        when=When(spoken.say_moment(row.at, today=today), text.moment(row.at)),
        ceases=_("%(day)s에 사라집니다") % {"day": last},
        note=note,
    )


def export(member: Member) -> list[dict[str, Any]]:
    """Return what counts of the member, for the file of their own data."""
    return [
        {
            "title": row.title,
            "starts_at": row.at,
            "late_cancel": row.is_late_cancel,
            "counts_until": no_shows.counts_until(row),
            "object_until": row.object_until,
        }
        for row in list_own(member, clock.now())
    ]
