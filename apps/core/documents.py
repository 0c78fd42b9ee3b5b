"""What an uploaded file is, by what it holds and not by its name, and whether everybody can open it."""

import zipfile
from typing import Any

from django.utils.translation import gettext as _

from apps.core.decoding import Undecodable, decode
from apps.core.errors import Invalid

MEGABYTE = 1024 * 1024
LONGEST_TEXT = MEGABYTE  # bytes of a file of plain text
# Files of office programs are kept as they came, and only ever saved by whoever learns: no browser opens them.
OFFICE = ("hwp", "hwpx", "pptx", "docx", "xlsx", "odt", "odp", "ods", "zip")
_HEAD = 4096
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PARTS = {"word/document.xml": "docx", "ppt/presentation.xml": "pptx", "xl/workbook.xml": "xlsx"}
_MIMETYPES = {
    b"application/hwp+zip": "hwpx",
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.presentation": "odp",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
_LONGEST_MIMETYPE = 100  # bytes
_FILMS = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")  # old cameras begin a film without `ftyp`


def kind_of(upload: Any) -> str | None:
    """Return what a file is by its bytes, as an ending: mp4, webm, pdf, txt, one of OFFICE; None for anything else."""
    upload.seek(0)
    head = upload.read(_HEAD)
    try:
        if head[4:8] in _FILMS:
            return "mp4"
        if head.startswith(b"\x1a\x45\xdf\xa3"):
            return "webm" if b"webm" in head[:64] else None
        if head.startswith(b"%PDF-"):
            return "pdf"
        if head.startswith(b"HWP Document File V"):
            return "hwp"
        if head.startswith(_OLD_OFFICE):
            return "hwp" if _holds(upload, b"HWP Document File") else None
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return _kind_of_archive(upload)
        return "txt" if _is_text(upload) else None
    finally:
        upload.seek(0)


def _holds(upload: Any, words: bytes) -> bool:
    """Return whether some bytes stand anywhere in a file."""
    before = b""
    for chunk in upload.chunks():
        if words in before + chunk:
            return True
        before = chunk[-len(words) :]
    return False


def _kind_of_archive(upload: Any) -> str:
    try:
        with zipfile.ZipFile(upload) as packed:
            names, told = set(packed.namelist()), _mimetype_in(packed)
    except Exception:
        return "zip"  # what is wrong with it is said when it is opened
    return _MIMETYPES.get(told) or next((kind for part, kind in _PARTS.items() if part in names), "zip")


def _mimetype_in(packed: zipfile.ZipFile) -> bytes:
    """Return what an archive says of itself, b"" if it says nothing that can be read."""
    part = next((part for part in packed.infolist() if part.filename == "mimetype"), None)
    if part is None or part.file_size >= _LONGEST_MIMETYPE or part.flag_bits & 1:
        return b""
    return packed.read(part).strip()


def _is_text(upload: Any) -> bool:
    """Return whether a file is a text of any usual encoding. One that is too large for a text is judged by its size."""
    upload.seek(0)
    try:
        text = decode(upload.read(LONGEST_TEXT + 1)[:LONGEST_TEXT])
    except Undecodable:
        return False
    return bool(text) and not any(ord(letter) < 32 and letter not in "\t\r\n\f" for letter in set(text))


def check_is_open(upload: Any, actual: str, **where: Any) -> None:
    """Check that a file of an office program has neither a password nor macros.

    Raises Invalid `file_not_open` (field `file`, with what is given besides).
    """
    sentence = ""
    try:
        with zipfile.ZipFile(upload) as packed:
            parts = packed.infolist()
            _mimetype_in(packed)
        if actual != "zip" and any(part.flag_bits & 1 for part in parts):
            sentence = _("암호가 걸린 파일입니다. 암호를 풀고 저장한 뒤 다시 올려 주세요.")
        elif actual != "zip" and any(part.filename.endswith("vbaProject.bin") for part in parts):
            sentence = _("매크로가 든 문서는 올릴 수 없습니다. 매크로 없이 저장한 뒤 다시 올려 주세요.")
    except Exception:
        # The library says a damaged file by whatever its lines come to: zlib.error, LZMAError, NotImplementedError …
        sentence = _("파일이 잘렸거나 손상되었습니다. 컴퓨터에서 열리는지 확인하고 다시 올려 주세요.")
    finally:
        upload.seek(0)
    if sentence:
        raise Invalid("file_not_open", sentence, field="file", **where)


def too_large(most: int, *, field: str = "file", **where: Any) -> Invalid:
    """Return the refusal `file_too_large` of a file of more than `most` bytes."""
    sentence = _("파일이 너무 큽니다. %(most)dMB까지 올릴 수 있습니다.") % {"most": most // MEGABYTE}
    return Invalid("file_too_large", sentence, field=field, **where)


def recode(upload: Any) -> None:
    """Write a text file anew in UTF-8, in which it is shown."""
    text = decode(upload.read()).encode()
    upload.seek(0)
    upload.write(text)
    upload.truncate()
    upload.size = len(text)
    upload.seek(0)
