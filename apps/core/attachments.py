"""Take a file that a person gives to others: known by what it holds, kept under a name of nobody's."""

import uuid
from typing import Any

from apps.core import spelling
from apps.core.documents import LONGEST_TEXT, OFFICE, check_is_open, kind_of, recode, too_large
from apps.core.errors import Invalid
from apps.core.images import as_jpeg, is_picture, read_picture

PAPERS = ("pdf", "txt", *OFFICE)
PHOTOS = ("jpg", "jpeg", "png", "webp")  # they are kept as JPEG, without what the camera noted
LONGEST_NAME = 100  # characters
LONGEST_SIDE = 2000  # points of a photo as it is kept: handwriting on a page can be read


def keep_paper(upload: Any, *, most_bytes: int, not_taken: str, unnamed: str) -> str:
    """Check a paper by what it holds and its size, give it a name to be kept under, and return the one to show.

    The name that is kept has nothing of the sender's; the one that is shown ends as what the file is. A text becomes
    UTF-8. `not_taken`: the sentence for any other file; `unnamed`: what a file without a name is called. Raises Invalid
    `file_not_taken`, `file_too_large`, `file_not_open` (field `file`).
    """
    actual = kind_of(upload)
    if actual not in PAPERS:
        raise Invalid("file_not_taken", not_taken, field="file")
    most = min(LONGEST_TEXT, most_bytes) if actual == "txt" else most_bytes
    if upload.size > most:
        raise too_large(most)
    if actual in OFFICE and actual != "hwp":
        check_is_open(upload, actual)
    if actual == "txt":
        recode(upload)
    shown = shown_name(upload.name, actual, unnamed)
    upload.name = f"{uuid.uuid4().hex}.{actual}"
    return shown


def keep_paper_or_photo(upload: Any, *, most_bytes: int, not_taken: str, unnamed: str) -> tuple[Any, str]:
    """Do as `keep_paper` with a paper or a photo, and return the file to keep and its name to show.

    A photo is drawn again without what the camera noted (place, time). Raises Invalid as `keep_paper` and
    `core.images.read_picture` do (field `file`).
    """
    if not is_picture(upload):
        return upload, keep_paper(upload, most_bytes=most_bytes, not_taken=not_taken, unnamed=unnamed)
    picture = read_picture(upload, side=LONGEST_SIDE // 2, most_bytes=most_bytes, field="file")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return as_jpeg(picture), shown_name(upload.name, "jpg", unnamed)


def shown_name(given: str, actual: str, unnamed: str) -> str:
    """Return the sender's name of a file without folders and marks that deceive, with the ending `actual`."""
    line = spelling.line(given)
    stem = (line.rpartition(".")[0] if "." in line else line)[: LONGEST_NAME - len(actual) - 1].rstrip()
    return f"{stem or unnamed}.{actual}"
