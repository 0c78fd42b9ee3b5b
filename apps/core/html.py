"""Text that people write with its looks, kept as HTML. Services clean it, so that no door can skip it.

Whether something is HTML is known by the door it came through, and never guessed from what it says: `of_text` makes
HTML of what was typed into a plain box, to the letter.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import nh3
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe

from apps.core import spelling

_INLINE_TAGS = {"br", "strong", "em", "u", "s", "a", "code"}
_BLOCK_TAGS = {"p", "ul", "ol", "li", "h2", "h3", "h4", "blockquote", "pre", "hr"}
ALLOWED_TAGS = _INLINE_TAGS | _BLOCK_TAGS
_BLOCK_END = re.compile(r"</(?:p|li|h2|h3|h4|blockquote|pre)>|<br\s*/?>|<hr\s*/?>", re.IGNORECASE)
_BETWEEN_BLOCKS = re.compile(r"(?<=>)\s+(?=</?(?:p|ul|ol|li|h2|h3|h4|blockquote|pre|hr)>)")
_PARAGRAPHS = re.compile(r"(?:<p>(?:[^<]|<br>)*</p>)*")
_IMAGE = re.compile(r'<img(?: [a-z]+="[^"]*")*>')
_INDENT = re.compile(r"^ +| {2,}", re.MULTILINE)


def clean(html: str, *, image: Callable[[str], str | None] | None = None) -> str:
    """Return a safe subset of some HTML. What stands in no tag at all becomes paragraphs.

    `image` returns the address of a picture as it is kept, None for one that is taken out; without it all are.
    """
    cleaned = nh3.clean(
        html,
        tags=ALLOWED_TAGS | {"img"} if image else ALLOWED_TAGS,
        clean_content_tags={"script", "style", "iframe", "object"},
        attributes={"a": {"href", "title"}} | ({"img": {"src", "alt", "width", "height"}} if image else {}),
        attribute_filter=_filter_of(image) if image else None,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
    )
    if image:
        cleaned = _IMAGE.sub(lambda tag: tag[0] if ' src="' in tag[0] else "", cleaned)
    cleaned = spelling.text(cleaned)
    if cleaned and "<" not in cleaned:
        cleaned = linebreaks(cleaned)
    return _BETWEEN_BLOCKS.sub("", cleaned)


def _filter_of(image: Callable[[str], str | None]) -> Callable[[str, str, str], str | None]:
    def kept(tag: str, name: str, value: str) -> str | None:
        if tag != "img" or name == "alt":
            return value
        if name == "src":
            return image(value)
        return value if value.isdecimal() else None

    return kept


def of_text(typed: str) -> str:
    """Return the HTML that shows a text as it was typed: an empty line parts paragraphs, and indents stay."""
    words = spelling.text(typed)
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        words = words.replace(character, entity)
    words = _INDENT.sub(lambda blanks: "&nbsp;" * len(blanks[0]), words)
    return "".join(f"<p>{part}</p>".replace("\n", "<br>") for part in re.split(r"\n{2,}", words) if part)


@dataclass(frozen=True)
class Editable:
    """What a plain box shows for some HTML: the text of it, or the HTML itself (`is_html`) if text would lose some."""

    typed: str
    is_html: bool


def editable(html: str) -> Editable:
    packed = _BETWEEN_BLOCKS.sub("", html)
    if _PARAGRAPHS.fullmatch(packed):
        lines = packed.removeprefix("<p>").removesuffix("</p>").replace("</p><p>", "\n\n").replace("<br>", "\n")
        typed = _unescape(lines.replace("&nbsp;", " "))
        if of_text(typed) == packed:
            return Editable(typed, is_html=False)
    return Editable(html, is_html=True)


def trusted(html: str, *, image: Callable[[str], str | None] | None = None) -> SafeString:
    """Return `html` as safe for a template. It is cleaned again, because an imported row may have passed no service."""
    return mark_safe(clean(html, image=image))  # noqa: S308 – the cleaner's own output


def _unescape(text: str) -> str:
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&nbsp;", "\u00a0"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text


def plain(html: str) -> str:
    """Return the text of `html` without tags, in one line."""
    spaced = _BLOCK_END.sub(" ", html)
    return " ".join(_unescape(nh3.clean(spaced, tags=set())).split())
