"""The form of what the player sends. The services decide how much of it is believed."""

from django import forms

from apps.elearning.progress.rules import LONGEST, WHOLE, Packet

_PARTS_LENGTH = 20_000  # characters; `rules.MOST_PARTS` parts need fewer


class SaveForm(forms.Form):
    """Percent, seconds from the start, and seconds learned since the last save.

    Of a video also the parts that were played (`0-12.5,30-44`, in seconds) and its length in seconds.
    """

    progress_rate = forms.IntegerField(min_value=0, max_value=WHOLE)
    last_position = forms.IntegerField(min_value=0, max_value=LONGEST, required=False)
    learning_time = forms.IntegerField(min_value=0, max_value=LONGEST)
    played_ranges = forms.CharField(max_length=_PARTS_LENGTH, required=False)
    duration = forms.FloatField(min_value=0, max_value=LONGEST, required=False)

    def clean_played_ranges(self) -> list[list[float]] | None:
        """Return the parts; None if the player does not tell any, which it does not do before it knows the video."""
        if "played_ranges" not in self.data:
            return None
        words = self.cleaned_data["played_ranges"]
        try:
            return [[float(edge) for edge in part.split("-")] for part in words.split(",") if part]
        except ValueError:
            raise forms.ValidationError("unreadable") from None

    def packet(self) -> Packet:
        given = self.cleaned_data
        return Packet(
            rate=given["progress_rate"],
            position=given["last_position"],
            seconds=given["learning_time"],
            parts=given["played_ranges"],
            length=given["duration"],
        )
