"""Forms of what is said after a lesson, and of the decision on an objection."""

from django import forms
from django.utils.translation import gettext_lazy

from apps.core.fields import WordsField
from apps.core.rules import LONGEST_REASON
from apps.lessons.states import Finding, Role


class AbsenceForm(forms.Form):
    """Who did not come to a lesson, and why one says so. `explained`: what follows from it."""

    explained = gettext_lazy(
        "고른 것과 사유가 상대에게 그대로 전해집니다. 상대는 48시간 안에 한 번 이의를 제기할 수 있습니다."
    )
    absent = forms.ChoiceField(
        label=gettext_lazy("오지 않은 사람"),
        choices=[(role.value, role.label) for role in (Role.MENTEE, Role.MENTOR)],
        widget=forms.RadioSelect,
    )
    reason = WordsField(
        label=gettext_lazy("사유"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("얼마나 기다렸는지, 연락이 있었는지 적어 주세요."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ObjectionForm(forms.Form):
    """The reason of an objection. `explained`: what follows from it."""

    explained = gettext_lazy("무엇이 사실과 다른지 써 주세요. 상대와 운영자가 읽으며, 한 번만 제기할 수 있습니다.")
    reason = WordsField(label=gettext_lazy("사유"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4}))


class DecisionForm(forms.Form):
    """What staff found, and their answer to an objection."""

    finding = forms.ChoiceField(label=gettext_lazy("처리 결과"), choices=Finding, widget=forms.RadioSelect)
    answer = WordsField(
        label=gettext_lazy("답변"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("멘토와 멘티에게 알림과 메일로 그대로 전해집니다."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
