"""The form of the report of a session, and the one by which staff send it back."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from apps.core import clock
from apps.core.errors import DomainError
from apps.core.fields import ClockField, LineField, NumberField, WordsField
from apps.core.http import add_error
from apps.core.rules import LONGEST_REASON
from apps.core.stale import GuardedForm
from apps.mentoring.models import SessionReport
from apps.mentoring.rules.reports import LONGEST, LONGEST_SESSION, SHORTEST_CONTENT, SHORTEST_TOPIC

_MOST_MINUTES = int(LONGEST_SESSION.total_seconds()) // 60
_CLOCK = {"inputmode": "numeric", "autocomplete": "off", "size": 8}


class ReportForm(GuardedForm, forms.Form):
    """The report. No field is required: a draft may lack anything, and a rule says what a submitted one must have."""

    place = LineField(label=gettext_lazy("진행 장소"), required=False, max_length=LONGEST["place"])
    start_time = ClockField(
        label=gettext_lazy("실제 시작"), required=False, widget=forms.TimeInput(attrs=_CLOCK, format="%H:%M")
    )
    end_time = ClockField(
        label=gettext_lazy("실제 종료"), required=False, widget=forms.TimeInput(attrs=_CLOCK, format="%H:%M")
    )
    excluded_minutes = NumberField(
        label=gettext_lazy("제외 시간(분)"),
        required=False,
        min_value=0,
        max_value=_MOST_MINUTES,
        help_text=gettext_lazy("인정 시간에서 뺄 시간입니다."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 8}),
    )
    excluded_reason = LineField(
        label=gettext_lazy("제외 사유"),
        required=False,
        max_length=LONGEST["excluded_reason"],
        help_text=gettext_lazy("예: 쉬는 시간, 저녁 식사"),
    )
    topic = LineField(label=pgettext_lazy("of a report", "주제"), required=False, max_length=LONGEST["topic"])
    content = WordsField(
        label=gettext_lazy("진행 내용"),
        required=False,
        max_length=LONGEST["content"],
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    absence_view = WordsField(
        label=gettext_lazy("불참자에 대한 의견"),
        required=False,
        max_length=LONGEST["absence_view"],
        help_text=gettext_lazy("참석하지 않은 사람이 있습니다. 오지 못한 이유와 도울 방법을 아는 대로 적어 주세요."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, report: SessionReport, was_somebody_absent: bool) -> None:
        super().__init__(data, initial=initial_of(report))
        least = _("%(least)d자 이상 적어 주세요.")
        self.fields["topic"].help_text = least % {"least": SHORTEST_TOPIC}
        self.fields["content"].help_text = least % {"least": SHORTEST_CONTENT}
        if not was_somebody_absent:
            del self.fields["absence_view"]

    def given(self) -> dict[str, Any]:
        """Return what was typed, by the names that the service takes."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        return values | {"excluded_minutes": values["excluded_minutes"] or 0}

    def refuse(self, error: DomainError, revision: int) -> None:
        """Show a refusal: each thing that is missing beside its field, all at once."""
        for part in error.extra.get("gaps", [error]):
            add_error(self, part, revision=revision)


def initial_of(report: SessionReport) -> dict[str, Any]:
    """Return what the form shows of a report. One that is not saved yet has the revision 0."""
    names = ("place", "excluded_minutes", "excluded_reason", "topic", "content", "absence_view")
    times = {"start_time": report.started_at, "end_time": report.ended_at}
    return {
        **{name: getattr(report, name) for name in names},
        **{name: clock.local(at).time() if at else None for name, at in times.items()},
        "revision": report.revision if report.pk else 0,
    }


class ReturnForm(forms.Form):
    reason = WordsField(
        label=gettext_lazy("보완 요청 사유"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("멘토에게 알림과 메일로 그대로 전해집니다. 무엇을 어떻게 고치면 되는지 적어 주세요."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
