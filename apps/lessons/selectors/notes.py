"""The notes and the homework of lessons, as their pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, Prefetch
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Member
from apps.core import clock, spoken, text
from apps.core.components import Act, Badge
from apps.core.errors import allowed
from apps.lessons import rules as lesson_rules
from apps.lessons.badges import homework_badge, note_badge
from apps.lessons.models import Lesson, LessonNote, NoteFile
from apps.lessons.rules import notes as rules
from apps.lessons.states import NoteKind, Role


class FileLine(NamedTuple):
    """A file to get: its name, its size in words, its address."""

    name: str
    size: str
    url: str


@dataclass(frozen=True)
class NoteLine:
    """A note or homework in the list on the page of its lesson. `words` tell staff nothing of what was written."""

    badges: Sequence[Badge]
    url: str
    words: str
    meta: str


@dataclass(frozen=True)
class NotePart:
    """The part of a lesson's page about its notes. `all_url`: those of all lessons of the two, '' where it has none."""

    lines: list[NoteLine]
    acts: list[Act]
    all_url: str


@dataclass(frozen=True)
class Writing:
    """A note, homework or what was handed in, whole. `about`: who wrote it when; `acts`: what the viewer may do."""

    pk: int
    badges: Sequence[Badge]
    url: str
    about: str
    text: str
    files: list[FileLine]
    due: str = ""
    answer: str = ""
    seen: str = ""
    acts: list[Act] = field(default_factory=list)
    handed_in: "Writing | None" = None


@dataclass(frozen=True)
class NotePage:
    """A note on its own page. `is_read_by_staff`: the viewer is staff, whose reading is recorded."""

    lesson: Lesson
    note: LessonNote
    writing: Writing


@dataclass(frozen=True)
class LessonNotes:
    """The notes of one lesson, among those of all lessons of the two."""

    when: str
    url: str
    writings: list[Writing]


# --- The part of a lesson's page --------------------------------------------------------------------------------------


def get_note_part(lesson: Lesson, member: Member, now: datetime) -> NotePart | None:
    """Return the part about notes and homework; None where nothing was written and nothing can be.

    Queries: 1 for a lesson that was approved once.
    """
    if lesson.approved_at is None:
        return None
    role = lesson_rules.role_of(member, lesson)
    rows = LessonNote.objects.visible_to(member).filter(lesson=lesson, homework=None)
    rows = rows.select_related("handed_in").annotate(file_count=Count("files"))
    lines = [_line(row, lesson, role, now) for row in rows]
    acts = [
        Act(name, label, kind, reverse(f"lessons:{name}", args=[lesson.pk]))
        for name, label, kind, written in (
            ("note_new", _("노트 쓰기"), "plain", NoteKind.PRIVATE),
            ("homework_new", _("과제 내기"), "plain", NoteKind.HOMEWORK),
        )
        if allowed(rules.check_can_write, member, lesson, written, now=now)
    ]
    if not lines and not acts:
        return None
    return NotePart(lines, acts, reverse("lessons:notes", args=[lesson.pk]))


def _line(row: Any, lesson: Lesson, role: Role | None, now: datetime) -> NoteLine:
    today = clock.local(now).date()
    meta = [_written_by(row, lesson, today)]
    if row.due_on:
        meta.append(_("%(day)s까지") % {"day": spoken.say_day(row.due_on, today=today)})
    if row.file_count:
        meta.append(ngettext("파일 %(n)d개", "파일 %(n)d개", row.file_count) % {"n": row.file_count})
    return NoteLine(
        badges=_badges(row, role, today),
        url=row.get_absolute_url(),
        words=_words(row) if role in {Role.MENTOR, Role.MENTEE} else _("열어서 읽기 (읽은 기록이 남습니다)"),
        meta=" · ".join(meta),
    )


def _words(row: Any) -> str:
    return text.first_line(row.text) or (_("파일만 있는 글") if row.file_count else _("내용 없음"))


# --- Whole notes ------------------------------------------------------------------------------------------------------


def get_note(lesson_id: int, note_id: int, member: Member) -> LessonNote:
    """Return a note that the member may see, with its lesson and files. Raises LessonNote.DoesNotExist. Queries: 2."""
    return _whole(LessonNote.objects.visible_to(member).filter(lesson=lesson_id)).get(pk=note_id)


def get_note_page(lesson_id: int, note_id: int, member: Member, now: datetime) -> NotePage:
    """Return the page of a note or of homework. Raises LessonNote.DoesNotExist. Queries: 3."""
    note = get_note(lesson_id, note_id, member)
    return NotePage(note.lesson, note, _writing(note, member, now))


def list_notes(lesson: Lesson, member: Member) -> list[LessonNote]:
    """Return the notes and homework of a lesson that the member may see, in the order of writing. Queries: 3."""
    return list(_whole(LessonNote.objects.visible_to(member).filter(lesson=lesson, homework=None)))


