"""Until when a seat is offered to one who waits."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from apps.core.errors import Invalid

MOST_OFFER_HOURS = 168
SHORTEST_OFFER = timedelta(minutes=15)


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
