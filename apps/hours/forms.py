"""What staff type to correct recognised time."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.fields import WordsField
from apps.core.rules import LONGEST_REASON
from apps.hours.rules import MOST_MINUTES


class CorrectForm(forms.Form):
    minutes = forms.IntegerField(label=gettext_lazy("인정할 시간(분)"), min_value=0, max_value=MOST_MINUTES)
    reason = WordsField(label=gettext_lazy("사유"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minutes"].help_text = _("정정한 뒤의 전체 시간입니다. 0분이면 인정하지 않습니다.")
