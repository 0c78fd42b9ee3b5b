"""No cell of a person's making acts as a formula in the files."""

import csv
import io

import pytest
from openpyxl import load_workbook

from apps.core import sheets

DANGEROUS = ["=1+1", "+82 10", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "=cmd|'/C calc'!A0"]


@pytest.mark.parametrize("cell", DANGEROUS)
def test_a_csv_cell_never_begins_as_a_formula(cell):
    ((read,),) = csv.reader(io.StringIO(sheets.csv_bytes([[cell]]).decode("utf-8-sig"), newline=""))
    assert read == f"'{cell}"


@pytest.mark.parametrize("cell", ["김하준", "a=b", "1-2", "멘토가 취소 · =1", ""])
def test_other_cells_stay_as_they_are(cell):
    assert list(csv.reader(io.StringIO(sheets.csv_bytes([["x", cell]]).decode("utf-8-sig")))) == [["x", cell]]


@pytest.mark.parametrize("cell", [*DANGEROUS[:4], "한\x07글"])
def test_a_workbook_cell_is_a_string(cell):
    sheet = load_workbook(io.BytesIO(sheets.xlsx_bytes([["이름"], [cell]], "제목", widths=(8,)))).active
    kept = "".join(character for character in cell if character >= " ")
    assert (sheet["A2"].data_type, sheet["A2"].value) == ("s", kept)


@pytest.mark.parametrize(
    ("title", "name"), [("가/나:다?*[라]", "가나다라"), ("'", "1"), ("", "1"), ("가" * 40, "가" * 31)]
)
def test_a_sheet_is_named_as_far_as_spreadsheets_bear_it(title, name):
    assert load_workbook(io.BytesIO(sheets.xlsx_bytes([["이름"]], title, widths=(8,)))).sheetnames == [name]
