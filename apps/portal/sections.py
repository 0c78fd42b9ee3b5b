"""What the portal's pages are made of. A later domain adds a function and its line in one of the tuples below.

Each function gets the member and the time, costs one query at most, and gives a Section, or None where it has nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Member, MentorProfile
from apps.accounts.states import MentorStatus
from apps.core import clock, text
from apps.mentoring.models import Application, Session

SHOWN = 5


@dataclass(frozen=True)
class Item:
    """One thing that waits for the member. `meta` are the words under its title; `kind` is that of a badge."""

    title: str
    url: str
    meta: list[str] = field(default_factory=list)
    badge: str = ""
    kind: str = "wait"


@dataclass(frozen=True)
class Section:
    """`url` and `label` lead to all of it."""

    title: str
    items: list[Item]
    url: str = ""
    label: str = ""


def waiting_places(member: Member, now: datetime) -> Section | None:
    """Where the member waits for a seat, with the place in line."""
    ahead = Application.objects.filter(session=OuterRef("session"), is_waiting=True, pk__lte=OuterRef("pk")).order_by()
    rows = (
        Application.objects.of(member)
        .filter(is_waiting=True, session__starts_at__gt=now)
        .annotate(place=Subquery(ahead.values("session").annotate(n=Count("pk")).values("n")))
        .select_related("session")
        .order_by("session__starts_at", "pk")[:SHOWN]
    )
    items = [
        Item(
            title=row.session.title,
            url=row.session.get_absolute_url(),
            meta=[text.span(row.session.starts_at, row.session.ends_at)],
            badge=_("대기 %(n)d번째") % {"n": row.place},
        )
        for row in rows
    ]
    return _section(_("자리를 기다리는 멘토링"), items, reverse("mentoring:history"), _("신청 내역 보기"))


def sessions_to_hold(member: Member, now: datetime) -> Section | None:
    """What a mentor holds next, with how many come and how many wait."""
    if not (member.is_mentor or member.is_staff):
        return None
    line = Application.objects.filter(session=OuterRef("pk"), is_waiting=True).order_by().values("session")
    rows = (
        Session.objects.existing()
        .filter(author_id=member.pk, declined_at=None, starts_at__gt=now)
        .annotate(
            waiting=Coalesce(Subquery(line.annotate(n=Count("pk")).values("n")), Value(0), output_field=IntegerField())
        )
        .order_by("starts_at", "pk")[:SHOWN]
    )
    items = [
        Item(
            title=row.title,
            url=row.get_absolute_url(),
            meta=_session_words(row),
            badge=_("정원 마감") if row.is_full else "" if row.approved else _("개설 승인 대기"),
            kind="full" if row.is_full else "wait",
        )
        for row in rows
    ]
    mine = reverse("mentoring:list") + "?mine=opened"
    return _section(_("내가 여는 멘토링"), items, mine, _("내가 연 멘토링 모두 보기"))


def _session_words(session: Session) -> list[str]:
    words = [
        text.span(session.starts_at, session.ends_at),
        _("%(taken)d/%(capacity)d명 신청") % {"taken": session.seats_taken, "capacity": session.capacity},
    ]
    if session.waiting:
        words.append(ngettext("대기 %(n)d명", "대기 %(n)d명", session.waiting) % {"n": session.waiting})
    return words


def staff_desk(member: Member, now: datetime) -> Section | None:
    """What staff have to decide."""
    if not member.is_staff:
        return None
    undecided = Session.objects.existing().filter(approved_at=None, declined_at=None, ends_at__gt=now)
    pending = MentorProfile.objects.filter(status=MentorStatus.PENDING, member__is_active=True)
    counts = Member.objects.filter(pk=member.pk).values(sessions=_count_of(undecided), mentors=_count_of(pending)).get()
    desk = (
        ("mentoring.view_session", counts["sessions"], _("개설 승인을 기다리는 멘토링"),
         "admin:mentoring_session_changelist", "?decision=waiting"),
        ("accounts.view_mentorprofile", counts["mentors"], _("심사를 기다리는 멘토 신청"),
         "admin:accounts_mentorprofile_changelist", "?status__exact=pending"),
    )  # fmt: skip
    items = [
        Item(title=title, url=reverse(page) + query, badge=_("%(n)d건") % {"n": count}, kind="info")
        for permission, count, title, page, query in desk
        if count and member.has_perm(permission)
    ]
    return _section(_("운영자가 처리할 일"), items, reverse("admin:index"), _("관리자 화면 열기"))


def _count_of(rows) -> Coalesce:
    count = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(count), Value(0), output_field=IntegerField())


def _section(title: str, items: list[Item], url: str, label: str) -> Section | None:
    return Section(title, items, url, label) if items else None


# What waits for the member on my page, in this order.
WAITING: tuple[Callable[[Member, datetime], Section | None], ...] = (waiting_places, sessions_to_hold, staff_desk)


def what_waits(member: Member) -> list[Section]:
    now = clock.now()
    return [section for made in WAITING if (section := made(member, now))]
