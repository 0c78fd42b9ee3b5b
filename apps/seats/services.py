"""Taking a seat, waiting for one, moving up from the waiting list, and releasing a seat that one cannot cancel."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Generic, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Case, DateTimeField, QuerySet, Value, When

from apps.accounts.services.presence import hold_member, hold_who_is_idle
from apps.core import audit, clock
from apps.core.errors import Conflict
from apps.core.prepared import Given, Prepared
from apps.seats.models import SeatClaim, SeatPool
from apps.seats.rules import reminder_of_offer
from apps.seats.selectors import place_in_line

Pool = TypeVar("Pool", bound=SeatPool)
Claim = TypeVar("Claim", bound=SeatClaim)
_TRIES = 3
_NOBODY = Value(False)


class SeatTaking(Generic[Pool, Claim]):
    """The steps of `take_seat` that a domain defines, in their order."""

    claim_model: type[Claim]
    taken: tuple[str, ...] = (
        "holds_seat",
        "is_waiting",
        "offered_until",
        "remind_at",
        "seat_of",
        "promoted_at",
    )  # what `claim` changes of one who waited

    @property
    def pool_id(self) -> int:
        """Return the id of the pool."""
        raise NotImplementedError

    @property
    def holder_id(self) -> int:
        """Return the id of the member who will hold the claim."""
        raise NotImplementedError

    def look(self) -> Pool:
        """Return the pool as the person may see it, with all that `check` needs. Raises its DoesNotExist."""
        raise NotImplementedError

    def check(self, pool: Pool, now: datetime) -> None:
        """Check the rules. Raises their refusals."""
        raise NotImplementedError

    def waiting(self, pool: Pool) -> Claim | None:
        """Return the person's own waiting claim if it may take a seat of the pool, which `check` then allows."""
        raise NotImplementedError

    def must_wait(self, pool: Pool) -> bool:
        """Return whether no seat is free. Raises Conflict `full` if there is no place in the waiting list either."""
        raise NotImplementedError

    def released_seat(self, pool: Pool) -> int | None:
        """Return the id of the claim whose released seat is taken, None where a free seat is."""
        raise NotImplementedError

    def prepare(self, pool: Pool, waits: bool) -> None:
        """Write what belongs to the claim: appointments, notices."""

    def is_as_seen(self, pool: Pool) -> bool:
        """Return, under the lock, whether all that the rules read besides revision and seats is as `look` saw it."""
        return True

    def hand_over(self, pool: Pool, claim_id: int) -> None:
        """End the claim whose released seat is taken, and tell whom it concerns."""
        raise NotImplementedError

    def claim(self, pool: Pool, waits: bool, now: datetime) -> Claim:
        """Return the unsaved claim; for one who waited the same claim with its new values."""
        raise NotImplementedError

    def entry(self, claim: Claim) -> dict[str, Any]:
        """Return the fields of the audit entry: `by`, `act`, `after`, and `before` for one who waited."""
        raise NotImplementedError

    def after(self, pool: Pool, claim: Claim) -> None:
        """Write what needs the kept claim."""

    def full(self) -> Conflict:
        """Return the refusal for a pool that another person filled at the same time."""
        raise NotImplementedError

    def twice(self) -> Conflict:
        """Return the refusal of a second live claim of the same person."""
        raise NotImplementedError

    def changed(self) -> Conflict:
        """Return the refusal for a pool that changed at every try."""
        raise NotImplementedError

    def end_lapsed_offers(self) -> int:
        """End the offers of the pool that nobody took in time, and return how many."""
        raise NotImplementedError


class _PoolChanged(Exception):
    """The pool was changed, filled or freed between the first look and the lock."""


def take_seat(taking: SeatTaking[Pool, Claim]) -> tuple[Claim, int]:
    """Take a seat or a place in the waiting list. Return the claim and its place, 0 for one with a seat.

    Who waits takes the seat that was offered to them (see `hand_out`). If only a released seat is left, who comes
    takes that one, and the claim of whoever released it ends in the same transaction.

    The row of the pool is locked last and only for two statements (and those of `is_as_seen`), so that a rush on one
    pool passes as fast as the database can write. If the pool changed before the lock, everything is tried again. The
    member is held before anything is written, so that nobody who leaves takes a seat along. Raises what the steps
    raise, and NotAllowed `left`.
    """
    try:
        return _take(taking)
    except Conflict as refused:
        # The seats may be kept for people who can take them no more, and nobody else be in line.
        if refused.code != "full" or not _has_lapsed_offer(taking) or not taking.end_lapsed_offers():
            raise
        return _take(taking)


