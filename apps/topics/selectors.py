"""Topics to choose from, topics that a word means, and those of things. There are tens of topics."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.core import search, spelling, text
from apps.core.components import Select
from apps.core.prepared import Prepared, given_list, list_values
from apps.topics.models import Topic

MOST_FOUND = 1000  # things of a topic whose ids are given to a search: its statement stays short


def list_offered(kept: Collection[int] = ()) -> list[Topic]:
    """Return the topics in use, and those among the ids `kept` that are not any more. Queries: 1."""
    return list(Topic.objects.filter(Q(is_active=True) | Q(pk__in=kept)))


def match_names(names: Sequence[str]) -> list[Topic | None]:
    """Return the topic of each Korean or English name, however spelt and spaced; None without one. Queries: 1."""
    if not names:
        return []
    known: dict[str, Topic] = {}
    for topic in Topic.objects.all():
        for name in (topic.name, topic.name_en):
            known.setdefault(spelling.squeezed(name), topic)
    known.pop("", None)
    return [known.get(spelling.squeezed(name)) for name in names]


def find_ids_of_words(words: Sequence[str]) -> list[set[int]]:
    """Return for each word the ids of the topics whose name has it, in either language. Queries: 1."""
    known = [(topic.pk, (topic.name, topic.name_en)) for topic in _every_topic()]
    return [{pk for pk, names in known if any(search.name_matches(name, word) for name in names)} for word in words]


_every_topic = Prepared(lambda: Topic.objects.only("name", "name_en", "is_active"))


def topic_choices() -> list[tuple[str, str]]:
    """Return the name of each topic in use and its name in the active language. Queries: 1."""
    return [(topic.name, topic.label) for topic in _every_topic() if topic.is_active]


def topic_select(chosen: str) -> Select:
    """Return the choice of a topic above a list. `chosen` stays in it whatever it is. Queries: 1."""
    options = [("", _("전체"), not chosen)]
    options += [(name, label, name == chosen) for name, label in topic_choices()]
    if chosen and not any(is_chosen for _name, _label, is_chosen in options):
        options.append((chosen, chosen, True))
    return Select("topic", _("주제"), tuple(options))


_Rows = TypeVar("_Rows", bound=QuerySet)


def narrow_to_topic(rows: _Rows, name: str) -> _Rows:
    """Return the things among `rows` that have the topic of this name; all of them without a name. Queries: 1."""
    return rows.filter(topics__in=[topic for topic in match_names([name]) if topic is not None]) if name else rows


def find_things(between: Any, thing: str, words: Sequence[str]) -> list[list[int]]:
    """Return for each word the ids of the newest things that have a topic with the word in its name.

    `between` is the table between the things and their topics, `thing` its column. Queries: 1, none without words, one
    more if a topic has a word.
    """
    topics = find_ids_of_words(words) if words else []
    among = set().union(*topics)
    rows = between.objects.filter(topic_id__in=among).order_by(f"-{thing}").values_list(thing, "topic_id")
    tagged = list(rows[:MOST_FOUND]) if among else []
    return [[pk for pk, topic in tagged if topic in ids] for ids in topics]


def topic_labels(topics: Iterable[Topic]) -> list[str]:
    """Return the names in the active language, in the order that staff gave the topics."""
    return [topic.label for topic in sorted(topics, key=lambda topic: (topic.order, topic.name))]


class TopicLink(NamedTuple):
    """A topic of a thing, and the list of the things that have it."""

    label: str
    url: str


def link_topics(topics: Iterable[Topic], page: str) -> list[TopicLink]:
    """Return the links of a thing's topics to the list that is the page of this name, in the order of staff."""
    ordered = sorted(topics, key=lambda topic: (topic.order, topic.name))
    return [_link(page, topic.name, topic.name_en, get_language()) for topic in ordered]


class TopicsOfRows:
    """The links of the topics of a list's rows, by the ids of the rows. `page` is the name of the list's page.

    `between` returns the table between the things and their topics, whose column of things is `thing`. Queries: 1.
    """

    def __init__(self, between: Callable[[], Any], thing: str, page: str) -> None:
        self._between, self._thing, self._page = between, thing, page
        self._prepared: dict[int, Prepared] = {}

    def __call__(self, keys: Sequence[int], size: int) -> dict[int, list[TopicLink]]:
        """Return them for at most `size` rows, of which there must be one."""
        statement = self._prepared.setdefault(size, Prepared(lambda: self._rows(size)))
        found: dict[int, list[TopicLink]] = defaultdict(list)
        for pk, name, english in statement(**list_values("key", keys, size)):
            found[pk].append(_link(self._page, name, english, get_language()))
        return found

    def _rows(self, size: int) -> QuerySet:
        rows = self._between().objects.filter(**{f"{self._thing}__pk__in": given_list("key", size)})
        ordered = rows.order_by("topic__order", "topic__name")
        return ordered.values_list(f"{self._thing}_id", "topic__name", "topic__name_en", named=True)


@lru_cache(maxsize=1000)
def _link(page: str, name: str, english: str, language: str | None) -> TopicLink:
    """Return the link of a topic in `language`, which must be the active one. Kept because every row has some."""
    label = english if english and text.is_english() else name
    return TopicLink(label, f"{reverse(page)}?{urlencode({'topic': name})}")


def topic_names(thing: Any) -> tuple[str, ...]:
    """Return the names of the topics of a saved thing, as forms and services give them. Queries: 1."""
    return tuple(topic.name for topic in thing.topics.all())


def is_used(topic: Topic) -> bool:
    """Return whether anything of any domain has the topic. Queries: 1 for each kind of thing."""
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: topic}).exists()
        for relation in Topic._meta.related_objects
        if relation.many_to_many
    )
