"""The shape of what the player says. What of it is believed, the services decide."""

from django import forms

from apps.elearning.progress.rules import LONGEST, WHOLE


class SaveForm(forms.Form):
    """Percent, seconds from the start, seconds learned since the last save."""

    progress_rate = forms.IntegerField(min_value=0, max_value=WHOLE)
    last_position = forms.IntegerField(min_value=0, max_value=LONGEST, required=False)
    learning_time = forms.IntegerField(min_value=0, max_value=LONGEST)
