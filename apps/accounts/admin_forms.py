"""Forms of the members' admin. They only look at the shape: the services write."""

from typing import Any

from django.contrib.auth.forms import AdminPasswordChangeForm, BaseUserCreationForm, UserChangeForm
from django.utils.translation import gettext_lazy as _

from apps.accounts.forms import PhoneField
from apps.accounts.models import Member
from apps.accounts.services import members


class LowerCaseEmail:
    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class MemberAddForm(LowerCaseEmail, BaseUserCreationForm):
    phone = PhoneField(required=False)

    class Meta:
        model = Member
        fields = ("email", "name", "nickname", "member_type", "phone")


class MemberChangeForm(LowerCaseEmail, UserChangeForm):
    phone = PhoneField(required=False)

    class Meta:
        model = Member
        fields = "__all__"
        field_classes: dict[str, Any] = {}


class PasswordForm(AdminPasswordChangeForm):
    """`user.acting` is who gives the password; the admin sets it when it fetches the member."""

    usable_password_help_text = _("‘아니요’를 고르면 비밀번호로 로그인할 수 없게 됩니다.")

    def save(self, commit: bool = True) -> Member:
        usable = self.cleaned_data.get("set_usable_password", True)
        saved = members.set_password(
            by=self.user.acting, member_id=self.user.pk, password=self.cleaned_data["password1"] if usable else None
        )
        self.user.password = saved.password
        return self.user


def changes_of(form: Any, allowed: tuple[str, ...]) -> dict[str, Any]:
    """What was changed in a form, of the fields that are written plainly."""
    return {name: form.cleaned_data[name] for name in form.changed_data if name in allowed}
