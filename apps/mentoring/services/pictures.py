"""The pictures in the text of a session. Its rows are exactly those that stand in the text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile

from apps.core import clock, spelling, storage
from apps.core import text_images as texts
from apps.core.images import as_jpeg, read_picture
from apps.core.text_images import ImageFacts
from apps.mentoring import rules
from apps.mentoring.models import ReportFile, Session, SessionImage

LONGEST_SIDE = 1600  # points of a picture as it is kept


@dataclass(frozen=True)
class NewImage:
    """A picture to put into the text, under a number that is free. `key` tells its fields of the form from others."""

    number: int
    file: Any
    alt: str
    key: str = ""


def place_images(
    session: Session,
    new: Sequence[NewImage] = (),
    *,
    source: Session | None = None,
    alts: Mapping[int, str] | None = None,
) -> None:
    """Settle the pictures of a saved session: what its text names is there, and nothing else. Writes the text.

    A new picture that the text does not name comes at its end. One of `source`, which the text was copied from, is
    copied. A picture that the text no longer names goes, with its file. `alts`: new words for pictures that stay, by
    number. Raises Invalid `alt_missing`, `alt_too_long`,
    `images_too_many`, `image_too_large`, `image_unreadable`, `image_too_wide`.
    """
    text = session.content
    missing = [image for image in new if image.number not in texts.numbers_in(text)]
    text += "".join(f"<p>{texts.of_marks(texts.mark_of(one.number), {one.number})}</p>" for one in missing)
    wanted = texts.numbers_in(text)
    rows = {row.number: row for row in session.images.all()}
    given = {image.number for image in new}
    copied = list(source.images.filter(number__in=wanted - given)) if source is not None else []
    rules.check_image_count(len(wanted & {*rows, *given, *(row.number for row in copied)}))
    for image in new:
        rows[image.number] = _add(session, image)
    rows |= {row.number: copy for row in copied if (copy := _copy(session, row)) is not None}
    for number, words in (alts or {}).items():
        if number in wanted & rows.keys():
            _describe(rows[number], words)
    gone = [row for number, row in rows.items() if number not in wanted]
    _drop(gone)
    text = texts.with_facts(text, {row.number: ImageFacts(row.alt, row.width, row.height) for row in rows.values()})
    if text != session.content:
        session.content = text
        session.save(update_fields=["content"])


def _add(session: Session, image: NewImage) -> SessionImage:
    alt = spelling.line(image.alt)
    rules.check_alt(alt, field=f"alt_{image.key}")
    field = f"image_{image.key}"
    picture = read_picture(image.file, side=LONGEST_SIDE // 2, most_bytes=rules.MOST_IMAGE_BYTES, field=field)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return SessionImage.objects.create(
        session=session, number=image.number, alt=alt, file=as_jpeg(picture), width=picture.width,
        height=picture.height, created_at=clock.now(),
    )  # fmt: skip


def _describe(row: SessionImage, alt: str) -> None:
    alt = spelling.line(alt)
    rules.check_alt(alt, field=f"kept_alt_{row.number}")
    row.alt = alt
    row.save(update_fields=["alt"])


def _copy(session: Session, row: SessionImage) -> SessionImage | None:
    """Return a copy of a picture; None if its file is lost, for whoever copies a session cannot bring it back."""
    try:
        with row.file.open() as file:
            kept = ContentFile(file.read(), name=str(row.file.name).rpartition("/")[2])
    except FileNotFoundError:
        return None
    return SessionImage.objects.create(
        session=session, number=row.number, alt=row.alt, file=kept, width=row.width, height=row.height,
        created_at=clock.now(),
    )  # fmt: skip


def drop_images(session: Session) -> None:
    """Take all pictures of a session away, with their files."""
    _drop(list(session.images.all()))


def _drop(rows: Sequence[SessionImage]) -> None:
    for row in rows:
        storage.erase_after_commit(row.file)
        row.delete()


def delete_lost_files(now: datetime) -> int:
    """Erase the pictures and files of sessions and reports that no row names. Return how many."""
    kept = (
        ("session-images", SessionImage, "file"),
        ("handouts", Session, "handout"),
        ("report-files", ReportFile, "file"),
    )
    return sum(storage.delete_lost_files(root, model, column, now) for root, model, column in kept)
