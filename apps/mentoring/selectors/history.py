"""Every application of one member, newest first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import text
from apps.core.components import Badge, Tab
from apps.core.errors import allowed
from apps.core.paging import Page, page_of
from apps.mentoring import badges, rules
from apps.mentoring.models import Application
from apps.mentoring.states import ApplicationState, CancelCause

PAGE_SIZE = 10


@dataclass(frozen=True)
class HistoryRow:
    """An application as the history shows it: `number` is applySn of seed 000; `url` is empty if the page is gone."""

    number: int
    url: str
    title: str
    type: str
    author: str
    when: str
    place: str
    applied: str
    cancelled: str
    cause: str
    reason: str
    state: Badge
    is_waiting: bool
    approval: Badge
    deleted: bool
    cancel_url: str


def history_tabs(shown: str) -> list[Tab]:
    """Return the tabs of the history; `shown` is the one that is open."""
    address = reverse("mentoring:history")
    labels = {"": _("전체"), "ahead": _("예정"), "waiting": _("대기"), "past": _("진행 완료"), "cancelled": _("취소")}
    return [Tab(label, f"{address}?show={key}" if key else address, key == shown) for key, label in labels.items()]


def read_shown(raw: str | None) -> str:
    """Return the tab asked for, '' for all or for one that does not exist."""
    return raw if raw and raw in _SHOWN else ""


_SHOWN: dict[str, Callable[[datetime], Q]] = {
    "ahead": lambda now: Q(state=ApplicationState.APPLIED, session__ends_at__gt=now),
    "waiting": lambda now: Q(state=ApplicationState.WAITING),
    "past": lambda now: Q(state=ApplicationState.APPLIED, session__ends_at__lte=now),
    "cancelled": lambda now: Q(state=ApplicationState.CANCELLED),
}


def history_page(member: Member, shown: str, number: int, now: datetime) -> Page:
    """Return one page of the member's applications that the tab shows, newest first. Queries: 3."""
    rows = Application.objects.of(member).order_by("-applied_at", "-pk")
    if shown:
        rows = rows.filter(_SHOWN[shown](now))
    return page_of(rows, number, size=PAGE_SIZE, load=lambda keys: _rows(keys, member, now))


def _rows(keys: list[int], member: Member, now: datetime) -> list[HistoryRow]:
    rows = Application.objects.select_related("session__author", "session__venue").with_place()
    by_key = rows.in_bulk(keys)
    return [_row(by_key[key], member, now) for key in keys if key in by_key]


def _row(row: Application, member: Member, now: datetime) -> HistoryRow:
    session = row.session
    deleted = session.deleted_at is not None
    hidden = deleted or (session.declined_at is not None and not rules.may_manage(member, session))
    can_cancel = not hidden and allowed(rules.check_can_cancel, member, row, session, now=now)
    return HistoryRow(
        number=row.pk,
        url="" if hidden else session.get_absolute_url(),
        title=session.title,
        type=session.get_type_display(),
        author=session.author.name,
        when=text.span(session.starts_at, session.ends_at),
        place=session.venue_name,
        applied=text.moment(row.applied_at),
        cancelled=text.moment(row.cancelled_at) if row.cancelled_at else "",
        cause=str(CancelCause(row.cancel_cause).label) if row.cancel_cause else "",
        reason=row.cancel_reason,
        state=badges.application_badge(row.state, row.place, took_part=session.ends_at <= now),
        is_waiting=row.is_waiting,
        approval=badges.approval_badge(session.approved, session.declined_at is not None),
        deleted=deleted,
        cancel_url=reverse("mentoring:cancel", args=[row.pk]) if can_cancel else "",
    )
