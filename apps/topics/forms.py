"""The field of a form in which topics are chosen."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from apps.topics import selectors
from apps.topics.models import Topic
from apps.topics.rules import MOST_TOPICS


class TopicsField(forms.MultipleChoiceField):
    """Topics by name, as boxes to tick. `offer` must be called by the form."""

    widget = forms.CheckboxSelectMultiple
    in_pills = True  # beside each other (templates/bootstrap5/field.html): the words are short

    def __init__(self, **kwargs: Any) -> None:
        help_text = format_lazy(
            gettext_lazy("사람들이 찾을 때 고르는 말입니다. {n}개까지 고를 수 있습니다."), n=MOST_TOPICS
        )
        super().__init__(**{"label": gettext_lazy("주제"), "required": False, "help_text": help_text, **kwargs})

    def offer(self, kept: Iterable[Topic] = ()) -> None:
        """Offer the topics in use and those that the thing has already."""
        offered = selectors.list_offered([topic.pk for topic in kept])
        self.names = [topic.name for topic in offered]
        self.choices = [(topic.name, topic.label) for topic in offered]

    def clean(self, value: Any) -> tuple[str, ...]:
        """Return the names in the order in which they are offered."""
        chosen = super().clean(value)
        return tuple(name for name in self.names if name in chosen)


def topics_field(form: forms.BaseForm) -> TopicsField:
    """Return the field `topics` of a form as what it is, for the type checker."""
    return cast(TopicsField, form.fields["topics"])
