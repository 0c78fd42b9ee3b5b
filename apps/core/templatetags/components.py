"""Template tags of components with slots, built in (no {% load %}).

A block tag draws the template of the same name in templates/components with the content between its tags. `/ui/` shows
all components.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from apps.core.contact import get_contact

register = template.Library()

_WORD = "{word}"


@register.simple_tag
def operator() -> str:
    """Return the name of who runs the site, or a sentence that it has not been entered yet."""
    return get_contact().operator or _("아직 입력되지 않았습니다")


@register.simple_tag
def contact_words() -> str:
    """Return how to reach the operator as plain words, '' if it has not been entered."""
    return get_contact().words


@register.inclusion_tag("components/contact.html")
def contact() -> dict[str, Any]:
    """Draw how to reach the operator, or say that this has not been entered yet."""
    return {"contact": get_contact()}


@register.simple_block_tag(takes_context=True)
def callout(
    context: Context,
    content: SafeString,
    kind: str = "info",
    title: str = "",
    url: str = "",
    label: str = "",
    id: str = "",
    role: str = "",
) -> SafeString:
    """Draw a box that a reader must not miss: `{% callout kind="warn" title=_("…") %}<p>…</p>{% endcallout %}`.

    `kind` is info, warn, clash (another appointment at that time) or done; `url` and `label` are a link below the
    content. With `id` the box is a part of the page with a heading; `role` is status or alert where it answers an act.
    """
    return _draw(context, "callout", content=content, kind=kind, title=title, url=url, label=label, id=id, role=role)


@register.simple_block_tag(takes_context=True)
def empty_state(
    context: Context,
    content: SafeString,
    title: str,
    icon: str = "",
    url: str = "",
    label: str = "",
    clear_url: str = "",
) -> SafeString:
    """Draw what is shown in place of an empty list; the content is a sentence.

    `url` and `label` are the first button; `clear_url` leads to the list without its filters.
    """
    return _draw(
        context, "empty_state", content=content, title=title, icon=icon, url=url, label=label, clear_url=clear_url
    )


@register.simple_block_tag(takes_context=True)
def confirm(
    context: Context,
    content: SafeString,
    title: str,
    act: str,
    keep_url: str,
    keep: str,
    action: str = "",
    kind: str = "danger",
    narrow: bool = False,
    off: bool = False,
) -> SafeString:
    """Draw a question before an act that cannot be undone; the content says what follows, and may hold fields.

    `act` is the button that posts to `action` (this page, if there is none), `kind` its colour: danger or primary;
    `keep` is the link back, to `keep_url`. `off` leaves both away.
    """
    return _draw(
        context, "confirm", content=content, title=title, act=act, keep_url=keep_url, keep=keep, action=action,
        kind=kind, narrow=narrow, off=off,
    )  # fmt: skip


@register.simple_block_tag(takes_context=True)
def ticket(context: Context, content: SafeString, ticket: Any) -> SafeString:
    """Draw what stands on top of a page about one thing at one time (core.components.Ticket).

    The content is the main act and what belongs to it: `{% ticket page.ticket %}…{% endticket %}`.
    """
    return _draw(context, "ticket", content=content, ticket=ticket)


@register.simple_tag
def badge(text: Any, kind: str = "done", icon: str = "") -> SafeString:
    """Draw a state as a word in a colour.

    `kind` is open, soon, full, done, next, wait, danger, info or plain; `icon` is a name of img/icons.svg.
    """
    before, after = _badge_around(kind, icon)
    return mark_safe(f"{before}{conditional_escape(text)}{after}")  # noqa: S308 - drawn by the template, and escaped


@lru_cache(maxsize=200)
def _badge_around(kind: str, icon: str) -> tuple[str, str]:
    """Return what the template has before and after the word: the same for each badge of a long list."""
    before, after = render_to_string("components/badge.html", {"text": _WORD, "kind": kind, "icon": icon}).split(_WORD)
    return before, after


def _draw(context: Context, name: str, **values: Any) -> SafeString:
    drawn = context.template.engine.get_template(f"components/{name}.html")  # type: ignore[union-attr]
    return drawn.render(context.new({**values, "csrf_token": context.get("csrf_token")}))
