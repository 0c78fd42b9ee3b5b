"""What `following` asks of lessons: which tutorials take requests, who knows of them, and what a search finds."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy

from apps.accounts.models import Member
from apps.following.sources import SOURCES, Search, Source, Thing
from apps.lessons.models import FOLLOWED, Lesson, Tutorial
from apps.lessons.selectors.tutorials import TutorialFilters, filter_tutorials


def register() -> None:
    SOURCES.add(
        FOLLOWED,
        FOLLOWED,
        Source(
            label=gettext_lazy("과외"),
            opened=list_opened,
            things=list_things,
            engaged=list_engaged,
            read=read_search,
            find=find_tutorials,
        ),
    )


def list_opened(now: datetime) -> QuerySet[Tutorial]:
    """Return the tutorials that take requests; everybody sees them."""
    return Tutorial.objects.on_offer()


def list_things(ids: Collection[int]) -> list[Thing]:
    """Return the tutorials in words. Queries: 2."""
    rows = Tutorial.objects.filter(pk__in=ids).only("title", "mentor_id").prefetch_related("topics")
    return [
        Thing(
            pk=row.pk,
            title=row.title,
            path=row.get_absolute_url(),
            hosts=frozenset({row.mentor_id}),
            topics=frozenset(topic.pk for topic in row.topics.all()),
        )
        for row in rows.order_by("pk")
    ]


def list_engaged(ids: Collection[int]) -> set[tuple[int, int]]:
    """Return tutorial and mentee of every lesson that is not over."""
    return set(Lesson.objects.live().filter(tutorial__in=ids).values_list("tutorial_id", "mentee_id"))


def read_search(query: str) -> Search:
    """Return the search without state and order: these say nothing of a tutorial that is new."""
    kept = replace(TutorialFilters.read(QueryDict(query)), status="", mine="", sort="")
    name = " · ".join(chip.label for chip in kept.chips())
    only_topic = kept.query() == TutorialFilters(topic=kept.topic).query()
    return Search(
        query=kept.query(),
        name=name,
        url=reverse("tutorials:list") + kept.url(),
        is_personal=kept.fit,
        topic=kept.topic if only_topic else "",
        unread=TutorialFilters.unread(QueryDict(query)),
    )


def find_tutorials(ids: Collection[int], query: str, member_id: int) -> set[int]:
    """Return those of the tutorials that a search finds for the member."""
    rows = filter_tutorials(TutorialFilters.read(QueryDict(query)), Member(pk=member_id)).filter(pk__in=ids)
    return set(rows.values_list("pk", flat=True))
