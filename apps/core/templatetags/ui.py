"""Template tags of the layout, built in (no {% load %}): fixed, icon, meter, date_block, page_numbers and filters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django import forms, template
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.i18n import TranslateNode, do_translate
from django.templatetags.static import static
from django.urls import get_script_prefix
from django.utils import formats
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.core import clock, text, widgets

register = template.Library()

_KEPT_OF_ONE = 200
_FIELD_KINDS = (
    ("checkbox", forms.CheckboxInput),
    ("choices", forms.RadioSelect),  # boxes to tick are of this class too
    ("file", forms.FileInput),
    ("select", forms.Select),
)


def language_of(context: Context) -> str | None:
    """Return the language in which a page is drawn: one from its first to its last word."""
    language = context.__dict__.get("language")
    if language is None:
        language = context.language = get_language()  # type: ignore[attr-defined]
    return language


class FixedNode(template.Node):
    """A part of a page that depends only on the language and on the values it names."""

    child_nodelists = ()  # no blocks are looked for in it

    def __init__(self, values: dict[str, FilterExpression], nodelist: NodeList) -> None:
        self.values, self.nodelist = values, nodelist
        self.drawn: dict[Any, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        values = {name: value.resolve(context) for name, value in self.values.items()}
        key = (language_of(context), get_script_prefix(), *values.values())
        kept = self.drawn.get(key)
        if kept is None:
            if len(self.drawn) >= _KEPT_OF_ONE:
                self.drawn.clear()
            # A context of its own, so that nothing of this person or request can be shown to the next.
            kept = self.drawn[key] = self.nodelist.render(context.new(values))
        return kept


@register.tag
def fixed(parser: Parser, token: Token) -> FixedNode:
    """Draw the content of `{% fixed %}…{% endfixed %}` once for each language, and keep it in the process.

    `{% fixed nav=nav_items %}` draws it once for each value too; the content then has `nav` and no other variable of
    the page. Values must be hashable and few: choices and flags, not texts that people wrote. The content may hold no
    {% block %} and no CSRF token.
    """
    bits = token.split_contents()[1:]
    values = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError("fixed takes name=value only")
    nodelist = parser.parse(("endfixed",))
    parser.delete_first_token()
    return FixedNode(values, nodelist)


class WordNode(template.Node):
    """A `{% trans "…" %}` without filters: its words depend only on the language."""

    child_nodelists = ()

    def __init__(self, translated: TranslateNode) -> None:
        self.translated, self.asvar = translated, translated.asvar
        translated.asvar = None
        self.kept: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        language = language_of(context)
        words = self.kept.get(language)
        if words is None:
            words = self.kept[language] = self.translated.render(context)
        if self.asvar:
            context[self.asvar] = words
            return ""
        return words


@register.tag
def trans(parser: Parser, token: Token) -> template.Node:
    """Translate as Django's tag does, but look a text up once for each language and keep it in the process."""
    translated = do_translate(parser, token)
    text_of = translated.filter_expression
    is_constant = not text_of.filters and text_of.var.lookups is None
    meaning = translated.message_context
    return WordNode(translated) if is_constant and (meaning is None or not meaning.is_var) else translated


@register.simple_tag(name="static")
@lru_cache(maxsize=1000)
def static_url(path: str) -> str:
    """Return the address of a static file, as Django's tag does, but look each file up once in a process."""
    return static(path)


@register.simple_tag
@lru_cache(maxsize=1000)
def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """Draw the icon `name` of img/icons.svg. Without `label` it is decoration and hidden from assistive technology."""
    href = f"{static('img/icons.svg')}#{name}"
    css = f"icon {extra}".strip()
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>', css, label, href)
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"></use></svg>', css, href)


@register.inclusion_tag("components/meter.html")
def meter(value: int, maximum: int, label: str, kind: str = "open") -> dict[str, Any]:
    """Show `value` of `maximum` as a bar. `label` says the same as text; `kind` is open, soon, full or done."""
    percent = 100 if maximum <= 0 else max(0, min(100, round(100 * value / maximum)))
    return {"percent": percent, "label": label, "kind": kind}


@register.simple_tag
def date_block(value: dt.date | dt.datetime, kind: str = "") -> SafeString:
    """Show a day large, its month above and its weekday below. `kind` is empty, past or today."""
    day = clock.local(value).date() if isinstance(value, dt.datetime) else value
    return _drawn_day(day, kind, get_language() or "ko")


@lru_cache(maxsize=1000)
def _drawn_day(day: dt.date, kind: str, language: str) -> SafeString:
    """Draw a day once for each language: a list shows ten, and other pages the same ones."""
    korean = language.startswith("ko")
    context = {
        "value": day,
        "month": formats.date_format(day, "F" if korean else "M"),
        "weekday": formats.date_format(day, "l" if korean else "D"),
        "kind": kind,
    }
    return render_to_string("components/date.html", context)


@register.simple_tag
def page_numbers(page: Any, query: str = "") -> SafeString:
    """Draw the links to numbered pages in components/pagination.html, which explains `page` and `query`."""
    start = f"?{escape(query)}&amp;page=" if query else "?page="
    label = escape(_("현재 페이지"))  # not inside the f-string, where makemessages does not find it
    current = f'aria-current="page"><span class="visually-hidden">{label}</span> '
    return mark_safe(  # noqa: S308 – numbers, and a query that was escaped
        "".join(
            f'<li class="is-number"><a href="{start}{n}"{" " + current if n == page.number else ">"}{n}</a></li>'
            if n
            else '<li class="is-number"><span class="is-gap">…</span></li>'
            for n in page.window
        )
    )


@register.filter
def initial(name: str) -> str:
    """Return the first letter of a name, for a person without a picture."""
    return str(name).strip()[:1] or "·"


@register.filter
def names(sentence: Any, label: Any) -> bool:
    """Return whether a sentence about a field names it, so that its label need not stand before it."""
    sentence, bare = str(sentence), str(label).partition("(")[0].strip()
    return sentence.startswith(bare) or any(quoted in sentence for quoted in (f"“{label}”", f"‘{label}’"))


@register.filter
def field_kind(field: forms.BoundField) -> str:
    """Return how a field is drawn: checkbox, choices, file, select, or '' for a box to type in."""
    widget = field.field.widget
    return next((kind for kind, classes in _FIELD_KINDS if isinstance(widget, classes)), "")


@register.filter
def attributes(attrs: Mapping[str, Any], without: str = "") -> SafeString:
    """Return the attributes of an input as they stand in its tag, a blank before each; one may be left out."""
    return widgets.draw_attributes({name: value for name, value in attrs.items() if name != without})


@register.filter
def place_in_line(place: int) -> str:
    """Return a place in the waiting list as text."""
    return text.place_in_line(place)


@register.filter
def exact_day(value: dt.date) -> str:
    """Return a day in its exact form."""
    return text.day(value)


@register.filter
def exact_moment(value: dt.datetime) -> str:
    """Return a moment in its exact form."""
    return text.moment(value)


@register.filter
def named_by(cells: Sequence[Any], head: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Pair each cell of a table row with the heading of its column."""
    return list(zip(head, cells, strict=True))
