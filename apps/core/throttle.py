"""Exact limits on tries, across all processes: counted in the database under a row lock.

Call it outside the transaction of the act, so that a try counts even if the act is rolled back.
"""

import hashlib
import ipaddress
import math
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import Throttled
from apps.core.models import ThrottleBucket, ThrottleHit


@dataclass(frozen=True)
class Limit:
    """At most `times` tries in any `period`."""

    times: int
    period: timedelta


def network_of(address: str) -> str:
    """Return the network that counts as one address: an IPv4 address, or the /64 network of an IPv6 customer.

    Every limit on addresses counts networks, because one IPv6 customer has countless addresses.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network(f"{parsed}/64", strict=False))
    return str(parsed)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def check(scope: str, key: str, *limits: Limit) -> None:
    """Check that the tries counted so far reach no limit, without counting one. Raises Throttled."""
    _wait(scope, ThrottleHit.objects.filter(bucket__scope=scope, bucket__key=_digest(key)), limits)


@transaction.atomic
def hit(scope: str, key: str, *limits: Limit) -> None:
    """Count one try. Raises Throttled and counts nothing if a limit was already reached."""
    bucket = _locked_bucket(scope, _digest(key))
    _wait(scope, bucket.hits.all(), limits)
    now = clock.now()
    bucket.hits.filter(at__lte=now - max(limit.period for limit in limits)).delete()
    bucket.hits.create(at=now)


def _locked_bucket(scope: str, key: str) -> ThrottleBucket:
    """Get or create the bucket and lock it. Tries again if housekeeping deleted the empty bucket in between."""
    while True:
        ThrottleBucket.objects.get_or_create(scope=scope, key=key)
        bucket = ThrottleBucket.objects.select_for_update(no_key=True).filter(scope=scope, key=key).first()
        if bucket is not None:
            return bucket


def forget(scope: str, key: str) -> None:
    """Delete the counted tries, for example after the right password."""
    ThrottleHit.objects.filter(bucket__scope=scope, bucket__key=_digest(key)).delete()


def _wait(scope: str, hits, limits: tuple[Limit, ...]) -> None:
    now = clock.now()
    for limit in limits:
        recent = hits.filter(at__gt=now - limit.period).order_by("-at").values_list("at", flat=True)
        reached = list(recent[limit.times - 1 : limit.times])
        if reached:
            seconds = math.ceil((reached[0] + limit.period - now).total_seconds())
            raise Throttled(
                f"{scope}_throttled",
                _("시도가 너무 많았습니다. %(wait)s 뒤에 다시 시도해 주세요.") % {"wait": _spoken(seconds)},
                retry_after=seconds,
            )


def _spoken(seconds: int) -> str:
    minutes = -(-seconds // 60)
    if minutes >= 120:
        return _("%(n)d시간") % {"n": -(-minutes // 60)}
    return _("%(n)d분") % {"n": minutes}
