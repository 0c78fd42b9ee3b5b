"""To follow, and to end it. What is followed twice is one thing; what was ended already stays ended."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from apps.accounts.models import Member
from apps.accounts.querysets import public_mentors
from apps.accounts.services.presence import lock_member
from apps.core import audit, clock
from apps.following import rules
from apps.following.models import Follow
from apps.following.states import FollowKind
from apps.topics.models import Topic
from apps.topics.rules import check_offered

_AUDITED = ("kind", "mentor", "topic", "source", "query", "thing_id")


@dataclass(frozen=True)
class FollowInput:
    """What is to be followed: a `kind`, and what that kind needs."""

    kind: str
    mentor_id: int = 0
    topic_id: int = 0
    source: str = ""
    query: str = ""
    thing_id: int = 0


def follow(*, by: Member, given: FollowInput) -> Follow:
    """Follow what is given. Raises what the service of its kind does."""
    if given.kind == FollowKind.MENTOR:
        return follow_mentor(by=by, mentor_id=given.mentor_id)
    if given.kind == FollowKind.TOPIC:
        return follow_topic(by=by, topic_id=given.topic_id)
    if given.kind == FollowKind.SEARCH:
        return follow_search(by=by, source=given.source, query=given.query)
    return follow_seat(by=by, source=given.source, thing_id=given.thing_id)


@transaction.atomic
def follow_mentor(*, by: Member, mentor_id: int) -> Follow:
    """Follow a mentor. Raises Member.DoesNotExist, Conflict `own_news`, `too_many_follows`."""
    mentor = public_mentors(Member.objects.all()).get(pk=mentor_id)
    rules.check_mentor(by, mentor)
    return _follow(by, FollowKind.MENTOR, mentor=mentor)


@transaction.atomic
def follow_topic(*, by: Member, topic_id: int) -> Follow:
    """Follow a topic. Raises Topic.DoesNotExist, Invalid `topic_not_offered`, Conflict `too_many_follows`."""
    topic = Topic.objects.get(pk=topic_id)
    check_offered([topic], kept=())
    return _follow(by, FollowKind.TOPIC, topic=topic)


@transaction.atomic
def follow_search(*, by: Member, source: str, query: str) -> Follow:
    """Save a search of a domain's list, so that the member is told of what it finds from now on.

    Raises Invalid `source_unknown`, `search_unknown`, `search_empty`, `search_too_long`, Conflict `too_many_follows`.
    """
    search = rules.check_search(rules.check_source(source), query)
    return _follow(by, FollowKind.SEARCH, source=source, query=search.query)


@transaction.atomic
def follow_seat(*, by: Member, source: str, thing_id: int) -> Follow:
    """Mark something full, so that the member is told once when a seat falls free.

    Raises Invalid `source_unknown`, what the domain refuses, Conflict `too_many_follows`.
    """
    check_mark = rules.check_takes_marks(rules.check_source(source))
    check_mark(by, thing_id, clock.now())
    return _follow(by, FollowKind.SEAT, source=source, thing_id=thing_id)


@transaction.atomic
def end_follow(*, by: Member, follow_id: int) -> None:
    """End what the member follows; nothing happens if it has ended."""
    lock_member(by.pk)
    follow = Follow.objects.filter(pk=follow_id, member=by).first()
    if follow is None:
        return
    audit.record(by=by, act="following.ended", subject=(Member, by.pk), before=_told(follow))
    follow.delete()


def _follow(by: Member, kind: FollowKind, **what: Any) -> Follow:
    lock_member(by.pk)
    mine = Follow.objects.filter(member=by)
    known = mine.filter(kind=kind, **what).first()
    if known is not None:
        return known
    rules.check_count(mine.count())
    follow = Follow.objects.create(member=by, kind=kind, created_at=clock.now(), **what)
    audit.record(by=by, act="following.began", subject=(Member, by.pk), after=_told(follow))
    return follow


def _told(follow: Follow) -> dict[str, Any]:
    return {name: value for name, value in audit.snapshot(follow, _AUDITED).items() if value not in ("", None)}
