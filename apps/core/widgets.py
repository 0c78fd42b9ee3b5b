"""Inputs of forms drawn without templates.

Django draws an input with three templates, each of which includes the next, and a list of choices with as many for each
choice: that is most of what a form costs. What is drawn here is what those templates draw.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import formats
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

_Widget = Mapping[str, Any]


def draw_attributes(attrs: Mapping[str, Any]) -> SafeString:
    """Return attributes as they stand in a tag, a blank before each. False leaves one out, True has no value."""
    return mark_safe(  # noqa: S308 - escaped
        "".join(
            f" {conditional_escape(name)}" if value is True else f' {conditional_escape(name)}="{_escape(value)}"'
            for name, value in attrs.items()
            if value is not False
        )
    )


def _escape(value: Any) -> str:
    return conditional_escape(value if isinstance(value, str) else str(value))


def _draw_input(widget: _Widget) -> str:
    value = widget["value"]
    held = "" if value is None else f' value="{_escape(value)}"'
    name = conditional_escape(widget["name"])
    return f'<input type="{widget["type"]}" name="{name}"{held}{draw_attributes(widget["attrs"])}>'


def _draw_textarea(widget: _Widget) -> str:
    start = f'<textarea name="{conditional_escape(widget["name"])}"{draw_attributes(widget["attrs"])}>'
    return f"{start}\n{_escape(widget['value'] or '')}</textarea>"


def _draw_select(widget: _Widget) -> str:
    parts = [f'<select name="{conditional_escape(widget["name"])}"{draw_attributes(widget["attrs"])}>']
    for group, options, _number in widget["optgroups"]:
        if group:
            parts.append(f'<optgroup label="{_escape(group)}">')
        for option in options:
            words = conditional_escape(formats.localize(option["label"]))
            attrs = draw_attributes(option["attrs"]) if option["attrs"] else ""
            parts.append(f'<option value="{_escape(option["value"])}"{attrs}>{words}</option>')
        if group:
            parts.append("</optgroup>")
    parts.append("</select>")
    return "".join(parts)


_FOLDER = "django/forms/widgets/"
_INPUTS = ("checkbox", "date", "datetime", "email", "file", "hidden", "number", "password", "text", "time", "url")
_DRAWN: dict[str, Callable[[_Widget], str]] = {
    **{f"{_FOLDER}{name}.html": _draw_input for name in _INPUTS},
    f"{_FOLDER}textarea.html": _draw_textarea,
    f"{_FOLDER}select.html": _draw_select,
}


def draw(template_name: str, context: Mapping[str, Any]) -> SafeString | None:
    """Return the input that a template of Django's draws, None for any other template."""
    drawn = _DRAWN.get(template_name)
    return None if drawn is None else mark_safe(drawn(context["widget"]))  # noqa: S308 - escaped
