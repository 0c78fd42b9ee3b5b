"""Signed addresses in mails: they do one thing for one member, without a log-in."""

from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from apps.accounts.models import Member


def address_of(view: str, salt: str, *parts: Any) -> str:
    """Return the whole address of a view that takes a token with these parts."""
    return settings.SITE_URL + reverse(view, args=[signing.dumps(parts, salt=salt)])


def read_parts(token: str, salt: str) -> list[Any]:
    """Return the parts of a token. Raises Member.DoesNotExist for one that we did not sign."""
    try:
        return signing.loads(token, salt=salt)
    except signing.BadSignature as error:
        raise Member.DoesNotExist from error
