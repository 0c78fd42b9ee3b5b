"""The pictures of a form with a text: those that there are, and fields for new ones."""

from typing import Any, NamedTuple

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core import text_images
from apps.core.fields import LineField, missing_sentence
from apps.mentoring.models import Session
from apps.mentoring.rules import LONGEST_ALT, MOST_IMAGE_BYTES, MOST_IMAGES
from apps.mentoring.services.pictures import NewImage

MOST_NEW = 3  # pictures that one form takes


class ShownImage(NamedTuple):
    """A picture beside the text, with the mark by which the text names it; `words` is the field of its words."""

    mark: str
    alt: str
    url: str
    words: forms.BoundField | None


class NewFields(NamedTuple):
    """The fields of a new picture, with the mark that it will have."""

    mark: str
    file: forms.BoundField
    alt: forms.BoundField


class ImageSlots:
    """Adds the fields of pictures to a form. `session` has the pictures that its text names already.

    `edits`: their words can be changed, because the form is of this session and not of a copy.
    """

    def __init__(self, form: forms.Form, session: Session | None, *, edits: bool) -> None:
        self.form, self.edits = form, edits
        self.rows = list(session.images.all()) if session is not None else []
        first = max((row.number for row in self.rows), default=0) + 1
        new = min(MOST_NEW, MOST_IMAGES - len(self.rows))
        self.numbers_by_key = {str(place): first + place - 1 for place in range(1, new + 1)}
        for key in self.numbers_by_key:
            form.fields[f"image_{key}"] = _file_field()
            form.fields[f"alt_{key}"] = _words_field()
        for row in self.rows if edits else ():
            form.fields[f"kept_alt_{row.number}"] = _words_field(initial=row.alt)

    def numbers(self) -> set[int]:
        """Return the numbers of the pictures that the text may name."""
        sent = {number for key, number in self.numbers_by_key.items() if f"image_{key}" in self.form.files}
        return sent | {row.number for row in self.rows}

    def clean(self, cleaned: dict[str, Any]) -> None:
        """Ask for the file of a picture that is described: a browser forgets it when a form is refused."""
        for key in self.numbers_by_key:
            if (
                cleaned.get(f"alt_{key}")
                and not cleaned.get(f"image_{key}")
                and not self.form.has_error(f"image_{key}")
            ):
                field = self.form.fields[f"image_{key}"]
                self.form.add_error(f"image_{key}", missing_sentence(field, str(field.label)))

    def given(self, cleaned: dict[str, Any]) -> list[NewImage]:
        """Return the new pictures of a valid form."""
        return [
            NewImage(number, cleaned[f"image_{key}"], cleaned[f"alt_{key}"], key)
            for key, number in self.numbers_by_key.items()
            if cleaned[f"image_{key}"]
        ]

    def alts(self, cleaned: dict[str, Any]) -> dict[int, str]:
        """Return the new words of pictures that there are, by number. A field that was not sent keeps them."""
        names = {row.number: f"kept_alt_{row.number}" for row in self.rows if self.edits}
        return {
            row.number: cleaned[names[row.number]]
            for row in self.rows
            if names.get(row.number) in self.form.data and cleaned[names[row.number]] != row.alt
        }

    @property
    def shown(self) -> list[ShownImage]:
        return [
            ShownImage(
                text_images.mark_of(row.number),
                row.alt,
                reverse("mentoring:image", args=[row.session_id, row.number]),
                self.form[f"kept_alt_{row.number}"] if self.edits else None,
            )
            for row in self.rows
        ]

    @property
    def new(self) -> list[NewFields]:
        return [
            NewFields(text_images.mark_of(number), self.form[f"image_{key}"], self.form[f"alt_{key}"])
            for key, number in self.numbers_by_key.items()
        ]

    @property
    def has_error(self) -> bool:
        return any(fields.file.errors or fields.alt.errors for fields in self.new)


def _words_field(**kwargs: Any) -> LineField:
    return LineField(label=_("그림 설명"), required=False, max_length=LONGEST_ALT, **kwargs)


def _file_field() -> forms.FileField:
    return forms.FileField(
        label=_("그림 파일"),
        required=False,
        help_text=_("JPG, PNG, WebP. %(most)dMB까지 올릴 수 있습니다.") % {"most": MOST_IMAGE_BYTES // 1024 // 1024},
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
