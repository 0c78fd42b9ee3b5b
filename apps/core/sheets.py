"""Writing of spreadsheets in which no text that a person wrote can act as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

Cell = str | int | float | Decimal | date | time

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

MOST_LETTERS = 32_767  # in a cell, as in Excel: what is longer would be cut
# Stands in a cell for a text that is longer. Like the names of columns it is no matter of language.
TOO_LONG = "(글이 길어 싣지 못했습니다. 이 칸을 그대로 두면 지금의 글이 유지됩니다.)"

# A spreadsheet takes a cell of a CSV file that begins with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_GUARD = "'"
_UNPRINTABLE = {code: None for code in range(32) if chr(code) not in "\t\r\n"}


def printable(cell: str) -> str:
    """Return `cell` without the control characters that no sheet can hold."""
    return cell.translate(_UNPRINTABLE)


def harmless(cell: str) -> str:
    """Return `cell` changed so that a program which opens CSV reads it as text and not as a formula.

    `without_guard` undoes it. What looks guarded already is guarded once more, so that it comes back as it was.
    """
    cell = printable(cell)
    return _GUARD + cell if cell.lstrip(" '").startswith(_FORMULA) else cell


def without_guard(cell: str) -> str:
    """Return the cell of a file as it was before `harmless`."""
    return cell[1:] if cell.startswith(_GUARD) and cell.lstrip(" '").startswith(_FORMULA) else cell


def csv_bytes(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the rows as CSV in UTF-8, with the byte order mark that Excel needs."""
    text = io.StringIO()
    csv.writer(text).writerows([_as_text(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_bytes(rows: Iterable[Sequence[Cell]], title: str, *, widths: Sequence[int]) -> bytes:
    """Return the rows as a workbook with one sheet, the first row in bold. `widths` are in characters.

    Texts get the cell type string, so that none is taken for a formula; numbers and dates are numbers and dates.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_title(title))
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths):
        sheet.column_dimensions[get_column_letter(number + 1)].width = width
    for number, row in enumerate(rows):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=_unmistaken(value) if isinstance(value, str) else value)
            if isinstance(value, str):
                cell.data_type = "s"
            if number == 0:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _as_text(cell: Cell) -> str | int | float:
    """Return a cell as CSV holds it: a number without needless zeros, a date as `2026-01-12`, a time as `09:00`."""
    match cell:
        case str():
            return harmless(cell)
        case Decimal():
            return f"{cell.normalize():f}"
        case datetime():
            return f"{cell:%Y-%m-%d %H:%M}"
        case date():
            return cell.isoformat()
        case time():
            return f"{cell:%H:%M}"
    return cell


def _unmistaken(cell: str) -> str:
    """Return a text of a workbook, guarded only where the reading would take its own beginning for a guard."""
    cell = printable(cell)
    return cell if without_guard(cell) == cell else _GUARD + cell


def _sheet_title(title: str) -> str:
    return "".join(character for character in title if character not in "[]:*?/\\'")[:31].strip() or "1"
