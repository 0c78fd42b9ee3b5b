"""The files of notes and homework: taken in, taken away, and swept up where an act was taken back."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from apps.core import spelling, storage
from apps.core.attachments import keep_paper_or_photo
from apps.core.documents import MEGABYTE
from apps.core.errors import Invalid
from apps.lessons.models import LessonNote, NoteFile
from apps.lessons.rules import notes as rules

MOST_BYTES = 20 * MEGABYTE
_FOLDER = "lesson-notes"
_LONGEST_NAMED = 40  # characters of a name in a sentence


def add_files(note: LessonNote, uploads: Sequence[Any]) -> None:
    """Give a saved note its files, papers or photos.

    Raises Invalid `file_not_taken`, `file_too_large`, `file_not_open`, `image_too_large`, `image_unreadable`,
    `image_too_wide` (field `file`), with the name of the file where there are several.
    """
    for upload in uploads:
        named = spelling.line(str(upload.name))[:_LONGEST_NAMED] if len(uploads) > 1 else ""
        try:
            kept, shown = keep_paper_or_photo(
                upload,
                most_bytes=MOST_BYTES,
                not_taken=_(
                    "PDF, 한글(HWP·HWPX), Word(DOCX), PowerPoint(PPTX), Excel(XLSX), ODF, ZIP, 텍스트 파일과 "
                    "JPG, PNG, WebP 사진만 올릴 수 있습니다. 다른 형식은 PDF로 저장해 올려 주세요."
                ),
                unnamed=_("파일"),
            )
        except Invalid as error:
            raise rules.file_not_taken(error, named) from None
        NoteFile.objects.create(note=note, upload=kept, name=shown, size=kept.size)


def drop_files(rows: Iterable[NoteFile]) -> None:
    """Delete files, and erase what is kept of them after the commit."""
    for row in rows:
        storage.erase_after_commit(row.upload)
        row.delete()


def delete_lost_files(now: datetime) -> int:
    """Erase the files of notes that no row names, because their act was taken back. Return how many."""
    return storage.delete_lost_files(_FOLDER, NoteFile, "upload", now)
