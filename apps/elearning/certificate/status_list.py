"""The list in which a badge's standing is one bit (W3C Bitstring Status List v1.0).

A checker fetches the whole list of 131,072 badges, so that the site does not learn whose badge is being checked.
"""

import base64
import gzip
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse

from apps.core import clock

SIZE = 131_072  # the least that the standard allows
GOOD_FOR = timedelta(days=1)  # a copy that is older tells nothing: the badge may have been revoked since


def list_url(number: int) -> str:
    return settings.SITE_URL + reverse("proof:status_list", args=[number])


def status_entry(certificate_id: int) -> dict[str, str]:
    """Return the `credentialStatus` of a badge: its list and its place in it."""
    number, index = divmod(certificate_id, SIZE)
    address = list_url(number)
    return {
        "id": f"{address}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(index),
        "statusListCredential": address,
    }


def encoded_list(indices: Iterable[int]) -> str:
    """Return the compressed list in multibase base64url, with the bits of `indices` set, the first bit leftmost."""
    bits = bytearray(SIZE // 8)
    for index in indices:
        bits[index // 8] |= 0x80 >> index % 8
    packed = base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0))
    return "u" + packed.rstrip(b"=").decode()


def status_list(number: int, ended: Iterable[int], now: datetime, issuer_id: str) -> dict[str, Any]:
    """Return the unsigned credential of a list; `ended` are the ids of its certificates that count no more."""
    address = list_url(number)
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer_id,
        "validFrom": clock.local(now).isoformat(timespec="seconds"),
        "validUntil": clock.local(now + GOOD_FOR).isoformat(timespec="seconds"),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded_list(pk - number * SIZE for pk in ended),
        },
    }
