"""Reading of people's spreadsheets, for every door: XLSX, and CSV as Excel or a text editor writes it.

Cells become plain text. What cannot be read is refused with a sentence that names the row, the column and the way out:
nothing is dropped in silence. Rows, columns and letters are counted while they are read.
"""

import csv
import datetime as dt
import io
import logging
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from apps.core.decoding import Undecodable, decode
from apps.core.errors import Invalid
from apps.core.sheets import MOST_LETTERS, without_guard

logger = logging.getLogger(__name__)

MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 20 * 1024 * 1024
MOST_PART = 2 * 1024 * 1024  # of the styles and other parts that hold no cells
MOST_SHEETS = 250  # of a book; each costs more than the one before
MOST_TAGS = 600_000  # of all cells: what a small file of repeated empty cells unpacks to
MOST_ROWS = 5_000  # with something in them
MOST_BLANK = 200_000  # rows without anything: a sheet that is formatted to its end has many
MOST_COLUMNS = 400
_SEPARATORS = ",;\t|"
_SAMPLE = 20  # rows that show which separator a file has
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_CELLS = ("xl/worksheets/", "xl/sharedStrings")
_NO_VALUE = "=?"  # the type of a cell with a formula whose value was not kept


def read(upload: Any) -> list[list[str]]:
    """Return the rows of the first sheet without empty ones at the end; rows[n] is row n + 1 of the file.

    A date becomes `2026-01-12`, a time `09:00:00`, a percentage `10%`. The first bytes tell the kind of file. Raises
    Invalid `file_not_taken`, `file_too_large`, `cell_too_long`, `cell_without_value` (field `file`).
    """
    if upload.size > MOST_BYTES:
        raise _too_large()
    upload.seek(0)
    return read_bytes(upload.read())


def read_bytes(raw: bytes) -> list[list[str]]:
    """Return the rows of a file as `read` does, and raise the same."""
    if len(raw) > MOST_BYTES:
        raise _too_large()
    if raw.startswith(b"PK\x03\x04"):
        return _counted(_xlsx_rows(raw))
    if raw.startswith(_OLD_OFFICE):
        raise _locked() if _LOCKED in raw else _old_excel()
    try:
        text = decode(raw)
    except Undecodable:
        raise _not_taken() from None
    if text.lstrip()[:5].lower() in ("<html", "<!doc", "<tabl", "<?xml"):
        raise _old_excel()
    return _counted(_csv_rows(text))


def _counted(rows: Iterable[tuple[int, list[str]]]) -> list[list[str]]:
    """Return the rows in a list, blank ones between them included, as long as they are not too many."""
    kept: list[list[str]] = []
    filled = 0
    for number, cells in rows:
        if number > MOST_BLANK:
            raise _too_large()
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        filled += 1
        if filled > MOST_ROWS:
            raise _too_large()
        if len(cells) > MOST_COLUMNS:
            raise _too_wide(number)
        kept.extend([] for _blank in range(number - 1 - len(kept)))
        if len(kept) >= number:  # a file that says a row twice, or goes back
            raise _not_taken()
        kept.append(cells)
    return kept


def _cell(text: str, row: int, column: int) -> str:
    if len(text) > MOST_LETTERS:
        raise _too_long(row, column)
    return without_guard(text.strip().strip("\ufeff\u200b"))


# --- CSV --------------------------------------------------------------------------------------------------------------


def _csv_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    separator, text = _separator_of(text)
    number = 0
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), start=1):
            yield number, [_cell(cell, number, column) for column, cell in enumerate(row, start=1)]
    except csv.Error:
        raise _too_long(number + 1, None) from None


def _separator_of(text: str) -> tuple[str, str]:
    """Return the separator and the text without the line `sep=;`, by which Excel is told of it."""
    first, _end, rest = text.partition("\n")
    if first[:4].lower() == "sep=" and len(first.rstrip("\r")) == 5:
        return first[4], rest
    fits = {separator: _fit(text, separator) for separator in _SEPARATORS}
    return max(fits, key=lambda separator: fits[separator]), text


