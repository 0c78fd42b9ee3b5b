"""Keeping topics (staff), and giving them to a thing of any domain."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction

from apps.core import audit, clashes, spelling
from apps.topics import rules, selectors
from apps.topics.models import Topic

TOPIC_FIELDS = ("name", "name_en", "order", "is_active")


@transaction.atomic
def save_topic(*, by: Any, topic: Topic) -> Topic:
    """Save a new or changed topic. Raises NotAllowed `not_staff`, Invalid `topic_name_missing`, `topic_name_taken`."""
    rules.check_can_keep(by)
    topic.name, topic.name_en = spelling.line(topic.name), spelling.line(topic.name_en)
    rules.check_name_shows(topic.name)
    clashes.lock_names(Topic)
    before = Topic.objects.select_for_update().filter(pk=topic.pk).first()
    others = Topic.objects.exclude(pk=topic.pk)
    for name in filter(None, (topic.name, topic.name_en)):
        rules.check_name_free(name, [known for row in others for known in (row.name, row.name_en) if known])
    topic.save()
    audit.record(
        by=by,
        act="topics.changed" if before is not None else "topics.added",
        subject=topic,
        before=audit.snapshot(before, TOPIC_FIELDS) if before is not None else None,
        after=audit.snapshot(topic, TOPIC_FIELDS),
    )
    return topic


def read_topics(names: Sequence[str], *, kept: Collection[int] = ()) -> list[Topic]:
    """Return the topics with these names, each once. `kept`: ids of those that the thing has already.

    Raises Invalid `too_many_topics`, `topic_unknown`, `topic_not_offered`. Queries: 1, none without names.
    """
    found = selectors.match_names(names)
    rules.check_known(names, found)
    topics = list(dict.fromkeys(topic for topic in found if topic is not None))
    rules.check_count(len(topics))
    rules.check_offered(topics, kept)
    return topics
