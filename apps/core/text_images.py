"""Pictures in a text. Kept as `<img src="images/3/" …>`, an address that counts from the page of the thing.

So a text can be copied with its pictures, and holds no address of anybody else. Where it is typed, a mark stands for a
picture (`[그림 3]`), which every box and every editor can hold.
"""

import re
from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.core import html

_OWN = re.compile(r"images/([1-9][0-9]{0,2})/")
_IMAGE = re.compile(r'<img(?: [a-z]+="[^"]*")*? src="images/(\d+)/"(?: [a-z]+="[^"]*")*>')
_MARK = re.compile(r"\[\s*(?:그림|image)\s*([1-9][0-9]{0,2})\s*\]", re.IGNORECASE)


class ImageFacts(NamedTuple):
    """What the text says of a picture: `alt` for whoever does not see it, and its size in points."""

    alt: str
    width: int
    height: int


def mark_of(number: int) -> str:
    """Return what stands for a picture where the text is typed."""
    return _("[그림 %(number)d]") % {"number": number}


def clean(text: str, *, page: str = "") -> str:
    """Return a safe subset of some HTML, with the pictures of its own page: the address `page`, '' for none yet."""
    return _IMAGE.sub(lambda found: _image(int(found[1])), html.clean(text, image=_own_address(page)))


def trusted(text: str) -> SafeString:
    """Return a kept text as safe for a template (see `html.trusted`)."""
    return html.trusted(text, image=_own_address(""))


def _own_address(page: str) -> Callable[[str], str | None]:
    def kept(address: str) -> str | None:
        for whole in (settings.SITE_URL + page, page) if page else ():
            address = address.removeprefix(whole)
        return address if _OWN.fullmatch(address) else None

    return kept


def _image(number: int, facts: ImageFacts | None = None) -> str:
    if facts is None:
        return f'<img src="images/{number}/">'
    alt = escape(facts.alt)
    return f'<img src="images/{number}/" alt="{alt}" width="{facts.width}" height="{facts.height}">'


def numbers_in(text: str) -> set[int]:
    """Return the numbers of the pictures in a cleaned text."""
    return {int(number) for number in _IMAGE.findall(text)}


def of_marks(text: str, numbers: Collection[int]) -> str:
    """Return HTML with these pictures instead of their marks. A mark of no picture stays as it was typed."""
    return _MARK.sub(lambda found: _image(int(found[1])) if int(found[1]) in numbers else found[0], text)


def numbers_of_marks(text: str) -> set[int]:
    """Return the numbers of the marks in a text as it is typed."""
    return {int(number) for number in _MARK.findall(text)}


def renumber(text: str, numbers: Mapping[int, int | None]) -> str:
    """Return a typed text whose marks have these numbers instead of theirs. One that becomes None is left out."""

    def renamed(found: re.Match[str]) -> str:
        number = int(found[1])
        if number not in numbers:
            return found[0]
        instead = numbers[number]
        return "" if instead is None else mark_of(instead)

    return _MARK.sub(renamed, text)


def to_marks(text: str) -> str:
    """Return a cleaned text with marks instead of pictures."""
    return _IMAGE.sub(lambda found: mark_of(int(found[1])), text)


def with_facts(text: str, facts: Mapping[int, ImageFacts]) -> str:
    """Return a cleaned text that says what its pictures are. One of which nothing is known is left out."""

    def shown(found: re.Match[str]) -> str:
        number = int(found[1])
        return _image(number, facts[number]) if number in facts else ""

    return _IMAGE.sub(shown, text)


def from_everywhere(text: str, page: str) -> str:
    """Return a cleaned text with the whole addresses of its pictures, for whoever reads it elsewhere."""
    return text.replace('<img src="images/', f'<img src="{page}images/')
