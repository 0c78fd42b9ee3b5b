"""The state 마감임박 of sessions and classes (few seats left, or closing soon), and how long a seat is offered."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from apps.core import text

CLOSING_SOON = timedelta(hours=24)
FEW = 15  # percent of the seats
OFFER_HOURS = 24  # that one in line has to answer an offer, unless the host chooses otherwise


def closing_soon(*, capacity: int, seats_left: int, closes_at: datetime, now: datetime) -> bool:
    """Return whether few seats are left (15 %, or the last of several) or it closes within 24 hours: 마감임박."""
    nearly_full = seats_left * 100 <= capacity * FEW or (seats_left == 1 and capacity > 1)
    return nearly_full or closes_at - now <= CLOSING_SOON


def offer_is_open(offered_until: datetime | None, now: datetime) -> bool:
    """Return whether an offer can be taken. One whose deadline has come is over, whether or not it was ended yet."""
    return offered_until is not None and now < offered_until


def waiting_words(place: int, offered_until: datetime | None, now: datetime) -> str:
    """Return how one who waits stands: `대기 3번`, or what became of the seat that was offered."""
    if offered_until is None:
        return text.place_in_line(place)
    return _("자리 제안") if now < offered_until else _("제안 기한 지남")