def _take(taking: SeatTaking[Pool, Claim]) -> tuple[Claim, int]:
    for _try in range(_TRIES):
        try:
            with transaction.atomic():
                claim = _take_once(taking)
        except _PoolChanged:
            continue
        except IntegrityError as error:
            raise _refusal(error, taking) or error from None
        # Counted after the lock is released, because counting a long line takes time.
        return claim, place_in_line(claim) if claim.is_waiting else 0
    raise taking.changed()


def _take_once(taking: SeatTaking[Pool, Claim]) -> Claim:
    pool, now = taking.look(), clock.now()
    taking.check(pool, now)
    waits = taking.must_wait(pool)
    released = None if waits else taking.released_seat(pool)
    hold_member(taking.holder_id)
    taking.prepare(pool, waits)
    locked = _locked(type(pool)).first(pk=pool.pk)
    if (locked.revision, locked.is_full) != (pool.revision, pool.is_full) or not taking.is_as_seen(pool):
        raise _PoolChanged
    # Nothing that the rules read has changed except the time, which passed while waiting for the lock.
    taking.check(pool, clock.now())
    waited = taking.waiting(pool)
    if waited is not None and not _waits_as_seen(taking, waited):
        raise _PoolChanged
    if released is not None:
        if waited is None and not _is_released(taking, released):
            raise _PoolChanged
        taking.hand_over(pool, released)
    claim = taking.claim(pool, waits, now)
    if waited is None:
        audit.record_new(claim, **taking.entry(claim))
    else:
        claim.save(update_fields=taking.taken)
        audit.record(subject=claim, **taking.entry(claim))
    taking.after(pool, claim)
    return claim


def _waits_as_seen(taking: SeatTaking[Pool, Claim], waited: Claim) -> bool:
    rows = taking.claim_model._default_manager.filter(pk=waited.pk, is_waiting=True)
    return rows.filter(offered_until=waited.offered_until, seat_of=waited.seat_of_id).exists()


def _is_released(taking: SeatTaking[Pool, Claim], claim_id: int) -> bool:
    rows: Any = taking.claim_model._default_manager
    return rows.released().filter(pk=claim_id).exists()


def _has_lapsed_offer(taking: SeatTaking[Pool, Claim]) -> bool:
    """Return whether an offer of the pool was not taken in time: everyone who is refused a seat asks. Statements: 1."""
    return bool(_lapsed(taking.claim_model)(pool=taking.pool_id, now=clock.now()))


@cache
def _lapsed(claim: type[SeatClaim]) -> Prepared:
    pool = {f"{claim.pool_field}_id": Given("pool")}
    until: Any = Given("now", DateTimeField())
    return Prepared(
        lambda: claim._default_manager.filter(**pool, offered_until__lte=until).values_list("pk", named=True)[:1]
    )


@cache
def _locked(pool: type[SeatPool]) -> Prepared:
    """Return the statement that locks a pool and reads what may have changed."""
    rows = pool._default_manager
    return Prepared(
        lambda: rows.select_for_update(no_key=True).filter(pk=Given("pk")).only("revision", "capacity", "seats_taken")
    )


def _refusal(error: IntegrityError, taking: SeatTaking) -> Conflict | None:
    """Return the refusal for a constraint that a simultaneous act made fail, None for any other error."""
    claim, message = taking.claim_model, str(error)
    if f"{claim.pool()._meta.db_table}_seats_within_capacity" in message:
        return taking.full()
    # PostgreSQL names the constraint, SQLite its columns.
    table = claim._meta.db_table
    if f"{table}_one_live" in message or f"{table}.{claim.pool_field}_id" in message:
        return taking.twice()
    return None


