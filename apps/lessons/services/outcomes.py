"""What follows a lesson: its completion by the worker, the mentee's word, an absence, an objection, its decision."""

from django.db import transaction
from django.urls import reverse

from apps.accounts.models import Member
from apps.accounts.selectors import list_staff_who_may
from apps.core import audit, clock, spelling
from apps.lessons import notices
from apps.lessons.models import Lesson, LessonOutcome
from apps.lessons.rules import outcomes as outcome_rules
from apps.lessons.services.recognising import recognise
from apps.lessons.services.shared import lock_lesson, move_lesson, other_of, sentence_params, tell_member
from apps.lessons.states import AGREED, LessonStatus
from apps.notices.services import tell


def complete_ended_lessons() -> int:
    """Complete the agreed lessons that ended an hour ago and that nobody completed, tell both, return how many."""
    ended = Lesson.objects.filter(status__in=AGREED, ends_at__lte=clock.now() - outcome_rules.COMPLETED_AFTER)
    return sum(_complete_ended(pk) for pk in ended.order_by("ends_at", "pk").values_list("pk", flat=True))


@transaction.atomic
def _complete_ended(lesson_id: int) -> int:
    lesson = lock_lesson(lesson_id)
    if lesson.status not in AGREED or lesson.ends_at > clock.now() - outcome_rules.COMPLETED_AFTER:
        return 0  # somebody completed or moved it while this waited for the lock
    _finish(lesson)
    tell_member(lesson, lesson.mentee, notices.COMPLETED)
    tell_member(lesson, lesson.mentor, notices.COMPLETED_BY_ITSELF, name=lesson.mentee.name, about=lesson.mentee)
    return 1


def _finish(lesson: Lesson) -> None:
    """Start, if nobody did, and complete a locked lesson whose time has come, as an act of nobody's."""
    if lesson.status == LessonStatus.APPROVED:
        move_lesson(lesson, LessonStatus.IN_PROGRESS, None, started_at=lesson.starts_at)
    now = clock.now()
    counts_at = outcome_rules.counts_at(now, lesson.ends_at)
    move_lesson(lesson, LessonStatus.COMPLETED, None, completed_at=now, counts_at=counts_at)


@transaction.atomic
def confirm_lesson(*, lesson_id: int, by: Member) -> Lesson:
    """Confirm as the mentee that a completed lesson took place.

    Raises Lesson.DoesNotExist, and as `outcome_rules.check_can_confirm`.
    """
    lesson = lock_lesson(lesson_id)
    outcome = _outcome_of(lesson)
    outcome_rules.check_can_confirm(by, lesson, outcome, now=clock.now())
    outcome.confirmed_at = clock.now()
    outcome.save()
    audit.record(by=by, act="lessons.confirmed", subject=lesson)
    recognise(lesson, by=by)
    return lesson


@transaction.atomic
def say_absent(*, lesson_id: int, by: Member, absent: str, reason: str) -> Lesson:
    """Say who did not come to a lesson, and tell the other. A lesson that was not completed yet is over by that.

    Raises Lesson.DoesNotExist, Invalid `absent_unknown`, `reason_missing`, `reason_too_long`, and as
    `outcome_rules.check_can_say_absent`.
    """
    lesson = lock_lesson(lesson_id)
    outcome = _outcome_of(lesson)
    outcome_rules.check_can_say_absent(by, lesson, outcome, now=clock.now())
    outcome_rules.check_absent(absent)
    outcome_rules.check_said_reason(reason)
    if lesson.status in AGREED:
        _finish(lesson)
    outcome.absent, outcome.absent_reason = absent, spelling.text(reason)
    outcome.absent_said_by, outcome.absent_at = by, clock.now()
    outcome.save()
    audit.record(by=by, act="lessons.absence_said", subject=lesson, after={"absent": absent}, reason=reason)
    tell_member(
        lesson, other_of(lesson, by.pk), notices.ABSENCE_SAID, name=by.name, about=by, reason=outcome.absent_reason
    )
    return lesson


@transaction.atomic
def object_to_outcome(*, lesson_id: int, by: Member, reason: str) -> Lesson:
    """Object once to what was said of a lesson, or as its mentee to its completion; tell the other, and staff.

    Raises Lesson.DoesNotExist, Invalid `reason_missing`, `reason_too_long`, and as `outcome_rules.check_can_object`.
    """
    lesson = lock_lesson(lesson_id)
    outcome = _outcome_of(lesson)
    outcome_rules.check_can_object(by, lesson, outcome, now=clock.now())
    outcome_rules.check_said_reason(reason)
    outcome.objection, outcome.objected_by, outcome.objected_at = spelling.text(reason), by, clock.now()
    outcome.save()
    audit.record(by=by, act="lessons.objected", subject=lesson, reason=reason)
    tell_member(lesson, other_of(lesson, by.pk), notices.OBJECTED, name=by.name, about=by, reason=outcome.objection)
    of_it = {lesson.mentor_id, lesson.mentee_id}
    staff = [member for member in list_staff_who_may("lessons.change_lesson") if member.pk not in of_it]
    path = reverse("lessons:objection", args=[lesson.pk])
    tell(staff, notices.TO_DECIDE, path=path, about=by, name=by.name, **sentence_params(lesson))
    return lesson


@transaction.atomic
def decide_objection(*, lesson_id: int, by: Member, finding: str, answer: str) -> Lesson:
    """Decide an objection as staff: what is found counts from now on. Both are told the answer.

    Raises Lesson.DoesNotExist, Invalid `finding_unknown`, `reason_missing`, `reason_too_long`, and as
    `rules.outcomes.check_can_decide`.
    """
    lesson = lock_lesson(lesson_id)
    outcome = _outcome_of(lesson)
    outcome_rules.check_can_decide(by, lesson, outcome)
    outcome_rules.check_finding(finding)
    outcome_rules.check_answer(answer)
    outcome.finding, outcome.answer = finding, spelling.text(answer)
    outcome.decided_by, outcome.decided_at = by, clock.now()
    outcome.save()
    audit.record(
        by=by, act="lessons.objection_decided", subject=lesson, after={"finding": finding}, reason=outcome.answer
    )
    if outcome_rules.stands(outcome):
        recognise(lesson, by=by)
    for member in (lesson.mentor, lesson.mentee):
        tell_member(lesson, member, notices.OBJECTION_DECIDED, answer=outcome.answer)
    return lesson


def _outcome_of(lesson: Lesson) -> LessonOutcome:
    """Return what was said of a locked lesson, a new row if nothing was."""
    return LessonOutcome.objects.filter(lesson=lesson).first() or LessonOutcome(lesson=lesson)
