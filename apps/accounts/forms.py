"""Forms of the accounts pages: ours, and allauth's with our wording and limits."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.internal import flows
from allauth.core import context
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from apps.accounts import images, rules
from apps.accounts.models import LONGEST_PASSWORD, Member, MentorProfile
from apps.accounts.requests import member_of
from apps.accounts.services import guessing, passwords, registration
from apps.accounts.states import ConsentKind, MemberType
from apps.core import http, spelling, throttle
from apps.core.errors import Invalid, Throttled
from apps.core.fields import LineField, PlainTyped, limit_text
from apps.core.stale import GuardedForm
from apps.core.text import is_english
from apps.topics.forms import TopicsField, topics_field
from apps.topics.selectors import topic_names

PASSWORD_HINT = _("10자 이상. 숫자만으로 이루어졌거나 이메일과 비슷하거나 흔한 비밀번호는 쓸 수 없습니다.")

_LONGEST_CODE = 100


PLAIN = {"login", "email", "email2", "code"}  # fields of allauth's


class _PlainInput(forms.TextInput):
    """The box of an address or code, read in plain letters: full width and odd blanks do not matter."""

    def __init__(self, box: forms.TextInput) -> None:
        super().__init__(box.attrs)
        self.input_type = box.input_type

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        typed = super().value_from_datadict(data, files, name)
        return spelling.plain(typed) if isinstance(typed, str) else typed


class LabelledForm(forms.Form):
    """A mixin with our labels, hints and lengths. It removes placeholders, which disappear when one starts to type."""

    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            limit_text(field, LONGEST_PASSWORD if isinstance(field.widget, forms.PasswordInput) else _LONGEST_CODE)
            if name in PLAIN:
                field.widget = _PlainInput(field.widget)
            field.label = self.labels.get(name, field.label)
            if name in self.labels:
                field.help_text = self.hints.get(name, "")


class PhoneField(PlainTyped, forms.CharField):
    """A phone number in any usual notation, from anywhere (see text.normalise_phone)."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "class": "input-m"})
        super().__init__(**{"label": _("휴대전화"), "max_length": 40, "widget": widget, **kwargs})

    def clean(self, value: Any) -> str:
        value = super().clean(value)
        try:
            return rules.kept_phone(value)
        except Invalid as error:
            raise forms.ValidationError(error.message, code=error.code) from error


class LoginForm(LabelledForm, allauth_forms.LoginForm):
    labels = {"login": _("이메일"), "password": _("비밀번호"), "remember": _("이 기기에서 로그인 상태 유지 (14일)")}


class NamedForm(forms.Form):
    """A mixin that asks the rule about names, for forms that cannot show the refusal of their service."""

    def clean_name(self) -> str:
        return self._checked("name")

    def clean_nickname(self) -> str:
        return self._checked("nickname")

    def _checked(self, field: str) -> str:
        name = self.cleaned_data[field]
        try:
            rules.check_name(name, field=field)
        except Invalid as error:
            raise forms.ValidationError(error.message, code=error.code) from error
        return name


