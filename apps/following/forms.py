"""The shape of what the buttons send."""

from django import forms

from apps.core.text import LARGEST_NUMBER
from apps.following.rules import LONGEST_SENT
from apps.following.services import FollowInput
from apps.following.states import FollowKind


class FollowForm(forms.Form):
    """What a button of components/follow.html sends: a kind, and what that kind needs."""

    kind = forms.ChoiceField(choices=FollowKind)
    mentor = forms.IntegerField(required=False, min_value=0, max_value=LARGEST_NUMBER)
    topic = forms.IntegerField(required=False, min_value=0, max_value=LARGEST_NUMBER)
    source = forms.CharField(required=False, max_length=20)
    query = forms.CharField(required=False, max_length=LONGEST_SENT)
    thing = forms.IntegerField(required=False, min_value=0, max_value=LARGEST_NUMBER)

    def given(self) -> FollowInput:
        given = self.cleaned_data
        return FollowInput(
            kind=given["kind"],
            mentor_id=given["mentor"] or 0,
            topic_id=given["topic"] or 0,
            source=given["source"],
            query=given["query"],
            thing_id=given["thing"] or 0,
        )
