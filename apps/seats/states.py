"""The state 마감임박 of sessions and classes: few seats left, or closing soon."""

from datetime import datetime, timedelta

CLOSING_SOON = timedelta(hours=24)
FEW = 15  # percent of the seats


def closing_soon(*, capacity: int, seats_left: int, closes_at: datetime, now: datetime) -> bool:
    """Return whether few seats are left (15 %, or the last of several) or it closes within 24 hours: 마감임박."""
    nearly_full = seats_left * 100 <= capacity * FEW or (seats_left == 1 and capacity > 1)
    return nearly_full or closes_at - now <= CLOSING_SOON
