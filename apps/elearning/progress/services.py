"""Saving progress: one query, then one statement that can only add."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import FilteredRelation, Q, QuerySet

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.core.prepared import Given, Prepared
from apps.elearning.catalogue.models import Content
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.progress import rules
from apps.elearning.progress.models import Progress
from apps.elearning.progress.played import Reached
from apps.elearning.progress.rules import Packet, Place

_SEEN_OF_CONTENT = ("id", "title", "type", "minutes", "least_minutes", "seconds", "is_required", "file", "url")
_SEEN_OF_ROW = ("progress_rate", "learning_time", "seen", "length", "ahead", "started_at", "saved_at")
_SEEN = Progress._meta.get_field("seen")


def save_progress(*, by: Member, enrolment_id: int, content_id: int, packet: Packet) -> Progress:
    """Save what a player sends (seed 001, 3-11). 100 percent completes what may be completed. Statements: 2.

    What of it counts is decided by `rules.believe`. The rate never falls and the parts of a video add up, whatever the
    order in which the saves of two tabs arrive; the added time is bounded by the clock (see `_upsert`). Raises
    Enrolment.DoesNotExist, Content.DoesNotExist (also for a content of another course), NotAllowed
    `not_your_enrolment`, Conflict `not_approved`, `not_begun`, `ended`, Invalid of `rules.check_packet`.
    """
    rules.check_packet(packet)
    return _save(by, enrolment_id, content_id, packet)


def start_content(*, by: Member, enrolment_id: int, content_id: int) -> Progress:
    """Record that the learner opens a content (seed 001, 3-14). Statements: 2.

    From now runs the clock that bounds what is learned and seen; if it was started before, the first start stays.
    Raises what `save_progress` raises.
    """
    return _save(by, enrolment_id, content_id, Packet())


def complete_content(*, by: Member, enrolment_id: int, content_id: int) -> Progress:
    """Complete a content (seed 001, 3-15). If it was completed before, the first completion stays.

    Raises what `save_progress` raises, and Conflict `not_seen_enough`, `not_read_enough`.
    """
    return _save(by, enrolment_id, content_id, None)


def _save(by: Member, enrolment_id: int, content_id: int, packet: Packet | None) -> Progress:
    """Save a packet, None to complete. What was believed of it is kept only beside the parts that it was added to."""
    while True:
        place, now = _place(by, enrolment_id, content_id), clock.now()
        rules.check_can_learn(place, now)
        if packet is None:
            rules.check_can_complete(place.content, place.reached, now)
            after = replace(rules.believe(place, Packet(), now), rate=rules.WHOLE)
        else:
            after = rules.believe(place, packet, now)
        row = _write(by, place, packet or Packet(), after, now)
        if row is not None:
            return row


def _looked_up() -> QuerySet:
    """Return enrolments with class, content (null if it is another course's) and what was reached in it.

    `own` is what the class keeps of the content, null where it asks for what its course offers.
    """
    own_content = FilteredRelation(
        "course_class__course__contents", condition=Q(course_class__course__contents__pk=Given("content_id"))
    )
    own = FilteredRelation(
        "course_class__own_contents", condition=Q(course_class__own_contents__content_id=Given("content_id"))
    )
    own_row = FilteredRelation("progresses", condition=Q(progresses__content_id=Given("content_id")))
    return (
        Enrolment.objects.filter(pk=Given("enrolment_id"))
        .annotate(content=own_content, own=own, row=own_row)
        .values_list(
            "member_id",
            "status",
            "course_class__starts_at",
            "course_class__ends_at",
            "course_class__contents_kept_at",
            "content__retired_at",
            "own__minutes",
            "own__least_minutes",
            "own__is_required",
            *(f"row__{name}" for name in _SEEN_OF_ROW),
            *(f"content__{name}" for name in _SEEN_OF_CONTENT),
            named=True,
        )
    )


_look = Prepared(_looked_up)


def _place(by: Member, enrolment_id: int, content_id: int) -> Place:
    """Return what the rules need to know. 1 query."""
    seen = _look.first(enrolment_id=enrolment_id, content_id=content_id)
    if seen is None:
        raise Enrolment.DoesNotExist
    if seen.member_id != by.pk and not Enrolment.objects.visible_to(by).filter(pk=enrolment_id).exists():
        raise Enrolment.DoesNotExist
    rules.check_is_own(by, seen.member_id)
    keeps_own = seen.course_class__contents_kept_at is not None
    is_offered = seen.content__id is not None and seen.content__retired_at is None
    if not (seen.own__minutes is not None if keeps_own else is_offered):
        raise Content.DoesNotExist
    content = Content(**{name: getattr(seen, f"content__{name}") for name in _SEEN_OF_CONTENT})
    if keeps_own:
        content.is_required = seen.own__is_required
        content.minutes, content.least_minutes = seen.own__minutes, seen.own__least_minutes
    begins, ends = seen.course_class__starts_at, seen.course_class__ends_at
    reached = Reached()
    if seen.row__saved_at is not None:
        reached = Progress(**{name: getattr(seen, f"row__{name}") for name in _SEEN_OF_ROW}).reached
    return Place(enrolment_id, seen.member_id, seen.status, begins, ends, content, reached)


def _write(by: Member, place: Place, packet: Packet, after: Reached, now: datetime) -> Progress | None:
    position = rules.believed_position(place.content, after, packet)
    if after.rate < rules.WHOLE:
        return _upsert(place, after, position, packet.seconds, now)
    with transaction.atomic():
        row = _upsert(place, after, position, packet.seconds, now)
        # Not completed by another tab at the same time:
        if row is not None and place.reached.rate < rules.WHOLE and row.completed_at == now:
            audit.record(by=by, act="elearning.content_completed", subject=row, after={"content": place.content.pk})
    return row


def _upsert(place: Place, after: Reached, position: int | None, seconds: int, now: datetime) -> Progress | None:
    """Insert the row or add to it, in one statement, whose row lock is all that two tabs need.

    Nothing is written, and None returned, if another tab has saved parts of the video since the row was read.

    At most the time since the last save is added to `learning_time`, and in all at most the time since the start, each
    with the grace. Whole seconds on both sides, so that saves close together lose nothing. `saved_at` and
    `completed_at` are by our clock, not the player's. Raw SQL, because the ORM cannot update by an expression on a
    conflict.
    """
    greater, less, epoch = (
        ("GREATEST", "LEAST", "CAST(FLOOR(EXTRACT(EPOCH FROM {})) AS bigint)")
        if connection.vendor == "postgresql"
        else ("MAX", "MIN", "CAST(strftime('%%s', {}) AS integer)")
    )
    statement = f"""
        INSERT INTO {Progress._meta.db_table} AS kept (enrolment_id, content_id, progress_rate, last_position,
            learning_time, started_at, saved_at, completed_at, seen, length, ahead)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (enrolment_id, content_id) DO UPDATE SET
            progress_rate = {greater}(kept.progress_rate, EXCLUDED.progress_rate),
            last_position = {"EXCLUDED" if position is not None else "kept"}.last_position,
            learning_time = kept.learning_time + {greater}(0, {less}(
                %s,
                {greater}(%s - {epoch.format("kept.saved_at")}, 0) + {rules.GRACE},
                %s - {epoch.format("kept.started_at")} + {rules.GRACE} - kept.learning_time
            )),
            saved_at = {greater}(kept.saved_at, EXCLUDED.saved_at),
            completed_at = COALESCE(kept.completed_at, EXCLUDED.completed_at),
            seen = EXCLUDED.seen,
            length = EXCLUDED.length,
            ahead = EXCLUDED.ahead
        WHERE kept.seen = %s
        RETURNING *
    """  # noqa: S608 (only names of our own go into it)
    clock_seconds = int(now.timestamp())
    before, seen = (_SEEN.get_db_prep_value(parts, connection) for parts in (place.reached.seen, after.seen))
    values: list[Any] = [
        place.enrolment_id,
        place.content.pk,
        after.rate,
        position or 0,
        min(seconds, rules.GRACE),
        now,
        now,
        now if after.rate == rules.WHOLE else None,
        seen,
        after.length,
        after.ahead,
        seconds,
        clock_seconds,
        clock_seconds,
        before,
    ]
    for row in Progress.objects.raw(statement, values):
        row.content = place.content
        return row
    return None
