"""The form by which a photo or a file comes to a report."""

from django import forms
from django.utils.translation import gettext_lazy

from apps.mentoring.files import TAKEN
from apps.mentoring.states import ReportFileKind


class ReportFileForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("종류"), choices=ReportFileKind.choices, widget=forms.RadioSelect)
    file = forms.FileField(
        label=gettext_lazy("사진이나 파일"),
        help_text=gettext_lazy(
            "사진은 JPG, PNG, WebP로 15MB까지, 파일은 PDF, 한글, Word, PowerPoint, Excel, ODF, ZIP으로 50MB까지 "
            "올릴 수 있습니다."
        ),
        widget=forms.FileInput(attrs={"accept": "image/*," + ",".join(f".{kind}" for kind in TAKEN)}),
    )
