"""Forms of the accounts pages."""

from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.states import MemberType


class SignupForm(AllauthSignupForm):
    name = forms.CharField(label=_("이름"), max_length=50)
    nickname = forms.CharField(label=_("별명"), max_length=30)
    member_type = forms.ChoiceField(label=_("회원 유형"), choices=MemberType, widget=forms.RadioSelect)
    phone = forms.CharField(label=_("휴대전화"), max_length=20)
