"""The pictures of a form with a text: those that there are, and fields for new ones.

A mark in the text means what it meant when the form was opened. The form carries which pictures it showed then, so that
what another window added or took away meanwhile gives no mark another meaning.
"""

import re
from collections.abc import Collection
from typing import Any, NamedTuple

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core import text_images
from apps.core.fields import LineField, missing_sentence
from apps.core.http import put_back
from apps.mentoring.models import Session, SessionImage
from apps.mentoring.rules import LONGEST_ALT, MOST_IMAGE_BYTES, MOST_IMAGES
from apps.mentoring.services.pictures import NewImage

MOST_NEW = 3  # pictures that one form takes
SEEN = "images_seen"  # the field that says which pictures there were when the form was opened
_SEEN = re.compile(r"([1-9][0-9]{0,2})=([0-9]{1,18})")


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
        self.added: list[SessionImage] = []
        self.gone: list[int] = []
        there = {row.number: row.pk for row in self.rows}
        form.fields[SEEN] = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)
        form.initial[SEEN] = " ".join(f"{number}={pk}" for number, pk in there.items())
        if SEEN in form.data:
            self._follow(dict(_pairs(form.data[SEEN])), there)
        new = max(min(MOST_NEW, MOST_IMAGES - len(self.rows)), self._last_sent())
        self.numbers_by_key = {str(place): _first_free(there) + place - 1 for place in range(1, new + 1)}
        for key in self.numbers_by_key:
            form.fields[f"image_{key}"] = _file_field()
            form.fields[f"alt_{key}"] = _words_field()
        for row in self.rows if edits else ():
            form.fields[f"kept_alt_{row.number}"] = _words_field(initial=row.alt)

    def _follow(self, seen: dict[int, int], there: dict[int, int]) -> None:
        """Say the text that was sent with the numbers of now.

        New pictures get numbers that are still free. The marks of pictures that are gone go, for their numbers may
        have been given to others; those of pictures that were added in another window come at the end, where they
        would be lost.
        """
        if seen == there:
            return
        typed = self.form.data.get("content", "")
        first, then = _first_free(there), _first_free(seen)
        gone = {number for number, pk in seen.items() if there.get(number) != pk}
        moved = {then + place: first + place for place in range(MOST_NEW)}
        text = text_images.renumber(typed, {**moved, **dict.fromkeys(gone)})
        self.gone = sorted(gone & text_images.numbers_of_marks(typed))
        if self.edits:
            self.added = [row for row in self.rows if seen.get(row.number) != row.pk]
        named = text_images.numbers_of_marks(text)
        marks = [text_images.mark_of(row.number) for row in self.added if row.number not in named]
        is_html = self.form.data.get("content_format") == "html"
        text += "".join(f"<p>{mark}</p>" if is_html else f"\n\n{mark}" for mark in marks)
        words = {f"kept_alt_{row.number}": row.alt for row in self.added}
        put_back(self.form, content=text, **{SEEN: self.form.initial[SEEN]}, **words)

    def _last_sent(self) -> int:
        """Return the last place of a new picture that was sent, so that one too many is refused and not dropped."""
        data, files = self.form.data, self.form.files
        sent = [place for place in range(1, MOST_NEW + 1) if f"image_{place}" in files or data.get(f"alt_{place}")]
        return max(sent, default=0)

    def tell(self) -> None:
        """Say beside the text what became of marks because of another window."""
        if self.gone:
            marks = ", ".join(map(text_images.mark_of, self.gone))
            sentence = _(
                "글에 있던 %(marks)s 그림이 그사이 없어져 표시를 지웠습니다. 글을 확인하고 다시 저장해 주세요."
            )
            self.form.add_error("content", sentence % {"marks": marks})
        if self.added:
            marks = ", ".join(text_images.mark_of(row.number) for row in self.added)
            sentence = _(
                "다른 창에서 넣은 %(marks)s 그림의 표시를 글 끝에 두었습니다. 알맞은 자리로 옮기거나 지워 주세요."
            )
            self.form.add_error("content", sentence % {"marks": marks})

    def numbers(self) -> set[int]:
        """Return the numbers of the pictures that the text may name."""
        sent = {number for key, number in self.numbers_by_key.items() if f"image_{key}" in self.form.files}
        return sent | {row.number for row in self.rows}

    def clean(self, cleaned: dict[str, Any]) -> None:
        """Ask for the file of a picture that is described: a browser forgets it when a form is refused.

        An edit is refused by its revision when another window saved first; a copy has none, and says it here.
        """
        if not self.edits:
            self.tell()
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

    def differing(self, cleaned: dict[str, Any]) -> list[tuple[str, str]]:
        """Return the mark and the present words of each picture whose words saving would overwrite."""
        changed = self.alts(cleaned)
        return [(text_images.mark_of(row.number), row.alt) for row in self.rows if row.number in changed]

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


def _pairs(sent: str) -> list[tuple[int, int]]:
    return [(int(number), int(pk)) for number, pk in _SEEN.findall(sent)]


def _first_free(there: Collection[int]) -> int:
    return max(there, default=0) + 1


def _words_field(**kwargs: Any) -> LineField:
    return LineField(label=_("그림 설명"), required=False, max_length=LONGEST_ALT, **kwargs)


def _file_field() -> forms.FileField:
    return forms.FileField(
        label=_("그림 파일"),
        required=False,
        help_text=_("JPG, PNG, WebP. %(most)dMB까지 올릴 수 있습니다.") % {"most": MOST_IMAGE_BYTES // 1024 // 1024},
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
