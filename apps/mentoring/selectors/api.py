"""What the endpoints of mentoring read, each in a fixed number of queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Q

from apps.accounts.models import Member
from apps.core.errors import allowed
from apps.core.paging import Page, page_of
from apps.mentoring import rules
from apps.mentoring.models import Application, Session


@dataclass(frozen=True)
class SessionQuery:
    """What a list of sessions is asked for (seed 000 List)."""

    status: Literal["open", "closed"] | None = None
    type: Literal["public", "lecture"] | None = None
    search_field: Literal["title", "author", "content"] = "title"
    search_value: str = ""
    me: bool = False


def list_sessions(member: Member, asked: SessionQuery, page: int, *, now: datetime) -> Page:
    """A page of the sessions that `member` may know of, the latest first. 3 queries, one more to search by author."""
    rows = Session.objects.visible_to(member)
    if asked.type:
        rows = rows.filter(type=asked.type)
    if asked.status:
        rows = rows.open_at(now) if asked.status == "open" else rows.closed_at(now)
    if asked.me:
        rows = rows.filter(author=member)
    rows = rows.found_in(asked.search_field, asked.search_value).newest_first()
    return page_of(rows, page, load=_load_sessions)


def _load_sessions(ids: list[int]) -> list[Session]:
    found = Session.objects.select_related("author").defer("content", "title_key", "content_key").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def get_session(session_id: int, member: Member) -> Session:
    """One session. Raises Session.DoesNotExist for one that `member` may not know of. 1 query."""
    return Session.objects.visible_to(member).select_related("author", "venue").get(pk=session_id)


def list_applications(session: Session, member: Member) -> list[Application]:
    """Everyone's applications for the session's author and staff, one's own for anyone else. 1 query."""
    rows = session.applications.select_related("member").order_by("pk")
    if not allowed(rules.check_can_manage, member, session):
        rows = rows.of(member)
    return list(rows)


def get_application(application_id: int, session_id: int, member: Member) -> Application:
    """An application whose two numbers belong together: one's own, or one to a session one runs. 1 query.

    Raises Application.DoesNotExist for any other.
    """
    rows = Application.objects.filter(pk=application_id, session_id=session_id)
    if not member.may("mentoring.change_session"):
        rows = rows.filter(Q(member=member) | Q(session__author=member))
    return rows.get()


def list_own_applications(member: Member, page: int) -> Page:
    """A page of the member's applications, newest first, each with its `place` in line (0: not waiting). 3 queries."""
    return page_of(Application.objects.of(member).order_by("-applied_at", "-pk"), page, load=_load_applications)


def _load_applications(ids: list[int]) -> list[Application]:
    rows = Application.objects.with_place().select_related("session__author")
    found = rows.defer("session__content", "session__title_key", "session__content_key").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]
