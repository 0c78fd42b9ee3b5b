"""Deleting what nobody needs any more, and ending what is over. Safe to repeat, and beside another worker."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction

from apps.accounts import leaving
from apps.accounts.models import Member, TokenFamily
from apps.accounts.services import registration
from apps.core import clock
from apps.core.models import IdempotentAnswer, ThrottleBucket, ThrottleHit
from apps.elearning.attendance.services import checking_in
from apps.elearning.quiz.services import taking
from apps.linking.services import codes
from apps.notices import outbox

log = logging.getLogger(__name__)

# The longest period that a limit looks back over is a day (docs/domain.md, Linking).
THROTTLE_LOOKS_BACK = timedelta(days=2)
ANSWERS_STAY = timedelta(hours=24)
FAREWELL_AGAIN = timedelta(days=1)


def _sessions(now: datetime) -> int:
    return Session.objects.filter(expire_date__lt=now).delete()[0]


def _throttle_hits(now: datetime) -> int:
    return ThrottleHit.objects.filter(at__lt=now - THROTTLE_LOOKS_BACK).delete()[0]


@transaction.atomic
def _throttle_buckets(now: datetime) -> int:
    """Those that count nothing any more; looked at again under their locks, which a try that counts now holds."""
    empty = ThrottleBucket.objects.filter(hits=None).select_for_update(skip_locked=True, of=("self",))
    return ThrottleBucket.objects.filter(pk__in=[bucket.pk for bucket in empty], hits=None).delete()[0]


def _answers(now: datetime) -> int:
    return IdempotentAnswer.objects.filter(created_at__lt=now - ANSWERS_STAY).delete()[0]


def _token_families(now: datetime) -> int:
    return TokenFamily.objects.filter(expires_at__lt=now).delete()[0]


def _left_behind(now: datetime) -> int:
    """What a member began in another window at the very moment of leaving, and leaving could not see."""
    left = list(Member.objects.filter(left_at__gt=now - FAREWELL_AGAIN).order_by("pk"))
    for member in left:
        with transaction.atomic():
            leaving.say_farewell(member, member)
    return len(left)


# A later app adds a line: what is deleted or ended, and how.
CHORES: tuple[tuple[str, Callable[[datetime], int]], ...] = (
    ("sessions", _sessions),
    ("throttle hits", _throttle_hits),
    ("empty throttle buckets", _throttle_buckets),
    ("idempotent answers", _answers),
    ("API log-ins", _token_families),
    ("sign-ups never confirmed", registration.forget_unconfirmed),
    ("farewells said again", _left_behind),
    ("sent mails", outbox.forget_sent),
    ("link codes", codes.forget_expired),
    ("check-in codes", checking_in.forget_closed),
    ("link look-ups", codes.forget_claims),
    ("quizzes whose time was over handed in", taking.close_overdue),
)


def tidy() -> dict[str, int]:
    """Do every chore; returns how many rows each dealt with."""
    now = clock.now()
    done = {name: chore(now) for name, chore in CHORES}
    log.info("tidied: %s", ", ".join(f"{name} {count}" for name, count in done.items()))
    return done
