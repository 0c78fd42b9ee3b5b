"""The chores of the worker: delete what nobody needs any more. Safe to repeat, and beside another worker."""

import logging
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction

from apps.accounts import leaving
from apps.accounts.models import Member, TokenFamily
from apps.accounts.services import registration
from apps.core import clock, parts
from apps.core.connections import leave_ended_connections
from apps.core.models import IdempotentAnswer, ThrottleBucket, ThrottleHit
from apps.notices import outbox

APP = "portal"

log = logging.getLogger(__name__)

# No limit looks back over more than a day (docs/domain.md, Linking).
THROTTLE_LOOKS_BACK = timedelta(days=2)
ANSWERS_STAY = timedelta(hours=24)
FAREWELL_AGAIN = timedelta(days=1)


def _sessions(now: datetime) -> int:
    return Session.objects.filter(expire_date__lt=now).delete()[0]


def _throttle_hits(now: datetime) -> int:
    return ThrottleHit.objects.filter(at__lt=now - THROTTLE_LOOKS_BACK).delete()[0]


@transaction.atomic
def _throttle_buckets(now: datetime) -> int:
    """Delete the buckets without hits. They are asked again under their locks, because a new try may count in one."""
    empty = ThrottleBucket.objects.filter(hits=None).select_for_update(skip_locked=True, of=("self",))
    return ThrottleBucket.objects.filter(pk__in=[bucket.pk for bucket in empty], hits=None).delete()[0]


def _answers(now: datetime) -> int:
    return IdempotentAnswer.objects.filter(created_at__lt=now - ANSWERS_STAY).delete()[0]


def _token_families(now: datetime) -> int:
    return TokenFamily.objects.filter(expires_at__lt=now).delete()[0]


def _left_behind(now: datetime) -> int:
    """End what members began in another window at the moment of leaving, which the farewell could not see."""
    left = list(Member.objects.filter(left_at__gt=now - FAREWELL_AGAIN).order_by("pk"))
    for member in left:
        with transaction.atomic():
            leaving.say_farewell(member, member)
    return len(left)


def register() -> None:
    parts.CHORES.add(APP, "sessions", _sessions, place=1)
    parts.CHORES.add(APP, "throttle hits", _throttle_hits, place=2)
    parts.CHORES.add(APP, "empty throttle buckets", _throttle_buckets, place=3)
    parts.CHORES.add(APP, "idempotent answers", _answers, place=4)
    parts.CHORES.add(APP, "API log-ins", _token_families, place=5)
    parts.CHORES.add(APP, "sign-ups never confirmed", registration.delete_unconfirmed_members, place=6)
    parts.CHORES.add(APP, "farewells said again", _left_behind, place=7)
    parts.CHORES.add(APP, "sent mails", outbox.delete_sent_mail, place=8)


class ChoresFailed(Exception):
    """Some chores failed; the others were done. The log says why."""


def run_chores() -> dict[str, int]:
    """Run every chore, also those of the domains, and return how many rows each dealt with.

    A chore that fails stops none of those after it. Raises ChoresFailed in the end, with the names.
    """
    now = clock.now()
    done, failed = {}, []
    for name, chore in parts.CHORES.items():
        try:
            done[name] = chore(now)
        except Exception:
            log.exception("chore %s failed", name)
            failed.append(name)
            leave_ended_connections()
    log.info("tidied: %s", ", ".join(f"{name} {count}" for name, count in done.items()))
    if failed:
        raise ChoresFailed(", ".join(failed))
    return done
