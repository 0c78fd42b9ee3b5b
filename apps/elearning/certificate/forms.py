"""Forms about certificates."""

from django import forms
from django.utils.translation import gettext_lazy

from apps.core.fields import CodeField, LineField


class CheckForm(forms.Form):
    """The number and name for the public check."""

    number = CodeField(
        label=gettext_lazy("증서 번호"),
        max_length=60,
        help_text=gettext_lazy("수료증 왼쪽 위에 있습니다. 예: 2026-0012-000345"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "spellcheck": "false"}),
    )
    name = LineField(
        label=gettext_lazy("이름"),
        max_length=100,
        help_text=gettext_lazy("수료증에 적힌 이름을 그대로 입력해 주세요."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
