"""The pages of notes: those of one lesson and of all lessons of two people, to write one, change it, delete it."""

from collections.abc import Callable
from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.requests import MemberRequest
from apps.core import clock, downloads
from apps.core.errors import DomainError, refusal_of
from apps.core.http import act, require_safe_or_post, sent, submit
from apps.lessons import rules as lesson_rules
from apps.lessons.forms.notes import HomeworkForm, NoteForm
from apps.lessons.models import Lesson, LessonNote
from apps.lessons.rules import notes as rules
from apps.lessons.selectors import detail
from apps.lessons.selectors import notes as selectors
from apps.lessons.services import notes
from apps.lessons.states import NoteKind, Role
from apps.lessons.views.asking import turn_away
from apps.lessons.views.lessons import lesson_crumbs


@require_safe
def lesson_notes(request: MemberRequest, lesson_id: int) -> HttpResponse:
    """Show the notes of all lessons that the two had in this tutorial, as one reads them before the next lesson."""
    lesson = detail.get_lesson(lesson_id, request.user)
    record_reading(request, lesson)
    context = {
        "lesson": lesson,
        "parts": selectors.get_notes_of_both(lesson, request.user, clock.now()),
        "crumbs": lesson_crumbs(lesson, request.user, _("노트 모아 보기")),
    }
    return render(request, "lessons/notes.html", context)


@require_safe
def note_detail(request: MemberRequest, lesson_id: int, note_id: int) -> HttpResponse:
    page = selectors.get_note_page(lesson_id, note_id, request.user, clock.now())
    if page.note.homework_id:
        return redirect(page.note)
    record_reading(request, page.lesson)
    context = {
        "page": page,
        "lesson": page.lesson,
        "title": page.note.get_kind_display(),
        "about": detail.lesson_in_words(page.lesson),
        "crumbs": lesson_crumbs(page.lesson, request.user, page.note.get_kind_display()),
    }
    return render(request, "lessons/note.html", context)


def record_reading(request: MemberRequest, lesson: Lesson) -> None:
    """Record that staff read what is written about a lesson of others. Whoever asks for the head reads nothing."""
    if request.method == "GET" and lesson_rules.role_of(request.user, lesson) not in {Role.MENTOR, Role.MENTEE}:
        notes.record_reading(lesson, by=request.user)


@require_safe_or_post
def note_new(request: MemberRequest, lesson_id: int) -> HttpResponse:
    """Ask for a note; a mentor chooses who reads it, a mentee writes for oneself."""
    lesson = detail.get_lesson(lesson_id, request.user)
    chooses = lesson_rules.role_of(request.user, lesson) == Role.MENTOR
    refused = refusal_of(rules.check_can_write, request.user, lesson, NoteKind.PRIVATE, now=clock.now())
    form = NoteForm(sent(request), request.FILES or None, chooses=chooses, initial={"kind": NoteKind.SHARED})
    return write(
        request, lesson, refused, form, notes.write_note, title=_("노트 쓰기"),
        success=lambda note: _("노트를 썼습니다. 멘티에게 알렸습니다.") if note.kind == NoteKind.SHARED
        else _("노트를 썼습니다. 나만 볼 수 있습니다."),
        lead=_("멘티에게 남길 것은 함께 보고, 준비할 것은 나만 보는 노트에 적어 두세요.") if chooses
        else _("나만 보는 노트입니다. 배운 것과 다음에 물어볼 것을 적어 두세요."),
        given=lambda: {"kind": NoteKind.PRIVATE, **values(form)},
    )  # fmt: skip


@require_safe_or_post
def homework_new(request: MemberRequest, lesson_id: int) -> HttpResponse:
    lesson = detail.get_lesson(lesson_id, request.user)
    refused = refusal_of(rules.check_can_write, request.user, lesson, NoteKind.HOMEWORK, now=clock.now())
    form = HomeworkForm(sent(request), request.FILES or None)
    return write(
        request, lesson, refused, form, notes.write_note, title=_("과제 내기"),
        success=_("과제를 냈습니다. 멘티에게 알렸습니다."),
        lead=_("멘티는 기한까지 글과 파일을 제출합니다. 제출하면 알려 드립니다."),
        given=lambda: {"kind": NoteKind.HOMEWORK, **values(form)},
    )  # fmt: skip


