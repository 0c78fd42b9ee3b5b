"""Appointments: domains book, move and release them inside the transaction of their own act."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import connection
from django.db.models import Case, F, Field, Q, Value, When

from apps.accounts.models import Member
from apps.core import clock, parts
from apps.core.errors import Conflict, DomainError, refusal_of
from apps.planner import rules, selectors
from apps.planner.models import Appointment, AppointmentRole, Venue

_BATCH = 500
_KEPT = {"uid", "member", "source", "source_id", "sequence"}  # fields that a revived appointment keeps


@dataclass(frozen=True)
class Slot:
    """A thing to book (`source`, `source_id`) with its time and place."""

    source: str
    source_id: int
    title: str
    path: str
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    join_url: str = ""


@dataclass(frozen=True)
class Wanted:
    """A wanted time and venue, for `check_all_free`. `source_id` is None for a thing that is not saved yet."""

    starts_at: datetime
    ends_at: datetime
    venue_id: int | None = None
    source_id: int | None = None


def lock_hosts_and_venues(host_ids: Iterable[int], venue_ids: Iterable[int]) -> dict[int, Venue]:
    """Lock the hosts, then the venues, each in the order of their ids. Return the venues by id. Statements: 2."""
    list(Member.objects.select_for_update(no_key=True).filter(pk__in=set(host_ids)).only("pk").order_by("pk"))
    venues = Venue.objects.select_for_update(no_key=True).filter(pk__in=set(venue_ids)).order_by("pk")
    return {venue.pk: venue for venue in venues}


def list_refusals(
    wanted: Sequence[Wanted], *, host_ids: Iterable[int], venues: Mapping[int, Venue], source: str
) -> list[DomainError | None]:
    """Return for each wanted time why it cannot be had: `host_busy`, `venue_taken`, None where all are free.

    A refusal has the `index` of its time; `host_busy` also `taken`, the appointment in the way. Statements: 1, none
    without times.
    """
    if not wanted:
        return []
    hosts, physical = set(host_ids), {pk for pk, venue in venues.items() if not venue.is_online}
    own = [time.source_id for time in wanted if time.source_id is not None]
    reach = selectors.overlapping(min(time.starts_at for time in wanted), max(time.ends_at for time in wanted))
    theirs = Q(member_id__in=hosts, role=AppointmentRole.HOST) | Q(venue_id__in=physical)
    taken = list(reach.filter(theirs).exclude(source=source, source_id__in=own).select_related("member"))
    found = []
    for index, time in enumerate(wanted):
        then = [row for row in taken if row.starts_at < time.ends_at and row.ends_at > time.starts_at]
        venue = venues.get(time.venue_id or 0)
        found.append(refusal_of(rules.check_time_is_free, then, hosts, venue, index=index))
    return found


def check_all_free(
    wanted: Sequence[Wanted], *, host_ids: Iterable[int], venues: Mapping[int, Venue], source: str
) -> None:
    """Check that hosts and physical venues, which the caller has locked, are free at the wanted times.

    Raises the first of `list_refusals`. Statements: 1.
    """
    for refused in list_refusals(wanted, host_ids=host_ids, venues=venues, source=source):
        if refused is not None:
            raise refused


def check_host_and_venue_free(
    *, host_id: int, venue_id: int | None, starts_at: datetime, ends_at: datetime, source: str, source_id: int | None
) -> Venue | None:
    """Lock one host and the venue, then check that both are free in that time. Return the venue.

    Raises Conflict `host_busy` (in its `extra`: `taken`, the appointment), `venue_taken`. Statements: at most 3.
    """
    venues = lock_hosts_and_venues([host_id], [venue_id] if venue_id else [])
    wanted = Wanted(starts_at, ends_at, venue_id, source_id)
    try:
        check_all_free([wanted], host_ids=[host_id], venues=venues, source=source)
    except Conflict as refused:
        if refused.code != "host_busy":
            raise
        raise rules.own_time_taken(refused.extra["taken"]) from None
    return venues[venue_id] if venue_id else None


def book_slots(
    slots: Iterable[Slot],
    member_ids: Iterable[int],
    *,
    role: AppointmentRole = AppointmentRole.GUEST,
    venues: Mapping[int, Venue] | None = None,
) -> list[Appointment]:
    """Book every slot for each member and return the appointments.

    A cancelled appointment is revived with its old UID. Only the first member's appointment occupies the venue (given
    in `venues` by `source_id`), because a venue holds one thing at a time. Statements: 1 per 500 appointments.
    """
    now = clock.now()
    members, ordered = sorted(set(member_ids)), sorted(slots, key=lambda slot: slot.source_id)
    rows = [
        Appointment(
            member_id=member_id,
            source=slot.source,
            source_id=slot.source_id,
            role=role,
            title=slot.title,
            path=slot.path,
            place=slot.place,
            join_url=slot.join_url,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            changed_at=now,
            venue=_held((venues or {}).get(slot.source_id)) if member_id == members[0] else None,
        )
        for member_id in members
        for slot in ordered
    ]
    for start in range(0, len(rows), _BATCH):
        _insert_or_revive(rows[start : start + _BATCH])
    return rows


def _held(venue: Venue | None) -> Venue | None:
    """Return the venue if it is physical, else None: an online venue is never occupied."""
    return venue if venue is not None and not venue.is_online else None


def _insert_or_revive(rows: list[Appointment]) -> None:
    """Insert the rows, or revive those that were cancelled, and set their `uid` and `sequence`. Statements: 1.

    It is one statement because it runs while others wait for a lock. The ORM's `bulk_create` can update on a conflict
    too, but cannot increase `sequence`.
    """
    fields, statement = _insertion(len(rows))
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        stored = {(member_id, source, number): kept for member_id, source, number, *kept in cursor.fetchall()}
    for row in rows:
        uid, row.sequence = stored[row.member_id, row.source, row.source_id]
        row.uid = Appointment._meta.get_field("uid").to_python(uid)


@lru_cache(maxsize=10)
def _insertion(number: int) -> tuple[list[Field], str]:
    table = Appointment._meta.db_table
    fields = [field for field in Appointment._meta.concrete_fields if not field.primary_key]
    columns = [str(field.column) for field in fields]
    again = [str(field.column) for field in fields if field.name not in _KEPT]
    line = f"({', '.join(['%s'] * len(fields))})"
    return fields, (
        f"INSERT INTO {table} ({', '.join(columns)}) "  # noqa: S608 (names of our own model)
        f"VALUES {', '.join([line] * number)} ON CONFLICT (member_id, source, source_id) "
        f"DO UPDATE SET {', '.join(f'{column} = EXCLUDED.{column}' for column in again)}, "
        f"sequence = {table}.sequence + 1 RETURNING member_id, source, source_id, uid, sequence"
    )


def move_appointments(slot: Slot, *, venue: Venue | None = None) -> None:
    """Change title, time, place and joining address of the thing's appointments for everyone. Statements: 1."""
    held = _held(venue)
    Appointment.objects.filter(source=slot.source, source_id=slot.source_id, cancelled_at=None).update(
        title=slot.title,
        place=slot.place,
        join_url=slot.join_url,
        path=slot.path,
        # Together with the time, because the old venue may be taken at the new time.
        venue=Case(When(role=AppointmentRole.HOST, then=Value(held.pk)), default=None) if held else None,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        sequence=F("sequence") + 1,
        changed_at=clock.now(),
        # Only a new time is worth a new reminder.
        day_reminded_at=Case(When(starts_at=slot.starts_at, then=F("day_reminded_at")), default=None),
        hour_reminded_at=Case(When(starts_at=slot.starts_at, then=F("hour_reminded_at")), default=None),
    )


