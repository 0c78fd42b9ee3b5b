"""The key that signs badges, and what is published of it (Ed25519, RFC 8037). Without a key there are no badges."""

import base64
import hashlib
import json
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings


@lru_cache(maxsize=4)
def _loaded(seed: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(seed + "=" * (-len(seed) % 4)))


def signing_key() -> Ed25519PrivateKey | None:
    """Return the key of BADGE_SIGNING_KEY, which the settings have checked; None where it is not set."""
    return _loaded(settings.BADGE_SIGNING_KEY) if settings.BADGE_SIGNING_KEY else None


def public_part(key: Ed25519PrivateKey) -> str:
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def jwk(x: str) -> dict[str, Any]:
    """Return the public key `x` as a JSON Web Key; its `kid` is the thumbprint of RFC 7638."""
    canonical = json.dumps({"crv": "Ed25519", "kty": "OKP", "x": x}, separators=(",", ":")).encode()
    kid = base64.urlsafe_b64encode(hashlib.sha256(canonical).digest()).rstrip(b"=").decode()
    return {"kty": "OKP", "crv": "Ed25519", "x": x, "kid": kid, "alg": "EdDSA", "use": "sig"}


def published_keys() -> list[dict[str, Any]]:
    """Return the current key and the former ones, so that the badges signed with those can still be checked."""
    key = signing_key()
    today = [public_part(key)] if key is not None else []
    return [jwk(x) for x in dict.fromkeys([*today, *settings.BADGE_FORMER_KEYS])]
