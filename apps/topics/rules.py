"""Rules of topics: how many a thing may have, and which may be chosen."""

from collections.abc import Collection, Sequence
from typing import Any

from django.utils.translation import gettext as _

from apps.core import spelling, text
from apps.core.errors import Invalid, NotAllowed
from apps.topics.models import Topic

MOST_TOPICS = 5  # of one thing


def check_can_keep(by: Any) -> None:
    """Check that the member is staff who keep topics. Raises NotAllowed `not_staff`."""
    if not by.may("topics.change_topic"):
        raise NotAllowed("not_staff", _("주제는 운영자만 관리할 수 있습니다."))


def check_count(count: int) -> None:
    """Check that a thing has no more than MOST_TOPICS. Raises Invalid `too_many_topics`."""
    if count > MOST_TOPICS:
        raise Invalid("too_many_topics", _("주제는 %(n)d개까지 고를 수 있습니다.") % {"n": MOST_TOPICS}, field="topics")


def check_known(names: Sequence[str], found: Sequence[Topic | None]) -> None:
    """Check that every name is that of a topic. Raises Invalid `topic_unknown` with the first that is not."""
    for name, topic in zip(names, found, strict=True):
        if topic is None:
            raise Invalid(
                "topic_unknown", _("‘%(name)s’ 주제가 없습니다.") % {"name": text.quoted(name)}, field="topics"
            )


def check_offered(topics: Collection[Topic], kept: Collection[int]) -> None:
    """Check that each topic is in use, or is among `kept`, the ids that the thing has already.

    Raises Invalid `topic_not_offered`.
    """
    for topic in topics:
        if not topic.is_active and topic.pk not in kept:
            raise Invalid(
                "topic_not_offered", _("‘%(name)s’ 주제는 더 쓰지 않습니다.") % {"name": topic.name}, field="topics"
            )


def check_name_shows(name: str) -> None:
    """Check that a topic has a name that can be seen. Raises Invalid `topic_name_missing`."""
    if not spelling.line(name):
        raise Invalid("topic_name_missing", _("주제의 이름을 입력해 주세요."), field="name")


def check_name_free(name: str, others: Collection[str]) -> None:
    """Check that no other topic has this name in whatever spelling and spacing. Raises Invalid `topic_name_taken`."""
    if spelling.squeezed(name) in set(map(spelling.squeezed, others)):
        raise Invalid("topic_name_taken", _("같은 이름의 주제가 이미 있습니다."), field="name")
