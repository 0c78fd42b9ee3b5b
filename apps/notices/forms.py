"""Forms of the notices pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Member
from apps.core.fields import choice_field
from apps.core.stale import GuardedForm
from apps.notices import kinds


class MailForm(GuardedForm, forms.Form):
    wanted = forms.MultipleChoiceField(
        label=_("메일로도 받을 알림"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("꺼 두신 알림도 배움터의 알림 화면에는 그대로 남습니다."),
    )

    def __init__(self, member: Member, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "wanted").choices = [
            (group, [(kind.key, kind.label) for kind in members]) for group, members in kinds.by_app(member)
        ]
