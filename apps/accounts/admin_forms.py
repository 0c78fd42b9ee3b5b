"""Forms of the members' admin. They check the shape only; the services write."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AdminPasswordChangeForm, BaseUserCreationForm, UserChangeForm
from django.utils.translation import gettext_lazy as _

from apps.accounts.forms import NamedForm, PhoneField
from apps.accounts.models import LONGEST_PASSWORD, Member
from apps.accounts.services import members
from apps.core.fields import limit_text


class LimitedPasswords(forms.BaseForm):
    """A mixin that gives the passwords of Django's forms the length that they lack."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            limit_text(field, LONGEST_PASSWORD)


class MemberAddForm(LimitedPasswords, NamedForm, BaseUserCreationForm):
    phone = PhoneField(required=False)

    class Meta:
        model = Member
        fields = ("email", "name", "nickname", "member_type", "phone")


class MemberChangeForm(NamedForm, UserChangeForm):
    phone = PhoneField(required=False)

    class Meta:
        model = Member
        fields = "__all__"
        field_classes: dict[str, Any] = {}


class PasswordForm(LimitedPasswords, AdminPasswordChangeForm):
    """A form to set a member's password. `user.acting` is who sets it; MemberAdmin.get_object fills it."""

    usable_password_help_text = _(  # type: ignore[assignment]  # Django translates its own lazily, too
        "‘아니요’를 고르면 비밀번호로 로그인할 수 없게 됩니다."
    )

    def save(self, commit: bool = True) -> Member:
        usable = self.cleaned_data.get("set_usable_password", True)
        saved = members.set_password(
            by=self.user.acting, member_id=self.user.pk, password=self.cleaned_data["password1"] if usable else None
        )
        self.user.password = saved.password
        return self.user


def changes_of(form: Any, allowed: tuple[str, ...]) -> dict[str, Any]:
    """Return the changed values of a form among the `allowed` fields."""
    return {name: form.cleaned_data[name] for name in form.changed_data if name in allowed}
