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

from apps.accounts import rules, tokens
from apps.accounts.models import Member, TokenFamily
from apps.accounts.services import guessing
from apps.accounts.services.presence import lock_member
from apps.accounts.tokens import Pair
from apps.core import clock, spelling


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
        raise rules.wrong_credentials()
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
    rules.check_second_factor_is_given(otp)
    guessing.check_may_try_factor(member.pk)
    recovery = factors.get(Authenticator.Type.RECOVERY_CODES)
    if not (TOTP(totp).validate_code(otp) or (recovery and RecoveryCodes(recovery).validate_code(otp))):
        guessing.record_factor_failure(member.pk)
        raise rules.wrong_second_factor()
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

    A used token revokes its family, because one of its two holders is a thief. Of the uses of a client that asks twice
    (`rules.check_is_no_twin`) one gets the tokens, the others are refused, and nothing is revoked. `asked_at` is the
    time when the request arrived, before any waiting.
    Raises Unauthenticated `refresh_invalid`, `refresh_reused`, Conflict `refresh_raced`.
    """
    family_id = tokens.family_of(refresh_token)
    if family_id is None:
        raise rules.invalid_refresh_token()
    with transaction.atomic():
        rows = TokenFamily.objects.select_related("member").filter(pk=family_id)
        family = rows.select_for_update(skip_locked=True, no_key=True, of=("self",)).first()
        if family is None:
            raise rules.raced_refresh_token() if rows.exists() else rules.invalid_refresh_token()
        if not tokens.is_live(family, clock.now()):
            raise rules.invalid_refresh_token()
        if family.refresh_hash == tokens.fingerprint(refresh_token):
            return _renew(family, clock.now())
        rules.check_is_no_twin(family.refreshed_at, asked_at)
        _revoke(family.pk)
    raise rules.reused_refresh_token()


def revoke_tokens(*, refresh_token: str) -> None:
    """End the family of a refresh token. A token that is not ours is silently ignored (RFC 7009, 2.2)."""
    family_id = tokens.family_of(refresh_token)
    if family_id is not None:
        _revoke(family_id)


def _revoke(family_id: int) -> None:
    TokenFamily.objects.filter(pk=family_id, revoked_at=None).update(revoked_at=clock.now())
