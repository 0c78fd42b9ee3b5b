"""Until when a seat is offered to one who waits, and when a seat may be released."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from apps.core.errors import Conflict, Invalid
from apps.seats.models import SeatClaim

MOST_OFFER_HOURS = 168
SHORTEST_OFFER = timedelta(minutes=15)
LEFT_TO_ANSWER = timedelta(hours=1)  # when the reminder of an offer comes


def check_offer_hours(hours: int) -> None:
    """Check how long the host lets an offer stand. Raises Invalid `offer_hours_out_of_range`."""
    if not 1 <= hours <= MOST_OFFER_HOURS:
        raise Invalid(
            "offer_hours_out_of_range",
            _("자리 제안 기한은 1시간 이상 %(most)d시간 이하여야 합니다.") % {"most": MOST_OFFER_HOURS},
            field="offer_hours",
        )


def offer_deadline(now: datetime, hours: int, *, cancel_until: datetime, ends_at: datetime) -> datetime:
    """Return until when a seat that is offered now has to be taken, in whole minutes.

    It is the host's number of hours, but at most half of the time until `ends_at`, when no seat is given any more, so
    that the next in line has a chance too; and not past `cancel_until`, as long as that leaves SHORTEST_OFFER: who
    takes the seat should be able to give it back. Nobody has less than SHORTEST_OFFER, unless `ends_at` comes first.
    """
    length = min(timedelta(hours=hours), max((ends_at - now) / 2, SHORTEST_OFFER))
    until = now + length
    if now + SHORTEST_OFFER <= cancel_until:
        until = min(until, cancel_until)
    whole = until.replace(second=0, microsecond=0)
    return min(whole if whole > now else until, ends_at)


def reminder_of_offer(now: datetime, until: datetime) -> datetime | None:
    """Return when to remind of a seat that is offered now: at half of its time, if an hour is left then; else None."""
    half = now + (until - now) / 2
    return half if until - half >= LEFT_TO_ANSWER else None


def check_can_release(claim: SeatClaim, *, cancel_until: datetime, ends_at: datetime, now: datetime) -> None:
    """Check that whoever holds the seat may release it: they cannot cancel any more, and it can still be taken.

    Raises Conflict `no_seat`, `already_released`, `may_cancel`, `too_late`.
    """
    if not claim.holds_seat:
        raise Conflict("no_seat", _("자리를 받은 신청만 내놓을 수 있습니다."))
    if claim.released_at is not None:
        raise Conflict("already_released", _("이미 내놓은 자리입니다."))
    if now < cancel_until:
        raise Conflict("may_cancel", _("아직 직접 취소할 수 있습니다. 참석하지 못하면 취소해 주세요."))
    if now >= ends_at:
        raise Conflict("too_late", _("이제는 자리를 내놓을 수 없습니다."))


def is_released(released_at: datetime | None, *, ends_at: datetime, now: datetime) -> bool:
    """Return whether somebody else may take the seat. What was released and not taken in time is kept by itself."""
    return released_at is not None and now < ends_at


def check_can_take_back(claim: SeatClaim, *, ends_at: datetime, now: datetime) -> None:
    """Check that the seat is released and nobody has taken it yet. Raises Conflict `not_released`."""
    if not is_released(claim.released_at, ends_at=ends_at, now=now):
        raise Conflict("not_released", _("지금 내놓은 자리가 아닙니다."))