@require_safe_or_post
def note_edit(request: MemberRequest, lesson_id: int, note_id: int) -> HttpResponse:
    note = selectors.get_note(lesson_id, note_id, request.user)
    refused = refusal_of(rules.check_can_edit, request.user, note, selectors.handed_in_of(note), now=clock.now())

    def saved_now() -> dict[str, Any]:
        return _saved(selectors.get_note(lesson_id, note_id, request.user))

    kept = list(note.files.all())
    given: tuple[Any, Any] = (sent(request), request.FILES or None)
    form: Any
    if note.kind == NoteKind.HOMEWORK:
        form = HomeworkForm(*given, initial=_saved(note), again=saved_now, kept=kept)
    else:
        form = NoteForm(*given, initial=_saved(note), again=saved_now, kept=kept, chooses=False)
    return write(
        request, note.lesson, refused, form, notes.edit_note, title=_("수정하기"), success=_("저장했습니다."), lead="",
        given=lambda: {"note_id": note_id, "unchanged": form.check_again, **values(form)}, note=note,
    )  # fmt: skip


def _saved(note: LessonNote) -> dict[str, Any]:
    return {"text": note.text, "due_on": note.due_on} if note.due_on else {"text": note.text}


@require_safe_or_post
def note_remove(request: MemberRequest, lesson_id: int, note_id: int) -> HttpResponse:
    """Ask first: neither the words nor the files are kept."""
    page = selectors.get_note_page(lesson_id, note_id, request.user, clock.now())
    note, lesson = page.note, page.lesson
    refused = refusal_of(rules.check_can_edit, request.user, note, selectors.handed_in_of(note), now=clock.now())
    if turned := turn_away(request, refused, note):
        return turned
    if request.method == "POST":
        return act(
            request, notes.remove_note, lesson_id=lesson_id, note_id=note_id, success=_("삭제했습니다."),
            to=lesson.get_absolute_url(), otherwise=note.get_absolute_url(),
        )  # fmt: skip
    context = {
        "page": page,
        "lesson": lesson,
        "about": detail.lesson_in_words(lesson),
        "crumbs": lesson_crumbs(lesson, request.user, _("삭제하기")),
    }
    return render(request, "lessons/note_remove.html", context)


@require_safe
def note_file(request: MemberRequest, lesson_id: int, note_id: int, file_id: int) -> FileResponse:
    """Send a file to those who may see its note. What staff take of others is recorded."""
    row = selectors.get_file(lesson_id, note_id, file_id, request.user)
    answer = downloads.file_response(row.upload, row.name)
    role = lesson_rules.role_of(request.user, row.note.lesson)
    is_own = role in {Role.MENTOR, Role.MENTEE}
    downloads.record(request, row.note, "note_file", whose=request.user.pk if is_own else row.note.author_id)
    return answer


# --- What the pages of notes and of homework share --------------------------------------------------------------------


def write(
    request: MemberRequest,
    lesson: Lesson,
    refused: DomainError | None,
    form: Any,
    service: Callable[..., LessonNote],
    *,
    title: str,
    success: Any,
    lead: str,
    given: Callable[[], dict[str, Any]],
    note: LessonNote | None = None,
    **more: Any,
) -> HttpResponse:
    """Show a form for something to write, and save it. `note`: what is changed or answered."""
    back = note or lesson
    if turned := turn_away(request, refused, back):
        return turned
    answer = submit(
        request, form, service, lesson_id=lesson.pk, given=given, success=success, to=LessonNote.get_absolute_url
    )
    context = {
        "lesson": lesson,
        "form": form,
        "title": title,
        "explained": lead,
        "about": detail.lesson_in_words(lesson),
        "back": back.get_absolute_url(),
        "crumbs": lesson_crumbs(lesson, request.user, title),
        **more,
    }
    return answer or render(request, "lessons/note_form.html", context)


def values(form: Any) -> dict[str, Any]:
    """Return what was typed, with '' for an emptied text."""
    return form.cleaned_data | {"text": form.cleaned_data["text"] or ""}
