"""Queries of claims."""

from apps.seats.models import SeatClaim


def place_in_line(claim: SeatClaim) -> int:
    """Return the place in the waiting list: 1 for the first, 0 for a claim that is not in line. Statements: 1."""
    return type(claim)._default_manager.with_place().values_list("place", flat=True).get(pk=claim.pk)  # type: ignore[attr-defined]
