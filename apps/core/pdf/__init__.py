"""Documents as PDF, made of a template by typst: the same bytes each time from the same data.

Only our own font is used, so that a page looks the same on every machine. It has no Chinese characters.
"""

import base64
import io
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst
from PIL import Image

TAGGED = "ua-1"  # PDF/UA-1: for everybody to read; it refuses a letter that the font lacks
REGIONS = {"ko": "KR", "en": "US"}
_FONTS = Path(__file__).parent / "fonts"
_MISSING = re.compile(r'the text `?"(.{0,500}?)"`? could not be displayed')


class NoSuchLetter(Exception):
    """A tagged document has a letter that the font lacks."""

    def __init__(self, letter: str) -> None:
        super().__init__(letter)
        self.letter = letter


@cache
def fonts() -> typst.Fonts:
    """Return the fonts, read once in a process."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_FONTS)])


@cache
def _template(path: Path) -> bytes:
    return path.read_bytes()


def picture_svg(jpeg: bytes) -> bytes:
    """Return a photo within an SVG, because typst takes only text from memory. It is not encoded again."""
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as picture:
        width, height = picture.size
    href = base64.b64encode(jpeg).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/jpeg;base64,{href}"/></svg>'
    ).encode()


def compile_document(
    template: Path, data: Mapping[str, Any], files: Mapping[str, bytes] | None = None, **how: Any
) -> bytes:
    """Compile a template, which reads its `data` as JSON and its pictures from `files`, all of them SVG.

    `how` is passed on to typst.compile: the format, the standard. Raises NoSuchLetter for a tagged document.
    """
    sources = {"main": _template(template), **(files or {})}
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    try:
        return typst.compile(sources, sys_inputs=inputs, font_paths=fonts(), **how)
    except typst.TypstError as error:
        missing = _MISSING.search(str(error))
        if missing is None:
            raise
        raise NoSuchLetter(missing[1]) from error
