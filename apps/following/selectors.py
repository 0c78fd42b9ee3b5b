"""What a member follows: the page of it, and the button beside what can be followed."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core.prepared import Given, Prepared
from apps.following import notices
from apps.following.models import Follow
from apps.following.sources import SOURCES, Search
from apps.following.states import FollowKind
from apps.notices.selectors import timings_of
from apps.notices.states import MailTiming
from apps.topics.selectors import match_names


class FollowButton(NamedTuple):
    """A button that posts `pairs` to `url` (components/follow.html). `is_on`: it ends what the member follows.

    `anchor` is its id on the page. For a visitor it `asks_log_in`: a link to the log-in, which comes back to it.
    """

    label: str
    url: str
    pairs: tuple[tuple[str, str], ...]
    is_on: bool
    name: str = ""
    anchor: str = ""
    asks_log_in: bool = False


@dataclass(frozen=True)
class FollowLine:
    """A thing that the member follows. `url` is empty where there is no page of it."""

    pk: int
    name: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class FollowGroup:
    """What a member follows of one kind, and when its mails come."""

    kind: str
    title: str
    mail: str
    lines: list[FollowLine] = field(default_factory=list)


# --- The page ---------------------------------------------------------------------------------------------------------

_NOTICE_OF = {
    FollowKind.MENTOR: notices.BY_MENTOR,
    FollowKind.TOPIC: notices.OF_TOPIC,
    FollowKind.SEARCH: notices.OF_SEARCH,
    FollowKind.SEAT: notices.SEAT_FREE,
}


def list_followed(member: Member) -> list[FollowGroup]:
    """Return what the member follows by kind; kinds without any are left out. Queries: 2, one more for each domain."""
    follows = list(Follow.objects.filter(member=member).select_related("mentor", "topic"))
    timings, things = timings_of(member), _things_of(follows)
    # The worker ends the mark of a thing that is gone, within the hour.
    follows = [row for row in follows if row.kind != FollowKind.SEAT or (row.source, row.thing_id) in things]
    titles = {
        FollowKind.MENTOR: _("멘토"),
        FollowKind.TOPIC: _("주제"),
        FollowKind.SEARCH: _("검색 조건"),
        FollowKind.SEAT: _("자리 나면 알림"),
    }
    groups = []
    for kind, notice in _NOTICE_OF.items():
        lines = [_line(follow, things) for follow in follows if follow.kind == kind]
        if lines:
            groups.append(FollowGroup(kind, titles[kind], _mail_words(timings[notice]), lines))
    return groups


def _mail_words(timing: MailTiming) -> str:
    return {
        MailTiming.AT_ONCE: _("메일: 바로"),
        MailTiming.DAILY: _("메일: 하루 한 번"),
        MailTiming.OFF: _("메일: 받지 않음"),
    }[timing]


def _things_of(follows: list[Follow]) -> dict[tuple[str, int | None], Any]:
    """Return the things in which a seat is awaited, by source and id."""
    found: dict[tuple[str, int | None], Any] = {}
    for name in {follow.source for follow in follows if follow.kind == FollowKind.SEAT}:
        ids = [follow.thing_id for follow in follows if follow.source == name and follow.thing_id is not None]
        found |= {(name, thing.pk): thing for thing in SOURCES[name].things(ids)}
    return found


def _line(follow: Follow, things: dict[tuple[str, int | None], Any]) -> FollowLine:
    if follow.mentor is not None:
        url = reverse("portal:mentor", args=[follow.mentor_id]) if follow.mentor.is_active else ""
        return FollowLine(follow.pk, _("%(name)s 멘토") % {"name": follow.mentor.name}, url)
    if follow.topic is not None:
        found = f"{reverse('portal:home')}?{urlencode({'q': follow.topic.label})}"  # looks into every domain
        return FollowLine(follow.pk, follow.topic.label, found, _("멘토링, 과외, 과정에서 새로 열리면 알려 드립니다."))
    source = SOURCES[follow.source]
    if follow.kind == FollowKind.SEAT:
        thing = things[follow.source, follow.thing_id]
        return FollowLine(follow.pk, str(thing.title), thing.path, str(source.label))
    search = source.read(follow.query) if source.read is not None else None
    if search is None or not search.query:  # what it asked for can be chosen no more
        return FollowLine(follow.pk, follow.query, "", str(source.label))
    return FollowLine(follow.pk, search.name, search.url, str(source.label))


# --- Buttons on other pages -------------------------------------------------------------------------------------------


_on_page = Prepared(
    lambda: Follow.objects.filter(
        Q(kind=FollowKind.MENTOR, mentor=Given("mentor"))
        | Q(kind=FollowKind.SEAT, source=Given("source"), thing_id=Given("thing")),
        member=Given("member"),
    ).values_list("pk", "kind", named=True)
)


def _ids_of(kind: FollowKind, **what: Any) -> Prepared:
    return Prepared(
        lambda: Follow.objects.filter(member=Given("member"), kind=kind, **what).values_list("pk", flat=True)
    )


_of_mentor = _ids_of(FollowKind.MENTOR, mentor=Given("mentor"))
_of_topic = _ids_of(FollowKind.TOPIC, topic=Given("topic"))
_of_search = _ids_of(FollowKind.SEARCH, source=Given("source"), query=Given("query"))


def find_follows(member: Member, *, mentor_id: int, source: str, thing_id: int) -> dict[str, int]:
    """Return by kind the ids of what the member follows of a mentor and of a thing of theirs. Queries: 1."""
    rows = _on_page(member=member.pk, mentor=mentor_id, source=source, thing=thing_id)
    return {row.kind: row.pk for row in rows}


def find_mentor_button(member: Any, mentor: Member) -> FollowButton | None:
    """Return the button beside a mentor, None for the mentor. Queries: 1 at most."""
    if member.pk == mentor.pk or not mentor.is_mentor:
        return None
    return mentor_button(mentor, _id_of(_of_mentor, member, mentor=mentor.pk))


def _id_of(statement: Prepared, member: Any, **what: Any) -> int | None:
    """Return the id of what a member follows, 0 if they do not, None for a visitor. Queries: 1, none for a visitor."""
    return statement.first(member=member.pk, **what) or 0 if member.is_authenticated else None


def find_seats(member: Member, source: str, ids: Collection[int]) -> dict[int, int]:
    """Return by thing the ids of the marks that the member has among these things. Queries: 1."""
    rows = Follow.objects.filter(member=member, kind=FollowKind.SEAT, source=source, thing_id__in=ids)
    return {thing: pk for thing, pk in rows.values_list("thing_id", "pk") if thing is not None}


def mentor_button(mentor: Member, follow_id: int | None) -> FollowButton:
    """Return the button beside a mentor. `follow_id`: the viewer's follow, 0 if there is none, None for a visitor."""
    pairs = (("kind", FollowKind.MENTOR.value), ("mentor", str(mentor.pk)))
    name = _("%(name)s 멘토") % {"name": mentor.name}
    return _button(follow_id, pairs, _("소식 받기"), _("소식 그만 받기"), name, anchor="follow-mentor")


