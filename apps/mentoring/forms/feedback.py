"""The form of the feedback on a session."""

from django import forms
from django.utils.translation import gettext_lazy

from apps.core.fields import WordsField
from apps.mentoring.rules.feedback import HIGHEST, LONGEST_COMMENT, LOWEST
from apps.mentoring.states import Pace

_USEFUL = {
    5: gettext_lazy("5점 · 아주 많이"),
    4: gettext_lazy("4점 · 많이"),
    3: gettext_lazy("3점 · 보통"),
    2: gettext_lazy("2점 · 조금"),
    1: gettext_lazy("1점 · 거의 없음"),
}


class FeedbackForm(forms.Form):
    """Three short questions and room for a few words."""

    useful = forms.TypedChoiceField(
        label=gettext_lazy("도움이 된 정도"),
        choices=[(str(score), _USEFUL[score]) for score in range(HIGHEST, LOWEST - 1, -1)],
        coerce=int,
        widget=forms.RadioSelect,
    )
    pace = forms.ChoiceField(label=gettext_lazy("진행 속도"), choices=Pace, widget=forms.RadioSelect)
    recommends = forms.TypedChoiceField(
        label=gettext_lazy("추천 여부"),
        help_text=gettext_lazy("다른 사람에게 이 멘토링을 추천하시겠어요?"),
        choices=[("yes", gettext_lazy("예")), ("no", gettext_lazy("아니요"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    comment = WordsField(
        label=gettext_lazy("하고 싶은 말"),
        required=False,
        max_length=LONGEST_COMMENT,
        help_text=gettext_lazy("쓰신 글은 그대로 보입니다. 누구인지 드러나는 내용은 쓰지 마세요."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
