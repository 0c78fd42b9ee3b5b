"""Sets of claims, whatever they claim a seat of."""

from typing import Any

from django.db.models import Case, Count, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce


class SeatClaimQuerySet(QuerySet):
    model: Any  # known when the model is made of it

    def in_line(self) -> Any:
        """Return those who wait, first come first, with their `line_key`."""
        return self.filter(is_waiting=True).annotate(line_key=self.model.line_key()).order_by("line_key")

    def with_place(self) -> Any:
        """Annotate `place`: 1-based among those who wait now for the same pool, 0 for one who does not wait."""
        return self.annotate(place=place_in_line(self.model))


def place_in_line(claim: Any, path: str = "") -> Case:
    """Return the place of a claim as an expression; `path` leads from the row to it (`own__` where it is joined)."""
    pool = claim.pool_field + "_id"
    up_to_it = claim._default_manager.in_line().filter(
        **{pool: OuterRef(path + pool)}, line_key__lte=claim.line_key(path, OuterRef)
    )
    return Case(When(**{f"{path}is_waiting": True}, then=Subquery(_counted(up_to_it, pool))), default=0)


def waiting_count(claim: Any) -> Coalesce:
    """Return how many wait for the pool of the row, as an expression."""
    pool = claim.pool_field + "_id"
    waiting = claim._default_manager.filter(**{pool: OuterRef("pk")}, is_waiting=True)
    return Coalesce(Subquery(_counted(waiting, pool)), 0)


def _counted(rows: QuerySet, pool: str) -> QuerySet:
    return rows.order_by().values(pool).annotate(n=Count("pk")).values("n")
