"""Reads of the endpoints of mentoring, each in a fixed number of queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Q

from apps.accounts.models import Member
from apps.core.errors import allowed
from apps.core.paging import Page, asked_page_of
from apps.mentoring import rules
from apps.mentoring.models import Application, Session
from apps.planner import selectors as planner
from apps.topics.selectors import narrow_to_topic


@dataclass(frozen=True)
class SessionQuery:
    """The parameters of the list of sessions (seed 000 List)."""

    status: Literal["open", "closed"] | None = None
    type: Literal["public", "lecture"] | None = None
    search_field: Literal["title", "author", "content"] = "title"
    search_value: str = ""
    me: bool = False
    topic: str = ""


def list_sessions(member: Member, asked: SessionQuery, page: int, *, now: datetime) -> Page:
    """Return a page of the sessions that `member` may see, the latest first.

    Queries: 3, one more for an author and for a topic.
    """
    rows = Session.objects.visible_to(member)
    if asked.type:
        rows = rows.filter(type=asked.type)
    if asked.status:
        rows = rows.open_at(now) if asked.status == "open" else rows.closed_at(now)
    if asked.me:
        rows = rows.filter(author=member)
    rows = narrow_to_topic(rows, asked.topic)
    rows = rows.found_in(asked.search_field, asked.search_value).newest_first()
    return asked_page_of(rows, page, load=_load_sessions)


def _load_sessions(ids: list[int]) -> list[Session]:
    by_key = Session.objects.select_related("author").defer("content", "title_key", "content_key").in_bulk(ids)
    return [by_key[pk] for pk in ids if pk in by_key]


def get_session(session_id: int, member: Member) -> Session:
    """Return a session. Raises Session.DoesNotExist if `member` may not see it. Queries: 1."""
    return Session.objects.visible_to(member).select_related("author", "venue").get(pk=session_id)


def list_applications(session: Session, member: Member) -> list[Application]:
    """Return all applications to the author and staff, their own to anyone else. Queries: 1."""
    rows = session.applications.select_related("member").order_by("pk")
    if not allowed(rules.check_can_manage, member, session):
        rows = rows.of(member)
    return list(rows)


def get_application(application_id: int, session_id: int, member: Member) -> Application:
    """Return the application with both numbers if it is `member`'s own or is to a session they manage. Queries: 1.

    Raises Application.DoesNotExist for any other.
    """
    rows = Application.objects.filter(pk=application_id, session_id=session_id)
    if not member.may("mentoring.change_session"):
        rows = rows.filter(Q(member=member) | Q(session__author=member))
    return rows.get()


def waits_elsewhere(application: Application, member: Member, now: datetime) -> bool:
    """Return whether the member waits for something else at the time of the session. Queries: 2."""
    session = application.session
    return bool(planner.list_waited_for(member, [session], Session.SOURCE, now))


def get_own_number(session_id: int, member: Member) -> int:
    """Return the id of the member's live application to a session. Raises Application.DoesNotExist. Queries: 1."""
    return Application.objects.of(member).active().values_list("pk", flat=True).get(session_id=session_id)


def list_own_applications(member: Member, page: int) -> Page:
    """Return a page of the member's applications, newest first, each with its `place` (0: not waiting). Queries: 3."""
    return asked_page_of(Application.objects.of(member).order_by("-applied_at", "-pk"), page, load=_load_applications)


def _load_applications(ids: list[int]) -> list[Application]:
    rows = Application.objects.with_place().select_related("session__author")
    by_key = rows.defer("session__content", "session__title_key", "session__content_key").in_bulk(ids)
    return [by_key[pk] for pk in ids if pk in by_key]
