"""A picture for the text of one of the demo's sessions: two charts of the same numbers."""

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
