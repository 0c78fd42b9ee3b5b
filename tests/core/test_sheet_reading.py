"""Spreadsheets of people's programs are read rightly, or refused with a sentence that says where and how to mend it."""

import datetime as dt
import io

import pytest
from django.core.files.base import ContentFile
from openpyxl import Workbook

from apps.core import sheet_reading
from apps.core.errors import Invalid
from apps.core.sheets import csv_bytes, xlsx_bytes
from tests.uploads.sheets import (
    ENCODINGS,
    SEPARATORS,
    broken_workbooks,
    csv_file,
    other_workbooks,
    plain_workbook,
    sheet_data,
    workbook,
)

ROWS = [["신청 번호", "이름", "메모"], ["12", "이서연", "1,2; 3|4"], ["", "", ""], ["13", "박\n도윤", "\t“인용”"]]
READ = [["신청 번호", "이름", "메모"], ["12", "이서연", "1,2; 3|4"], [], ["13", "박\n도윤", "“인용”"]]


def read(raw: bytes) -> list[list[str]]:
    return sheet_reading.read(ContentFile(raw, name="x"))


@pytest.mark.parametrize("says", [False, True])
@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_csv_is_read_in_every_encoding_and_with_every_separator(encoding, separator, says):
    assert read(csv_file(ROWS, encoding=encoding, separator=separator, says=says)) == READ


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_lines_end_as_on_every_system(end):
    assert read(end.join(["번호;이름", "1;이서연", "", ""]).encode()) == [["번호", "이름"], ["1", "이서연"]]


def test_a_comma_within_numbers_does_not_separate():
    assert read("이름;금액\r\n이서연;33,333\r\n박도윤;1,000".encode()) == [
        ["이름", "금액"], ["이서연", "33,333"], ["박도윤", "1,000"],
    ]  # fmt: skip
    assert read("이름(성, 이름 순);금액\n이서연;33\n박도윤;1".encode("cp949"))[1] == ["이서연", "33"]


def test_a_column_alone_has_no_separator():
    assert read("이름\n이서연\n박도윤\n".encode()) == [["이름"], ["이서연"], ["박도윤"]]


@pytest.mark.parametrize("name", ["whole", *other_workbooks([["1"]])])
def test_workbooks_of_other_programs_are_read_whole(name):
    rows = [["번호", "이름"], ["1", "이서연"], ["2", "박도윤"]]
    raw = workbook(rows) if name == "whole" else other_workbooks(rows)[name]
    assert read(raw) == rows


@pytest.mark.parametrize("name", broken_workbooks())
def test_what_cannot_be_read_is_refused_with_the_way_out(name):
    raw, words = broken_workbooks()[name]
    with pytest.raises(Invalid) as refused:
        read(raw)
    assert words in refused.value.message
    assert refused.value.field == "file"


def test_damage_anywhere_is_a_refusal_and_never_another_error():
    raw = workbook(ROWS)
    for place in range(0, len(raw), 97):
        try:
            read(raw[:place] + b"\xff\x00\x01" + raw[place + 3 :])
        except Invalid:
            continue


def test_cells_of_a_workbook_are_what_a_person_sees():
    row = [
        0.1 + 0.2,
        85.50,
        1e15,
        -3,
        0.1,
        0.055,
        dt.datetime.fromisoformat("2026-01-07T09:05"),
        dt.date(2026, 1, 7),
        True,
        "=글",
    ]
    raw = workbook([row, [dt.time(9), "'=x"]], formats={"E1": "0%", "F1": '0.0"점"%', "J1": "@"})
    with pytest.raises(Invalid, match="1행 J열"):
        read(raw)
    raw = workbook([row[:-1], [dt.time(9), "'=x"]], formats={"E1": "0%", "F1": '0.0"점"%'})
    assert read(raw) == [
        ["0.3", "85.5", "1000000000000000", "-3", "10%", "5.5%", "2026-01-07 09:05:00", "2026-01-07", "TRUE"],
        ["09:00:00", "=x"],
    ]


def test_the_first_sheet_that_is_seen_is_read():
    book = Workbook()
    book.active.append(["숨긴 것"])
    book.active.sheet_state = "hidden"
    book.create_sheet().append(["보이는 것"])
    stream = io.BytesIO()
    book.save(stream)
    assert read(stream.getvalue()) == [["보이는 것"]]


def test_rows_that_only_have_a_format_are_passed_over():
    blank = "".join(f'<row r="{number}"><c r="A{number}"/></row>' for number in range(2, 20_000))
    rows = sheet_data([["이름"]]).replace(
        "</sheetData>", blank + '<row r="20000"><c r="A20000"><v>7</v></c></row></sheetData>'
    )
    found = read(plain_workbook(rows))
    assert (found[0], found[-1], len(found)) == (["이름"], ["7"], 20_000)
    assert read(plain_workbook(sheet_data([["이름"]]).replace("</sheetData>", blank + "</sheetData>"))) == [["이름"]]


def test_what_is_too_much_is_counted_while_it_is_read(monkeypatch):
    calls = 0
    seen = sheet_reading._cell

    def counting(*args):
        nonlocal calls
        calls += 1
        return seen(*args)

    monkeypatch.setattr(sheet_reading, "_cell", counting)
    with pytest.raises(Invalid, match="파일이 너무 큽니다"):
        read(b"1\n" * 900_000)
    assert calls == sheet_reading.MOST_ROWS + 1
    with pytest.raises(Invalid, match="파일이 너무 큽니다"):
        read(b"\n" * 1_900_000)
    with pytest.raises(Invalid, match="1행에 열이 너무 많습니다"):
        read(b"1," * 401)
    with pytest.raises(Invalid, match="2행: 칸의 글이"):
        read(b'1\n"' + b"x\n" * 100_000)
    with pytest.raises(Invalid, match="파일이 너무 큽니다"):
        read(bytes(sheet_reading.MOST_BYTES + 1))


@pytest.mark.parametrize("cell", ["=1+1", "'=1+1", "''=1", "-", "'인용'", "+82 10", "@a", "＝1", "' =1", "1", "' - '"])
def test_what_we_write_comes_back_as_it_was(cell):
    assert read(csv_bytes([[cell, "끝"]])) == [[cell, "끝"]]
    assert read(xlsx_bytes([[cell, "끝"]], "x", widths=(5,))) == [[cell, "끝"]]


def test_the_stack_of_a_deep_file_does_not_break():
    deep = "<is>" * 5000 + "</is>" * 5000
    with pytest.raises(Invalid):
        read(plain_workbook(f'<sheetData><row r="1"><c r="A1" t="inlineStr">{deep}<is><t>x</t></c></row></sheetData>'))
