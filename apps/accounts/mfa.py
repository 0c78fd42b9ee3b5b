"""The adapter of allauth's second factor: our wording, and encrypted secrets."""

import base64
import hashlib

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.translation import gettext_lazy as _


def _box() -> MultiFernet:
    """Return the cipher. It still reads what was encrypted under a key of SECRET_KEY_FALLBACKS."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (hashlib.sha256(b"second factor:" + key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class SecondFactorAdapter(DefaultMFAAdapter):
    """The adapter that encrypts secrets, so that a copy of the database reveals no second factor."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": _("2단계 인증을 켠 동안에는 이메일을 바꿀 수 없습니다. 먼저 2단계 인증을 꺼 주세요."),
        "unverified_email": _("2단계 인증을 켜려면 먼저 이메일을 확인해 주세요."),
        "incorrect_code": _("인증 번호가 맞지 않습니다. 인증 앱에 지금 보이는 여섯 자리 숫자를 입력해 주세요."),
        "cannot_delete_authenticator": _("2단계 인증을 끌 수 없습니다."),
        "cannot_generate_recovery_codes": _("2단계 인증을 켠 뒤에 복구 코드를 만들 수 있습니다."),
    }
