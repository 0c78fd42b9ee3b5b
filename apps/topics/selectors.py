"""Topics to choose from, and topics that a word means. There are tens of them."""

from collections.abc import Collection, Iterable, Sequence

from django.db.models import Q

from apps.core import search, spelling
from apps.core.prepared import Prepared
from apps.topics.models import Topic


def list_offered(kept: Collection[int] = ()) -> list[Topic]:
    """Return the topics in use, and those among the ids `kept` that are not any more. Queries: 1."""
    return list(Topic.objects.filter(Q(is_active=True) | Q(pk__in=kept)))


def match_names(names: Sequence[str]) -> list[Topic | None]:
    """Return the topic of each name, Korean or English, in whatever spelling; None if there is none. Queries: 1."""
    if not names:
        return []
    known: dict[str, Topic] = {}
    for topic in Topic.objects.all():
        for name in (topic.name, topic.name_en):
            known.setdefault(spelling.comparable(name), topic)
    known.pop("", None)
    return [known.get(spelling.comparable(name)) for name in names]


def find_ids_of_words(words: Sequence[str]) -> list[set[int]]:
    """Return for each word the ids of the topics whose name has it, in either language. Queries: 1."""
    known = [(topic.pk, (topic.name, topic.name_en)) for topic in _every_topic()]
    return [{pk for pk, names in known if any(search.name_matches(name, word) for name in names)} for word in words]


_every_topic = Prepared(lambda: Topic.objects.only("name", "name_en", "is_active"))


def topic_choices() -> list[tuple[str, str]]:
    """Return the name of each topic in use and its name in the active language. Queries: 1."""
    return [(topic.name, topic.label) for topic in _every_topic() if topic.is_active]


def topic_labels(topics: Iterable[Topic]) -> list[str]:
    """Return the names in the active language, in the order that staff gave the topics."""
    return [topic.label for topic in sorted(topics, key=lambda topic: (topic.order, topic.name))]


def is_used(topic: Topic) -> bool:
    """Return whether anything of any domain has the topic. Queries: 1 for each kind of thing."""
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: topic}).exists()
        for relation in Topic._meta.related_objects
        if relation.many_to_many
    )