def _fit(text: str, separator: str) -> tuple[int, int]:
    """Return how well a separator fits: rows as wide as the head, and the width of the head."""
    widths = []
    try:
        for row in csv.reader(io.StringIO(text[: 4 * MOST_LETTERS], newline=""), delimiter=separator):
            if any(row):
                widths.append(len(row))
            if len(widths) == _SAMPLE:
                break
    except csv.Error:
        pass  # where it stops, the reading itself says what is wrong
    if not widths or widths[0] == 1:
        return 0, 0
    return sum(1 for width in widths if width == widths[0]), widths[0]


# --- XLSX -------------------------------------------------------------------------------------------------------------


class _SheetParser(WorkSheetParser):
    """A parser that tells a formula without a kept value from an empty cell."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell = super().parse_cell(element)
        if cell["value"] is None and element.find(FORMULA_TAG) is not None and cell["data_type"] != "str":
            cell["data_type"] = _NO_VALUE
        return cell


def _xlsx_rows(raw: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what else the file holds: styles, pictures, checks
            yield from _rows_of_book(raw)
    except Invalid:
        raise
    except Exception as error:
        # The library says a damaged file by whatever its lines come to: zlib.error, KeyError, TypeError, RuntimeError …
        logger.info("A workbook could not be read: %r", error)
        raise _damaged() from None


def _rows_of_book(raw: bytes) -> Iterator[tuple[int, list[str]]]:
    _check_parts(raw)
    book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
    try:
        sheets = book.worksheets
        sheet = next((one for one in sheets if one.sheet_state == "visible"), sheets[0])
        percent = {place for place, style in enumerate(book._cell_styles) if "%" in _format_of(book, style)}
        # The rows as they stand in the file: what it says of its own size is often wrong, and rows may be far apart.
        with sheet._get_source() as source:
            parser = _SheetParser(
                source,
                sheet._shared_strings,
                data_only=True,
                epoch=book.epoch,
                date_formats=book._date_formats,
                timedelta_formats=book._timedelta_formats,
            )
            for number, cells in parser.parse():
                yield number, _row(number, cells, percent)
    finally:
        book.close()


def _check_parts(raw: bytes) -> None:
    """Check that a workbook is one, is not locked, and does not unpack to more than can be read in a moment."""
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        parts = packed.infolist()
        names = {part.filename for part in parts}
        if any(part.flag_bits & 1 for part in parts):
            raise _locked()
        cells = [part for part in parts if part.filename.startswith(_CELLS)]
        rest = [part for part in parts if not part.filename.startswith((*_CELLS, "xl/media/"))]
        if sum(part.file_size for part in parts) > MOST_UNPACKED or any(part.file_size > MOST_PART for part in rest):
            raise _too_large()
        if "xl/workbook.xml" not in names:
            raise _old_excel() if any(name.startswith("xl/") for name in names) else _not_taken()
        if packed.read("xl/workbook.xml").count(b"sheetId=") > MOST_SHEETS:
            raise _too_many_sheets()
        if sum(packed.read(part).count(b"<") for part in cells) > MOST_TAGS:
            raise _too_large()


def _format_of(book: Any, style: Any) -> str:
    """Return the format of a cell's number. Those below 164 are Excel's own; 9 and 10 are percentages."""
    if style.numFmtId < 164:
        return "%" if style.numFmtId in (9, 10) else ""
    own = book._number_formats[style.numFmtId - 164 :]
    return own[0] if own else ""


def _row(number: int, cells: list[dict[str, Any]], percent: set[int]) -> list[str]:
    filled: dict[int, str] = {}
    for cell in cells:
        column, kind = cell["column"], cell["data_type"]
        if kind == _NO_VALUE:
            raise _without_value(number, column)
        if kind == "e":
            raise _with_error(number, column, str(cell["value"]))
        text = _cell(_words(cell["value"], is_percent=cell["style_id"] in percent), number, column)
        if text and column > MOST_COLUMNS:
            raise _too_wide(number)
        if text:
            filled[column] = text
    return [filled.get(column, "") for column in range(1, max(filled, default=0) + 1)]


def _words(value: Any, *, is_percent: bool) -> str:
    """Return a cell's value as a person reads it."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case dt.datetime():
            moment = (value + dt.timedelta(milliseconds=500)).replace(microsecond=0)
            return moment.date().isoformat() if moment.time() == dt.time.min else moment.isoformat(sep=" ")
        case dt.date():
            return value.isoformat()
        case dt.time():
            return value.replace(microsecond=0).isoformat()
        case int() | float():
            # Fifteen digits, as Excel shows them: 0.1 + 0.2 is 0.3.
            number = Decimal(f"{value:.15g}")
            return f"{(number * 100 if is_percent else number).normalize():f}" + ("%" if is_percent else "")
    return str(value)


