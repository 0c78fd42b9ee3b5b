"""The list of mentors, and a mentor's page: who they are, and what they have open in every domain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.accounts.models import Member, MentorProfile
from apps.accounts.querysets import public_mentors
from apps.core import parts, search
from apps.core.filters import Filters, flag, word
from apps.core.paging import Page, page_of
from apps.core.parts import MENTORS_A_PAGE, Pick
from apps.core.prepared import Prepared, given_list, list_values
from apps.core.text import first_line
from apps.following.selectors import FollowButton, find_mentor_button
from apps.topics.selectors import TopicLink, TopicsOfRows, find_things, link_topics, narrow_to_topic

_PAGE = "portal:mentors"
_ROW = ("pk", "member_id", "member__name", "member__profile_image", "introduction", "career")


@dataclass(frozen=True)
class MentorFilters(Filters):
    """The filters of the list of mentors."""

    topic: str = word("topic", label=gettext_lazy("주제"), chip=gettext_lazy("주제: %s"))
    open: bool = flag("1", gettext_lazy("신청할 수 있는 것이 있는 멘토"), gettext_lazy("신청"), chip="%s")
    word: str = word(chip=gettext_lazy("검색어: %s"))

    selected = ("open",)


class MentorRow(NamedTuple):
    """A mentor as the lists show them. `line` is one line about them, `open` says how much of what they have open."""

    member_id: int
    url: str
    name: str
    image_url: str
    line: str
    topics: Sequence[TopicLink]
    open: str


def list_mentors(asked: MentorFilters, number: int, now: datetime) -> Page:
    """Return one page of the mentors, those first who have anything open, then by name.

    Queries: 4 and 1 for each domain; 1 more for a topic, up to 2 for a word.
    """
    return page_of(_chosen(asked, now), number, size=MENTORS_A_PAGE, load=lambda keys: _rows(keys, now))


def find_mentors(typed: str, now: datetime) -> list[MentorRow]:
    """Return the first few mentors whom these words find. Queries: 4 and 1 for each domain, at most."""
    found = _chosen(MentorFilters(word=typed), now).values_list("pk", flat=True)
    return _rows(list(found[: parts.PICKED]), now)


def _profiles() -> QuerySet[MentorProfile]:
    return MentorProfile.objects.filter(member__in=public_mentors(Member.objects.all()))


def _chosen(asked: MentorFilters, now: datetime) -> QuerySet[MentorProfile]:
    rows = narrow_to_topic(_profiles(), asked.topic)
    words = search.words_of(asked.word)
    tagged = find_things(MentorProfile.topics.through, "mentorprofile", words)
    rows = rows.filter(*(_has(each) | Q(pk__in=ids) for each, ids in zip(words, tagged, strict=True)))
    anything = Q(*(Q(member__in=part.open_for(now)) for part in parts.OPENINGS), _connector=Q.OR)
    if asked.open:
        return rows.filter(anything).order_by("member__name", "pk")
    is_open = Case(When(anything, then=True), default=Value(False), output_field=BooleanField())
    return rows.annotate(is_open=is_open).order_by("-is_open", "member__name", "pk")


def _has(each: str) -> Q:
    about = (search.words_have(name, each) for name in ("introduction", "career"))
    return Q(search.name_has("member__name", each), *about, _connector=Q.OR)


_shown = Prepared(
    lambda: MentorProfile.objects.filter(pk__in=given_list("key", MENTORS_A_PAGE)).values_list(*_ROW, named=True)
)
_topics = TopicsOfRows(lambda: MentorProfile.topics.through, "mentorprofile", _PAGE)


def _rows(keys: list[int], now: datetime) -> list[MentorRow]:
    if not keys:
        return []
    by_key = {row.pk: row for row in _shown(**list_values("key", keys, MENTORS_A_PAGE))}
    topics = _topics(keys, MENTORS_A_PAGE)
    ids = [row.member_id for row in by_key.values()]
    counts = [(part.words, part.counts(ids, now)) for part in parts.OPENINGS]
    return [_row(by_key[key], topics[key], counts) for key in keys]


def _row(row: Any, topics: Sequence[TopicLink], counts: Sequence[tuple[Any, dict[int, int]]]) -> MentorRow:
    return MentorRow(
        member_id=row.member_id,
        url=reverse("portal:mentor", args=[row.member_id]),
        name=row.member__name,
        image_url=_image_url(row.member_id, row.member__profile_image),
        line=first_line(row.introduction or row.career),
        topics=topics,
        open=" · ".join(words(found[row.member_id]) for words, found in counts if row.member_id in found),
    )


def _image_url(member_id: int, image: Any) -> str:
    return reverse("accounts:image", args=[member_id]) if image else ""


@dataclass(frozen=True)
class OpenPart:
    """What a mentor has open in one domain. `url` and `label` lead to all that they ever had."""

    title: str
    picks: Sequence[Pick]
    url: str
    label: str


@dataclass(frozen=True)
class MentorPage:
    """A mentor's page. `others` leads to what they have had, where nothing of it is open now."""

    name: str
    image_url: str
    introduction: str
    career: str
    topics: list[TopicLink]
    parts: list[OpenPart]
    others: list[OpenPart]
    follow: FollowButton | None


def get_mentor_page(member_id: int, viewer: Any, now: datetime) -> MentorPage:
    """Return the page of a mentor. Raises Http404 for somebody who is none.

    Queries: 2 and 1 for each domain, 1 more for a member.
    """
    profile = get_object_or_404(_profiles().select_related("member"), member=member_id)
    member = profile.member
    found = [
        OpenPart(str(part.title), part.picks(member_id, now), part.url(member.name), str(part.label))
        for part in parts.OPENINGS
    ]
    return MentorPage(
        name=member.name,
        image_url=_image_url(member_id, member.profile_image),
        introduction=profile.introduction,
        career=profile.career,
        topics=link_topics(profile.topics.all(), _PAGE),
        parts=[part for part in found if part.picks],
        others=[part for part in found if not part.picks and part.url],
        follow=find_mentor_button(viewer, member),
    )


def total_words(page: Page) -> str:
    """Return the number of mentors in words: `총 8명`."""
    return ngettext("총 %(n)d명", "총 %(n)d명", page.total) % {"n": page.total}


def nothing_found(asked: MentorFilters) -> str:
    """Return the words for a list in which nobody matches."""
    if asked.word:
        return _("‘%(word)s’에 맞는 멘토가 없습니다") % {"word": asked.word}
    return _("조건에 맞는 멘토가 없습니다")
