"""Spreadsheets as people's programs write them: every encoding and separator of CSV, workbooks whole and broken."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from openpyxl import Workbook

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-16-be with a mark", "cp949")
SEPARATORS = (",", ";", "\t", "|")

_TYPES = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"""
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = f"""<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="{_KIND}/%s" Target="%s"/></Relationships>"""
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_BOOK = f"""<?xml version="1.0"?><workbook xmlns="{_MAIN}" xmlns:r="{_KIND}">
<sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>"""

Rows = Iterable[Sequence[object]]


def csv_file(rows: Rows, *, encoding: str = "utf-8", separator: str = ",", says: bool = False) -> bytes:
    """Return the rows as CSV; with the line `sep=` at its beginning if it `says` its separator."""
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    words = (f"sep={separator}\r\n" if says else "") + text.getvalue()
    if encoding == "utf-16-be with a mark":
        return b"\xfe\xff" + words.encode("utf-16-be")
    return words.encode(encoding)


def workbook(rows: Rows, *, formats: dict[str, str] | None = None) -> bytes:
    """Return the rows as Excel and LibreOffice write them (openpyxl does as they do)."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for cell, form in (formats or {}).items():
        book.active[cell].number_format = form
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def zipped(parts: dict[str, bytes | str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, held in parts.items():
            packed.writestr(name, held)
    return stream.getvalue()


def plain_workbook(sheet: str) -> bytes:
    """Return a workbook of as few parts as other programs write, around the XML inside of `worksheet`."""
    return zipped(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELS % ("officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": _BOOK,
            "xl/_rels/workbook.xml.rels": _RELS % ("worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": f'<?xml version="1.0"?><worksheet xmlns="{_MAIN}">{sheet}</worksheet>',
        }
    )


def sheet_data(rows: Rows, *, places: bool = True) -> str:
    """Return rows as sheet XML with texts in their cells; without `places`, cells do not say where they are."""
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = ""
        for column, cell in enumerate(row):
            place = f' r="{chr(65 + column)}{number}"' if places else ""
            cells += f'<c{place} t="inlineStr"><is><t>{escape(str(cell))}</t></is></c>'
        place = f' r="{number}"' if places else ""
        lines.append(f"<row{place}>{cells}</row>")
    return f"<sheetData>{''.join(lines)}</sheetData>"


def other_workbooks(rows: Sequence[Sequence[object]]) -> dict[str, bytes]:
    """Return the rows as three other programs write a workbook."""
    prefixed = plain_workbook(sheet_data(rows))
    with zipfile.ZipFile(io.BytesIO(prefixed)) as packed:
        parts = {name: packed.read(name).decode() for name in packed.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    for tag in ("worksheet", "sheetData", "row", "c", "is", "t"):
        for before in (f"<{tag}>", f"<{tag} ", f"</{tag}>"):
            sheet = sheet.replace(before, before.replace(tag, f"x:{tag}"))
    parts["xl/worksheets/sheet1.xml"] = sheet.replace("xmlns=", "xmlns:x=")
    return {
        "a size that says one cell": plain_workbook('<dimension ref="A1"/>' + sheet_data(rows)),
        "cells that say no place": plain_workbook(sheet_data(rows, places=False)),
        "elements with a prefix": zipped(parts),
    }


def _patched(raw: bytes, place: int, new: bytes, *, mark: bytes = b"PK\x03\x04") -> bytes:
    """Return a ZIP file with bytes changed at a place of each header that begins with `mark`."""
    out, at = bytearray(raw), raw.find(mark)
    while at >= 0:
        out[at + place : at + place + len(new)] = new
        at = raw.find(mark, at + 4)
    return bytes(out)


def _everywhere(raw: bytes, local: int, central: int, new: bytes) -> bytes:
    return _patched(_patched(raw, local, new), central, new, mark=b"PK\x01\x02")


def _with_damaged_streams(raw: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        starts = [part.header_offset + 30 + len(part.filename) for part in packed.infolist()]
    out = bytearray(raw)
    for start in starts:
        out[start + 4 : start + 12] = b"\xff" * 8
    return bytes(out)


def broken_workbooks() -> dict[str, tuple[bytes, str]]:
    """Return workbooks that cannot be read, each with a part of the sentence that refuses it."""
    whole = workbook([["이름"], ["이서연"]])
    rows = sheet_data([["이름"]])
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    return {
        "locked with a password": (old + "EncryptedPackage".encode("utf-16-le"), "암호가 걸린 파일"),
        "parts that are encrypted": (_everywhere(whole, 6, 8, b"\x01\x00"), "암호가 걸린 파일"),
        "an old .xls": (old + "Workbook".encode("utf-16-le"), "‘Excel 통합 문서(.xlsx)’로 저장"),
        "a page that is called .xls": (b"<html><table><tr><td>1</td></tr></table></html>", "(.xlsx)’로 저장"),
        "an .xlsb": (zipped({"xl/workbook.bin": b"1"}), "(.xlsx)’로 저장"),
        "another archive": (zipped({"a.txt": b"1"}), "CSV나 Excel(.xlsx) 파일만"),
        "an unknown compression": (_everywhere(whole, 8, 10, b"\x63\x00"), "손상되어"),
        "a wrong compression": (_everywhere(whole, 8, 10, b"\x0c\x00"), "손상되어"),
        "damaged streams": (_with_damaged_streams(whole), "손상되어"),
        "cut off": (whole[: len(whole) // 2], "손상되어"),
        "only the first bytes": (b"PK\x03\x04", "손상되어"),
        "no sheet": (zipped({"xl/workbook.xml": "<workbook/>"}), "손상되어"),
        "XML that ends too early": (plain_workbook(rows[:-20]), "손상되어"),
        "a row that says no number": (plain_workbook('<sheetData><row r="x"/></sheetData>'), "손상되어"),
        "a row twice": (plain_workbook(rows.replace("</sheetData>", rows[11:])), "CSV나 Excel"),
        "a formula whose value was not kept": (workbook([["총점"], ["=1+1"]]), "2행 A열: 수식의 결과가 파일에"),
        "a formula that ends in an error": (
            plain_workbook('<sheetData><row r="3"><c r="B3" t="e"><v>#REF!</v></c></row></sheetData>'),
            "3행 B열: 수식의 결과가 오류(#REF!)",
        ),
        "a cell far to the right": (
            plain_workbook('<sheetData><row r="2"><c r="XFD2"><v>1</v></c></row></sheetData>'),
            "2행에 열이 너무 많습니다",
        ),
        "a row far below": (
            plain_workbook('<sheetData><row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'),
            "파일이 너무 큽니다",
        ),
        "a cell of many letters": (plain_workbook(sheet_data([["a" * 33_000]])), "1행 A열: 칸의 글이 너무 깁니다"),
        "a bomb of cells": (
            plain_workbook(f'<sheetData><row r="1">{"<c/>" * 700_000}</row></sheetData>'),
            "파일이 너무 큽니다",
        ),
        "a bomb": (zipped({"xl/workbook.xml": bytes(30_000_000)}), "파일이 너무 큽니다"),
    }  # fmt: skip