class SignupForm(NamedForm, LabelledForm, allauth_forms.SignupForm):
    name = LineField(label=_("이름"), max_length=50, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    nickname = LineField(
        label=_("별명"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    member_type = forms.ChoiceField(
        label=_("회원 유형"), choices=MemberType, widget=forms.RadioSelect, initial=MemberType.STUDENT
    )
    phone = PhoneField(help_text=_("하이픈(-)은 있어도 없어도 됩니다."))
    terms = forms.BooleanField(label=_("이용약관에 동의합니다."))
    privacy = forms.BooleanField(label=_("개인정보 수집·이용에 동의합니다."))
    marketing = forms.BooleanField(
        label=_("소식과 혜택 알림을 메일로 받습니다. (선택)"),
        required=False,
        help_text=_("동의하지 않아도 가입할 수 있고, 언제든 철회할 수 있습니다."),
    )
    labels = {"email": _("이메일"), "password1": _("비밀번호"), "password2": _("비밀번호 확인")}
    hints = {"email": _("로그인할 때 쓰며, 확인 메일을 보내 드립니다."), "password1": PASSWORD_HINT}
    field_order = [
        "email",
        "password1",
        "password2",
        "name",
        "nickname",
        "member_type",
        "phone",
        "terms",
        "privacy",
        "marketing",
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in (ConsentKind.TERMS, ConsentKind.PRIVACY):
            refusal = rules.required_consent_sentence(kind)
            self.fields[kind.value].error_messages["required"] = refusal

    def try_save(self, request: HttpRequest) -> tuple[Member | None, HttpResponse | None]:
        """Save, and answer a known e-mail like an unknown one, also if two people sign up with it at once."""
        address = throttle.network_of(http.client_address(request))
        throttle.hit("signup", address, rules.SIGN_UPS_OF_NETWORK)
        try:
            return super().try_save(request)
        except IntegrityError:
            return None, flows.signup.prevent_enumeration(request, email=self.cleaned_data["email"])

    def save(self, request: HttpRequest) -> Member:
        given = self.cleaned_data
        return registration.register_member(
            email=given["email"],
            password=given["password1"],
            name=given["name"],
            nickname=given["nickname"],
            member_type=given["member_type"],
            phone=given["phone"],
            consents=[kind for kind in ConsentKind if given[kind.value]],
            language="en" if is_english() else "ko",
        )


class AddEmailForm(LabelledForm, allauth_forms.AddEmailForm):
    labels = {"email": _("새 이메일")}
    hints = {"email": _("이 주소로 보내는 확인 메일의 링크를 열면 바뀝니다. 그때까지는 현재 이메일로 로그인합니다.")}


class ResetPasswordForm(LabelledForm, allauth_forms.ResetPasswordForm):
    labels = {"email": _("이메일")}
    hints = {"email": _("가입할 때 쓴 이메일을 입력하시면 비밀번호를 다시 정하는 링크를 보내 드립니다.")}

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Send the mail. Raises Throttled for a network; above the limit of an e-mail no mail is sent, silently."""
        throttle.hit("reset_address", throttle.network_of(http.client_address(request)), rules.RESETS_OF_NETWORK)
        email = self.cleaned_data["email"]
        try:
            throttle.hit("reset", email, rules.RESETS_OF_EMAIL)
        except Throttled:
            return email
        return super().save(request, **kwargs)


class ResetPasswordKeyForm(LabelledForm, allauth_forms.ResetPasswordKeyForm):
    labels = {"password1": _("새 비밀번호"), "password2": _("새 비밀번호 확인")}
    hints = {"password1": PASSWORD_HINT}


class ChangePasswordForm(LabelledForm, allauth_forms.ChangePasswordForm):
    labels = {"oldpassword": _("현재 비밀번호"), "password1": _("새 비밀번호"), "password2": _("새 비밀번호 확인")}
    hints = {"password1": PASSWORD_HINT}

    def clean_oldpassword(self) -> str:
        password = self.cleaned_data["oldpassword"]
        confirm_password(self.user, password, context.request)
        return password


class ReauthenticateForm(LabelledForm, allauth_forms.ReauthenticateForm):
    labels = {"password": _("비밀번호")}


class LimitedCode(forms.BaseForm):
    """A mixin that puts the code of a second factor under our limits, exact across all processes."""

    user: Member

    def clean_code(self) -> str:
        guessing.check_may_try_factor(self.user.pk)
        try:
            code = super().clean_code()  # type: ignore[misc]  # of the form of allauth that stands behind
        except forms.ValidationError:
            guessing.record_factor_failure(self.user.pk)
            raise
        guessing.record_factor_success(self.user.pk)
        return code


CODE_LABELS = {"code": _("인증 번호")}
CODE_HINTS = {"code": _("인증 앱의 여섯 자리 숫자나, 적어 둔 복구 코드 하나를 입력해 주세요.")}


class SecondFactorForm(LimitedCode, LabelledForm, mfa_forms.AuthenticateForm):
    labels, hints = CODE_LABELS, CODE_HINTS


class SecondFactorAgainForm(LimitedCode, LabelledForm, mfa_forms.ReauthenticateForm):
    labels, hints = CODE_LABELS, CODE_HINTS


class ActivateSecondFactorForm(LimitedCode, LabelledForm, totp_forms.ActivateTOTPForm):
    labels = CODE_LABELS
    hints = {"code": _("인증 앱에 지금 보이는 여섯 자리 숫자를 입력해 주세요.")}


class ProfileForm(GuardedForm, forms.ModelForm):
    phone = PhoneField(required=False)
    image = forms.FileField(
        label=_("사진"),
        required=False,
        help_text=_("JPG, PNG, WebP 사진, 15MB까지. 정사각형으로 줄이고, 찍은 곳과 기기의 기록은 지워서 보관합니다."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    remove_image = forms.BooleanField(label=_("현재 사진을 삭제합니다."), required=False)

    class Meta:
        model = Member
        fields = ("name", "nickname", "phone", "introduction", "language")
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "nickname": forms.TextInput(attrs={"autocomplete": "nickname"}),
            "introduction": forms.Textarea(attrs={"rows": 5}),
        }
        help_texts = {"language": _("메일과 알림을 이 언어로 보내 드립니다.")}

    field_order = ["name", "nickname", "phone", "image", "remove_image", "introduction", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.profile_image:
            del self.fields["remove_image"]

    def saved_values(self) -> dict[str, Any]:
        picture = self.instance.profile_image.name or ""
        return {**super().saved_values(), "image": picture, "remove_image": picture}

    def shown(self, name: str) -> tuple[str, str]:
        if name in {"image", "remove_image"}:
            return str(self.fields["image"].label), str(_("다른 사진") if self._now[name] else _("사진 없음"))
        return super().shown(name)

    def clean_image(self) -> Any:
        upload = self.cleaned_data["image"]
        if not upload:
            return None
        try:
            return images.portrait(upload)
        except Invalid as error:
            raise forms.ValidationError(error.message, code=error.code) from error


class MentorForm(GuardedForm, forms.ModelForm):
    topics = TopicsField()

    class Meta:
        model = MentorProfile
        fields = ("career", "introduction", "join_url")
        widgets = {"career": forms.Textarea(attrs={"rows": 6}), "introduction": forms.Textarea(attrs={"rows": 6})}
        help_texts = {
            "career": _(
                "하신 일과 기간, 전문 분야를 적어 주세요. 승인되면 멘토 소개 페이지에서 누구나 볼 수 있습니다."
            ),
            "introduction": _(
                "어떤 도움을 드릴 수 있는지 적어 주세요. 승인되면 멘토 소개 페이지에서 누구나 볼 수 있습니다."
            ),
            "join_url": _(
                "Zoom, Google Meet 같은 회의실 주소가 있으면 적어 주세요. 앞으로 여는 멘토링과 과외의 참여 주소가 "
                "되고, 자리를 받은 사람에게만 알려 드립니다."
            ),
        }

    field_order = ["career", "introduction", "topics", "join_url"]

    def __init__(self, *args: Any, instance: MentorProfile | None = None, **kwargs: Any) -> None:
        known = list(instance.topics.all()) if instance is not None else []
        initial = {"topics": [topic.name for topic in known]}
        super().__init__(*args, instance=instance, initial=initial, **kwargs)
        topics_field(self).offer(known)

    def _saved_again(self) -> dict[str, Any]:
        again = super()._saved_again()
        return {**again, "topics": list(topic_names(self.instance))} if again else again


class LeaveForm(forms.Form):
    password = forms.CharField(
        label=_("비밀번호"),
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("본인인지 확인합니다."),
    )
    understood = forms.BooleanField(
        label=_("위 내용을 읽었고, 되돌릴 수 없음을 알고 있습니다."),
        error_messages={"required": _("되돌릴 수 없음을 알고 계시다면 표시해 주세요.")},
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        confirm_password(member_of(self.request), password, self.request)
        return password


def confirm_password(member: Member, password: str, request: HttpRequest) -> None:
    """Check a member's password. Raises ValidationError if it is wrong, Throttled after too many tries."""
    try:
        passwords.confirm_password(by=member, password=password, address=http.client_address(request))
    except Invalid as error:
        raise forms.ValidationError(error.message, code=error.code) from error
