"""Taking a seat, waiting for one, and moving up. Domains call these inside the transaction of their own act."""

from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError
from django.db.models import QuerySet

from apps.seats.models import SeatClaim, SeatPool

Claim = TypeVar("Claim", bound=SeatClaim)


def is_refused_as_full(error: IntegrityError, pool: type[SeatPool]) -> bool:
    """Whether the database refused because the pool has no seat left."""
    return f"{pool._meta.db_table}_seats_within_capacity" in str(error)


def move_up(pool: SeatPool, claims: QuerySet[Claim], *, give: Callable[[QuerySet[Claim]], int]) -> list[Claim]:
    """Give every free seat of a **locked** pool, as it was read under that lock, to those first in line.

    `give` writes the new state to them. Returns the claims moved up, in their order. Statements: 1 to read, 1 to
    write, whatever the line's length.
    """
    if pool.seats_left <= 0:
        return []
    first = list(claims.filter(is_waiting=True).order_by(claims.model.line_key())[: pool.seats_left])
    if first:
        give(claims.model._default_manager.filter(pk__in=[claim.pk for claim in first]))
        pool.seats_taken += len(first)
    return first
