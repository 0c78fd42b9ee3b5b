"""Topics."""

from factory import Sequence
from factory.django import DjangoModelFactory

from apps.topics.models import Topic


class TopicFactory(DjangoModelFactory):
    class Meta:
        model = Topic

    name = Sequence(lambda n: f"주제 {n}")
