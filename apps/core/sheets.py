"""Writing of spreadsheets in which no text that a person wrote can act as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

Cell = str | int

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# A spreadsheet takes a cell of a CSV file that begins with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_UNPRINTABLE = {code: None for code in range(32) if chr(code) not in "\t\r\n"}


def printable(cell: str) -> str:
    """Return `cell` without the control characters that no sheet can hold."""
    return cell.translate(_UNPRINTABLE)


def harmless(cell: str) -> str:
    """Return `cell` changed so that a program which opens CSV reads it as text and not as a formula."""
    cell = printable(cell)
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell


class HarmlessExport:
    """A mixin of import-export resources that makes every exported text harmless, in CSV and in XLSX."""

    def export_field(self, field: Any, instance: Any, **kwargs: Any) -> Any:
        value = super().export_field(field, instance, **kwargs)
        return harmless(value) if isinstance(value, str) else value


def csv_bytes(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the rows as CSV in UTF-8, with the byte order mark that Excel needs."""
    text = io.StringIO()
    csv.writer(text).writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_bytes(rows: Iterable[Sequence[Cell]], title: str, *, widths: Sequence[int]) -> bytes:
    """Return the rows as a workbook with one sheet, the first row in bold. `widths` are in characters.

    Texts get the cell type string, so that none is taken for a formula.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_title(title))
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + number)].width = width
    for number, row in enumerate(rows):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=printable(value) if isinstance(value, str) else value)
            if isinstance(value, str):
                cell.data_type = "s"
            if number == 0:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def file_response(
    rows: Iterable[Sequence[Cell]], form: str, *, name: str, title: str, widths: Sequence[int]
) -> HttpResponse:
    """Return the response with the file `name`: CSV if `form` is "csv", else XLSX with the sheet `title`."""
    if form == "csv":
        response = HttpResponse(csv_bytes(rows), content_type=CSV)
    else:
        response = HttpResponse(xlsx_bytes(rows, title, widths=widths), content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "no-store"
    return response


def _sheet_title(title: str) -> str:
    return "".join(character for character in title if character not in "[]:*?/\\'")[:31].strip() or "1"
