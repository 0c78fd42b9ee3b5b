"""Reading of uploaded spreadsheets: XLSX, and CSV as Excel or a text editor writes it. Cells become plain text."""

import csv
import datetime as dt
import io
import zipfile
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from apps.core.errors import Invalid

MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
MOST_ROWS = 5_000
MOST_COLUMNS = 400
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def read(upload: Any) -> list[list[str]]:
    """Return the rows of the first sheet without empty ones at the end.

    A date becomes `2026-01-12`, a time `09:00:00`. The first bytes tell the kind of file. Raises Invalid
    `file_not_taken`, `file_too_large` (field `file`).
    """
    if upload.size > MOST_BYTES:
        raise _too_large()
    raw = upload.read()
    rows = _xlsx(raw) if raw.startswith(b"PK\x03\x04") else _csv(raw)
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _csv(raw: bytes) -> list[list[str]]:
    text = _decoded(raw)
    if "\x00" in text:
        raise _not_taken()
    try:
        rows = [[_cell(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""))]
    except csv.Error:
        raise _not_taken() from None
    if len(rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in rows):
        raise _too_large()
    return rows


def _decoded(raw: bytes) -> str:
    """Decode UTF-8, or CP949, which Korean Excel writes as plain CSV."""
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _not_taken()


def _xlsx(raw: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise _too_large()
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        rows: list[list[str]] = []
        for row in book.worksheets[0].iter_rows(max_col=MOST_COLUMNS, values_only=True):
            if len(rows) == MOST_ROWS:
                raise _too_large()
            cells = [_cell(cell) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            rows.append(cells)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError, SyntaxError):
        raise _not_taken() from None  # XML parsers raise SyntaxError
    return rows


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time.min else value.isoformat(sep=" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).strip()
    # Our own files write ' before a text that a spreadsheet would take for a formula (see sheets.harmless).
    return text[1:] if text[:1] == "'" and text[1:].lstrip().startswith(_FORMULA) else text


def _not_taken() -> Invalid:
    return Invalid("file_not_taken", _("CSV나 Excel(.xlsx) 파일만 올릴 수 있습니다."), field="file")


def _too_large() -> Invalid:
    return Invalid(
        "file_too_large",
        _("파일이 너무 큽니다. %(mb)dMB, %(rows)d줄까지 올릴 수 있습니다.")
        % {"mb": MOST_BYTES // 1024 // 1024, "rows": MOST_ROWS},
        field="file",
    )
