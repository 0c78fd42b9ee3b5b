"""Who may write what about a lesson, and when: notes, homework, and what is handed in for it."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import clock, spelling, spoken
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.lessons.models import Lesson, LessonNote
from apps.lessons.rules.outcomes import check_is_of_lesson
from apps.lessons.states import NOTE_WRITERS, WRITTEN_OF, NoteKind, Role

WRITTEN_WITHIN = timedelta(days=30)  # past the end of the lesson
LONGEST_TEXT = 5000
LONGEST_ANSWER = 500
MOST_FILES = 5


def last_day(lesson: Lesson) -> date:
    """Return the last day on which anything is written about a lesson."""
    return clock.local(lesson.ends_at + WRITTEN_WITHIN).date()


def check_can_write(member: Member, lesson: Lesson, kind: str, *, now: datetime) -> None:
    """Check that the member may write something of this kind: from the approval to 30 days past the end of the lesson.

    Notes for both and homework are the mentor's, what is handed in is the mentee's, a note to oneself anybody's of the
    two. Raises NotAllowed `not_yours`, Invalid `wrong_state`, `too_late`.
    """
    if check_is_of_lesson(member, lesson) not in NOTE_WRITERS[NoteKind(kind)]:
        raise NotAllowed("not_yours", _("두 사람이 보는 노트와 과제는 멘토가 쓰고, 과제는 멘티가 제출합니다."))
    check_is_open(lesson, now=now)


def check_is_open(lesson: Lesson, *, now: datetime) -> None:
    """Check that notes and homework of the lesson can be written now. Raises Invalid `wrong_state`, `too_late`."""
    if lesson.status not in WRITTEN_OF:
        raise Invalid("wrong_state", _("승인된 수업에만 노트와 과제를 쓸 수 있습니다."))
    if clock.local(now).date() > last_day(lesson):
        raise Invalid(
            "too_late",
            _("수업이 끝나고 %(days)d일이 지나 노트와 과제를 쓸 수 없습니다.") % {"days": WRITTEN_WITHIN.days},
        )


def check_can_edit(member: Member, note: LessonNote, handed_in: LessonNote | None, *, now: datetime) -> None:
    """Check that the member may still change or delete the own writing; `handed_in` is what there is for it.

    Homework for which something was handed in stands as it is, and so does what the mentor has seen. Raises NotAllowed
    `not_yours`, Conflict `handed_in`, `already_seen`, Invalid `wrong_state`, `too_late`.
    """
    if note.author_id != member.pk:
        raise NotAllowed("not_yours", _("쓴 사람만 수정하거나 삭제할 수 있습니다."))
    if handed_in is not None:
        raise Conflict("handed_in", _("이미 제출한 과제는 수정하거나 삭제할 수 없습니다."))
    _check_not_seen(note)
    check_is_open(note.lesson, now=now)


def check_can_hand_in(member: Member, lesson: Lesson, before: LessonNote | None, *, now: datetime) -> None:
    """Check that the mentee may hand something in for homework, or change what was handed in `before`.

    Raises NotAllowed `not_yours`, Conflict `already_seen`, Invalid `wrong_state`, `too_late`.
    """
    check_can_write(member, lesson, NoteKind.HANDED_IN, now=now)
    if before is not None:
        _check_not_seen(before)


def check_can_mark_seen(member: Member, lesson: Lesson, handed_in: LessonNote | None) -> LessonNote:
    """Check that the mentor may say that what was handed in is seen, once and at any time, and return it.

    Raises NotAllowed `not_yours`, Conflict `not_handed_in`, `already_seen`.
    """
    if check_is_of_lesson(member, lesson) != Role.MENTOR:
        raise NotAllowed("not_yours", _("제출한 과제는 멘토가 확인합니다."))
    if handed_in is None:
        raise Conflict("not_handed_in", _("아직 제출하지 않은 과제입니다."))
    _check_not_seen(handed_in)
    return handed_in


def _check_not_seen(note: LessonNote) -> None:
    if note.seen_at:
        raise Conflict("already_seen", _("멘토가 이미 확인한 과제입니다."))


def check_written(text: str, files: int) -> None:
    """Check that something was written or a file is there, and that neither is too much.

    Raises Invalid `text_missing`, `text_too_long` (field `text`), `files_too_many` (field `file`).
    """
    text = spelling.text(text)
    if not text and not files:
        raise Invalid("text_missing", _("내용을 쓰거나 파일을 올려 주세요."), field="text")
    if len(text) > LONGEST_TEXT:
        raise Invalid(
            "text_too_long", _("내용은 %(most)d자까지 쓸 수 있습니다.") % {"most": LONGEST_TEXT}, field="text"
        )
    if files > MOST_FILES:
        raise Invalid(
            "files_too_many", _("파일은 %(most)d개까지 올릴 수 있습니다.") % {"most": MOST_FILES}, field="file"
        )


def check_due(due_on: date | None, lesson: Lesson, kind: str, *, today: date, before: date | None = None) -> None:
    """Check the day until which homework is to be handed in: today or later, and within the time for writing.

    What is no homework has none. The day `before` may stay. Raises Invalid `due_missing`, `due_unwanted`,
    `due_is_past`, `due_too_late` (field `due_on`).
    """
    if kind != NoteKind.HOMEWORK:
        if due_on is not None:
            raise Invalid("due_unwanted", _("제출 기한은 과제에만 정합니다."), field="due_on")
        return
    if due_on is None:
        raise Invalid("due_missing", _("제출 기한을 입력해 주세요."), field="due_on")
    if due_on == before:
        return
    if due_on < today:
        raise Invalid("due_is_past", _("이미 지난 날입니다. 오늘이나 그 뒤의 날을 써 주세요."), field="due_on")
    last = last_day(lesson)
    if due_on > last:
        raise Invalid(
            "due_too_late",
            _("제출 기한은 %(day)s까지 정할 수 있습니다.") % {"day": spoken.say_day(last, today=today)},
            field="due_on",
        )


def check_answer(answer: str) -> None:
    """Check the length of the mentor's answer, which may be empty. Raises Invalid `answer_too_long`."""
    if len(spelling.text(answer)) > LONGEST_ANSWER:
        raise Invalid(
            "answer_too_long", _("답은 %(most)d자까지 쓸 수 있습니다.") % {"most": LONGEST_ANSWER}, field="answer"
        )


def file_not_taken(error: Invalid, name: str) -> Invalid:
    """Return why a file is not taken, with its name where there are several, else ''."""
    sentence = _("‘%(name)s’: %(why)s") % {"name": name, "why": error.message} if name else error.message
    return Invalid(error.code, sentence, field="file")
