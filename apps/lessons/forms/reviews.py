"""The forms of reviews: what a mentee says of a tutorial, and what its mentor answers."""

from django import forms
from django.utils.translation import gettext_lazy

from apps.core.fields import WordsField
from apps.core.stale import GuardedForm
from apps.lessons.rules.reviews import HIGHEST, LONGEST_REVIEW, LOWEST

_SCORES = {
    5: gettext_lazy("5점 · 아주 좋았습니다"),
    4: gettext_lazy("4점 · 좋았습니다"),
    3: gettext_lazy("3점 · 보통이었습니다"),
    2: gettext_lazy("2점 · 아쉬웠습니다"),
    1: gettext_lazy("1점 · 많이 아쉬웠습니다"),
}


class ScoreField(forms.TypedChoiceField):
    """A score from 5 down to 1, each with its words."""

    def __init__(self) -> None:
        choices = [(str(score), _SCORES[score]) for score in range(HIGHEST, LOWEST - 1, -1)]
        super().__init__(label=gettext_lazy("점수"), choices=choices, coerce=int, widget=forms.RadioSelect)


class ReviewFields(forms.Form):
    """A score and a few words."""

    score = ScoreField()
    words = WordsField(
        label=gettext_lazy("후기"),
        max_length=LONGEST_REVIEW,
        help_text=gettext_lazy("무엇을 배웠고 어떤 점이 도움이 되었는지, 다음 멘티가 알면 좋을 것을 적어 주세요."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class ReviewForm(GuardedForm, ReviewFields):
    """A review to write or to change."""


class AnswerForm(GuardedForm, forms.Form):
    """A mentor's answer to a review."""

    answer = WordsField(label=gettext_lazy("답글"), max_length=LONGEST_REVIEW, widget=forms.Textarea(attrs={"rows": 5}))
