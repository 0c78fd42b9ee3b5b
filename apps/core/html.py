"""Cleaning of HTML that people write. Services clean it, so that no door can skip it."""

import re

import nh3
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe

_INLINE_TAGS = {"br", "strong", "em", "u", "s", "a", "code"}
_BLOCK_TAGS = {"p", "ul", "ol", "li", "h2", "h3", "h4", "blockquote", "pre", "hr"}
ALLOWED_TAGS = _INLINE_TAGS | _BLOCK_TAGS
# A tag ends before the next one begins, else matching a long row of "<a" takes quadratic time.
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_BLOCK_END = re.compile(r"</(?:p|li|h2|h3|h4|blockquote|pre)>|<br\s*/?>|<hr\s*/?>", re.IGNORECASE)


def clean(text: str) -> str:
    """Return a safe subset of the HTML in `text`. Text without tags becomes paragraphs."""
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
    """Return `html` as safe for a template. It is cleaned again, because an imported row may have passed no service."""
    return mark_safe(clean(html))  # noqa: S308 – the cleaner's own output


def editable(html: str) -> str:
    """Return what a plain text box shows for `html`: its text if nothing is lost, else the HTML."""
    text = _unescape(_TAG.sub("", re.sub(r"<br\s*/?>\n?", "\n", re.sub(r"</p>\s*<p>", "\n\n", html)))).strip()
    return text if _packed(clean(text)) == _packed(html) else html


def _packed(html: str) -> str:
    return re.sub(r">\s+<", "><", html)


def _unescape(text: str) -> str:
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&nbsp;", "\u00a0"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text


def plain(html: str) -> str:
    """Return the text of `html` without tags, in one line."""
    spaced = _BLOCK_END.sub(" ", html)
    return " ".join(_unescape(nh3.clean(spaced, tags=set())).split())
