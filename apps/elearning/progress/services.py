"""Saving progress: one query, then one statement that can only add."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import FilteredRelation, OuterRef, Q, QuerySet, Subquery

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.core.prepared import Given, Prepared
from apps.elearning.catalogue.models import Content
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.progress import rules
from apps.elearning.progress.models import Progress
from apps.elearning.progress.rules import Place

_SEEN_OF_CONTENT = ("id", "title", "type", "minutes", "is_required", "file", "url")


def save_progress(
    *, by: Member, enrolment_id: int, content_id: int, progress_rate: int, last_position: int | None, learning_time: int
) -> Progress:
    """Save what a player sends (seed 001, 3-11). 100 percent completes the content. Statements: 2.

    `last_position` is in seconds from the start (None: as before), `learning_time` in seconds since the last save. The
    rate never falls, whatever the order in which the saves of two tabs arrive; the added time is bounded by the clock
    (see `_upsert`). Raises Enrolment.DoesNotExist, Content.DoesNotExist (also for a content of another course),
    NotAllowed `not_your_enrolment`, Conflict `not_approved`, `not_begun`, `ended`, Invalid of `rules.check_packet`.
    """
    rules.check_packet(progress_rate=progress_rate, last_position=last_position or 0, learning_time=learning_time)
    place = _place(by, enrolment_id, content_id)
    rules.check_can_learn(place, clock.now())
    position = None if last_position is None else rules.believed_position(place.content, last_position)
    return _write(by, place, rate=progress_rate, position=position, seconds=learning_time)


def start_content(*, by: Member, enrolment_id: int, content_id: int) -> Progress:
    """Record that the learner opens a content (seed 001, 3-14). Statements: 2.

    From now runs the clock that bounds the learning time; if it was started before, the first start stays. Raises what
    `save_progress` raises.
    """
    place = _place(by, enrolment_id, content_id)
    rules.check_can_learn(place, clock.now())
    return _write(by, place, rate=0, position=None, seconds=0)


def complete_content(*, by: Member, enrolment_id: int, content_id: int) -> Progress:
    """Complete a content (seed 001, 3-15). If it was completed before, the first completion stays.

    Raises what `save_progress` raises, and Conflict `not_seen_enough`.
    """
    place = _place(by, enrolment_id, content_id)
    rules.check_can_learn(place, clock.now())
    rules.check_can_complete(place.content, rate=place.rate)
    return _write(by, place, rate=rules.WHOLE, position=None, seconds=0)


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
    reached = Progress.objects.filter(enrolment_id=OuterRef("pk"), content_id=Given("content_id"))
    return (
        Enrolment.objects.filter(pk=Given("enrolment_id"))
        .annotate(content=own_content, own=own, rate=Subquery(reached.values("progress_rate")))
        .values_list(
            "member_id",
            "status",
            "course_class__starts_at",
            "course_class__ends_at",
            "course_class__contents_kept_at",
            "content__retired_at",
            "own__minutes",
            "own__is_required",
            "rate",
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
        content.minutes, content.is_required = seen.own__minutes, seen.own__is_required
    begins, ends = seen.course_class__starts_at, seen.course_class__ends_at
    return Place(enrolment_id, seen.member_id, seen.status, begins, ends, content, seen.rate or 0)


def _write(by: Member, place: Place, *, rate: int, position: int | None, seconds: int) -> Progress:
    now = clock.now()
    if rate < rules.WHOLE:
        return _upsert(place, rate, position, seconds, now)
    with transaction.atomic():
        row = _upsert(place, rate, position, seconds, now)
        if place.rate < rules.WHOLE and row.completed_at == now:  # not completed by another tab at the same time
            audit.record(by=by, act="elearning.content_completed", subject=row, after={"content": place.content.pk})
    return row


def _upsert(place: Place, rate: int, position: int | None, seconds: int, now: datetime) -> Progress:
    """Insert the row or add to it, in one statement, whose row lock is all that two tabs need.

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
            learning_time, started_at, saved_at, completed_at)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (enrolment_id, content_id) DO UPDATE SET
            progress_rate = {greater}(kept.progress_rate, EXCLUDED.progress_rate),
            last_position = {"EXCLUDED" if position is not None else "kept"}.last_position,
            learning_time = kept.learning_time + {greater}(0, {less}(
                %s,
                {greater}(%s - {epoch.format("kept.saved_at")}, 0) + {rules.GRACE},
                %s - {epoch.format("kept.started_at")} + {rules.GRACE} - kept.learning_time
            )),
            saved_at = {greater}(kept.saved_at, EXCLUDED.saved_at),
            completed_at = COALESCE(kept.completed_at, EXCLUDED.completed_at)
        RETURNING *
    """  # noqa: S608 (only names of our own go into it)
    clock_seconds = int(now.timestamp())
    values: list[Any] = [
        place.enrolment_id,
        place.content.pk,
        rate,
        position or 0,
        min(seconds, rules.GRACE),
        now,
        now,
        now if rate == rules.WHOLE else None,
        seconds,
        clock_seconds,
        clock_seconds,
    ]
    (row,) = Progress.objects.raw(statement, values)
    row.content = place.content
    return row
