"""Log-ins through the API: begin, refresh, end."""

import secrets
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.models import update_last_login
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts import rules, tokens
from apps.accounts.models import Member, TokenFamily
from apps.accounts.services import guessing
from apps.accounts.services.presence import lock_member
from apps.accounts.tokens import Pair
from apps.core import clock, spelling
from apps.core.errors import Conflict, Unauthenticated

TWINS_COME_WITHIN = timedelta(seconds=10)


def log_in(*, email: str, password: str, otp: str | None, address: str, user_agent: str) -> Pair:
    """Log in with the password and, if the member has one, the second factor. Return the tokens of a new family.

    `address` is the client's; `user_agent` is stored so that the member recognises the log-in.
    Raises Throttled, Unauthenticated `wrong_credentials`, `otp_needed`, `wrong_otp`, NotAllowed `email_unconfirmed`.
    """
    email, otp = spelling.address(email), spelling.plain(otp or "")
    guessing.check_may_try(email, address)
    member = authenticate(None, email=email, password=password)
    if member is None:
        guessing.record_failure(email, address)
        raise Unauthenticated("wrong_credentials", _("이메일이나 비밀번호가 맞지 않습니다."))
    guessing.record_success(email, address)
    own = EmailAddress.objects.filter(user=member, email__iexact=member.email, verified=True)
    rules.check_email_is_confirmed(confirmed=own.exists())
    _check_second_factor(member, otp)
    return _begin(member, user_agent)


def _check_second_factor(member: Member, otp: str) -> None:
    factors = {row.type: row for row in Authenticator.objects.filter(user=member)}
    totp = factors.get(Authenticator.Type.TOTP)
    if totp is None:
        return
    if not otp:
        raise Unauthenticated("otp_needed", _("2단계 인증을 쓰는 계정입니다. 인증 앱의 숫자를 otp로 함께 보내 주세요."))
    guessing.check_may_try_factor(member.pk)
    recovery = factors.get(Authenticator.Type.RECOVERY_CODES)
    if not (TOTP(totp).validate_code(otp) or (recovery and RecoveryCodes(recovery).validate_code(otp))):
        guessing.record_factor_failure(member.pk)
        raise Unauthenticated("wrong_otp", _("인증 앱의 숫자가 맞지 않습니다. 새 숫자로 다시 시도해 주세요."))
    guessing.record_factor_success(member.pk)


@transaction.atomic
def _begin(member: Member, user_agent: str) -> Pair:
    lock_member(member.pk)
    now = clock.now()
    family = TokenFamily.objects.create(
        member=member,
        refresh_hash=tokens.fingerprint(secrets.token_urlsafe(32)),  # a placeholder: `_renew` makes the first token
        password_hash=tokens.fingerprint(member.password),
        created_at=now,
        refreshed_at=now,
        expires_at=now,
        user_agent="".join(character for character in user_agent if character.isprintable())[:200],
    )
    update_last_login(Member, member)
    return _renew(family, now)


def _renew(family: TokenFamily, now: datetime) -> Pair:
    """Give a family its next tokens; the refresh token before is used up."""
    token = tokens.new_refresh_token(family.pk)
    family.refresh_hash = tokens.fingerprint(token)
    family.refreshed_at = now
    family.expires_at = now + timedelta(days=settings.API_REFRESH_TOKEN_DAYS)
    family.save(update_fields=["refresh_hash", "refreshed_at", "expires_at"])
    return Pair(tokens.access_token(family, now), token, settings.API_ACCESS_TOKEN_SECONDS)


def refresh_tokens(*, refresh_token: str, asked_at: datetime) -> Pair:
    """Exchange an unused refresh token for new tokens.

    A used token revokes its family, because one of its two holders is a thief. Uses within TWINS_COME_WITHIN are a
    client that asks twice, and may have waited for each other: one gets the tokens, the others are refused, and nothing
    is revoked. `asked_at` is the time when the request arrived, before any waiting.
    Raises Unauthenticated `refresh_invalid`, `refresh_reused`, Conflict `refresh_raced`.
    """
    family_id = tokens.family_of(refresh_token)
    if family_id is None:
        raise _invalid()
    with transaction.atomic():
        rows = TokenFamily.objects.select_related("member").filter(pk=family_id)
        family = rows.select_for_update(skip_locked=True, no_key=True, of=("self",)).first()
        if family is None:
            raise _raced() if rows.exists() else _invalid()
        if not tokens.is_live(family, clock.now()):
            raise _invalid()
        if family.refresh_hash == tokens.fingerprint(refresh_token):
            return _renew(family, clock.now())
        if family.refreshed_at >= asked_at - TWINS_COME_WITHIN:
            raise _raced()
        _revoke(family.pk)
    raise Unauthenticated(
        "refresh_reused", _("이미 쓴 갱신 토큰입니다. 안전을 위해 이 로그인을 끝냈습니다. 다시 로그인해 주세요.")
    )


def revoke_tokens(*, refresh_token: str) -> None:
    """End the family of a refresh token. A token that is not ours is silently ignored (RFC 7009, 2.2)."""
    family_id = tokens.family_of(refresh_token)
    if family_id is not None:
        _revoke(family_id)


def _revoke(family_id: int) -> None:
    TokenFamily.objects.filter(pk=family_id, revoked_at=None).update(revoked_at=clock.now())


def _invalid() -> Unauthenticated:
    return Unauthenticated("refresh_invalid", _("쓸 수 없는 갱신 토큰입니다. 다시 로그인해 주세요."))


def _raced() -> Conflict:
    return Conflict(
        "refresh_raced", _("같은 갱신 토큰이 방금 다른 요청에 쓰였습니다. 그 요청이 받은 토큰을 사용해 주세요.")
    )
