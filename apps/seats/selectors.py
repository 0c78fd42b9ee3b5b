"""Reading claims."""

from apps.seats.models import SeatClaim


def place_in_line(claim: SeatClaim) -> int:
    """Return the 1-based place among those who wait now, 0 for one who does not wait. Statements: 1."""
    return type(claim)._default_manager.with_place().values_list("place", flat=True).get(pk=claim.pk)  # type: ignore[attr-defined]
