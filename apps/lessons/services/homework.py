"""Homework of a lesson: handed in by its mentee, seen and answered by its mentor."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.db import transaction

from apps.accounts.models import Member
from apps.accounts.services.presence import lock_member
from apps.core import clock, spelling
from apps.lessons import notices
from apps.lessons.models import LessonNote
from apps.lessons.rules import notes as rules
from apps.lessons.services.notes import handed_in_of, is_unchanged, lock_note, record, save_writing, tell_of
from apps.lessons.states import NoteKind


@transaction.atomic
def hand_in(
    *,
    lesson_id: int,
    note_id: int,
    by: Member,
    text: str = "",
    file: Sequence[Any] = (),
    remove: Collection[int] = (),
    unchanged: Callable[[], None] | None = None,
) -> LessonNote:
    """Hand in text and files for homework, or change them until the mentor has seen them; tell the mentor once.

    `unchanged` is called under the lock and raises if something else was handed in meanwhile. Return the homework.
    Raises Lesson.DoesNotExist, LessonNote.DoesNotExist, and as `rules.check_can_hand_in`, `rules.check_written`,
    `note_files.add_files`.
    """
    lock_member(by.pk)
    homework = _lock_homework(lesson_id, note_id, by)
    before = handed_in_of(homework)
    rules.check_can_hand_in(by, homework.lesson, before, now=clock.now())
    if unchanged:
        unchanged()
    if before and is_unchanged(before, text, file, remove):
        return homework
    row = before or LessonNote(
        lesson=homework.lesson, author=by, kind=NoteKind.HANDED_IN, homework=homework, written_at=clock.now()
    )
    if before:
        row.edited_at = clock.now()
    save_writing(row, text, file, remove)
    record(row, "lessons.homework_handed_in", by)
    if not before:
        tell_of(homework, homework.lesson.mentor, notices.HOMEWORK_HANDED_IN, name=by.name, about=by)
    return homework


@transaction.atomic
def mark_seen(*, lesson_id: int, note_id: int, by: Member, answer: str = "") -> LessonNote:
    """Say as the mentor that what was handed in for homework is seen, with a short answer or none; tell the mentee.

    Return the homework. Raises Lesson.DoesNotExist, LessonNote.DoesNotExist, and as `rules.check_can_mark_seen`,
    `rules.check_answer`.
    """
    homework = _lock_homework(lesson_id, note_id, by)
    row = rules.check_can_mark_seen(by, homework.lesson, handed_in_of(homework))
    rules.check_answer(answer)
    row.seen_at, row.answer = clock.now(), spelling.text(answer)
    row.save(update_fields=["seen_at", "answer"])
    record(row, "lessons.homework_seen", by)
    tell_of(homework, homework.lesson.mentee, notices.HOMEWORK_SEEN, answer=row.answer, about=by)
    return homework


def _lock_homework(lesson_id: int, note_id: int, by: Member) -> LessonNote:
    note = lock_note(lesson_id, note_id, by)
    if note.kind != NoteKind.HOMEWORK:
        raise LessonNote.DoesNotExist
    return note
