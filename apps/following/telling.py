"""The worker's part: who follows is told of what newly takes applications, and of seats that fall free.

Nothing is told in the act itself. The worker asks each domain what takes applications now and keeps what it has told
of (`ToldThing`), so that nothing is told twice, however often it closes and opens. One worker looks at a domain at a
time: it holds the row of its `Watch`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation

from apps.accounts.models import Member
from apps.core import clock
from apps.following import notices
from apps.following.models import Follow, ToldThing, Watch
from apps.following.sources import SOURCES, Source, Thing
from apps.following.states import FollowKind
from apps.notices.services import tell
from apps.topics.models import Topic

EVERY = timedelta(minutes=1)
_BATCH = 200


class Reason(NamedTuple):
    """Why somebody is told: the kind of notice, and the mentor or the topic that is followed."""

    kind: str
    about: int = 0


def tell_followers() -> int:
    """Look at every domain whose turn it is, and return how many things were new. Safe to repeat, beside others."""
    now, found = clock.now(), 0
    known = dict(Watch.objects.values_list("source", "looked_at"))
    for name, source in SOURCES.items():
        if name not in known:
            _begin(name, source, now)
        elif known[name] <= now - EVERY:
            while (new := _look(name, source, now)) == _BATCH:
                found += new
            found += new
    return found


@transaction.atomic
def _begin(name: str, source: Source, now: datetime) -> None:
    """Begin to watch a domain: what takes applications already is nothing new."""
    _watch, is_first = Watch.objects.get_or_create(source=name, defaults={"looked_at": now})
    if is_first:
        _keep(name, source.opened(now).values_list("pk", flat=True), now)


def _keep(name: str, ids: Iterable[int], now: datetime) -> None:
    rows = [ToldThing(source=name, thing_id=pk, at=now) for pk in ids]
    ToldThing.objects.bulk_create(rows, batch_size=500)


@transaction.atomic
def _look(name: str, source: Source, now: datetime) -> int:
    """Tell of the next things that are new and of the seats that are free; return how many things were new.

    Nothing is done where another worker looks, or has looked meanwhile.
    """
    due = Watch.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=name, looked_at__lte=now - EVERY)
    watch = due.first()
    if watch is None:
        return 0
    told = ToldThing.objects.filter(source=name, thing_id=OuterRef("pk"))
    new = list(source.opened(now).filter(~Exists(told)).order_by("pk").values_list("pk", flat=True)[:_BATCH])
    if new:
        _keep(name, new, now)
        _tell_of_new(name, source, new)
    if len(new) < _BATCH:
        _tell_of_seats(name, source, now)
        watch.looked_at = now
        watch.save(update_fields=["looked_at"])
    return len(new)


# --- What is new ------------------------------------------------------------------------------------------------------


def _tell_of_new(name: str, source: Source, ids: list[int]) -> None:
    things = source.things(ids)
    reasons = _reasons(name, source, things)
    known = _people(member for told in reasons.values() for member in told)
    hosts = Member.objects.in_bulk({host for one in things for host in one.hosts})
    topics = Topic.objects.in_bulk({topic for one in things for topic in one.topics})
    for thing in things:
        groups: dict[tuple[Reason, str], list[Member]] = defaultdict(list)
        for member_id, reason in reasons[thing.pk].items():
            if member_id in known:
                groups[reason, known[member_id].language].append(known[member_id])
        for (reason, language), members in groups.items():
            if reason.kind == notices.BY_MENTOR:
                host = hosts[reason.about]
                _tell(members, reason.kind, thing, about=host, name=host.name)
            elif reason.kind == notices.OF_TOPIC:
                _tell(members, reason.kind, thing, topic=_label(topics[reason.about], language))
            else:
                _tell(members, reason.kind, thing)


def _reasons(name: str, source: Source, things: list[Thing]) -> dict[int, dict[int, Reason]]:
    """Return for each thing the members to be told, each with the first reason: mentor, search, topic.

    Whoever holds it or has applied for it knows it. Statements: 4, and those of each search that is saved.
    """
    engaged = source.engaged([thing.pk for thing in things])
    by_host, by_topic = _followers_of_mentors(things), _followers_of_topics(things)
    found = _found_by_searches(name, source, [thing.pk for thing in things])
    told: dict[int, dict[int, Reason]] = {}
    for thing in things:
        mine: dict[int, Reason] = {}
        for host in sorted(thing.hosts):
            for member in by_host[host]:
                mine.setdefault(member, Reason(notices.BY_MENTOR, host))
        for member in found[thing.pk]:
            mine.setdefault(member, Reason(notices.OF_SEARCH))
        for topic in sorted(thing.topics):
            for member in by_topic[topic]:
                mine.setdefault(member, Reason(notices.OF_TOPIC, topic))
        told[thing.pk] = {
            member: reason
            for member, reason in mine.items()
            if member not in thing.hosts and (thing.pk, member) not in engaged
        }
    return told


def _followers_of_mentors(things: list[Thing]) -> dict[int, list[int]]:
    hosts = {host for thing in things for host in thing.hosts}
    return _gathered(Follow.objects.filter(kind=FollowKind.MENTOR, mentor__in=hosts).values_list("mentor", "member"))


def _followers_of_topics(things: list[Thing]) -> dict[int, list[int]]:
    topics = {topic for thing in things for topic in thing.topics}
    return _gathered(Follow.objects.filter(kind=FollowKind.TOPIC, topic__in=topics).values_list("topic", "member"))


def _gathered(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    gathered: dict[int, list[int]] = defaultdict(list)
    for key, value in pairs:
        gathered[key].append(value)
    return gathered


def _found_by_searches(name: str, source: Source, ids: Collection[int]) -> dict[int, list[int]]:
    """Return the members whose search finds each thing. A search that many saved is asked once."""
    found: dict[int, list[int]] = defaultdict(list)
    if source.read is None or source.find is None:
        return found
    savers: dict[tuple[str, int], list[int]] = defaultdict(list)
    saved = Follow.objects.filter(kind=FollowKind.SEARCH, source=name, member__is_active=True)
    for query, member in saved.values_list("query", "member"):
        search = source.read(query)
        if search.query:  # else what it asked for can be chosen no more, and it would find everything
            savers[query, member if search.is_personal else 0].append(member)
    for (query, _owner), members in savers.items():
        for pk in source.find(ids, query, members[0]):
            found[pk] += members
    return found


# --- Seats that fall free ---------------------------------------------------------------------------------------------


def _tell_of_seats(name: str, source: Source, now: datetime) -> None:
    """Tell whoever marked something that has a seat now, and end the mark: it is good for one time."""
    if source.free is None:
        return
    marks = _marks(name)
    free = list(source.free(now).filter(pk__in=marks.values("thing_id")).values_list("pk", flat=True))
    if not free:
        return
    marked = list(marks.filter(thing_id__in=free).values_list("pk", "thing_id", "member"))
    engaged, known = source.engaged(free), _people(member for _pk, _thing, member in marked)
    for thing in source.things(free):
        members = [
            known[member]
            for _pk, marked_id, member in marked
            if marked_id == thing.pk and member in known and (thing.pk, member) not in engaged
        ]
        _tell(members, notices.SEAT_FREE, thing)
    Follow.objects.filter(pk__in=[pk for pk, _thing, _member in marked]).delete()


def _marks(name: str) -> QuerySet[Follow]:
    return Follow.objects.filter(kind=FollowKind.SEAT, source=name)


def end_marks(now: datetime) -> int:
    """End the marks of things that can be applied for no more, and return how many."""
    ended = 0
    for name, source in SOURCES.items():
        ended += _marks(name).exclude(thing_id__in=source.opened(now).values("pk")).delete()[0]
    return ended


def _label(topic: Topic, language: str) -> str:
    with translation.override(language):
        return topic.label


def _people(ids: Iterable[int]) -> dict[int, Member]:
    return Member.objects.filter(is_active=True).in_bulk(set(ids))


def _tell(members: list[Member], kind: str, thing: Thing, about: Member | None = None, **params: str) -> None:
    known: dict[str, Any] = {**params, "title": thing.title}
    if thing.when is not None:
        known["when"] = thing.when
    tell(members, kind, path=thing.path, about=about, **known)
