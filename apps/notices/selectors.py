"""Queries of a member's notices."""

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
from apps.notices.models import MailChoice, Notice
from apps.notices.states import MailTiming

PAGE_SIZE = 20
LATEST = 5


@dataclass(frozen=True)
class NoticeRow:
    """A notice in the active language. `when` is relative, `at` exact."""

    pk: int
    title: str
    body: str
    when: str
    at: datetime
    is_unread: bool


def get_notice_page(member: Member, number: int, *, unread_only: bool = False) -> Page:
    """Return a page of the member's notices as NoticeRow, newest first. Statements: 3."""
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


def list_latest(member: Member) -> tuple[list[NoticeRow], int]:
    """Return the newest notices and the number of unread ones. Statements: 1."""
    notices, now = _latest(member=member.pk), clock.now()
    return [_row(notice, now) for notice in notices], notices[0].unread_count if notices else 0


def _rows_of(keys: list[int]) -> list[NoticeRow]:
    notices, now = Notice.objects.in_bulk(keys), clock.now()
    return [_row(notices[key], now) for key in keys if key in notices]


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
    """Return how long ago a moment was, or its day and time after 24 hours."""
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 1:
        return _("방금")
    if minutes < 60:
        return _("%(n)d분 전") % {"n": minutes}
    if minutes < 24 * 60:
        return _("%(n)d시간 전") % {"n": minutes // 60}
    return text.moment(moment)


def timings_of(member: Member) -> dict[str, MailTiming]:
    """Return when the member wants each kind by mail: as chosen, or as the kind has it. Statements: 1."""
    chosen = dict(MailChoice.objects.filter(member=member).values_list("kind", "timing"))
    return {kind.key: MailTiming(chosen.get(kind.key, kind.timing)) for kind in kinds.all_kinds() if not kind.is_digest}
