"""Where allauth's second factor asks for our words."""

from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.translation import gettext_lazy as _


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": _("2단계 인증을 켠 동안에는 이메일을 바꿀 수 없습니다. 먼저 2단계 인증을 꺼 주십시오."),
        "unverified_email": _("2단계 인증을 켜려면 먼저 이메일을 확인해 주십시오."),
        "incorrect_code": _("인증 번호가 맞지 않습니다. 인증 앱에 지금 보이는 여섯 자리 숫자를 입력해 주십시오."),
        "cannot_delete_authenticator": _("2단계 인증을 끌 수 없습니다."),
        "cannot_generate_recovery_codes": _("2단계 인증을 켠 뒤에 복구 코드를 만들 수 있습니다."),
    }
