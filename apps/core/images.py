"""Uploaded pictures: recognised by their content and not by their name, and encoded again."""

import io
import uuid
import warnings
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image
from PIL.Image import Transpose

from apps.core.errors import Invalid

# A JPEG is decoded no larger than needed, so it may have as many points as Pillow bears. One whose points come in
# several rounds (progressive), and every other format, must be decoded whole: a few kilobytes can expand to this many
# points of four bytes, several times.
MAX_SIDE = 20_000
MAX_PIXELS = 24_000_000
MAX_PROGRESSIVE = 64_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
_JPEG = ("JPEG", "MPO")  # several JPEG in one, as phones write them; the first one is the photo
_APPLE = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_UPRIGHT = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
_ORIENTATION = 0x0112


def is_picture(upload: Any) -> bool:
    """Return whether a file begins as a picture does, also one that we do not take (HEIC)."""
    upload.seek(0)
    head = upload.read(12)
    upload.seek(0)
    return head.startswith(_PICTURES) or (head[:4] == b"RIFF" and head[8:] == b"WEBP") or _is_apple(head)


def read_picture(upload: Any, *, side: int, most_bytes: int, field: str = "image") -> Image.Image:
    """Return an uploaded picture upright in RGB, its shorter side at most about twice `side` if it is much larger.

    Raises Invalid `image_too_large`, `image_unreadable` or `image_too_wide`.
    """
    try:
        return _read(upload, side, most_bytes)
    except Invalid as refused:
        refused.field = field
        raise


def as_jpeg(picture: Image.Image) -> ContentFile:
    """Return a picture as a JPEG file without metadata (place, camera), under a name of nobody's."""
    picture.info.clear()  # else the comment of a JPEG would be written again
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85, optimize=True)
    return ContentFile(out.getvalue(), name=f"{uuid.uuid4().hex}.jpg")


def _read(upload: Any, side: int, most_bytes: int) -> Image.Image:
    if upload.size > most_bytes:
        raise Invalid(
            "image_too_large",
            _("사진이 %(most)dMB보다 큽니다. 더 작은 사진을 선택해 주세요.") % {"most": most_bytes // 1024 // 1024},
        )
    head = upload.read(12)
    upload.seek(0)
    if _is_apple(head):
        raise Invalid(
            "image_unreadable",
            _(
                "HEIC 사진은 쓸 수 없습니다. JPG로 바꾸어 올려 주세요. "
                "아이폰에서는 설정 › 카메라 › 포맷에서 ‘높은 호환성’을 고르시면 JPG로 찍힙니다."
            ),
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a size that is checked here, and of damaged notes of the camera
            opened = Image.open(upload, formats=FORMATS)
            _check_size(opened)
            turn = _UPRIGHT.get(_orientation(opened))
            picture = _on_white(_smaller(opened, side))
            return picture.transpose(turn) if turn is not None else picture
    except Image.DecompressionBombError as error:
        raise _too_wide() from error
    except Invalid:
        raise
    except Exception as error:
        # The library meets a damaged picture with whatever its lines come to: OSError, SyntaxError, TypeError …
        raise Invalid(
            "image_unreadable",
            _("사진으로 읽을 수 없는 파일입니다. JPG, PNG, WebP 사진을 선택해 주세요."),
        ) from error


def _is_apple(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] in _APPLE


def _check_size(picture: Image.Image) -> None:
    pixels = picture.width * picture.height
    if max(picture.size) > MAX_SIDE:
        raise _too_wide()
    if picture.format in _JPEG and picture.info.get("progressive") and pixels > MAX_PROGRESSIVE:
        raise _too_wide()
    if picture.format not in _JPEG and pixels > MAX_PIXELS:
        raise Invalid(
            "image_too_wide",
            _("PNG와 WebP 사진은 2,400만 화소까지 쓸 수 있습니다. 줄이거나 JPG로 올려 주세요."),
        )


def _too_wide() -> Invalid:
    return Invalid("image_too_wide", _("사진의 가로나 세로가 너무 큽니다. 사진 앱에서 크기를 줄여 올려 주세요."))


def _orientation(picture: Image.Image) -> int:
    """Return how the camera was held, 1 for upright. Nothing else that it noted is looked at: much of it is broken."""
    try:
        held = picture.getexif().get(_ORIENTATION, 1)
    except Exception:
        # The library meets what makers write with whatever its lines come to: struct.error, KeyError, TypeError …
        return 1
    return held if isinstance(held, int) else 1


def _smaller(picture: Image.Image, side: int) -> Image.Image:
    """Return `picture` reduced to about twice the needed size, before anything makes copies of it."""
    picture.draft("RGB", (2 * side, 2 * side))  # decodes a JPEG no larger than needed
    factor = min(picture.size) // (2 * side)
    if factor < 2:
        return picture
    if picture.mode == "RGB":
        return picture.reduce(factor)
    return picture.resize((picture.width // factor, picture.height // factor), Image.Resampling.NEAREST)


def _on_white(picture: Image.Image) -> Image.Image:
    """Return `picture` in RGB, with transparent parts in white."""
    if picture.mode == "RGB":
        picture.load()
        return picture
    if picture.mode.startswith("I"):  # greys of 16 bits, as scanners write them: converted as they are, all are white
        return picture.point(lambda grey: grey * (1 / 256)).convert("L").convert("RGB")
    picture = picture.convert("RGBA")
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture)
    return ground.convert("RGB")
