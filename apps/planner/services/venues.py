"""Venues, which staff manage and everybody names."""

from django.db import transaction
from django.db.models import F

from apps.accounts.models import Member
from apps.core import audit, clashes, clock, spelling
from apps.planner import rules, selectors
from apps.planner.models import Venue

VENUE_FIELDS = ("name", "group", "seats", "is_online", "is_active", "note")


def read_place(name: str, *, kept: Venue | None = None) -> tuple[Venue | None, str]:
    """Return the venue of a name, else the name as it was typed. `kept` stays even if staff no longer offer it.

    Raises Invalid `venue_too_long`. Queries: 1, none for the venue that there is.
    """
    name = spelling.line(name)
    rules.check_venue_name(name)
    if kept is not None and kept.name == name:
        return kept, ""
    venue = Venue.objects.filter(is_active=True).named(name)
    return venue, "" if venue is not None else name


@transaction.atomic
def save_venue(*, by: Member, venue: Venue) -> Venue:
    """Save a new or changed venue. A new name is copied to its coming appointments.

    Raises NotAllowed `not_staff`, Invalid, Conflict `venue_in_use`.
    """
    rules.check_can_keep_venues(by)
    for name in ("name", "group", "note"):
        setattr(venue, name, spelling.line(getattr(venue, name)))
    rules.check_venue(venue)
    clashes.lock_names(Venue)
    before = Venue.objects.select_for_update().filter(pk=venue.pk).first()
    rules.check_venue_name_is_new(taken=Venue.objects.exclude(pk=venue.pk).named(venue.name) is not None)
    if before is not None:
        upcoming = selectors.upcoming_in_venue(before, clock.now())
        if before.is_online != venue.is_online:
            rules.check_kind_may_change(upcoming=upcoming.count())
        if before.name != venue.name:
            upcoming.update(place=venue.name, sequence=F("sequence") + 1, changed_at=clock.now())
    venue.save()
    audit.record(
        by=by,
        act="planner.venue_changed" if before is not None else "planner.venue_added",
        subject=venue,
        before=audit.snapshot(before, VENUE_FIELDS) if before is not None else None,
        after=audit.snapshot(venue, VENUE_FIELDS),
    )
    return venue


def set_venue_active(*, by: Member, venue_id: int, active: bool) -> Venue:
    """Set whether new sessions may use a venue; its bookings stay. Raises Venue.DoesNotExist, NotAllowed."""
    with transaction.atomic():
        venue = Venue.objects.select_for_update().get(pk=venue_id)
        venue.is_active = active
        return save_venue(by=by, venue=venue)
