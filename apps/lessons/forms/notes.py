"""The forms of notes and homework."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from apps.core.attachments import PAPERS, PHOTOS
from apps.core.fields import DayField, FilesField, WordsField, choice_field
from apps.core.stale import GuardedForm
from apps.lessons.models import NoteFile
from apps.lessons.rules.notes import LONGEST_ANSWER, LONGEST_TEXT, MOST_FILES
from apps.lessons.states import NoteKind

_FILES_HELP = gettext_lazy(
    "PDF, 한글, 오피스 문서, 텍스트, ZIP과 JPG·PNG·WebP 사진을 합쳐 %(most)d개까지, 하나에 20MB까지 올릴 수 있습니다."
)


class WritingForm(GuardedForm, forms.Form):
    """A text with files: a note, or what is handed in. `kept`: the files that are there already."""

    text = WordsField(
        label=gettext_lazy("내용"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    file = FilesField(
        label=gettext_lazy("파일"),
        required=False,
        accept=(*PAPERS, *PHOTOS),
    )
    remove = forms.TypedMultipleChoiceField(
        label=gettext_lazy("삭제할 파일"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, kept: Iterable[NoteFile] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _FILES_HELP % {"most": MOST_FILES}
        choice_field(self, "remove").choices = [(str(row.pk), row.name) for row in kept]
        if not choice_field(self, "remove").choices:
            del self.fields["remove"]


class NoteForm(WritingForm):
    """A note. A new one of a mentor says who reads it (`chooses`)."""

    kind = forms.ChoiceField(
        label=gettext_lazy("볼 사람"),
        choices=[
            (NoteKind.SHARED, gettext_lazy("나와 멘티")),
            (NoteKind.PRIVATE, gettext_lazy("나만")),
        ],
        widget=forms.RadioSelect,
    )
    field_order = ("kind", "text", "file", "remove")

    def __init__(self, *args: Any, chooses: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not chooses:
            del self.fields["kind"]


class HomeworkForm(WritingForm):
    """Homework with the day until which it is to be handed in."""

    due_on = DayField(label=gettext_lazy("제출 기한"), help_text=gettext_lazy("예: 2026-01-05, 2026년 1월 5일"))
    field_order = ("text", "due_on", "file", "remove")


class SeenForm(forms.Form):
    """The mentor's answer to what was handed in."""

    answer = WordsField(
        label=gettext_lazy("멘티에게 남길 말"),
        required=False,
        max_length=LONGEST_ANSWER,
        help_text=gettext_lazy("멘티에게 알림과 메일로 그대로 전해집니다. 비워 두어도 됩니다."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
