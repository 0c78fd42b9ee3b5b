"""The shape of what the buttons send."""

from collections.abc import Callable
from typing import Any

from django import forms

from apps.core.text import LARGEST_NUMBER
from apps.following import services
from apps.following.states import FollowKind


class FollowForm(forms.Form):
    """What a button of components/follow.html sends: a kind, and what that kind needs."""

    kind = forms.ChoiceField(choices=FollowKind)
    mentor = forms.IntegerField(required=False, min_value=0, max_value=LARGEST_NUMBER)
    topic = forms.IntegerField(required=False, min_value=0, max_value=LARGEST_NUMBER)
    source = forms.CharField(required=False, max_length=20)
    query = forms.CharField(required=False)
    thing = forms.IntegerField(required=False, min_value=0, max_value=LARGEST_NUMBER)

    def act(self) -> tuple[Callable[..., Any], dict[str, Any]]:
        """Return the service that follows this, and its arguments."""
        given = self.cleaned_data
        if given["kind"] == FollowKind.MENTOR:
            return services.follow_mentor, {"mentor_id": given["mentor"] or 0}
        if given["kind"] == FollowKind.TOPIC:
            return services.follow_topic, {"topic_id": given["topic"] or 0}
        if given["kind"] == FollowKind.SEARCH:
            return services.follow_search, {"source": given["source"], "query": given["query"]}
        return services.follow_seat, {"source": given["source"], "thing_id": given["thing"] or 0}
