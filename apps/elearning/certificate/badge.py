"""A certificate as a digital badge: an Open Badges 3.0 credential, signed as a JSON Web Token (its chapter 8.2).

Whoever has the site's public key can check it without asking the site. Of the learner it holds the salted digest of an
e-mail, no name.
"""

import uuid
from typing import Any

import jwt
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import Conflict
from apps.elearning.certificate import keys
from apps.elearning.certificate.models import Certificate
from apps.elearning.certificate.paper import address

CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)


def is_offered(certificate: Certificate) -> bool:
    """A key signs, the certificate is valid, and its learner is still known."""
    return bool(settings.BADGE_SIGNING_KEY and certificate.is_valid and certificate.says["email"])


def signed(certificate: Certificate) -> str:
    """The compact form, which is the file that people keep; the same each time. Raises Conflict `no_badge`."""
    key = keys.signing_key()
    if key is None or not is_offered(certificate):
        raise Conflict("no_badge", _("이 수료증에는 디지털 배지가 없습니다."))
    body = credential(certificate)
    issued = int(certificate.issued_at.timestamp())
    claims = {
        "iss": body["issuer"]["id"],
        "jti": body["id"],
        "sub": body["credentialSubject"]["id"],
        "nbf": issued,
        "iat": issued,
    }
    kid = site(reverse("proof:key", args=[keys.jwk(keys.public_part(key))["kid"]]))
    return jwt.encode({**body, **claims}, key, algorithm="EdDSA", headers={"typ": "JWT", "kid": kid})


def credential(certificate: Certificate) -> dict[str, Any]:
    """The OpenBadgeCredential. What it says of the course is what the certificate says."""
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
                "id": site(f"{certificate.course_class.get_absolute_url()}"),
                "type": ["Achievement"],
                "achievementType": "CertificateOfCompletion",
                "name": facts["course"],
                "description": f"{says['title']} · {facts['class_number']}차 · {facts['hours']}시간",
                "criteria": {"narrative": says["sentence"]},
                "image": {"id": site(static("img/mark.svg")), "type": "Image"},
            },
        },
        "evidence": [{"id": address(certificate), "type": ["Evidence"], "name": certificate.number}],
        "credentialStatus": {"id": site(reverse("proof:revoked")), "type": "1EdTechRevocationList"},
    }


def issuer() -> dict[str, Any]:
    """The site's profile, also published by itself."""
    return {
        "id": site(reverse("proof:issuer")),
        "type": ["Profile"],
        "name": "배움터",
        "url": settings.SITE_URL,
        "image": {"id": site(static("img/mark.svg")), "type": "Image"},
    }


def revocation_list(ended: list[str]) -> dict[str, Any]:
    """Which credentials count no more, by the `ended` certificates' tokens; why, is between staff and learner."""
    return {
        "id": site(reverse("proof:revoked")),
        "issuer": site(reverse("proof:issuer")),
        "revokedCredential": [{"id": credential_id(token), "revoked": True} for token in ended],
    }


def credential_id(token: str) -> str:
    """Follows from the token, and does not give it away."""
    return _urn(f"{token}:credential")


def _urn(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, name).urn


def _midnight(day: str) -> str:
    return f"{day}T00:00:00+09:00"


def site(path: str) -> str:
    return settings.SITE_URL + path
