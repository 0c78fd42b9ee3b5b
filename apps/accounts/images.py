"""The picture of a member."""

from typing import Any

from django.core.files.base import ContentFile
from PIL import ImageOps

from apps.core.images import as_jpeg, read_picture

MAX_BYTES = 15 * 1024 * 1024  # of a phone's photo at its full resolution
SIDE = 512


def portrait(upload: Any) -> ContentFile:
    """Return an uploaded picture as a square JPEG of 512 pixels without metadata (place, camera).

    Raises Invalid `image_too_large`, `image_unreadable` or `image_too_wide` (field `image`).
    """
    picture = read_picture(upload, side=SIDE, most_bytes=MAX_BYTES)
    return as_jpeg(ImageOps.fit(picture, (SIDE, SIDE)))
