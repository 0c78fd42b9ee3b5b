"""Forms about the payment of a lesson."""

from django import forms
from django.utils.translation import gettext_lazy

from apps.core.fields import DayField, WordsField
from apps.core.rules import LONGEST_REASON


class PaymentForm(forms.Form):
    """The day on which a lesson was paid."""

    paid_on = DayField(label=gettext_lazy("결제일"), help_text=gettext_lazy("예: 2026-01-05, 2026년 1월 5일"))


class TakeBackForm(forms.Form):
    """The reason why the record of a payment is taken back."""

    reason = WordsField(
        label=gettext_lazy("사유"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("수업의 멘토와 멘티가 읽습니다."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