def rename_appointments(source: str, source_ids: Iterable[int], title: str) -> None:
    """Change only the title of the things' appointments for everyone. Statements: 1."""
    rows = Appointment.objects.filter(source=source, source_id__in=set(source_ids), cancelled_at=None)
    rows.update(title=title, changed_at=clock.now(), sequence=F("sequence") + 1)


def set_join_url(source: str, source_ids: Iterable[int], join_url: str) -> None:
    """Change only where the things are joined, for everyone who has them at another address. Statements: 1."""
    rows = Appointment.objects.filter(source=source, source_id__in=set(source_ids), cancelled_at=None)
    rows.exclude(join_url=join_url).update(join_url=join_url, changed_at=clock.now(), sequence=F("sequence") + 1)


def cancel_appointments(source: str, source_ids: Iterable[int], member_ids: Iterable[int] | None = None) -> None:
    """Cancel the appointments of these things for the given members, or for everyone. Statements: 1."""
    rows = Appointment.objects.filter(source=source, source_id__in=set(source_ids), cancelled_at=None)
    if member_ids is not None:
        rows = rows.filter(member_id__in=set(member_ids))
    now = clock.now()
    # Who is no longer in it keeps no way in.
    rows.update(cancelled_at=now, changed_at=now, sequence=F("sequence") + 1, join_url="")


def give_up(*, by: Member, appointments: Iterable[Appointment]) -> None:
    """Give up what the member attends, each by the service of its own domain, within the caller's transaction.

    What others give up too is locked together before, source after source in the order of `parts.GIVES_UP`. Raises
    Conflict `not_given_up` for what is not given up for something else, and what the services refuse.
    """
    given_up = list(appointments)
    for source, part in parts.GIVES_UP.items():
        ids = [row.source_id for row in given_up if row.source == source and row.role == AppointmentRole.GUEST]
        if part.lock is not None and ids:
            part.lock(ids)
    for row in given_up:
        if row.role != AppointmentRole.GUEST or row.source not in parts.GIVES_UP:
            raise rules.not_given_up(row)
        parts.GIVES_UP[row.source].act(by, row.source_id)
