"""The adapter of allauth: our limits on guessing, our mail, our wording."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Member
from apps.accounts.services import guessing
from apps.accounts.signals import mail_written
from apps.core.http import client_address


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("이용이 정지된 계정입니다."),
        "duplicate_email": _("이미 이 계정에서 쓰고 있는 이메일입니다."),
        "email_password_mismatch": _("이메일이나 비밀번호가 맞지 않습니다."),
        "enter_current_password": _("현재 비밀번호가 맞지 않습니다."),
        "incorrect_password": _("비밀번호가 맞지 않습니다."),
        "invalid_or_expired_key": _("쓸 수 없는 주소입니다. 이미 썼거나 기한이 지났습니다."),
        "invalid_password_reset": _("쓸 수 없는 주소입니다. 이미 썼거나 기한이 지났습니다."),
        "rate_limited": _("요청이 너무 잦습니다. 잠시 뒤에 다시 시도해 주세요."),
        "same_as_current": _("지금과 다른 값을 입력해 주세요."),
        "too_many_login_attempts": _("시도가 너무 많았습니다. 잠시 뒤에 다시 시도해 주세요."),
    }

    # --- Limits on guessing: exact across all processes (services.guessing), unlike allauth's limits in the cache ---

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request) or "0.0.0.0"  # noqa: S104 - "unknown", nothing is bound to it

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        guessing.check_may_try(credentials["email"], client_address(request))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Member | None:
        member = super().authenticate(request, **credentials)
        if member is not None:
            guessing.record_success(credentials["email"], client_address(request))
        return member

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        guessing.record_failure(credentials["email"], client_address(request))

    def reauthenticate(self, user: Member, password: str) -> bool:
        return self.authenticate(self.request, email=user.email, password=password) == user

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        guessing.forget_failures(credentials["email"])

    def is_ajax(self, request: HttpRequest) -> bool:
        """Return False: pages answer with pages, and the API has its own tokens."""
        return False

    # --- Mail: handed to the outbox, because a mail server that hangs must not hold up a page ---

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Hand over a mail in the member's language, with links to the site's own address, whatever host was asked."""
        member = context.get("user") or Member.objects.filter(email=email).first()
        member = member if isinstance(member, Member) else None
        language = member.language if member is not None else translation.get_language() or settings.LANGUAGE_CODE
        asked = self.request.build_absolute_uri("/")
        links = {
            name: f"{settings.SITE_URL}/{value.removeprefix(asked)}"
            for name, value in context.items()
            if isinstance(value, str) and value.startswith(asked)
        }
        with translation.override(language):
            made = self.render_mail(template_prefix, email, {**context, **links, "email": email})
        mail_written.send(
            sender=type(self), to=email, subject=made.subject, text=made.body, language=language, member=member
        )

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """Confirm an address. Returns False also if another member took the address after the mail was sent."""
        try:
            with transaction.atomic():
                return super().confirm_email(request, email_address)
        except IntegrityError:
            return False

    # --- Redirects ---

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:home")
