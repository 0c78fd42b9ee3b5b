"""Uploaded pictures: recognised by their content and not by their name, and encoded again."""

import io
import uuid
import warnings

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from apps.core.errors import Invalid

MAX_BYTES = 5 * 1024 * 1024
MAX_SIDE = 8000
# For formats that must be decoded whole: a few kilobytes can expand to this many pixels of four bytes, several times.
MAX_PIXELS = 24_000_000
SIDE = 512
FORMATS = ("JPEG", "PNG", "WEBP")


def portrait(upload) -> ContentFile:
    """Return an uploaded picture as a square JPEG of 512 pixels without metadata (place, camera).

    Raises Invalid `image_too_large`, `image_unreadable` or `image_too_wide` (field `image`).
    """
    if upload.size > MAX_BYTES:
        raise Invalid("image_too_large", _("사진이 5MB보다 큽니다. 더 작은 사진을 골라 주십시오."), field="image")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(upload, formats=FORMATS)
            if max(picture.size) > MAX_SIDE:
                raise Invalid(
                    "image_too_wide",
                    _("사진의 가로나 세로가 8000픽셀보다 큽니다. 줄여서 올려 주십시오."),
                    field="image",
                )
            if picture.format != "JPEG" and picture.width * picture.height > MAX_PIXELS:
                raise Invalid(
                    "image_too_wide",
                    _("PNG와 WebP 사진은 2,400만 화소까지 쓸 수 있습니다. 줄이거나 JPG로 올려 주십시오."),
                    field="image",
                )
            picture = _on_white(ImageOps.exif_transpose(_smaller(picture)))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Invalid(
            "image_unreadable",
            _("사진으로 읽을 수 없는 파일입니다. JPG, PNG, WebP 사진을 골라 주십시오."),
            field="image",
        ) from error
    portrait = ImageOps.fit(picture, (SIDE, SIDE))
    portrait.info.clear()  # else the comment of a JPEG would be written again
    out = io.BytesIO()
    portrait.save(out, "JPEG", quality=85, optimize=True)
    return ContentFile(out.getvalue(), name=f"{uuid.uuid4().hex}.jpg")


def _smaller(picture: Image.Image) -> Image.Image:
    """Return `picture` reduced to about twice the needed size, before anything makes copies of it."""
    exif = picture.getexif()
    picture.draft("RGB", (2 * SIDE, 2 * SIDE))  # decodes a JPEG no larger than needed
    factor = min(picture.size) // (2 * SIDE)
    if factor < 2:
        return picture
    if picture.mode == "RGB":
        smaller = picture.reduce(factor)
    else:
        smaller = picture.resize((picture.width // factor, picture.height // factor), Image.Resampling.NEAREST)
    smaller.info["exif"] = exif.tobytes()  # holds the orientation
    return smaller


def _on_white(picture: Image.Image) -> Image.Image:
    """Return `picture` in RGB, with transparent parts in white."""
    if picture.mode == "RGB":
        picture.load()
        return picture
    picture = picture.convert("RGBA")
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture)
    return ground.convert("RGB")
