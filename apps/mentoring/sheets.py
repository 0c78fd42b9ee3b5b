"""The attendee list as a file for spreadsheets, in which no cell of a person's making can act as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from apps.core.sheets import harmless, printable
from apps.mentoring.selectors.detail import Applicant, Applicants

Cell = str | int


def rows_of(people: Applicants) -> list[list[Cell]]:
    """The head and a row for each who applied: with a seat, waiting, cancelled."""
    head = [_("번호"), _("이름"), _("상태"), _("신청일시"), _("취소일시"), _("비고")]
    return [head, *(_row(person) for person in (*people.holding, *people.waiting, *people.cancelled))]


def _row(person: Applicant) -> list[Cell]:
    note = " · ".join(word for word in (person.note, person.reason) if word)
    return [person.number, person.name, person.state, person.applied, person.cancelled, note]


def csv_bytes(rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a mark that tells Excel so."""
    text = io.StringIO()
    csv.writer(text).writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_bytes(rows: Sequence[Sequence[Cell]], title: str) -> bytes:
    """A workbook with one sheet. Every text is a string by its type, whatever it begins with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_title(title))
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEF", (8, 16, 14, 24, 24, 40), strict=True):
        sheet.column_dimensions[letter].width = width
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


def _sheet_title(title: str) -> str:
    return "".join(character for character in title if character not in "[]:*?/\\'")[:31].strip() or "1"
