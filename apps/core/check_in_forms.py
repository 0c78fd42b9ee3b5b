"""The forms of a code that stands for being there: to open one, and to enter it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.check_in import CODE_MINUTES, DEFAULT_MINUTES
from apps.core.fields import CodeField, choice_field


class OpenCodeForm(forms.Form):
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("열어 둘 시간"),
        coerce=int,
        choices=[(minutes, str(minutes)) for minutes in CODE_MINUTES],
        initial=DEFAULT_MINUTES,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "minutes").choices = [(minutes, _("%(n)d분") % {"n": minutes}) for minutes in CODE_MINUTES]


class CheckInForm(forms.Form):
    code = CodeField(
        label=gettext_lazy("출석 코드"),
        max_length=20,
        help_text=gettext_lazy("진행하는 분이 보여 주는 숫자 6자리를 입력해 주세요."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "check-in-input"}),
    )
