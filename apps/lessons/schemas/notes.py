"""Notes and homework of a lesson."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal, cast

from django.conf import settings
from pydantic import Field

from apps.core.api.envelope import Out
from apps.core.api.fields import STAYS, Day, Input
from apps.core.api.lazy import gettext_lazy as _
from apps.lessons.models import LessonNote
from apps.lessons.rules.notes import LONGEST_ANSWER, LONGEST_TEXT
from apps.lessons.schemas.shared import DayText, Instant, instant
from apps.lessons.selectors.notes import file_url, handed_in_of

KindWord = Literal["SHARED", "PRIVATE", "HOMEWORK"]
AuthorWord = Literal["MENTOR", "MENTEE"]


class NoteInput(Input):
    """A note for both or for oneself, or homework."""

    kind: KindWord = Field(description=_("SHARED와 HOMEWORK는 멘토만, PRIVATE는 두 사람 모두 쓸 수 있습니다."))
    text: str = Field(max_length=LONGEST_TEXT, examples=["3장까지 읽고 예제를 풀어 오세요."])
    due_on: Day | None = Field(default=None, description=_("HOMEWORK에는 꼭 적습니다."))


class NoteChanges(Input):
    """What is left out stays."""

    text: Annotated[str, Field(max_length=LONGEST_TEXT)] = STAYS
    due_on: Day = STAYS

    def changes(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.model_fields_set}


class HandInInput(Input):
    """What is handed in for homework."""

    text: str = Field(max_length=LONGEST_TEXT, examples=["예제 3-2까지 풀었습니다."])


class SeenInput(Input):
    answer: str | None = Field(default=None, max_length=LONGEST_ANSWER, examples=["잘했습니다."])


class NoteFileItem(Out):
    name: str
    size: int
    url: Annotated[str, Field(description=_("파일을 받는 주소입니다. 로그인한 브라우저에서 받습니다."))]


class HandedIn(Out):
    text: str
    files: list[NoteFileItem]
    written_at: Instant
    edited_at: Instant | None
    seen_at: Instant | None
    answer: str | None


class NoteItem(Out):
    note_id: int
    kind: KindWord
    author: AuthorWord
    text: str
    due_on: DayText | None
    files: list[NoteFileItem]
    written_at: Instant
    edited_at: Instant | None
    handed_in: HandedIn | None


class NoteList(Out):
    notes: list[NoteItem]


def note_list(notes: Iterable[LessonNote]) -> NoteList:
    return NoteList(notes=[note_item(note) for note in notes])


def note_item(note: LessonNote) -> NoteItem:
    handed_in = handed_in_of(note)
    return NoteItem(
        note_id=note.pk,
        kind=cast(KindWord, note.kind.upper()),
        author="MENTOR" if note.author_id == note.lesson.mentor_id else "MENTEE",
        text=note.text,
        due_on=note.due_on.isoformat() if isinstance(note.due_on, date) else None,
        files=_files(note),
        written_at=instant(note.written_at),
        edited_at=instant(note.edited_at) if note.edited_at else None,
        handed_in=_handed_in(handed_in) if handed_in else None,
    )


def _handed_in(row: LessonNote) -> HandedIn:
    return HandedIn(
        text=row.text,
        files=_files(row),
        written_at=instant(row.written_at),
        edited_at=instant(row.edited_at) if row.edited_at else None,
        seen_at=instant(row.seen_at) if row.seen_at else None,
        answer=row.answer or None,
    )


def _files(note: LessonNote) -> list[NoteFileItem]:
    return [
        NoteFileItem(name=row.name, size=row.size, url=settings.SITE_URL + file_url(note, row))
        for row in note.files.all()
    ]
