"""The template tag of the page where people choose when each kind of notice comes by mail."""

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from apps.core.hot_paths import escape
from apps.notices.forms import EACH, Choice

register = template.Library()

# Written here and not in a template: the page has some 250 buttons, for which templates make 50,000 calls.
_BUTTON = """<div class="form-check">
  <input type="radio" class="form-check-input" id="{id}" name="{name}" value="{value}"{checked}>
  <label class="form-check-label" for="{id}">{hidden}{label}</label>
</div>"""
_CHOICE = """<div class="mail-choice{css}" id="{id}" tabindex="-1" role="radiogroup" aria-labelledby="label_{id}">
  <{tag} id="label_{id}">{label}</{tag}>
  <div class="pills">{buttons}</div>
</div>"""


@register.simple_tag
def timing(choice: Choice, *, is_whole: bool = False) -> SafeString:
    """Draw the choice of a timing; `is_whole`: that of a whole group."""
    words = escape(_("모두"))  # not inside the f-string, where makemessages does not find it
    everything = f'<span class="visually-hidden">{words}</span> '
    name = escape(choice.name)
    buttons = [
        _BUTTON.format(
            id=f"{choice.id}_{position}",
            name=name,
            value=escape(value),
            checked=" checked" if value == choice.chosen else "",
            hidden=everything if is_whole and value != EACH else "",
            label=escape(label),
        )
        for position, (value, label) in enumerate(choice.offered)
    ]
    css, tag = (" mail-whole", "h2") if is_whole else ("", "p")
    drawn = _CHOICE.format(css=css, tag=tag, id=choice.id, label=escape(choice.label), buttons="".join(buttons))
    return mark_safe(drawn)  # noqa: S308 - escaped
