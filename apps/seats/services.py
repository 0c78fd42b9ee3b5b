"""Taking a seat, waiting for one, and moving up."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any, Generic, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from apps.core import audit, clock
from apps.core.errors import Conflict
from apps.core.prepared import Given, Prepared
from apps.seats.models import SeatClaim, SeatPool
from apps.seats.selectors import place_in_line

Pool = TypeVar("Pool", bound=SeatPool)
Claim = TypeVar("Claim", bound=SeatClaim)
_TRIES = 3


class SeatTaking(Generic[Pool, Claim]):
    """One person's way to a seat: what a domain says at each step of `take_seat`, in the order of the steps."""

    claim_model: type[Claim]

    def look(self) -> Pool:
        """Return the pool as the person may know of it, with all that `check` asks. Raises its DoesNotExist."""
        raise NotImplementedError

    def check(self, pool: Pool, now: datetime) -> None:
        """Refuse what the rules refuse."""
        raise NotImplementedError

    def must_wait(self, pool: Pool) -> bool:
        """Return whether there is no seat. Raises Conflict `full` where there is no waiting either."""
        raise NotImplementedError

    def prepare(self, pool: Pool, waits: bool) -> None:
        """Write what goes with the claim: appointments, notices."""

    def is_as_seen(self, pool: Pool) -> bool:
        """Return, under the lock, whether what decides beside revision and seats is as `look` saw it."""
        return True

    def claim(self, pool: Pool, waits: bool, now: datetime) -> Claim:
        """Return the claim to be written."""
        raise NotImplementedError

    def entry(self, claim: Claim) -> dict[str, Any]:
        """Return what the audit entry says of the claim: `by`, `act`, `after`."""
        raise NotImplementedError

    def full(self) -> Conflict:
        """Return the refusal for a pool that became full in a race that the rules could not see."""
        raise NotImplementedError

    def twice(self) -> Conflict:
        """Return the refusal for a second live claim of the same person."""
        raise NotImplementedError

    def changed(self) -> Conflict:
        """Return the refusal for a pool that was another one under the lock at every try."""
        raise NotImplementedError


class _PoolChanged(Exception):
    """The pool was changed, filled or freed between the first look and the lock."""


def take_seat(taking: SeatTaking[Pool, Claim]) -> tuple[Claim, int]:
    """Take a seat, or a place in the waiting list. Return the claim and its place in line, 0 for one with a seat.

    The row of the pool is locked last and for two statements (and those of `is_as_seen`), so that a rush on one pool
    passes through it as fast as the database can write. If the pool is not as it was seen, all begins again. Raises
    what the steps raise.
    """
    for _try in range(_TRIES):
        try:
            with transaction.atomic():
                claim = _take_once(taking)
        except _PoolChanged:
            continue
        except IntegrityError as error:
            raise _refusal(error, taking) or error from None
        # Counted when the lock is free again: a long line would hold up everyone behind.
        return claim, place_in_line(claim) if claim.is_waiting else 0
    raise taking.changed()


def _take_once(taking: SeatTaking[Pool, Claim]) -> Claim:
    pool, now = taking.look(), clock.now()
    taking.check(pool, now)
    waits = taking.must_wait(pool)
    taking.prepare(pool, waits)
    locked = _locked(type(pool)).first(pk=pool.pk)
    if (locked.revision, locked.is_full) != (pool.revision, pool.is_full) or not taking.is_as_seen(pool):
        raise _PoolChanged
    # All that the rules ask about is as it was seen; only time went on while the lock was waited for.
    taking.check(pool, clock.now())
    claim = taking.claim(pool, waits, now)
    audit.record_new(claim, **taking.entry(claim))
    return claim


@cache
def _locked(pool: type[SeatPool]) -> Prepared:
    """Return the statement that locks a pool and reads what may have changed."""
    rows = pool._default_manager
    return Prepared(
        lambda: rows.select_for_update(no_key=True).filter(pk=Given("pk")).only("revision", "capacity", "seats_taken")
    )


def _refusal(error: IntegrityError, taking: SeatTaking) -> Conflict | None:
    """Return the sentence for what the database refused in a race that the rules could not see."""
    claim, said = taking.claim_model, str(error)
    if f"{claim.pool()._meta.db_table}_seats_within_capacity" in said:
        return taking.full()
    # PostgreSQL names the constraint, SQLite its columns.
    table = claim._meta.db_table
    if f"{table}_one_live" in said or f"{table}.{claim.pool_field}_id" in said:
        return taking.twice()
    return None


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