# --- Refusals ---------------------------------------------------------------------------------------------------------


def place_in_words(row: int, column: int | None) -> str:
    """Return where a cell stands: `12행 C열`."""
    if column is None:
        return _("%(row)d행") % {"row": row}
    return _("%(row)d행 %(column)s열") % {"row": row, "column": get_column_letter(column)}


def _refusal(code: str, sentence: str) -> Invalid:
    return Invalid(code, sentence, field="file")


def _not_taken() -> Invalid:
    return _refusal(
        "file_not_taken",
        _("CSV나 Excel(.xlsx) 파일만 올릴 수 있습니다. 다른 형식이면 Excel에서 .xlsx로 저장해 올려 주세요."),
    )


def _old_excel() -> Invalid:
    return _refusal(
        "file_not_taken",
        _(
            "이 형식은 읽을 수 없습니다. Excel에서 열어 ‘다른 이름으로 저장’에서 ‘Excel 통합 문서(.xlsx)’로 저장한 뒤 "
            "다시 올려 주세요."
        ),
    )


def _locked() -> Invalid:
    return _refusal("file_not_taken", _("암호가 걸린 파일입니다. Excel에서 암호를 풀고 저장한 뒤 다시 올려 주세요."))


def _damaged() -> Invalid:
    return _refusal(
        "file_not_taken",
        _("파일이 손상되어 읽을 수 없습니다. Excel에서 열리는지 확인하고, 새 .xlsx 파일로 저장해 다시 올려 주세요."),
    )


def _too_large() -> Invalid:
    return _refusal(
        "file_too_large",
        _("파일이 너무 큽니다. %(mb)dMB, %(rows)d줄까지 올릴 수 있습니다. 나누어 올려 주세요.")
        % {"mb": MOST_BYTES // 1024 // 1024, "rows": MOST_ROWS},
    )


def _too_many_sheets() -> Invalid:
    return _refusal(
        "file_too_large",
        _("시트가 너무 많습니다. 첫 시트만 읽으므로, 그 시트만 남기고 저장해 다시 올려 주세요."),
    )


def _too_wide(row: int) -> Invalid:
    return _refusal(
        "file_too_large",
        _("%(row)d행에 열이 너무 많습니다. %(most)d열까지 읽을 수 있습니다. 쓰지 않는 열을 지워 주세요.")
        % {"row": row, "most": MOST_COLUMNS},
    )


def _too_long(row: int, column: int | None) -> Invalid:
    return _refusal(
        "cell_too_long",
        _('%(place)s: 칸의 글이 너무 깁니다. 글을 줄이거나, 따옴표(")가 닫혔는지 확인해 주세요.')
        % {"place": place_in_words(row, column)},
    )


def _without_value(row: int, column: int) -> Invalid:
    return _refusal(
        "cell_without_value",
        _("%(place)s: 수식의 결과가 파일에 없습니다. Excel에서 열어 저장하거나, 수식을 값으로 바꾸어 올려 주세요.")
        % {"place": place_in_words(row, column)},
    )


def _with_error(row: int, column: int, value: str) -> Invalid:
    return _refusal(
        "cell_without_value",
        _("%(place)s: 수식의 결과가 오류(%(value)s)입니다. 수식을 고치거나 값으로 바꾸어 올려 주세요.")
        % {"place": place_in_words(row, column), "value": value},
    )
