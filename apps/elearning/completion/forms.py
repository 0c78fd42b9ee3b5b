"""Forms about completions. What is allowed is decided by the services."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.fields import DayField, DecimalField, WordsField, choice_field
from apps.core.stale import GuardedForm
from apps.elearning.completion.models import Completion
from apps.elearning.completion.rules import LONGEST_MEMO, SCORES, Account, CompletionInput, Scores
from apps.elearning.completion.selectors import labels
from apps.elearning.completion.states import CompletionStatus

_NUMBERS = re.compile(r"[0-9]{1,18}(,[0-9]{1,18})*", re.ASCII)


class _ScoreField(DecimalField):
    def __init__(self, label: Any) -> None:
        super().__init__(label=label, required=False, min_value=0, max_value=100, max_digits=5, decimal_places=2)


class DecideForm(GuardedForm, forms.Form):
    """The decision about one learner, with the names of seed 001, 3-33.

    A first decision: empty fields follow the class's rule. A change: the fields show what was decided, only those that
    are touched are written, and one that is emptied follows the rule again.
    """

    completion_status = forms.ChoiceField(label=gettext_lazy("수료 상태"), required=False)
    completion_date = DayField(
        label=gettext_lazy("수료일"),
        required=False,
        help_text=gettext_lazy("비워 두면 오늘입니다. 수료할 때만 적습니다."),
    )
    memo = WordsField(
        label=gettext_lazy("메모"),
        required=False,
        max_length=LONGEST_MEMO,
        help_text=gettext_lazy("수료 기준과 다르게 정할 때에는 이유를 적어 주세요. 학습자도 이 메모를 봅니다."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    attendance_score = _ScoreField(gettext_lazy("출석 점수"))
    assessment_score = _ScoreField(gettext_lazy("평가 점수"))
    progress_score = _ScoreField(gettext_lazy("진도 점수"))
    total_score = _ScoreField(gettext_lazy("수료 총점"))
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, account: Account, row: Completion | None, **kwargs: Any) -> None:
        self.row = row
        super().__init__(*args, initial=_initial(row), **kwargs)
        if row is not None:
            self.fields["completion_date"].help_text = _("수료할 때만 적습니다.")
        by_rule = _("수료 기준대로 (지금은 %(state)s)") % {"state": account.status.label}
        choice_field(self, "completion_status").choices = [("", by_rule), *CompletionStatus.choices]
        for name in SCORES:
            computed = getattr(account.scores, name)
            shown = labels.points(computed) if name == "total" else labels.percent(computed)
            self.fields[f"{name}_score"].help_text = _("비워 두면 계산한 점수(%(score)s)를 씁니다.") % {"score": shown}

    def is_over_something(self) -> bool:
        return self.row is not None

    def given(self) -> CompletionInput:
        data = self.cleaned_data
        scores = Scores(**{name: data[f"{name}_score"] for name in SCORES})
        return CompletionInput(data["completion_status"] or None, data["completion_date"], scores, data["memo"])

    def changes(self) -> dict[str, Any]:
        """Return the touched fields by the columns of the row; an emptied status or score is None.

        A field that was not sent at all is not touched.
        """
        data = self.cleaned_data
        touched = {name: data[name] for name in self.changed_data if name != "revision" and name in self.data}
        if "completion_status" in touched:
            touched["status"] = touched.pop("completion_status") or None
        return touched


def _initial(row: Completion | None) -> dict[str, Any]:
    """Return what was decided, as the fields show it."""
    if row is None:
        return {"revision": 0}
    return {
        "completion_status": row.status,
        "completion_date": row.completion_date,
        "memo": row.memo,
        "revision": row.revision,
        **{f"{name}_score": getattr(row, f"{name}_score") for name in SCORES},
    }


class CompleteForm(forms.Form):
    """The confirmation of the preview: the learners it named, and the day."""

    completion_date = DayField(label=gettext_lazy("수료일"))
    chosen = forms.CharField(widget=forms.HiddenInput, max_length=200_000)

    def clean_chosen(self) -> list[int]:
        raw = self.cleaned_data["chosen"]
        if not _NUMBERS.fullmatch(raw):
            raise forms.ValidationError(_("수료 처리할 학습자를 다시 선택해 주세요."))
        return [int(number) for number in raw.split(",")]
