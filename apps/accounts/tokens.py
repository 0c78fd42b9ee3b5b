"""The format of API tokens. Who gets them and what ends them is in services/tokens.py.

The access token is a JWT that names its family (one log-in through the API); the family's row decides at every request
whether it is still valid. The refresh token is 256 random bits, signed so that a used token can be told from an
invented one; only the fingerprint of the newest is stored.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils.crypto import constant_time_compare, salted_hmac

from apps.accounts import querysets
from apps.accounts.models import Member, TokenFamily
from apps.core import clock
from apps.core.prepared import Given, Prepared

ISSUER = "baeumteo"
AUDIENCE = "baeumteo-api"
_family = Prepared(
    lambda: querysets.with_profile(TokenFamily.objects.filter(pk=Given("pk"), member_id=Given("member_id")), "member__")
)
_CLAIMS = ["exp", "iat", "iss", "aud", "sub", "fam"]


@dataclass(frozen=True)
class Pair:
    """An access token and a refresh token. `expires_in` is the life of the access token in seconds."""

    access: str
    refresh: str
    expires_in: int


def fingerprint(text: str) -> str:
    """Return the SHA-256 of a secret, which is stored instead of the secret."""
    return hashlib.sha256(text.encode()).hexdigest()


def access_token(family: TokenFamily, now: datetime) -> str:
    """Return a JWT for the family that expires after API_ACCESS_TOKEN_SECONDS."""
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": str(family.member_id),
        "fam": family.pk,
        "iat": now,
        "exp": now + timedelta(seconds=settings.API_ACCESS_TOKEN_SECONDS),
    }
    return jwt.encode(claims, _key(), algorithm="HS256")


def new_refresh_token(family_id: int) -> str:
    """Return a new signed refresh token. The caller stores its fingerprint in the family."""
    return _signer().sign(f"{family_id}.{secrets.token_urlsafe(32)}")


def family_of(refresh_token: str) -> int | None:
    """Return the id of the family of a refresh token, used or not; None if the token is not ours."""
    try:
        return int(_signer().unsign(refresh_token).partition(".")[0])
    except (BadSignature, UnicodeEncodeError):
        return None


def member_of(token: str) -> Member | None:
    """Return the member of a valid access token, else None. Queries: 1 (family, member and mentor profile)."""
    try:
        claims = jwt.decode(
            token,
            _key(),
            algorithms=["HS256"],
            issuer=ISSUER,
            audience=AUDIENCE,
            options={"require": _CLAIMS, "verify_iat": False},
        )
    except jwt.InvalidTokenError:
        return None
    family = _family.first(pk=claims["fam"], member_id=int(claims["sub"]))
    return family.member if family is not None and is_live(family, clock.now()) else None


def is_live(family: TokenFamily, now: datetime) -> bool:
    """Return whether a family is neither revoked nor expired, and its member active with the same password."""
    return (
        family.revoked_at is None
        and family.expires_at > now
        and family.member.is_active
        and constant_time_compare(family.password_hash, fingerprint(family.member.password))
    )


def _key() -> bytes:
    return salted_hmac("apps.accounts.tokens.access", "jwt", algorithm="sha256").digest()


def _signer() -> Signer:
    return Signer(salt="apps.accounts.tokens.refresh", sep=".")
