"""The parts of mentoring on the pages that are made from several domains."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Count, DateTimeField, Q
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.accounts.models import Member
from apps.core import parts, text
from apps.core.parts import DeskItem, Item, MenuLine, Offer, RecordLine, RecordPart, Section
from apps.core.prepared import Given, Prepared
from apps.mentoring import badges, notices
from apps.mentoring.models import Application, Session
from apps.mentoring.selectors.filters import ListFilters
from apps.mentoring.selectors.lists import soonest_open
from apps.mentoring.selectors.picks import picked_sessions
from apps.mentoring.states import ApplicationState, Phase

APP = "mentoring"
_NOW = Given("now", DateTimeField())


def register() -> None:
    parts.MENU.add(
        APP, "sessions", MenuLine(gettext_lazy("멘토링"), reverse_lazy("mentoring:list"), "calendar"), place=10
    )
    parts.WAITING.add(APP, "places in line", waiting_places, place=20)
    parts.WAITING.add(APP, "sessions to hold", sessions_to_hold, place=60)
    parts.OFFERS.add(APP, "open sessions", open_sessions, place=10)
    parts.RECORD.add(APP, "sessions", RECORD, place=10)
    parts.DESK.add(APP, "sessions", UNDECIDED, place=10)
    parts.HIDDEN.add(APP, "history", "/mentoring/history/")
    parts.CHORES.none(APP, "nothing of a session ends by itself but its phase, which is derived")


# --- My page ----------------------------------------------------------------------------------------------------------

_places = Prepared(
    lambda: (
        Application.objects.filter(member_id=Given("member"), is_waiting=True, session__starts_at__gt=_NOW)
        .with_place()
        .select_related("session")
        .only("session_id", "session__title", "session__starts_at", "session__ends_at")
        .order_by("session__starts_at", "pk")[: parts.SHOWN]
    )
)
_to_hold = Prepared(
    lambda: (
        Session.objects.existing()
        .filter(author_id=Given("member"), declined_at=None, starts_at__gt=_NOW)
        .with_waiting()
        .only("title", "starts_at", "ends_at", "capacity", "seats_taken", "approved_at")
        .order_by("starts_at", "pk")[: parts.SHOWN]
    )
)


def waiting_places(member: Member, now: datetime) -> Section | None:
    """Return the sessions where the member waits for a seat, with the place in line."""
    items = [
        Item(
            title=row.session.title,
            url=row.session.get_absolute_url(),
            meta=[text.span(row.session.starts_at, row.session.ends_at)],
            badge=badges.application_badge(ApplicationState.WAITING, row.place),
        )
        for row in _places(member=member.pk, now=now)
    ]
    return parts.section(_("대기 중인 멘토링"), items, reverse("mentoring:history"), _("신청 내역 보기"))


def sessions_to_hold(member: Member, now: datetime) -> Section | None:
    """Return the sessions that a mentor holds next, with the numbers of applicants and of those who wait."""
    if not (member.is_mentor or member.is_staff):
        return None
    items = [
        Item(title=row.title, url=row.get_absolute_url(), meta=_seat_words(row), badge=_hold_badge(row))
        for row in _to_hold(member=member.pk, now=now)
    ]
    own_sessions = reverse("mentoring:list") + "?mine=opened"
    return parts.section(_("내가 여는 멘토링"), items, own_sessions, _("내가 연 멘토링 모두 보기"))


def _hold_badge(session: Session) -> Any:
    if session.is_full:
        return badges.phase_badge(Phase.FULL)
    return None if session.approved else badges.approval_badge(False, False)


def _seat_words(session: Any) -> list[str]:
    seats = {"taken": session.seats_taken, "capacity": session.capacity}
    words = [text.span(session.starts_at, session.ends_at), _("%(taken)d/%(capacity)d명 신청") % seats]
    if session.waiting:
        words.append(ngettext("대기 %(n)d명", "대기 %(n)d명", session.waiting) % {"n": session.waiting})
    return words


UNDECIDED = DeskItem(
    title=gettext_lazy("개설 승인을 기다리는 멘토링"),
    model=Session,
    rows=lambda: Session.objects.undecided().filter(ends_at__gt=_NOW),
    query="?decision=waiting",
    since="created_at",
    kind=notices.TO_DECIDE,
)


# --- The first page ---------------------------------------------------------------------------------------------------


def open_sessions(member: Any, now: datetime, word: str = "") -> Offer:
    """Return the sessions that take applications, the soonest first; to a member only those that fit."""
    everywhere = ListFilters(word=word, status="all")
    return Offer(
        title=_("이런 멘토링은 어떠세요?"),
        template="portal/_sessions.html",
        context={"rows": soonest_open(word, member, now) if word else []},
        picks=() if word else picked_sessions(member, now),
        url=reverse("mentoring:list") + (everywhere.url() if word else ""),
        label=_("멘토링 전체에서 찾기") if word else _("접수중인 멘토링 모두 보기"),
    )


# --- A student's record -----------------------------------------------------------------------------------------------


@cache
def _newest(most: int) -> Prepared:
    return Prepared(
        lambda: (
            Application.objects.filter(member_id=Given("member"))
            .with_place()
            .select_related("session__author")
            .only(
                "state",
                "session__title",
                "session__type",
                "session__starts_at",
                "session__ends_at",
                "session__author__name",
            )
            .order_by("-applied_at", "-pk")[:most]
        )
    )


def _record_lines(student: Member, now: datetime, most: int) -> list[RecordLine]:
    return [_record_line(row, now) for row in _newest(most)(member=student.pk)]


def _record_line(row: Any, now: datetime) -> RecordLine:
    session = row.session
    mentor = _("%(name)s 멘토") % {"name": session.author.name}
    return RecordLine(
        title=session.title,
        badge=badges.application_badge(row.state, row.place, took_part=session.ends_at <= now),
        meta=[text.span(session.starts_at, session.ends_at), session.get_type_display(), mentor],
    )


def _record_cells(ids: Collection[int], now: datetime) -> dict[int, tuple[str, ...]]:
    held = Q(state=ApplicationState.APPLIED)
    rows = Application.objects.filter(member__in=ids).order_by().values("member")
    counts = rows.annotate(
        ahead=Count("pk", filter=held & Q(session__ends_at__gt=now)),
        past=Count("pk", filter=held & Q(session__ends_at__lte=now)),
    )
    return {row["member"]: (parts.count_words(row["ahead"]), parts.count_words(row["past"])) for row in counts}


RECORD = RecordPart(
    title=gettext_lazy("멘토링"),
    nothing=gettext_lazy("신청한 멘토링이 없습니다."),
    lines=_record_lines,
    columns=(gettext_lazy("신청한 멘토링"), gettext_lazy("마친 멘토링")),
    cells=_record_cells,
)