def get_notes_of_both(lesson: Lesson, member: Member, now: datetime) -> list[LessonNotes]:
    """Return all notes of the lessons that the two of a lesson had in its tutorial, in the order of the lessons.

    Queries: 3.
    """
    rows = LessonNote.objects.visible_to(member).filter(
        lesson__tutorial=lesson.tutorial_id, lesson__mentee=lesson.mentee_id, homework=None
    )
    found: dict[Lesson, list[LessonNote]] = {}
    for row in _whole(rows).order_by("lesson__starts_at", "lesson", "written_at", "pk"):
        found.setdefault(row.lesson, []).append(row)
    today = clock.local(now).date()
    return [
        LessonNotes(
            spoken.say_span(one.starts_at, one.ends_at, today=today),
            one.get_absolute_url(),
            [_writing(note, member, now) for note in notes],
        )
        for one, notes in found.items()
    ]


def _whole(rows: Any) -> Any:
    return rows.select_related(
        "lesson__tutorial", "lesson__mentor", "lesson__mentee", "handed_in", "homework"
    ).prefetch_related("files", Prefetch("handed_in__files"))


def _writing(note: LessonNote, member: Member, now: datetime) -> Writing:
    lesson, today = note.lesson, clock.local(now).date()
    handed_in = handed_in_of(note)
    role = lesson_rules.role_of(member, lesson)
    return Writing(
        pk=note.pk,
        badges=_badges(note, role, today),
        url=note.get_absolute_url(),
        about=_written_by(note, lesson, today),
        text=note.text,
        files=_files(note),
        due=_("%(day)s까지") % {"day": spoken.say_day(note.due_on, today=today)} if note.due_on else "",
        acts=_acts(note, handed_in, member, now),
        handed_in=_handed_in(note, handed_in, today) if handed_in else None,
    )


def handed_in_of(note: LessonNote) -> LessonNote | None:
    """Return what was handed in for homework. Load it with the note."""
    return getattr(note, "handed_in", None)


def _handed_in(homework: LessonNote, row: LessonNote, today: date) -> Writing:
    late = homework.due_on is not None and clock.local(row.written_at).date() > homework.due_on
    seen = ""
    if row.seen_at:
        seen = _("%(day)s에 멘토가 확인했습니다.") % {"day": _day(row.seen_at, today)}
    return Writing(
        pk=row.pk,
        badges=[Badge(_("기한 뒤 제출"), "soon")] if late else [],
        url=row.get_absolute_url(),
        about=_written_by(row, homework.lesson, today),
        text=row.text,
        files=_files(row),
        answer=row.answer,
        seen=seen,
    )


def _acts(note: LessonNote, handed_in: LessonNote | None, member: Member, now: datetime) -> list[Act]:
    acts = []
    if note.kind == NoteKind.HOMEWORK:
        if allowed(rules.check_can_hand_in, member, note.lesson, handed_in, now=now):
            label = _("제출한 과제 수정하기") if handed_in else _("과제 제출하기")
            acts.append(Act("hand_in", label, "plain" if handed_in else "primary", _url("hand_in", note)))
        if allowed(rules.check_can_mark_seen, member, note.lesson, handed_in):
            acts.append(Act("seen", _("과제 확인하기"), "primary", _url("seen", note)))
    if allowed(rules.check_can_edit, member, note, handed_in, now=now):
        acts.append(Act("edit", _("수정하기"), "link", _url("note_edit", note)))
        acts.append(Act("remove", _("삭제하기"), "link", _url("note_remove", note)))
    return acts


def _url(name: str, note: LessonNote) -> str:
    return reverse(f"lessons:{name}", args=[note.lesson_id, note.pk])


def _badges(note: LessonNote, role: Role | None, today: date) -> list[Badge]:
    badges = [note_badge(note.kind)]
    if note.kind == NoteKind.HOMEWORK:
        badges.append(homework_badge(note, handed_in_of(note), role, today))
    return badges


def _written_by(note: LessonNote, lesson: Lesson, today: date) -> str:
    who = _("멘토") if note.author_id == lesson.mentor_id else _("멘티")
    day = {"who": who, "day": _day(note.edited_at or note.written_at, today)}
    return _("%(who)s · %(day)s에 수정") % day if note.edited_at else _("%(who)s · %(day)s") % day


def _files(note: LessonNote) -> list[FileLine]:
    return [FileLine(row.name, filesizeformat(row.size), file_url(note, row)) for row in note.files.all()]


def file_url(note: LessonNote, row: NoteFile) -> str:
    """Return the address at which a file of a note is got, by those who may see the note."""
    return reverse("lessons:note_file", args=[note.lesson_id, note.pk, row.pk])


def get_file(lesson_id: int, note_id: int, file_id: int, member: Member) -> NoteFile:
    """Return a file of a note that the member may see. Raises LessonNote.DoesNotExist, NoteFile.DoesNotExist."""
    note = LessonNote.objects.visible_to(member).filter(lesson=lesson_id).select_related("lesson").get(pk=note_id)
    return NoteFile.objects.select_related("note__lesson").get(pk=file_id, note=note)


def _day(moment: datetime, today: date) -> str:
    return spoken.say_day(clock.local(moment).date(), today=today)