def seat_button(source: str, thing_id: int, follow_id: int) -> FollowButton:
    """Return the button on the page of something full."""
    pairs = (("kind", FollowKind.SEAT.value), ("source", source), ("thing", str(thing_id)))
    return _button(follow_id, pairs, _("자리 나면 알림 받기"), _("빈자리 알림 그만 받기"))


def list_button(member: Any, source: str, query: str) -> FollowButton | None:
    """Return the button beside the filters of a list, for the topic if nothing else is asked; None if nothing is.

    Queries: 1, one more for a topic, one less for a visitor, none if nothing is asked.
    """
    read = SOURCES[source].read
    search = read(query) if read is not None and query else None
    if search is None or not search.query:
        return None
    return topic_button(member, search.topic) or _search_button(member, source, search)


def topic_button(member: Any, name: str) -> FollowButton | None:
    """Return the button of the topic of this name, None without one. Queries: 2, one for a visitor, none without."""
    topic = match_names([name])[0] if name else None
    if topic is None:
        return None
    follow_id = _id_of(_of_topic, member, topic=topic.pk)
    pairs = (("kind", FollowKind.TOPIC.value), ("topic", str(topic.pk)))
    start, stop = _("이 주제의 소식 받기"), _("이 주제의 소식 그만 받기")
    return _button(follow_id, pairs, start, stop, topic.label, anchor=_LIST_ANCHOR)


def _search_button(member: Any, source: str, search: Search) -> FollowButton:
    follow_id = _id_of(_of_search, member, source=source, query=search.query)
    pairs = (("kind", FollowKind.SEARCH.value), ("source", source), ("query", search.query))
    return _button(follow_id, pairs, _("이 조건으로 소식 받기"), _("이 조건의 소식 그만 받기"), anchor=_LIST_ANCHOR)


_LIST_ANCHOR = "follow-list"


def _button(
    follow_id: int | None, pairs: tuple[tuple[str, str], ...], start: str, stop: str, name: str = "", anchor: str = ""
) -> FollowButton:
    if follow_id is None:
        return FollowButton(start, reverse("account_login"), (), False, name, anchor, asks_log_in=True)
    if follow_id:
        return FollowButton(stop, reverse("following:end", args=[follow_id]), (), True, name, anchor)
    return FollowButton(start, reverse("following:add"), pairs, False, name, anchor)
