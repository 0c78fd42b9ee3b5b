"""Notes and homework of a lesson: written, changed and deleted by their author."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from apps.accounts.models import Member
from apps.accounts.services.presence import lock_member
from apps.core import audit, clock, spelling
from apps.lessons import notices
from apps.lessons.models import Lesson, LessonNote, NoteFile
from apps.lessons.rules import notes as rules
from apps.lessons.services.note_files import add_files, drop_files
from apps.lessons.services.shared import lock_lesson, sentence_params
from apps.lessons.states import NoteKind
from apps.notices.services import tell


@transaction.atomic
def write_note(
    *, lesson_id: int, by: Member, kind: str, text: str = "", due_on: date | None = None, file: Sequence[Any] = ()
) -> LessonNote:
    """Write a note or set homework, and tell the mentee of what is for both.

    Raises Lesson.DoesNotExist, and as `rules.check_can_write`, `rules.check_written`, `rules.check_due`,
    `note_files.add_files`.
    """
    lock_member(by.pk)  # what who leaves wrote goes with them
    lesson = lock_lesson(lesson_id)
    rules.check_can_write(by, lesson, kind, now=clock.now())
    rules.check_due(due_on, lesson, kind, today=clock.today())
    note = LessonNote(lesson=lesson, author=by, kind=kind, due_on=due_on, written_at=clock.now())
    save_writing(note, text, file, ())
    record(note, "lessons.note_written", by)
    if kind == NoteKind.SHARED:
        tell_of(note, lesson.mentee, notices.NOTE_WRITTEN)
    if kind == NoteKind.HOMEWORK:
        tell_of(note, lesson.mentee, notices.HOMEWORK_SET, day=str(note.due_on))
    return note


@transaction.atomic
def edit_note(
    *,
    lesson_id: int,
    note_id: int,
    by: Member,
    text: str | None = None,
    due_on: date | None = None,
    file: Sequence[Any] = (),
    remove: Collection[int] = (),
    unchanged: Callable[[], None] | None = None,
) -> LessonNote:
    """Change what the member wrote; None keeps the text or the day, `remove` are ids of its files that go.

    The mentee is told of homework that is due on another day. `unchanged` is called under the lock and raises if the
    note is not what was read. Raises LessonNote.DoesNotExist, and as `rules.check_can_edit`, `rules.check_written`,
    `rules.check_due`, `note_files.add_files`.
    """
    lock_member(by.pk)
    note = lock_note(lesson_id, note_id, by)
    rules.check_can_edit(by, note, handed_in_of(note), now=clock.now())
    if unchanged:
        unchanged()
    if is_unchanged(note, text, file, remove) and due_on in {None, note.due_on}:
        return note
    due_before = note.due_on
    note.due_on = due_on or due_before
    rules.check_due(note.due_on, note.lesson, note.kind, today=clock.today(), before=due_before)
    note.edited_at = clock.now()
    save_writing(note, note.text if text is None else text, file, remove)
    record(note, "lessons.note_edited", by)
    if note.due_on != due_before:
        tell_of(note, note.lesson.mentee, notices.HOMEWORK_MOVED, day=str(note.due_on))
    return note


@transaction.atomic
def remove_note(*, lesson_id: int, note_id: int, by: Member) -> Lesson:
    """Delete what the member wrote, with its files. Raises LessonNote.DoesNotExist, and as `rules.check_can_edit`."""
    note = lock_note(lesson_id, note_id, by)
    rules.check_can_edit(by, note, handed_in_of(note), now=clock.now())
    record(note, "lessons.note_removed", by)
    drop_files(note.files.all())
    note.delete()
    return note.lesson


def record_reading(lesson: Lesson, by: Member) -> None:
    """Record that staff read the notes of a lesson that is somebody else's."""
    audit.record(by=by, act="lessons.notes_read", subject=lesson)


def erase_notes_of(member: Member) -> None:
    """Delete what a member who leaves wrote about lessons, with the files.

    Homework for which the mentee handed something in stays without its words, because that is the mentee's.
    """
    written = LessonNote.objects.filter(author=member)
    drop_files(NoteFile.objects.filter(note__in=written))
    written.filter(handed_in__isnull=False).update(text="")
    written.filter(handed_in=None).delete()
    LessonNote.objects.filter(lesson__mentor=member).exclude(answer="").update(answer="")


# --- What the services of notes and of homework share -----------------------------------------------------------------


def lock_note(lesson_id: int, note_id: int, by: Member) -> LessonNote:
    """Return a note that the member may see, its lesson locked. Raises Lesson.DoesNotExist, LessonNote.DoesNotExist."""
    lesson = lock_lesson(lesson_id)
    note = LessonNote.objects.visible_to(by).select_related("author").get(pk=note_id, lesson=lesson)
    note.lesson = lesson
    return note


def handed_in_of(note: LessonNote) -> LessonNote | None:
    """Return what was handed in for homework of a locked lesson."""
    return LessonNote.objects.filter(homework=note).first()


def is_unchanged(note: LessonNote, text: str | None, uploads: Sequence[Any], remove: Collection[int]) -> bool:
    """Return whether what was sent is what is there."""
    return not uploads and not remove and (text is None or spelling.text(text) == note.text)


def save_writing(note: LessonNote, text: str, uploads: Sequence[Any], remove: Collection[int]) -> None:
    """Save a note with its text and files. Raises as `rules.check_written` and `note_files.add_files`."""
    note.text = spelling.text(text)
    kept = list(note.files.all()) if note.pk else []
    gone = [row for row in kept if row.pk in remove]
    rules.check_written(note.text, len(kept) - len(gone) + len(uploads))
    note.save()
    drop_files(gone)
    add_files(note, uploads)


def record(note: LessonNote, act: str, by: Member) -> None:
    """Record an act on a note, without its words and the names of its files: they go when the author leaves."""
    facts = {"kind": note.kind, "due_on": note.due_on, "files": note.files.count()}
    audit.record(by=by, act=act, subject=note, after={name: value for name, value in facts.items() if value})


def tell_of(note: LessonNote, member: Member, kind: str, **more: Any) -> None:
    """Tell one of the two of a note, with a link to its page."""
    tell([member], kind, path=note.get_absolute_url(), **more, **sentence_params(note.lesson))
