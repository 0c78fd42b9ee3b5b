"""HTML written by people: cleaned on the way in, so that no door can pass it by."""

import re

import nh3
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe

ALLOWED_TAGS = {
    "p", "br", "strong", "em", "u", "s", "a", "ul", "ol", "li", "h2", "h3", "h4", "blockquote", "code", "pre", "hr",
}  # fmt: skip
# A tag ends before the next one begins: else a long row of "<a" would be read to its end from each of them.
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_BLOCK_END = re.compile(r"</(?:p|li|h2|h3|h4|blockquote|pre)>|<br\s*/?>|<hr\s*/?>", re.IGNORECASE)


def clean(text: str) -> str:
    """A safe subset of the HTML in `text`; what has no tag in it, or none left, becomes paragraphs."""
    text = text.strip()
    cleaned = nh3.clean(
        text if _TAG.search(text) else escape(text),
        tags=ALLOWED_TAGS,
        clean_content_tags={"script", "style", "iframe", "object"},
        attributes={"a": {"href", "title"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
    ).strip()
    return linebreaks(cleaned) if cleaned and not _TAG.search(cleaned) else cleaned


def trusted(html: str) -> SafeString:
    """`html` for a page to print as it is. Cleaned once more: rows can come by an import that passed no service."""
    return mark_safe(clean(html))  # noqa: S308 – the cleaner's own output


def editable(html: str) -> str:
    """What a plain text box shows for `html`: the text itself where that says it all, else the HTML."""
    text = _unescape(_TAG.sub("", re.sub(r"<br\s*/?>\n?", "\n", re.sub(r"</p>\s*<p>", "\n\n", html)))).strip()
    return text if _packed(clean(text)) == _packed(html) else html


def _packed(html: str) -> str:
    return re.sub(r">\s+<", "><", html)


def _unescape(text: str) -> str:
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&nbsp;", "\u00a0"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text


def plain(html: str) -> str:
    """The text a person reads in `html`, in one line."""
    spaced = _BLOCK_END.sub(" ", html)
    return " ".join(_unescape(nh3.clean(spaced, tags=set())).split())
