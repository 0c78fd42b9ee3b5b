"""Pictures of the demo: two charts of the same numbers for the text of a session, and a hall as it was photographed."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from apps.mentoring.services.pictures import NewImage

ALT = "같은 수로 그린 막대 차트 두 개. 왼쪽은 색이 다섯 가지이고, 오른쪽은 말하려는 막대 하나만 색이 다르다."
_HEIGHTS = (90, 150, 120, 210, 170)
_GREY, _GREEN = "#c9c5b8", "#0b6b53"
_COLOURS = (("#b4231f", "#c98a00", "#2f6fb0", "#7b4fa3", "#3f8f5b"), (_GREY, _GREY, _GREY, _GREEN, _GREY))


def pictures_of(text: str) -> list[NewImage]:
    """Return the new pictures of the session with a text of TEXTS."""
    if text != "viz":
        return []
    picture = Image.new("RGB", (960, 360), "#faf9f6")
    draw = ImageDraw.Draw(picture)
    for chart, colours in enumerate(_COLOURS):
        left = 60 + chart * 460
        draw.line((left - 10, 310, left + 380, 310), fill="#565c58", width=3)
        for place, (height, colour) in enumerate(zip(_HEIGHTS, colours, strict=True)):
            at = left + place * 76
            draw.rectangle((at, 310 - height, at + 50, 308), fill=colour)
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return [NewImage(1, SimpleUploadedFile("charts.png", stream.getvalue()), ALT)]


def photo_of_hall(rows: int, *, upright: bool = False) -> SimpleUploadedFile:
    """Return a drawn photo of a lecture with so many rows of listeners before a screen; `upright`: taken by a phone."""
    width, height = (900, 1200) if upright else (1200, 900)
    picture = Image.new("RGB", (width, height), "#d9d2c3")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, height * 0.55, width, height), fill="#b29f82")
    draw.rectangle((width * 0.2, height * 0.12, width * 0.8, height * 0.45), fill="#faf9f6", outline="#565c58", width=6)
    for line in range(4):
        top = height * (0.18 + 0.06 * line)
        draw.rectangle((width * 0.27, top, width * (0.7 - 0.08 * line), top + 14), fill=_GREEN if not line else _GREY)
    for row in range(rows):
        size, top = 60 + 22 * row, height * (0.56 + 0.13 * row)
        for seat in range(5):
            left = width * (0.12 + 0.17 * seat) + (row % 2) * 30
            draw.ellipse((left, top, left + size, top + size), fill="#3c3a36")
            draw.rectangle((left - size * 0.3, top + size * 0.95, left + size * 1.3, top + size * 1.9), fill="#2f6fb0")
    stream = io.BytesIO()
    picture.save(stream, "JPEG")
    return SimpleUploadedFile("hall.jpg", stream.getvalue())
