"""The forms for enrolments. They give the input its shape; the services decide what is allowed."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core import clock
from apps.core.fields import DayField, LineField, NumberField, WordsField, choice_field
from apps.core.rules import LONGEST_MESSAGE, LONGEST_REASON, LONGEST_SUBJECT
from apps.core.text import whole_number
from apps.elearning.enrolment.money_rules import LONGEST_REFERENCE, MOST_MONEY
from apps.elearning.enrolment.states import PaymentMethod

DECISIONS = ("approve", "reject", "approve_waiting")


class CancelForm(forms.Form):
    reason = WordsField(
        label=gettext_lazy("취소 사유"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("쓰지 않으셔도 됩니다. 더 나은 과정을 만드는 데 참고하겠습니다."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReasonForm(forms.Form):
    """A reason that the learner reads: a prepared one, one's own words, or both."""

    READY = (
        gettext_lazy(
            "이번 차수의 대상과 맞지 않아 승인하지 못했습니다. 과정 소개의 대상을 다시 확인해 주시기 바랍니다."
        ),
        gettext_lazy("선수 과정을 마친 뒤에 다시 신청해 주시기 바랍니다."),
        gettext_lazy("신청 내용을 확인하지 못했습니다. 운영자에게 연락해 주시기 바랍니다."),
        gettext_lazy("이번 차수는 모집이 끝났습니다. 다음 차수를 신청해 주시기 바랍니다."),
    )

    ready = forms.ChoiceField(label=gettext_lazy("자주 쓰는 사유"), required=False)
    reason = WordsField(
        label=gettext_lazy("사유"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("학습자에게 그대로 전달됩니다. 위에서 선택한 사유가 있으면 그 뒤에 덧붙습니다."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ready = [(str(number), str(words)) for number, words in enumerate(self.READY)]
        choice_field(self, "ready").choices = [("", _("고르지 않음")), *ready]

    def clean(self) -> dict[str, Any]:
        super().clean()
        given = self.cleaned_data
        number = given.get("ready")
        ready = str(self.READY[int(number)]) if number else ""
        given["reason"] = " ".join(words for words in (ready, given.get("reason", "")) if words)
        if not given["reason"] and "reason" not in self.errors:
            self.add_error("reason", _("사유를 고르거나 입력해 주세요."))
        return given


class RemoveForm(forms.Form):
    reason = WordsField(
        label=gettext_lazy("사유"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("학습자에게 그대로 전달됩니다."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class MessageForm(forms.Form):
    subject = LineField(label=gettext_lazy("제목"), max_length=LONGEST_SUBJECT)
    text = WordsField(
        label=gettext_lazy("보낼 내용"), max_length=LONGEST_MESSAGE, widget=forms.Textarea(attrs={"rows": 8})
    )


class MoveForm(forms.Form):
    """Another place in the waiting list."""

    to_place = NumberField(
        label=gettext_lazy("새 순서"),
        min_value=1,
        widget=forms.NumberInput(attrs={"class": "input-s", "inputmode": "numeric"}),
    )
    reason = WordsField(
        label=gettext_lazy("사유"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("순서가 바뀌는 학습자에게 전달되고, 기록에 남습니다."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class _NumbersField(forms.TypedMultipleChoiceField):
    """Ids of rows. Which of them there are, the service sees."""

    def valid_value(self, value: Any) -> bool:
        return whole_number(value) is not None


class RosterDecideForm(forms.Form):
    """Ticked rows and the button below them, or the button of one row, which decides that row alone."""

    act = forms.ChoiceField(choices=[(name, name) for name in DECISIONS], required=False)
    one = forms.RegexField(rf"^({'|'.join(DECISIONS)}):[0-9]{{1,18}}$", required=False, max_length=50)
    chosen = _NumbersField(coerce=int, required=False)

    def clean(self) -> dict[str, Any]:
        super().clean()
        given = self.cleaned_data
        if given.get("one"):
            act, _colon, number = given["one"].partition(":")
            return {"act": act, "chosen": [int(number)]}
        if not given.get("act"):
            raise forms.ValidationError(_("무엇을 할지 선택해 주세요."))
        return given


class _MoneyForm(forms.Form):
    """A payment or refund. An empty amount means all that is left."""

    amount = NumberField(label=gettext_lazy("금액(원)"), required=False, min_value=0, max_value=MOST_MONEY)
    day = DayField(label=gettext_lazy("날짜"), required=False, help_text=gettext_lazy("비워 두면 지금입니다."))
    reference = LineField(
        label=gettext_lazy("거래 정보"),
        required=False,
        max_length=LONGEST_REFERENCE,
        help_text=gettext_lazy("승인 번호나 입금자처럼 거래를 알아볼 말. 카드 번호는 쓰지 말아 주세요."),
    )

    def moment(self) -> Any:
        """Return the day as a moment: now for today, noon for another day, None if it was left empty."""
        day = self.cleaned_data["day"]
        if day is None or day == clock.today():
            return None
        return clock.start_of(day) + clock.ONE_DAY / 2


class PaymentForm(_MoneyForm):
    method = forms.ChoiceField(label=gettext_lazy("결제 방법"), choices=PaymentMethod.choices)

    field_order = ("amount", "method", "day", "reference")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].help_text = _("비워 두면 남은 수강료 전부입니다.")


class RefundForm(_MoneyForm):
    reason = WordsField(
        label=gettext_lazy("환불 사유"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )

    field_order = ("amount", "reason", "day", "reference")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].help_text = _("비워 두면 아직 돌려주지 않은 환불 금액 전부입니다.")
