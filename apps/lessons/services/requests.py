"""What becomes of a question without an answer: a reminder, and at the deadline a request ends by itself."""

from django.db import transaction

from apps.core import clock
from apps.lessons import notices
from apps.lessons.models import Lesson, OfferedTime
from apps.lessons.services.shared import lock_lesson, move_lesson, other_of, tell_member
from apps.lessons.states import OFFERS_TIMES, LessonStatus
from apps.notices.kinds import Until


def end_unanswered_requests() -> int:
    """End the requests that nobody answered in time, tell both, and return how many (`time_rules.answer_deadline`)."""
    overdue = Lesson.objects.overdue(clock.now()).order_by("answer_by", "pk")
    return sum(_end_request(pk) for pk in overdue.values_list("pk", flat=True))


@transaction.atomic
def _end_request(lesson_id: int) -> int:
    lesson, now = lock_lesson(lesson_id), clock.now()
    if lesson.status != LessonStatus.PENDING or lesson.answer_by > now:
        return 0  # answered, or asked anew, while this waited for the lock
    move_lesson(lesson, LessonStatus.CANCELLED, None, cancelled_at=now, remind_at=None)
    tell_member(lesson, lesson.mentee, notices.REQUEST_ENDED)
    tell_member(lesson, lesson.mentor, notices.LEFT_UNANSWERED, name=lesson.mentee.name, about=lesson.mentee)
    return 1


def remind_to_answer() -> int:
    """Remind whoever has not answered when half of the time is over, once each, and return how many."""
    now = clock.now()
    due = Lesson.objects.filter(status__in=OFFERS_TIMES, remind_at__lte=now, answer_by__gt=now)
    return sum(_remind(pk) for pk in due.order_by("remind_at", "pk").values_list("pk", flat=True))


@transaction.atomic
def _remind(lesson_id: int) -> int:
    lesson, now = lock_lesson(lesson_id), clock.now()
    if lesson.status not in OFFERS_TIMES or lesson.remind_at is None or lesson.remind_at > now:
        return 0
    lesson.remind_at = None
    lesson.save(update_fields=["remind_at"])
    until = Until(lesson.answer_by)
    offered = OfferedTime.objects.filter(lesson=lesson).first()
    if offered is not None:
        other = other_of(lesson, offered.by_id)
        tell_member(lesson, other, notices.TIMES_DUE, until=until)
    elif lesson.status == LessonStatus.PENDING:
        mentee = lesson.mentee
        tell_member(lesson, lesson.mentor, notices.ANSWER_DUE, name=mentee.name, about=mentee, until=until)
    return 1
