"""The check of uploaded evidence, by its first bytes and not by its name, and the name under which it is kept."""

import uuid
from typing import Any

from django.utils.translation import gettext as _

from apps.core.documents import MEGABYTE, too_large
from apps.core.errors import Invalid

MOST_BYTES = 15 * MEGABYTE  # of a page that a phone photographs at its full resolution
KINDS = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
_BEGINS = {"pdf": b"%PDF-", "jpg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}


def check_evidence(upload: Any) -> None:
    """Check that evidence is a PDF, JPEG or PNG of at most 15 MB, and give it a name with nothing of the sender's.

    Raises Invalid `file_not_taken`, `file_too_large` (field `file`).
    """
    upload.seek(0)
    head = upload.read(16)
    upload.seek(0)
    kind = next((name for name, begins in _BEGINS.items() if head.startswith(begins)), None)
    if kind is None:
        raise Invalid(
            "file_not_taken",
            _(
                "증빙 파일은 PDF, JPEG, PNG만 올릴 수 있습니다. "
                "아이폰의 HEIC 사진이나 한글 문서는 JPEG나 PDF로 저장해 올려 주세요."
            ),
            field="file",
        )
    if upload.size > MOST_BYTES:
        raise too_large(MOST_BYTES)
    upload.name = f"{uuid.uuid4().hex}.{kind}"


def media_type(name: str) -> str:
    """Return the media type of a stored file, by the ending we gave it."""
    return KINDS[name.rpartition(".")[2]]
