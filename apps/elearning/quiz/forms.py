"""Forms about quizzes. What is allowed is decided by the services."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.fields import DayField, DecimalField, LineField, NumberField, WordsField, choice_field
from apps.core.http import put_back
from apps.core.rules import LONGEST_REASON
from apps.core.text import whole_number, whole_numbers
from apps.elearning.quiz import rules
from apps.elearning.quiz.models import Answer, Question
from apps.elearning.quiz.rules import (
    LONGEST_ACCEPTED,
    LONGEST_OPTION,
    LONGEST_TEXT,
    MOST_ACCEPTED,
    MOST_OPTIONS,
    AccommodationInput,
    CorrectionInput,
    GivenAnswer,
    QuestionInput,
    SeenAnswer,
)
from apps.elearning.quiz.selectors import labels
from apps.elearning.quiz.services import terms
from apps.elearning.quiz.services.marking import Mark
from apps.elearning.quiz.states import CHOSEN, MOST_POINTS, Correction, QuestionKind

_number = forms.TextInput(attrs={"class": "input-s", "inputmode": "numeric", "autocomplete": "off"})
OPEN_OPTIONS = 4  # rows that are shown before a script shows more


class ExplanationForm(forms.Form):
    explanation = WordsField(
        label=gettext_lazy("해설"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=gettext_lazy("결과가 공개되고 응시 기간이 끝나면 정답과 함께 보입니다."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)


class QuestionForm(forms.Form):
    """A question of one kind: rows of options for a choice, lines of right answers for a short answer."""

    text = WordsField(label=gettext_lazy("문항"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4}))
    points = NumberField(
        label=gettext_lazy("배점"),
        min_value=1,
        max_value=MOST_POINTS,
        initial=1,
        help_text=gettext_lazy("모든 문항의 배점을 더한 값이 평가의 총점으로 환산됩니다."),
        widget=forms.NumberInput(attrs={"class": "input-s"}),
    )

    def __init__(
        self, kind: str, *args: Any, given: QuestionInput | None = None, revision: int = 0, **kwargs: Any
    ) -> None:
        self.kind = QuestionKind(kind)
        if given is not None:
            kwargs["initial"] = {**self._initial(given), "revision": revision}
        super().__init__(*args, **kwargs)
        if self.kind in CHOSEN:
            self._add_options()
        elif self.kind == QuestionKind.SHORT:
            self.fields["accepted"] = WordsField(
                label=_("정답으로 인정하는 답"),
                max_length=MOST_ACCEPTED * (LONGEST_ACCEPTED + 2),
                help_text=_("한 줄에 하나씩 적습니다. 띄어쓰기와 대소문자는 가리지 않습니다."),
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        self.fields |= ExplanationForm().fields

    def _initial(self, given: QuestionInput) -> dict[str, Any]:
        initial: dict[str, Any] = {
            "text": given.text,
            "points": given.points,
            "explanation": given.explanation,
            "accepted": "\n".join(given.accepted),
        }
        right = []
        for row, (option, is_right) in enumerate(given.options):
            initial[f"option_{row}"] = option
            if is_right:
                right.append(str(row))
        initial["right"] = right if self.kind == QuestionKind.MULTIPLE else "".join(right)
        return initial

    def _add_options(self) -> None:
        many = self.kind == QuestionKind.MULTIPLE
        rows = range(MOST_OPTIONS)
        field, widget = (
            (forms.MultipleChoiceField, forms.CheckboxSelectMultiple)
            if many
            else (forms.ChoiceField, forms.RadioSelect)
        )
        self.fields["right"] = field(
            label=_("정답"), required=False, choices=[(str(row), str(row + 1)) for row in rows], widget=widget
        )
        for row in rows:
            self.fields[f"option_{row}"] = LineField(
                label=_("선택지 %(n)d") % {"n": row + 1}, required=False, max_length=LONGEST_OPTION
            )

    @property
    def chooses(self) -> bool:
        return self.kind in CHOSEN

    def option_rows(self) -> list[dict[str, Any]]:
        """Return for each option its mark for "right" and its field; `is_spare`: a script shows the row on request."""
        marks = list(self["right"])
        return [
            {
                "mark": mark,
                "is_marked": mark.data["selected"],
                "field": self[f"option_{row}"],
                "number": row + 1,
                "is_spare": row >= OPEN_OPTIONS and not self[f"option_{row}"].value(),
            }
            for row, mark in enumerate(marks)
        ]

    def given(self) -> QuestionInput:
        """Return the question as the service takes it, without blank rows, unless one is marked as right."""
        data = self.cleaned_data
        marked = data.get("right") or []
        right = set(marked if isinstance(marked, list) else [marked])
        rows = [(data.get(f"option_{row}", ""), str(row) in right) for row in range(MOST_OPTIONS)]
        return QuestionInput(
            kind=self.kind,
            text=data["text"],
            points=data["points"],
            explanation=data["explanation"],
            options=[row for row in rows if any(row)] if self.chooses else [],
            accepted=[line for line in data.get("accepted", "").splitlines() if line.strip()],
        )


class CorrectionForm(forms.Form):
    """How a question is put right. `previewed` names the correction whose effect the page has shown."""

    kind = forms.ChoiceField(label=gettext_lazy("바로잡는 방법"), widget=forms.RadioSelect)

    def __init__(self, question: Question, *args: Any, **kwargs: Any) -> None:
        self.question = question
        right = [str(option.pk) for option in question.options.all() if option.is_right]
        accepted = "\n".join(answer.text for answer in question.accepted.all())
        kwargs["initial"] = {"right": right, "accepted": accepted, "revision": question.revision}
        super().__init__(*args, **kwargs)
        has_key = question.kind != QuestionKind.ESSAY
        choices = [choice for choice in Correction.choices if has_key or choice[0] != Correction.KEY]
        choice_field(self, "kind").choices = choices
        if question.kind in CHOSEN:
            self.fields["right"] = forms.MultipleChoiceField(
                label=_("새 정답"),
                required=False,
                choices=[(str(option.pk), option.text) for option in question.options.all()],
                help_text=_(
                    "‘정답 수정’에서만 씁니다. 하나 고르기 문항에 여럿을 표시하면 그 가운데 무엇을 골라도 정답입니다."
                ),
                widget=forms.CheckboxSelectMultiple,
            )
        elif question.kind == QuestionKind.SHORT:
            self.fields["accepted"] = WordsField(
                label=_("새 정답"),
                required=False,
                max_length=MOST_ACCEPTED * (LONGEST_ACCEPTED + 2),
                help_text=_("‘정답 수정’에서만 씁니다. 한 줄에 하나씩 적습니다."),
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        self.fields["reason"] = WordsField(
            label=_("사유"),
            max_length=LONGEST_REASON,
            help_text=_("점수가 바뀌는 학습자에게 그대로 전달됩니다."),
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.fields["revision"] = forms.IntegerField(required=False, widget=forms.HiddenInput)
        self.fields["previewed"] = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def given(self) -> CorrectionInput:
        data = self.cleaned_data
        return CorrectionInput(
            kind=data["kind"],
            reason=data["reason"],
            right=[int(pk) for pk in data.get("right", ())],
            accepted=[line for line in data.get("accepted", "").splitlines() if line.strip()],
        )

    def name_of_given(self) -> str:
        """Return a short name of the correction, to see whether what is sent is what was shown."""
        given = self.given()
        return rules.digest_of(repr((given.kind, sorted(given.right), given.accepted)))

    def show_as_previewed(self) -> None:
        put_back(self, previewed=self.name_of_given())


class TermsForm(forms.Form):
    """What one learner gets besides everybody's terms."""

    extra_minutes = NumberField(
        label=gettext_lazy("더 주는 시간(분)"),
        help_text=gettext_lazy("응시하고 있다면 바로 늘어납니다. 줄여도 이미 시작한 응시의 시간은 줄지 않습니다."),
        widget=_number,
    )
    extra_attempts = NumberField(label=gettext_lazy("더 주는 응시 횟수"), widget=_number)
    start_date = DayField(
        label=gettext_lazy("따로 정한 시작일"),
        required=False,
        help_text=gettext_lazy("비워 두면 모두와 같은 날입니다."),
    )
    end_date = DayField(
        label=gettext_lazy("따로 정한 종료일"),
        required=False,
        help_text=gettext_lazy("비워 두면 모두와 같은 날입니다. 이날 끝까지 응시할 수 있습니다."),
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def given(self) -> AccommodationInput:
        return AccommodationInput(**{name: self.cleaned_data[name] for name in terms.FIELDS})


class MarkForm(forms.Form):
    """Points and feedback for each answer, by the id of its question; where one chooses, the feedback says why."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, answers: dict[int, Answer], revision: int, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"revision": revision}
        super().__init__(*args, **kwargs)
        self.numbers = list(answers)
        for number, answer in answers.items():
            self.fields[f"points_{number}"] = DecimalField(
                label=_("%(n)d번 문항의 점수 (%(most)d점 만점)")
                % {"n": answer.question.position, "most": answer.question.points},
                required=False,
                min_value=0,
                max_value=answer.question.points,
                decimal_places=2,
                initial=None if answer.points is None else labels.score(answer.points),
                widget=forms.NumberInput(attrs={"class": "input-s", "step": "any"}),
            )
            self.fields[f"feedback_{number}"] = WordsField(
                label=_("점수를 바꾸는 사유") if answer.question.kind in CHOSEN else _("피드백"),
                required=False,
                max_length=LONGEST_TEXT,
                initial=answer.feedback,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def of(self, number: int) -> tuple[Any, Any] | None:
        """Return the two fields of a question; None for a question that no person marks."""
        return (self[f"points_{number}"], self[f"feedback_{number}"]) if number in self.numbers else None

    def marks(self) -> dict[int, Mark]:
        """Return the marks that were sent: what a form does not hold stays as it is."""
        data, sent = self.cleaned_data, [number for number in self.numbers if f"points_{number}" in self.data]
        return {number: Mark(data[f"points_{number}"], data[f"feedback_{number}"]) for number in sent}


def read_answers(sent: QueryDict) -> dict[int, GivenAnswer]:
    """Return the answers of a sheet, or of one question of it, by the id of the question.

    `asked` names the questions, so that a question without any ticked option counts as answered with none. Whatever is
    not a number is ignored.
    """
    answers: dict[int, GivenAnswer] = {}
    for raw in sent.getlist("asked"):
        if (question_id := whole_number(raw)) is None:
            continue
        if f"text-{raw}" in sent:
            answers[question_id] = str(sent[f"text-{raw}"])
        else:
            answers[question_id] = whole_numbers(sent.getlist(f"choice-{raw}"))
    return answers


def read_seen(sent: QueryDict) -> dict[int, SeenAnswer]:
    """Return what the page showed of each answer, by the id of the question (`labels.seen`).

    What cannot be read is left out, and counts as not seen.
    """
    seen: dict[int, SeenAnswer] = {}
    for raw in sent.getlist("asked"):
        revision, _dash, digest = sent.get(f"seen-{raw}", "").partition("-")
        if (question_id := whole_number(raw)) is not None and (number := whole_number(revision)) is not None:
            seen[question_id] = SeenAnswer(number, digest)
    return seen
