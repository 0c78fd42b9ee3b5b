"""Notes and homework of a lesson. Files come and go by the pages (docs/decisions/016-no-files-by-api.md)."""

from typing import Annotated

from django.utils.translation import gettext as _
from ninja import Body, Path

from apps.accounts.requests import ApiRequest
from apps.core.api.envelope import Reply, answers, router
from apps.core.api.fields import BIGGEST_ID
from apps.core.api.lazy import gettext_lazy
from apps.lessons.api.shared import LessonId, missing_as_in_seed
from apps.lessons.schemas import notes as schemas
from apps.lessons.selectors import api as lesson_selectors
from apps.lessons.selectors import notes as selectors
from apps.lessons.services import homework, notes
from apps.lessons.states import NoteKind, Role

note_routes = router(gettext_lazy("수업 노트와 과제"))
NoteId = Annotated[int, Path(alias="noteId", ge=1, le=BIGGEST_ID)]


@note_routes.get(
    "/{lessonId}/notes",
    response=answers(schemas.NoteList, 403),
    summary=gettext_lazy("수업 노트와 과제"),
    description=gettext_lazy("그 수업의 멘토와 멘티, 운영자가 봅니다. 나만 보는 노트는 쓴 사람에게만 답합니다."),
)
def list_notes(request: ApiRequest, lesson_id: LessonId) -> Reply[schemas.NoteList]:
    with missing_as_in_seed():
        lesson, role = lesson_selectors.get_lesson_with_role(lesson_id, request.auth)
    if role == Role.STAFF:
        notes.record_reading(lesson, by=request.auth)
    return Reply(data=schemas.note_list(selectors.list_notes(lesson, request.auth)))


@note_routes.post(
    "/{lessonId}/notes", response=answers(schemas.NoteItem, 403), summary=gettext_lazy("노트 쓰기, 과제 내기")
)
def write_note(request: ApiRequest, lesson_id: LessonId, given: schemas.NoteInput) -> Reply[schemas.NoteItem]:
    with missing_as_in_seed():
        note = notes.write_note(
            lesson_id=lesson_id, by=request.auth, kind=NoteKind[given.kind], text=given.text, due_on=given.due_on
        )
    return Reply(message=_("저장했습니다."), data=_item(request, lesson_id, note.pk))


@note_routes.patch(
    "/{lessonId}/notes/{noteId}",
    response=answers(schemas.NoteItem, 403, 404, 409),
    summary=gettext_lazy("노트나 과제 수정하기"),
    description=gettext_lazy(
        "쓴 사람만, 수업이 끝나고 30일까지 수정할 수 있습니다. 이미 제출된 과제는 수정할 수 없습니다."
    ),
)
def edit_note(
    request: ApiRequest, lesson_id: LessonId, note_id: NoteId, given: schemas.NoteChanges
) -> Reply[schemas.NoteItem]:
    with missing_as_in_seed():
        notes.edit_note(lesson_id=lesson_id, note_id=note_id, by=request.auth, **given.changes())
    return Reply(message=_("저장했습니다."), data=_item(request, lesson_id, note_id))


@note_routes.delete(
    "/{lessonId}/notes/{noteId}",
    response=answers(None, 403, 404, 409),
    summary=gettext_lazy("노트나 과제 삭제하기"),
)
def remove_note(request: ApiRequest, lesson_id: LessonId, note_id: NoteId) -> Reply[None]:
    with missing_as_in_seed():
        notes.remove_note(lesson_id=lesson_id, note_id=note_id, by=request.auth)
    return Reply(message=_("삭제했습니다."), data=None)


@note_routes.put(
    "/{lessonId}/notes/{noteId}/hand-in",
    response=answers(schemas.NoteItem, 403, 404, 409),
    summary=gettext_lazy("과제 제출하기(멘티)"),
    description=gettext_lazy("멘토가 확인하기 전까지 다시 제출할 수 있습니다. 먼저 올린 파일은 그대로입니다."),
)
def hand_in(
    request: ApiRequest, lesson_id: LessonId, note_id: NoteId, given: schemas.HandInInput
) -> Reply[schemas.NoteItem]:
    with missing_as_in_seed():
        homework.hand_in(lesson_id=lesson_id, note_id=note_id, by=request.auth, text=given.text)
    return Reply(message=_("과제를 제출했습니다."), data=_item(request, lesson_id, note_id))


@note_routes.put(
    "/{lessonId}/notes/{noteId}/seen",
    response=answers(schemas.NoteItem, 403, 404, 409),
    summary=gettext_lazy("제출한 과제 확인하기(멘토)"),
)
def mark_seen(
    request: ApiRequest,
    lesson_id: LessonId,
    note_id: NoteId,
    given: schemas.SeenInput = Body(default=schemas.SeenInput()),  # noqa: B008 - a default of ninja
) -> Reply[schemas.NoteItem]:
    with missing_as_in_seed():
        homework.mark_seen(lesson_id=lesson_id, note_id=note_id, by=request.auth, answer=given.answer or "")
    return Reply(message=_("과제를 확인했습니다."), data=_item(request, lesson_id, note_id))


def _item(request: ApiRequest, lesson_id: int, note_id: int) -> schemas.NoteItem:
    return schemas.note_item(selectors.get_note(lesson_id, note_id, request.auth))