@dataclass(frozen=True)
class HandedOut(Generic[Claim]):
    """The claims that got a seat, and those to which one was offered, each in the order of the line."""

    seated: list[Claim]
    offered: list[Claim]


def hand_out(
    pool: SeatPool,
    claims: QuerySet[Claim],
    *,
    seat: Callable[[QuerySet[Claim]], int],
    until: datetime,
    must_ask: Any = _NOBODY,
) -> HandedOut[Claim]:
    """Hand every free seat of a **locked** pool, read under that lock, to the first claims in line.

    `seat` writes the new state of who gets one. `must_ask` is an expression that tells of a claim whether its member
    has to be asked first: then the seat is offered until `until`. Nobody is passed over. After the free seats the
    released ones are offered; whoever holds them keeps them until they are taken. So that nobody is seated in two
    places of one time at once, the members are locked before they are asked about; whoever is doing something else at
    this very moment is not waited for and gets an offer. Statements: 2 to read; 2 more to read and at most 2 to write,
    if anybody is in line.
    """
    rows: Any = claims
    free, released = max(pool.seats_left, 0), list(rows.released().values_list("pk", flat=True))
    ids = dict(rows.in_line().values_list("pk", "member_id")[: free + len(released)])
    if not ids:
        return HandedOut([], [])
    held = hold_who_is_idle(ids.values())
    first = list(rows.in_line().filter(pk__in=ids).annotate(must_ask=must_ask))
    for claim, seat_of in zip(first[free:], released, strict=False):
        claim.seat_of_id = seat_of
    seated = [one for one in first[:free] if not one.must_ask and one.member_id in held]
    offered = [one for one in first if one not in seated]
    if seated:
        seat(claims.model._default_manager.filter(pk__in=[claim.pk for claim in seated]))
    if offered:
        _offer(claims.model, offered, until)
    pool.seats_taken += len(first[:free])
    return HandedOut(seated, offered)


def _offer(model: type[Claim], offered: list[Claim], until: datetime) -> None:
    """Keep the seats until the deadline: of those who wait for a released one, the seat of its holder."""
    named = [When(pk=claim.pk, then=Value(claim.seat_of_id)) for claim in offered if claim.seat_of_id is not None]
    seats = {"seat_of": Case(*named, default=None)} if named else {}
    keep_offers(model._default_manager.filter(pk__in=[claim.pk for claim in offered]), until, **seats)


def keep_offers(claims: QuerySet[Claim], until: datetime, **more: Any) -> None:
    """Keep the seats that are offered to these until the deadline, and set when each of them is reminded of it."""
    claims.update(offered_until=until, remind_at=reminder_of_offer(clock.now(), until), **more)


def take_reminders(claims: QuerySet[Claim]) -> list[Claim]:
    """Return the claims of a **locked** pool that are to be reminded of their offer now, once each."""
    rows: Any = claims
    due = list(rows.to_remind(clock.now()).select_related("member").order_by("pk"))
    claims.model._default_manager.filter(pk__in=[claim.pk for claim in due]).update(remind_at=None)
    return due


# --- Released seats ---------------------------------------------------------------------------------------------------


def release(claim: SeatClaim, now: datetime) -> None:
    """Let others have the seat of a claim of a **locked** pool. Its holder keeps it until somebody takes it."""
    claim.released_at = now
    claim.save(update_fields=["released_at"])


def take_back(claim: Claim) -> Claim | None:
    """Keep the released seat of a claim of a **locked** pool. Return who it was offered to, who waits as before."""
    claim.released_at = None
    claim.save(update_fields=["released_at"])
    rows = _asked_about(claim)
    asked = rows.select_related("member").first()
    rows.update(offered_until=None, remind_at=None, seat_of=None)
    return asked


def free_offered_seat(claim: SeatClaim) -> int:
    """Let the offer of a released seat, whose holder's claim has ended, be one of a free seat.

    Return how many seats of the pool this takes, 0 or 1.
    """
    return _asked_about(claim).update(seat_of=None)


def _asked_about(claim: SeatClaim) -> Any:
    """Return the claims that are offered the released seat of this one: one at most."""
    rows: Any = type(claim)._default_manager
    return rows.filter(seat_of=claim.pk)
