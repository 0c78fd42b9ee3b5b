"""When places are running out, whatever they are places of."""

from datetime import datetime, timedelta

CLOSING_SOON = timedelta(hours=24)
_FEW = 15  # percent of the seats


def closing_soon(*, capacity: int, seats_left: int, closes_at: datetime, now: datetime) -> bool:
    """마감임박: at most 15 % of the seats left, one left of several, or a day or less until it closes."""
    nearly_full = seats_left * 100 <= capacity * _FEW or (seats_left == 1 and capacity > 1)
    return nearly_full or closes_at - now <= CLOSING_SOON
