"""Checks of uploaded contents, by their first bytes and not by their names, and the names under which they are kept."""

import codecs
import uuid
from typing import Any

from django.utils.translation import gettext as _

from apps.core.errors import Invalid
from apps.elearning.catalogue.states import ContentType

MEGABYTE = 1024 * 1024
MOST_BYTES = {"mp4": 2048 * MEGABYTE, "webm": 2048 * MEGABYTE, "pdf": 50 * MEGABYTE, "txt": MEGABYTE, "vtt": MEGABYTE}
TAKEN = {ContentType.VIDEO: ("mp4", "webm"), ContentType.DOCUMENT: ("pdf", "txt"), ContentType.LINK: ()}
_HEAD = 4096


def check_file(kind: str, upload: Any, *, index: int | None = None) -> None:
    """Check that a file is a video or document of the given kind by its first bytes and size, and rename it.

    The name has nothing of the sender's, and an ending that no browser runs. Raises Invalid `file_not_taken`,
    `file_too_large` (field `file`).
    """
    actual = kind_of(upload)
    if actual is None or actual not in TAKEN[ContentType(kind)]:
        words = {
            ContentType.VIDEO: _("동영상은 MP4나 WebM 파일만 올릴 수 있습니다."),
            ContentType.DOCUMENT: _("문서는 PDF나 텍스트(UTF-8) 파일만 올릴 수 있습니다."),
            ContentType.LINK: _("링크에는 파일을 올릴 수 없습니다."),
        }
        raise Invalid("file_not_taken", words[ContentType(kind)], field="file", index=index)
    _check_size(upload, actual, "file", index)
    upload.name = f"{uuid.uuid4().hex}.{actual}"


def check_captions(upload: Any, *, index: int | None = None) -> None:
    """Check that captions are WebVTT, and rename the file.

    Raises Invalid `captions_not_taken`, `file_too_large` (field `captions`).
    """
    if kind_of(upload) != "vtt":
        raise Invalid(
            "captions_not_taken", _("자막은 WebVTT(.vtt) 파일만 올릴 수 있습니다."), field="captions", index=index
        )
    _check_size(upload, "vtt", "captions", index)
    upload.name = f"{uuid.uuid4().hex}.vtt"


def kind_of(upload: Any) -> str | None:
    """Return `mp4`, `webm`, `pdf`, `vtt` or `txt` by the first bytes of the file; None for anything else."""
    upload.seek(0)
    head = upload.read(_HEAD)
    upload.seek(0)
    if head[4:8] == b"ftyp":
        return "mp4"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "webm" if b"webm" in head[:64] else None
    if head.startswith(b"%PDF-"):
        return "pdf"
    try:
        # Not final: the last character may be cut in two.
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        return None
    if not text or any(ord(letter) < 32 and letter not in "\t\r\n\f" for letter in text):
        return None
    return "vtt" if text.startswith("WEBVTT") else "txt"


def _check_size(upload: Any, actual: str, field: str, index: int | None) -> None:
    most = MOST_BYTES[actual]
    if upload.size > most:
        raise Invalid(
            "file_too_large",
            _("파일이 너무 큽니다. %(most)dMB까지 올릴 수 있습니다.") % {"most": most // MEGABYTE},
            field=field,
            index=index,
        )
