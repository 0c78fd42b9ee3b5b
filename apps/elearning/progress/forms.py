"""The form of what the player sends. The services decide how much of it is believed."""

from django import forms

from apps.elearning.progress.rules import LONGEST, WHOLE


class SaveForm(forms.Form):
    """Percent, seconds from the start, and seconds learned since the last save."""

    progress_rate = forms.IntegerField(min_value=0, max_value=WHOLE)
    last_position = forms.IntegerField(min_value=0, max_value=LONGEST, required=False)
    learning_time = forms.IntegerField(min_value=0, max_value=LONGEST)
