"""Sets of claims to seats, and expressions about waiting lists."""

from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThanOrEqual

from apps.seats.states import CLOSING_SOON, FEW


class SeatClaimQuerySet(QuerySet):
    model: Any  # set when a model gets its manager

    def in_line(self) -> Any:
        """Return the waiting claims in the order of the line, with their `line_key`. Who has an offer is out of it."""
        return (
            self.filter(is_waiting=True, offered_until=None)
            .annotate(line_key=self.model.line_key())
            .order_by("line_key")
        )

    def to_remind(self, now: Any) -> Any:
        """Return the claims whose offer is open, was not answered, and has its reminder due."""
        return self.filter(remind_at__lte=now, offered_until__gt=now)

    def released(self) -> Any:
        """Return the claims whose seat was released and is offered to nobody, in the order of their release."""
        offered = Exists(self.model._default_manager.filter(seat_of=OuterRef("pk")))
        return self.filter(~offered, released_at__isnull=False).order_by("released_at", "pk")

    def with_place(self) -> Any:
        """Annotate `place` in the waiting list of the pool: 1 for the first, 0 for a claim that is not in line."""
        return self.annotate(place=place_in_line(self.model))


def is_closing_soon(now: Any) -> Q:
    """Return the condition of pools that `states.closing_soon` holds for. The rows must have a seat left."""
    left = F("capacity") - F("seats_taken")
    rows = Q(closes_at__lte=now + CLOSING_SOON) | Q(capacity__gt=1, seats_taken=F("capacity") - 1)
    return rows | Q(LessThanOrEqual(left * 100, F("capacity") * FEW))


def place_in_line(claim: Any, path: str = "") -> Case:
    """Return the expression of a claim's place. `path` leads from the row to the claim (`own__` if it is joined)."""
    pool = claim.pool_field + "_id"
    up_to_it = claim._default_manager.in_line().filter(
        **{pool: OuterRef(path + pool)}, line_key__lte=claim.line_key(path, OuterRef)
    )
    in_line = {f"{path}is_waiting": True, f"{path}offered_until__isnull": True}
    return Case(When(**in_line, then=Subquery(_counted(up_to_it, pool))), default=0)


def waiting_count(claim: Any) -> Coalesce:
    """Return the expression that counts the claims in the line of a pool."""
    pool = claim.pool_field + "_id"
    waiting = claim._default_manager.filter(**{pool: OuterRef("pk")}, is_waiting=True, offered_until=None)
    return Coalesce(Subquery(_counted(waiting, pool)), 0)


def offered_count(claim: Any) -> Coalesce:
    """Return the expression that counts those who are offered a seat of a pool."""
    pool = claim.pool_field + "_id"
    offered = claim._default_manager.filter(**{pool: OuterRef("pk")}, offered_until__isnull=False)
    return Coalesce(Subquery(_counted(offered, pool)), 0)


def _counted(rows: QuerySet, pool: str) -> QuerySet:
    return rows.order_by().values(pool).annotate(n=Count("pk")).values("n")
