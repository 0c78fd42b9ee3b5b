"""The pages of homework: to hand it in, and to say that it is seen."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from apps.accounts.requests import MemberRequest
from apps.core import clock
from apps.core.errors import refusal_of
from apps.core.http import require_safe_or_post, sent, submit
from apps.lessons.forms.notes import SeenForm, WritingForm
from apps.lessons.models import LessonNote
from apps.lessons.rules import notes as rules
from apps.lessons.selectors import detail
from apps.lessons.selectors import notes as selectors
from apps.lessons.services import homework
from apps.lessons.states import NoteKind
from apps.lessons.views.asking import turn_away
from apps.lessons.views.lessons import lesson_crumbs
from apps.lessons.views.notes import values, write


@require_safe_or_post
def hand_in(request: MemberRequest, lesson_id: int, note_id: int) -> HttpResponse:
    """Ask for text and files; until the mentor has seen them, they can be changed."""
    note = _get_homework(lesson_id, note_id, request)
    row = selectors.handed_in_of(note)
    refused = refusal_of(rules.check_can_hand_in, request.user, note.lesson, row, now=clock.now())

    def saved_now() -> dict[str, str]:
        now = selectors.handed_in_of(_get_homework(lesson_id, note_id, request))
        return {"text": now.text if now else ""}

    form = WritingForm(
        sent(request), request.FILES or None, initial={"text": row.text if row else ""}, again=saved_now,
        kept=row.files.all() if row else (),
    )  # fmt: skip
    return write(
        request, note.lesson, refused, form, homework.hand_in, note=note,
        title=_("제출한 과제 수정하기") if row else _("과제 제출하기"),
        success=_("수정한 과제를 저장했습니다.") if row else _("과제를 제출했습니다. 멘토에게 알렸습니다."),
        lead=_("멘토가 확인하기 전까지 수정할 수 있습니다."),
        given=lambda: {"note_id": note_id, "unchanged": form.check_again, **values(form)},
        page=selectors.get_note_page(lesson_id, note_id, request.user, clock.now()),
    )  # fmt: skip


@require_safe_or_post
def seen(request: MemberRequest, lesson_id: int, note_id: int) -> HttpResponse:
    """Show what was handed in, and ask for a short answer to it."""
    note = _get_homework(lesson_id, note_id, request)
    refused = refusal_of(rules.check_can_mark_seen, request.user, note.lesson, selectors.handed_in_of(note))
    if turned := turn_away(request, refused, note):
        return turned
    form = SeenForm(sent(request))
    answer = submit(
        request, form, homework.mark_seen, lesson_id=lesson_id, note_id=note_id,
        success=_("과제를 확인했습니다. 멘티에게 알렸습니다."), to=LessonNote.get_absolute_url,
    )  # fmt: skip
    context = {
        "lesson": note.lesson,
        "page": selectors.get_note_page(lesson_id, note_id, request.user, clock.now()),
        "form": form,
        "title": _("과제 확인하기"),
        "about": detail.lesson_in_words(note.lesson),
        "back": note.get_absolute_url(),
        "crumbs": lesson_crumbs(note.lesson, request.user, _("과제 확인하기")),
    }
    return answer or render(request, "lessons/note_form.html", context)


def _get_homework(lesson_id: int, note_id: int, request: MemberRequest) -> LessonNote:
    note = selectors.get_note(lesson_id, note_id, request.user)
    if note.kind != NoteKind.HOMEWORK:
        raise Http404
    return note
