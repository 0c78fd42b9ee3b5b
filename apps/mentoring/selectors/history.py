"""Every application of one member, newest first."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, spoken, text
from apps.core.components import AppliedRow, Badge, Tab
from apps.core.errors import allowed
from apps.core.paging import Page, page_of
from apps.core.prepared import PreparedForFew
from apps.mentoring import badges, rules
from apps.mentoring.models import Application
from apps.mentoring.rules import feedback as feedback_rules
from apps.mentoring.rules import releases
from apps.mentoring.selectors.feedback import is_asked
from apps.mentoring.states import ApplicationState, CancelCause

PAGE_SIZE = 10


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


_shown = PreparedForFew(
    lambda keys: (
        Application.objects.filter(pk__in=keys)
        .select_related("session__author", "session__venue", "attendance")
        .annotate(is_asked=is_asked())
        .with_place()
    )
)


def _rows(keys: list[int], member: Member, now: datetime) -> list[AppliedRow]:
    by_key = {row.pk: row for row in _shown(keys)}
    return [_row(by_key[key], member, now) for key in keys if key in by_key]


def _row(row: Application, member: Member, now: datetime) -> AppliedRow:
    session = row.session
    deleted, declined = session.deleted_at is not None, session.declined_at is not None
    hidden = deleted or (declined and not rules.may_manage(member, session))
    can_cancel = not hidden and allowed(rules.check_can_cancel, member, row, session, now=now)
    ask_url, ask_label = _asked(row, now, hidden=hidden)
    state = badges.application_badge(
        row.state,
        row.place,
        now=now,
        offered_until=row.offered_until,
        took_part=session.ends_at <= now,
        presence=row.attendance.presence if hasattr(row, "attendance") else "",
        released=releases.is_released(row, session, now),
    )
    gone = [Badge(_("삭제"), "danger")] if deleted else []
    back = reverse("mentoring:history")
    return AppliedRow(
        number=row.pk,
        title=session.title,
        url="" if hidden else session.get_absolute_url(),
        badges=[state, *gone, badges.approval_badge(session.approved, declined)],
        when=spoken.when_span(session.starts_at, session.ends_at, today=clock.local(now).date()),
        meta=[session.get_type_display(), session.author.name, *filter(None, [session.venue_name])],
        applied=text.moment(row.applied_at),
        notes=_what_became(row),
        cancel_url=f"{reverse('mentoring:cancel', args=[row.pk])}?next={back}" if can_cancel else "",
        cancel_label=_cancel_label(row, now),
        is_past=deleted,
        ask_url=ask_url,
        ask_label=ask_label,
    )


def _asked(row: Application, now: datetime, *, hidden: bool) -> tuple[str, str]:
    """Return the address and the words of what is asked: to answer an offer, or how it was; two '' for nothing."""
    session = row.session
    if rules.takes_offer(session, row, now):
        return session.get_absolute_url(), _("자리 제안에 답하기")
    if not hidden and row.is_asked and allowed(feedback_rules.check_is_open, session, now):  # type: ignore[attr-defined]
        return reverse("mentoring:feedback", args=[session.pk]), _("만족도 답하기")
    return "", ""


def _cancel_label(row: Application, now: datetime) -> str:
    if row.has_open_offer(now):
        return _("자리 받지 않기")
    return _("대기 취소하기") if row.is_waiting else _("신청 취소하기")


def _what_became(row: Application) -> list[str]:
    """Return when and why the application ended."""
    cancelled = [_("%(when)s 취소") % {"when": text.moment(row.cancelled_at)}] if row.cancelled_at else []
    cause = [str(CancelCause(row.cancel_cause).label)] if row.cancel_cause else []
    return [*cancelled, *cause, *([_("사유: %(reason)s") % {"reason": row.cancel_reason}] if row.cancel_reason else [])]
