"""Reading what a member was told."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, text
from apps.core.aggregates import count_of
from apps.core.paging import Page, page_of
from apps.core.prepared import Given, Prepared
from apps.notices import kinds
from apps.notices.models import MailSwitch, Notice

PAGE_SIZE = 20
LATEST = 5


@dataclass(frozen=True)
class NoticeRow:
    """A notice in the words of whoever reads now. `when` is relative, `at` exact."""

    pk: int
    title: str
    body: str
    when: str
    at: datetime
    is_unread: bool


def page(member: Member, number: int, *, unread_only: bool = False) -> Page:
    """The member's notices, newest first, as NoticeRow. Statements: 3."""
    rows = Notice.objects.filter(member=member)
    if unread_only:
        rows = rows.filter(read_at=None)
    return page_of(rows.order_by("-created_at", "-pk"), number, size=PAGE_SIZE, load=_rows_of)


_latest = Prepared(
    lambda: (
        Notice.objects.filter(member_id=Given("member"))
        .annotate(unread_count=count_of(Notice.objects.filter(member=OuterRef("member"), read_at=None)))
        .order_by("-created_at", "-pk")[:LATEST]
    )
)


def latest(member: Member) -> tuple[list[NoticeRow], int]:
    """The newest notices, and how many the member has not read. One statement."""
    notices, now = _latest(member=member.pk), clock.now()
    return [_row(notice, now) for notice in notices], notices[0].unread_count if notices else 0


def _rows_of(keys: list[int]) -> list[NoticeRow]:
    found, now = Notice.objects.in_bulk(keys), clock.now()
    return [_row(found[key], now) for key in keys if key in found]


def _row(notice: Notice, now: datetime) -> NoticeRow:
    kind = kinds.find(notice.kind)
    return NoticeRow(
        pk=notice.pk,
        title=kind.render_title(notice.params),
        body=kind.render_body(notice.params),
        when=_when(notice.created_at, now),
        at=clock.local(notice.created_at),
        is_unread=notice.read_at is None,
    )


def _when(moment: datetime, now: datetime) -> str:
    """How long ago within a day, then the day and time."""
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 1:
        return _("방금")
    if minutes < 60:
        return _("%(n)d분 전") % {"n": minutes}
    if minutes < 24 * 60:
        return _("%(n)d시간 전") % {"n": minutes // 60}
    return text.moment(moment)


def switched_off(member: Member) -> set[str]:
    return set(MailSwitch.objects.filter(member=member).values_list("kind", flat=True))
