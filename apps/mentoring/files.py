"""What a file for the attendees of a session may be, and the names under which it is kept and shown."""

import uuid
from typing import Any

from django.utils.translation import gettext as _

from apps.core import spelling
from apps.core.documents import LONGEST_TEXT, MEGABYTE, OFFICE, check_is_open, kind_of, recode
from apps.core.errors import Invalid

TAKEN = ("pdf", "txt", *OFFICE)
MOST_BYTES = 50 * MEGABYTE
LONGEST_NAME = 100  # characters


def check_handout(upload: Any) -> str:
    """Check a file by what it holds and its size, give it a name to be kept under, and return the one to show.

    The name that is kept has nothing of the sender's; the one that is shown ends as what the file is. A text becomes
    UTF-8. Raises Invalid `file_not_taken`, `file_too_large`, `file_not_open` (field `file`).
    """
    actual = kind_of(upload)
    if actual not in TAKEN:
        raise Invalid(
            "file_not_taken",
            _(
                "자료는 PDF, 한글(HWP·HWPX), Word(DOCX), PowerPoint(PPTX), Excel(XLSX), ODF, ZIP, 텍스트 파일만 "
                "올릴 수 있습니다. 다른 형식은 PDF로 저장해 올려 주세요."
            ),
            field="file",
        )
    most = LONGEST_TEXT if actual == "txt" else MOST_BYTES
    if upload.size > most:
        raise Invalid(
            "file_too_large",
            _("파일이 너무 큽니다. %(most)dMB까지 올릴 수 있습니다.") % {"most": most // MEGABYTE},
            field="file",
        )
    if actual in OFFICE and actual != "hwp":
        check_is_open(upload, actual)
    if actual == "txt":
        recode(upload)
    shown = _shown_name(upload.name, actual)
    upload.name = f"{uuid.uuid4().hex}.{actual}"
    return shown


def _shown_name(given: str, actual: str) -> str:
    line = spelling.line(given)
    stem = (line.rpartition(".")[0] if "." in line else line)[: LONGEST_NAME - len(actual) - 1].rstrip()
    return f"{stem or _('자료')}.{actual}"
