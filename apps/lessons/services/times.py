"""Other times for a lesson: one of the two offers some, and the other takes one, declines them or lets them lapse.

The mentor of a request offers times instead of rejecting it; either may offer some to move an agreed lesson.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.lessons import notices, rules
from apps.lessons.models import Lesson, OfferedTime
from apps.lessons.rules import times as time_rules
from apps.lessons.services.lessons import book_lesson, check_within_hours
from apps.lessons.services.limits import check_limits
from apps.lessons.services.shared import lock_lesson, other_of, slot_of, tell_member
from apps.lessons.states import LessonStatus, Role
from apps.notices.kinds import Span, Until
from apps.planner import selectors as planner
from apps.planner import services as planner_services
from apps.planner.ics import CalendarOf
from apps.planner.rules import check_clashes_are_known


@transaction.atomic
def offer_times(*, lesson_id: int, by: Member, starts: Sequence[datetime], expected_offer: str | None = None) -> Lesson:
    """Offer up to three other times for a lesson, of the same length, and tell the other, who then has to answer.

    Times that were offered before are replaced. A mentee's have to lie within the mentor's hours. The deadline is that
    of `time_rules.answer_deadline`, counted to the first time that is at stake.

    `expected_offer` is what was offered when a form was opened (`time_rules.offer_marks`), None checks nothing.

    Raises Lesson.DoesNotExist, NotAllowed `not_yours`, Invalid `wrong_state`, `time_passed`, `answered_too_late`, those
    of `time_rules.check_offered_times`, Conflict `host_busy` with the `index` of the time, and of a mentee's times
    `holiday_closed`, `day_off`, `outside_hours`; Conflict `changed_meanwhile`, those of `limit_rules.check_limits`.
    """
    lesson, now = lock_lesson(lesson_id), clock.now()
    time_rules.check_can_offer_times(by, lesson, now=now)
    time_rules.check_offered_times(starts, lesson, now=now)
    time_rules.check_offer_unchanged(OfferedTime.objects.filter(lesson=lesson), expected_offer)
    length = timedelta(minutes=lesson.duration)
    gives = rules.role_of(by, lesson) == Role.MENTOR
    for moment in starts:
        if not gives:
            check_within_hours(lesson.tutorial, moment, moment + length)
        check_limits(lesson.mentor_id, moment, moment + length, is_asked=not gives, to_mentor=gives, but=lesson.pk)
    held = [planner_services.Wanted(moment, moment + length, source_id=lesson.pk) for moment in starts]
    planner_services.check_all_free(held, host_ids=[lesson.mentor_id], venues={}, source=Lesson.SOURCE)
    OfferedTime.objects.filter(lesson=lesson).delete()
    offered = OfferedTime.objects.bulk_create(
        OfferedTime(lesson=lesson, by=by, starts_at=moment, ends_at=moment + length) for moment in sorted(starts)
    )
    at_stake = [row.starts_at for row in offered]
    if lesson.status == LessonStatus.APPROVED:
        at_stake.append(lesson.starts_at)
    _ask(lesson, time_rules.answer_deadline(now, min(at_stake)), now)
    audit.record(by=by, act="lessons.times_offered", subject=lesson, after={"times": _in_words(offered)})
    spans = [Span(row.starts_at, row.ends_at) for row in offered]
    other = lesson.mentee if gives else lesson.mentor
    tell_member(
        lesson, other, notices.TIMES_OFFERED, name=by.name, about=by, until=Until(lesson.answer_by),
        **dict(zip(("first", "second", "third"), spans, strict=False)),
    )  # fmt: skip
    return lesson


@transaction.atomic
def take_time(*, lesson_id: int, time_id: int, by: Member, knowing: bool = True) -> Lesson:
    """Take one of the offered times: a request is agreed for it, an agreed lesson moves to it. Both are told.

    `knowing=False` refuses a time that clashes with something else of the member's, so that a page can name it first.

    Raises Lesson.DoesNotExist, NotAllowed `not_yours`, Invalid `answered_too_late`, `in_the_past`, Conflict
    `times_changed`, `host_busy`, `venue_taken`, `clash`, `already_requested`, `too_close`, `day_full`.
    """
    unlocked = Lesson.objects.select_related("tutorial").get(pk=lesson_id)
    offered = _find(unlocked, time_id)
    time_rules.check_can_take_time(by, unlocked, offered, now=clock.now())
    agrees = unlocked.status == LessonStatus.PENDING
    # This locks the mentor before the lesson, in the fixed order (docs/architecture.md, One act).
    venue = planner_services.check_host_and_venue_free(
        host_id=unlocked.mentor_id,
        venue_id=unlocked.tutorial.venue_id if agrees else unlocked.venue_id,
        starts_at=offered.starts_at,
        ends_at=offered.ends_at,
        source=Lesson.SOURCE,
        source_id=unlocked.pk,
    )
    lesson = lock_lesson(lesson_id)
    offered = _find(lesson, time_id)
    time_rules.check_can_take_time(by, lesson, offered, now=clock.now())
    same = Lesson.objects.of_mentee(lesson.mentee).live().filter(tutorial=lesson.tutorial, starts_at=offered.starts_at)
    rules.check_not_asked_yet(asked=same.exclude(pk=lesson.pk).exists())
    is_mentor = rules.role_of(by, lesson) == Role.MENTOR
    check_limits(
        lesson.mentor_id, offered.starts_at, offered.ends_at, is_asked=False, to_mentor=is_mentor, but=lesson.pk
    )
    clashes = planner.list_appointments_between(
        by, offered.starts_at, offered.ends_at, source=Lesson.SOURCE, source_id=lesson.pk
    )
    check_clashes_are_known(clashes, knowing=knowing)
    before = audit.snapshot(lesson, ("starts_at", "ends_at"))
    old = Span(lesson.starts_at, lesson.ends_at)
    lesson.starts_at, lesson.ends_at = offered.starts_at, offered.ends_at
    if lesson.status == LessonStatus.PENDING:
        book_lesson(lesson, by, unlocked.tutorial, venue)
    else:
        lesson.updated_at, lesson.remind_at = clock.now(), None
        lesson.save(update_fields=["starts_at", "ends_at", "updated_at", "remind_at"])
        OfferedTime.objects.filter(lesson=lesson).delete()
        planner_services.move_appointments(slot_of(lesson), venue=venue)
    audit.record(
        by=by,
        act="lessons.time_taken",
        subject=lesson,
        before=before,
        after=audit.snapshot(lesson, ("starts_at", "ends_at")),
    )
    for member in (lesson.mentor, lesson.mentee):
        calendar = CalendarOf(Lesson.SOURCE, [lesson.pk])
        tell_member(lesson, member, notices.TIME_TAKEN, calendar=calendar, old_when=old)
    return lesson


@transaction.atomic
def decline_times(*, lesson_id: int, by: Member, expected_offer: str | None = None) -> Lesson:
    """Decline the offered times, or withdraw one's own; an agreed lesson stays at its time, a request waits on.

    `expected_offer` is what was offered on the page with the button (`time_rules.offer_marks`), None checks nothing.

    Raises Lesson.DoesNotExist, NotAllowed `not_yours`, Conflict `times_changed`.
    """
    lesson, now = lock_lesson(lesson_id), clock.now()
    rules.check_can_see(by, lesson)
    rows = list(OfferedTime.objects.filter(lesson=lesson))
    if not rows or expected_offer not in {None, time_rules.offer_marks(rows)}:
        raise time_rules.no_times_offered()
    offered = rows[0]
    is_own = offered.by_id == by.pk
    if not is_own:
        time_rules.check_answers_times(by, lesson, offered)
    _end_offer(lesson, now)
    act = "lessons.times_withdrawn" if is_own else "lessons.times_declined"
    audit.record(by=by, act=act, subject=lesson)
    other = other_of(lesson, by.pk)
    kind = notices.TIMES_WITHDRAWN if is_own else notices.TIMES_DECLINED
    tell_member(lesson, other, kind, name=by.name, about=by)
    return lesson


def end_lapsed_offers() -> int:
    """End the offers to move an agreed lesson that nobody answered in time, tell who made them, return how many."""
    lapsed = Lesson.objects.filter(
        status=LessonStatus.APPROVED, answer_by__lte=clock.now(), offered_times__isnull=False
    )
    return sum(_end_lapsed(pk) for pk in lapsed.distinct().order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _end_lapsed(lesson_id: int) -> int:
    lesson, now = lock_lesson(lesson_id), clock.now()
    offered = OfferedTime.objects.filter(lesson=lesson).select_related("by").first()
    if offered is None or lesson.status != LessonStatus.APPROVED or lesson.answer_by > now:
        return 0
    _end_offer(lesson, now)
    audit.record(by=None, act="lessons.times_lapsed", subject=lesson)
    tell_member(lesson, offered.by, notices.TIMES_LAPSED)
    return 1


def _find(lesson: Lesson, time_id: int) -> OfferedTime:
    offered = OfferedTime.objects.filter(lesson=lesson, pk=time_id).first()
    if offered is None:
        raise time_rules.no_times_offered()
    return offered


def _ask(lesson: Lesson, answer_by: datetime, now: datetime) -> None:
    """Set until when the open question of a locked lesson is to be answered, and the reminder."""
    lesson.answer_by, lesson.remind_at, lesson.updated_at = answer_by, time_rules.remind_at(now, answer_by), now
    lesson.save(update_fields=["answer_by", "remind_at", "updated_at"])


def _end_offer(lesson: Lesson, now: datetime) -> None:
    """Delete the offered times of a locked lesson. A request waits for its mentor again, with a new deadline."""
    OfferedTime.objects.filter(lesson=lesson).delete()
    if lesson.status == LessonStatus.PENDING:
        _ask(lesson, time_rules.answer_deadline(now, lesson.starts_at), now)
    else:
        lesson.remind_at, lesson.updated_at = None, now
        lesson.save(update_fields=["remind_at", "updated_at"])


def _in_words(offered: Sequence[OfferedTime]) -> str:
    return ", ".join(clock.local(row.starts_at).isoformat(timespec="minutes") for row in offered)
