"""Give one agreed lesson a place of its own, other than that of its tutorial."""

from collections.abc import Callable

from django.db import transaction

from apps.accounts.models import Member
from apps.core import audit, clock, spelling
from apps.core.rules import check_join_url
from apps.lessons import notices, rules
from apps.lessons.models import Lesson
from apps.lessons.services.shared import lock_lesson, slot_of, tell_member
from apps.planner import services as planner_services
from apps.planner.ics import CalendarOf
from apps.planner.rules import check_room

_PLACE = ("venue", "venue_text")
_AUDITED = (*_PLACE, "join_url")


@transaction.atomic
def set_place(
    *,
    lesson_id: int,
    by: Member,
    venue: str | None = None,
    join_url: str | None = None,
    unchanged: Callable[[], None] | None = None,
) -> Lesson:
    """Set where an agreed lesson is, in both planners, and tell the mentee. None keeps what there is, '' empties it.

    `venue` is the name of a known venue, which is then booked, or any other name. The tutorial and its other lessons
    stay as they are. `unchanged` is called under the lock and raises if the place is not what was read
    (`GuardedForm.check_again`).

    Raises Lesson.DoesNotExist, NotAllowed `not_yours`, Invalid `wrong_state`, `time_passed`, `venue_too_long`,
    `room_too_small`, those of `check_join_url`, Conflict `venue_taken`.
    """
    unlocked = Lesson.objects.select_related("venue").get(pk=lesson_id)
    rules.check_can_set_place(by, unlocked, now=clock.now())
    name = unlocked.venue_name if venue is None else venue
    wanted, typed = planner_services.read_place(name, kept=unlocked.venue)
    check_room(wanted, 2, field="venue")
    # The mentor and the venue before the lesson, in the fixed order (docs/architecture.md, One act).
    venues = planner_services.lock_hosts_and_venues([unlocked.mentor_id], [wanted.pk] if wanted else [])
    lesson = lock_lesson(lesson_id)
    rules.check_can_set_place(by, lesson, now=clock.now())
    if unchanged:
        unchanged()
    held = planner_services.Wanted(lesson.starts_at, lesson.ends_at, wanted.pk if wanted else None, lesson.pk)
    planner_services.check_all_free([held], host_ids=[], venues=venues, source=Lesson.SOURCE)
    before = audit.snapshot(lesson, _AUDITED)
    lesson.venue, lesson.venue_text = wanted, typed
    if join_url is not None:
        lesson.join_url = spelling.line(join_url)
        check_join_url(lesson.join_url)
    after = audit.snapshot(lesson, _AUDITED)
    if before == after:
        return lesson
    lesson.updated_at = clock.now()
    lesson.save(update_fields=["venue", "venue_text", "join_url", "updated_at"])
    planner_services.move_appointments(slot_of(lesson), venue=wanted)
    audit.record(by=by, act="lessons.place_set", subject=lesson, before=before, after=after)
    moves = any(before[name] != after[name] for name in _PLACE)
    tell_member(
        lesson, lesson.mentee, notices.PLACE_CHANGED if moves else notices.JOIN_CHANGED,
        calendar=CalendarOf(Lesson.SOURCE, [lesson.pk]), place=lesson.venue_name,
    )  # fmt: skip
    return lesson
