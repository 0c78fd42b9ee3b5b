"""Forms of the list of attendees, and of the handout for them."""

from django import forms
from django.utils.translation import gettext_lazy

from apps.core.fields import (
    LineField,
    WordsField,
)
from apps.core.rules import LONGEST_MESSAGE, LONGEST_REASON, LONGEST_SUBJECT
from apps.mentoring.files import TAKEN


class MessageForm(forms.Form):
    """The form for a message to everyone who holds a seat."""

    subject = LineField(label=gettext_lazy("제목"), max_length=LONGEST_SUBJECT)
    text = WordsField(
        label=gettext_lazy("보낼 내용"), max_length=LONGEST_MESSAGE, widget=forms.Textarea(attrs={"rows": 8})
    )


class HandoutForm(forms.Form):
    """The form for the file of the attendees. `expected`: what tells the file that the page showed from another."""

    file = forms.FileField(
        label=gettext_lazy("자료 파일"),
        help_text=gettext_lazy(
            "PDF, 한글, Word, PowerPoint, Excel, ODF, ZIP 파일은 50MB, 텍스트 파일은 1MB까지 올릴 수 있습니다."
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{kind}" for kind in TAKEN)}),
    )
    expected = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)


class RemoveForm(forms.Form):
    """The form in which author or staff say why they cancel an application. The applicant reads the reason."""

    reason = WordsField(
        label=gettext_lazy("사유"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("신청자에게 알림과 메일로 그대로 전해집니다."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
