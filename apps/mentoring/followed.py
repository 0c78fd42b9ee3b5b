"""What `following` asks of mentoring: which sessions take applications, who knows of them, and what a search finds."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy

from apps.accounts.models import Member
from apps.core import clock
from apps.following.sources import SOURCES, Search, Source, Thing
from apps.mentoring import rules
from apps.mentoring.models import FOLLOWED, Application, Session
from apps.mentoring.querysets import SessionQuerySet
from apps.mentoring.selectors.filters import ListFilters, filter_sessions
from apps.notices.kinds import Span


def register() -> None:
    SOURCES.add(
        FOLLOWED,
        FOLLOWED,
        Source(
            label=gettext_lazy("멘토링"),
            opened=list_opened,
            things=list_things,
            engaged=list_engaged,
            read=read_search,
            find=find_sessions,
            free=list_free,
            check_mark=check_mark,
        ),
    )


def list_opened(now: datetime) -> SessionQuerySet:
    """Return the sessions that everybody may see and whose registration is open: of a series the first alone.

    So who follows is told of a series once, and not again with each week of it.
    """
    earlier = _seen_by_all().filter(series=OuterRef("series"), pk__lt=OuterRef("pk"))
    return _seen_by_all().filter(~Exists(earlier), starts_at__gt=now, opens_at__lte=now, closes_at__gt=now)


def list_free(now: datetime) -> SessionQuerySet:
    """Return those of them that have a seat."""
    return _seen_by_all().open_at(now)


def _seen_by_all() -> SessionQuerySet:
    return Session.objects.visible_to(AnonymousUser())


def list_things(ids: Collection[int]) -> list[Thing]:
    """Return the sessions in words. Queries: 2."""
    rows = Session.objects.filter(pk__in=ids).only("title", "author_id", "starts_at", "ends_at")
    return [
        Thing(
            pk=row.pk,
            title=row.title,
            path=row.get_absolute_url(),
            hosts=frozenset({row.author_id}),
            topics=frozenset(topic.pk for topic in row.topics.all()),
            when=Span(row.starts_at, row.ends_at),
        )
        for row in rows.order_by("pk").prefetch_related("topics")
    ]


def list_engaged(ids: Collection[int]) -> set[tuple[int, int]]:
    """Return session and member of every application that holds a seat or waits for one."""
    return set(Application.objects.active().filter(session__in=ids).values_list("session_id", "member_id"))


def read_search(query: str) -> Search:
    """Return the search without state, order and page: these say nothing of a session that is new."""
    kept = ListFilters.read(QueryDict(query)).for_news()
    name = " · ".join(chip.label for chip in kept.chips())
    only_topic = kept.query() == ListFilters(topic=kept.topic).query()
    return Search(
        query=kept.query(),
        name=name,
        url=reverse("mentoring:list") + kept.url(),
        is_personal=kept.fit,
        topic=kept.topic if only_topic else "",
        unread=ListFilters.unread(QueryDict(query)),
    )


def find_sessions(ids: Collection[int], query: str, member_id: int) -> set[int]:
    """Return those of the sessions that a search finds for the member."""
    asked = ListFilters.read(QueryDict(query))
    rows = filter_sessions(Session.objects.filter(pk__in=ids), asked, Member(pk=member_id), clock.now())
    return set(rows.values_list("pk", flat=True))


def check_mark(member: Member, session_id: int, now: datetime) -> None:
    """Check that the member may be told of a free seat. Raises Session.DoesNotExist and what `rules` refuses."""
    session = Session.objects.visible_to(member).get(pk=session_id)
    existing = Application.objects.of(member).active().filter(session=session).first()
    rules.check_can_mark(member, session, existing=existing, now=now)
