"""Template tags of the look, in every template without {% load %}: icon, meter, date_block, initial, named_by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from apps.core import clock

register = template.Library()


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
    """Show `value` of `maximum` as a bar. `label` says it in words; `kind` is open, soon, full or done."""
    percent = 100 if maximum <= 0 else max(0, min(100, round(100 * value / maximum)))
    return {"percent": percent, "label": label, "kind": kind}


@register.inclusion_tag("components/date.html")
def date_block(value: dt.date | dt.datetime, kind: str = "") -> dict[str, Any]:
    """Show a day large, its month above and its weekday below. `kind` is empty, past or today."""
    if isinstance(value, dt.datetime):
        value = clock.local(value).date()
    korean = (get_language() or "ko").startswith("ko")
    return {
        "value": value,
        "month": formats.date_format(value, "F" if korean else "M"),
        "weekday": formats.date_format(value, "l" if korean else "D"),
        "kind": kind,
    }


@register.filter
def initial(name: str) -> str:
    """The first letter of a name, for a person without a picture."""
    return str(name).strip()[:1] or "·"


@register.filter
def named_by(cells: Sequence[Any], head: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Each cell of a table row with the word of its column."""
    return list(zip(head, cells, strict=True))
