"""The time of a lesson that stands is recognised: its mentee confirmed it, nobody objected, or staff found it held."""

from django.db import transaction

from apps.accounts.models import Member
from apps.core import clock
from apps.hours.services import record_hours
from apps.hours.states import EntryKind
from apps.lessons.models import Lesson, LessonOutcome
from apps.lessons.rules.outcomes import stands
from apps.lessons.services.shared import lock_lesson


def recognise_lessons() -> int:
    """Recognise the completed lessons to which nobody objected in time, and return how many."""
    due = Lesson.objects.filter(counts_at__lte=clock.now()).order_by("counts_at", "pk")
    return sum(_recognise_due(pk) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _recognise_due(lesson_id: int) -> int:
    lesson = lock_lesson(lesson_id)
    if lesson.counts_at is None or lesson.counts_at > clock.now():
        return 0  # its mentee confirmed it while this waited for the lock
    if stands(LessonOutcome.objects.filter(lesson=lesson).first()):
        recognise(lesson, by=None)
        return 1
    _settle(lesson)
    return 0


def recognise(lesson: Lesson, *, by: Member | None) -> None:
    """Recognise the time of a locked lesson for its mentor."""
    minutes = int((lesson.ends_at - lesson.starts_at).total_seconds() // 60)
    record_hours(
        mentor=lesson.mentor, source=Lesson.SOURCE, source_id=lesson.pk, title=lesson.tutorial.title,
        day=clock.local(lesson.starts_at).date(), minutes=minutes, kind=EntryKind.LESSON, by=by,
    )  # fmt: skip
    _settle(lesson)


def _settle(lesson: Lesson) -> None:
    lesson.counts_at = None
    lesson.save(update_fields=["counts_at"])
