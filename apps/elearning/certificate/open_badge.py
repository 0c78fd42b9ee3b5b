"""A certificate as a digital badge: an Open Badges 3.0 credential.

It is signed as a JSON Web Token (chapter 8.2 of that standard). Anybody who has the site's public key can check it
without asking the site. About the learner it holds the salted digest of an e-mail address, and no name.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.urls import reverse

from apps.core import clock
from apps.elearning.certificate import rules, signing_keys, status_list
from apps.elearning.certificate.models import Certificate
from apps.elearning.certificate.paper import address

CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)


def is_offered(certificate: Certificate) -> bool:
    """Return whether a key is set, the certificate is valid and its learner has not left."""
    return bool(settings.BADGE_SIGNING_KEY and certificate.is_valid and certificate.says["email"])


def signed_badge(certificate: Certificate) -> str:
    """Return the signed badge in compact form: the file that people keep. It is the same each time.

    Raises Conflict `no_badge`.
    """
    key = signing_keys.signing_key()
    if key is None or not is_offered(certificate):
        raise rules.no_badge()
    return _signed(credential(certificate), certificate.issued_at, key, "JWT")


def signed_status_list(number: int, ended: Iterable[int], now: datetime) -> str | None:
    """Return a status list, signed as the badges are; None without a key."""
    key = signing_keys.signing_key()
    if key is None:
        return None
    listed = status_list.status_list(number, ended, now, issuer()["id"])
    return _signed(listed, now, key, "vc+jwt")


def _signed(body: dict[str, Any], issued_at: datetime, key: Ed25519PrivateKey, kind: str) -> str:
    by = body["issuer"]
    issued = int(issued_at.timestamp())
    claims = {
        "iss": by if isinstance(by, str) else by["id"],
        "jti": body["id"],
        "sub": body["credentialSubject"]["id"],
        "nbf": issued,
        "iat": issued,
    }
    kid = absolute_url(reverse("proof:key", args=[signing_keys.jwk(signing_keys.public_part(key))["kid"]]))
    return jwt.encode({**body, **claims}, key, algorithm="EdDSA", headers={"typ": kind, "kid": kid})


def credential(certificate: Certificate) -> dict[str, Any]:
    """Return the OpenBadgeCredential; what it says about the course is what the certificate says."""
    facts, says = certificate.says["facts"], certificate.says["ko"]
    return {
        "@context": list(CONTEXTS),
        "id": credential_id(certificate.token),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"{facts['course']} {says['distinction'] or says['title']}",
        "issuer": issuer(),
        "validFrom": clock.local(certificate.issued_at).isoformat(timespec="seconds"),
        "credentialSubject": {
            "id": _urn(f"{certificate.token}:subject"),
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityHash": f"sha256${certificate.says['email']}",
                    "identityType": "emailAddress",
                    "salt": certificate.says["salt"],
                }
            ],
            "activityStartDate": _midnight(facts["start"]),
            "activityEndDate": _midnight(facts["end"]),
            "achievement": {
                "id": absolute_url(f"{certificate.course_class.get_absolute_url()}"),
                "type": ["Achievement"],
                "achievementType": "CertificateOfCompletion",
                "name": facts["course"],
                "description": f"{says['title']} · {facts['class_number']}차 · {facts['hours']}시간",
                "criteria": {"narrative": says["sentence"]},
                "image": {"id": absolute_url(reverse("proof:mark")), "type": "Image"},
            },
        },
        "evidence": [{"id": address(certificate), "type": ["Evidence"], "name": certificate.number}],
        "credentialStatus": status_list.status_entry(certificate.pk),
    }


def issuer() -> dict[str, Any]:
    """Return the profile of the site, which is also published by itself."""
    return {
        "id": absolute_url(reverse("proof:issuer")),
        "type": ["Profile"],
        "name": "배움터",
        "url": settings.SITE_URL,
        "image": {"id": absolute_url(reverse("proof:mark")), "type": "Image"},
    }


def revocation_list(ended: list[str]) -> dict[str, Any]:
    """Return the list of credentials that are no longer valid, by the tokens of the `ended` certificates.

    The first badges of the site point to it (`1EdTechRevocationList`), and people have their files. It gives no reason:
    the reason is between staff and the learner.
    """
    return {
        "id": absolute_url(reverse("proof:revoked")),
        "issuer": absolute_url(reverse("proof:issuer")),
        "revokedCredential": [{"id": credential_id(token), "revoked": True} for token in ended],
    }


def credential_id(token: str) -> str:
    """Return the id of a credential; it follows from the token and does not reveal it."""
    return _urn(f"{token}:credential")


def _urn(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, name).urn


def _midnight(day: str) -> str:
    return f"{day}T00:00:00+09:00"


def absolute_url(path: str) -> str:
    return settings.SITE_URL + path
