"""Forms about assessments. What is allowed is decided by the services."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext

from apps.core.fields import DayField, DecimalField, LineField, NumberField, WordsField, choice_field
from apps.core.stale import GuardedForm
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.assessment.rules import LONGEST_NAME, LONGEST_TEXT, plain
from apps.elearning.assessment.services.assessments import FIELDS, AssessmentInput
from apps.elearning.assessment.states import AssessmentType, Counting


def _number(label: Any, **more: Any) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"class": "input-s", "inputmode": "numeric", "autocomplete": "off"})
    return NumberField(label=label, widget=widget, **more)


def _score(label: Any, **more: Any) -> forms.DecimalField:
    widget = forms.TextInput(attrs={"class": "input-s", "inputmode": "decimal", "autocomplete": "off"})
    return DecimalField(label=label, max_digits=6, decimal_places=2, widget=widget, **more)


class AssessmentForm(GuardedForm, forms.Form):
    """An assessment to create or to edit. `revision` shows whether somebody else changed it meanwhile."""

    name = LineField(label=gettext_lazy("평가명"), max_length=LONGEST_NAME)
    type = forms.ChoiceField(label=gettext_lazy("유형"), choices=AssessmentType.choices)
    description = WordsField(
        label=gettext_lazy("설명"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=gettext_lazy("범위와 내는 방법, 준비할 것을 적어 주세요."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    start_date = DayField(label=gettext_lazy("시작일"))
    end_date = DayField(label=gettext_lazy("종료일"), help_text=gettext_lazy("이날 끝까지 응시할 수 있습니다."))
    total_score = _score(gettext_lazy("총점"))
    pass_score = _score(gettext_lazy("합격 점수"), help_text=gettext_lazy("이 점수부터 합격입니다."))
    time_limit = _number(
        gettext_lazy("제한 시간(분)"),
        required=False,
        help_text=gettext_lazy(
            "비워 두면 시간을 제한하지 않습니다. "
            "늘리면 응시하고 있는 학습자에게도 바로 적용되고, 줄이면 다음 응시부터 적용됩니다."
        ),
    )
    attempt_limit = _number(gettext_lazy("응시 가능 횟수"), initial=1)
    weight = _number(
        gettext_lazy("비중"),
        initial=1,
        help_text=gettext_lazy("다른 평가와의 상대 비중입니다. 0이면 평가 합계에 넣지 않습니다."),
    )
    counting = forms.ChoiceField(
        label=gettext_lazy("반영"),
        required=False,
        choices=Counting.choices,
        help_text=gettext_lazy(
            "시작한 차수에서는 학습자의 평균을 낮추거나 수료 조건을 늘릴 수 없습니다. "
            "그래서 새 평가는 평균이 오르는 학습자에게만 반영합니다."
        ),
    )
    is_required = forms.BooleanField(label=gettext_lazy("합격해야 수료할 수 있음"), required=False)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def given(self) -> AssessmentInput:
        return AssessmentInput(**self._values())

    def changes(self) -> dict[str, Any]:
        return self._values()

    def _values(self) -> dict[str, Any]:
        named = [name for name in FIELDS if name in self.cleaned_data and (name != "counting" or self.data.get(name))]
        return {name: self.cleaned_data[name] for name in named}


def initial_of(assessment: Assessment) -> dict[str, Any]:
    kept = {name: getattr(assessment, name) for name in FIELDS}
    scores = {name: plain(kept[name]) for name in ("total_score", "pass_score")}
    return {**kept, **scores, "revision": assessment.revision}


BY_SCORE, PASSED, FAILED = "", "Y", "N"


class GradeForm(GuardedForm, forms.Form):
    """A grade. `revision` shows whether somebody else changed it meanwhile."""

    score = _score(gettext_lazy("점수"), required=False)
    passed = forms.ChoiceField(
        label=gettext_lazy("합격 여부"),
        required=False,
        choices=[
            (BY_SCORE, gettext_lazy("합격 점수에 따라")),
            (PASSED, gettext_lazy("합격")),
            (FAILED, gettext_lazy("불합격")),
        ],
        help_text=gettext_lazy("점수와 다르게 정해야 할 때만 고르세요."),
    )
    feedback = WordsField(
        label=gettext_lazy("피드백"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=gettext_lazy("결과를 공개하면 학습자가 점수와 함께 봅니다."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def grade(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "score": given["score"],
            "passed": {BY_SCORE: None, PASSED: True, FAILED: False}[given["passed"]],
            "feedback": given["feedback"].replace("\r\n", "\n"),
        }


class ResultForm(GradeForm):
    """A result to enter: the learner, the attempt, and the grade."""

    enrolment_id = forms.TypedChoiceField(label=gettext_lazy("학습자"), coerce=int)
    attempt = _number(gettext_lazy("응시 회차"), initial=1)

    field_order = ("enrolment_id", "attempt", "score", "passed", "feedback")

    def __init__(self, *args: Any, learners: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "enrolment_id").choices = [("", pgettext("placeholder", "선택")), *learners]


def initial_of_grade(result: AssessmentResult) -> dict[str, Any]:
    passed = {True: PASSED, False: FAILED}[bool(result.passed)] if result.pass_is_given else BY_SCORE
    score = "" if result.score is None else plain(result.score)
    return {"score": score, "passed": passed, "feedback": result.feedback, "revision": result.revision}


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("CSV나 Excel 파일"),
        help_text=gettext_lazy("2MB까지 올릴 수 있습니다. 빈칸은 지금 점수를 그대로 둡니다."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )
