"""What is in a PDF, without a program for it."""

import re
import zlib


def streams(file: bytes) -> bytes:
    """What is in the file, unpacked."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", file, flags=re.DOTALL)
    found = []
    for one in packed:
        try:
            found.append(zlib.decompress(one))
        except zlib.error:
            found.append(one)
    return file + b"\n".join(found)


def pages(file: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", streams(file)))


def letters(file: bytes) -> set[str]:
    """Every letter that the tables of the fonts can be read back to."""
    tables = re.findall(rb"beginbfchar(.*?)endbfchar", streams(file), flags=re.DOTALL)
    codes = re.findall(rb"<[0-9A-Fa-f]+>\s*<([0-9A-Fa-f]+)>", b"".join(tables))
    return {letter for code in codes for letter in bytes.fromhex(code.decode()).decode("utf-16-be")}
