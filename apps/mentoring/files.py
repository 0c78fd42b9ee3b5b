"""What a file for the attendees of a session may be."""

from typing import Any

from django.utils.translation import gettext as _

from apps.core.attachments import PAPERS, keep_paper
from apps.core.documents import MEGABYTE

TAKEN = PAPERS
MOST_BYTES = 50 * MEGABYTE


def check_handout(upload: Any) -> str:
    """Check a file, give it a name to be kept under, and return the one to show, as `core.attachments.keep_paper`.

    Raises Invalid `file_not_taken`, `file_too_large`, `file_not_open` (field `file`).
    """
    return keep_paper(
        upload,
        most_bytes=MOST_BYTES,
        not_taken=_(
            "자료는 PDF, 한글(HWP·HWPX), Word(DOCX), PowerPoint(PPTX), Excel(XLSX), ODF, ZIP, 텍스트 파일만 "
            "올릴 수 있습니다. 다른 형식은 PDF로 저장해 올려 주세요."
        ),
        unnamed=_("자료"),
    )
