"""What Django does for each text, label and address of a page, done with less work.

A page looks up some hundred texts, and a list of the admin some thousand. Django keeps the language in a store that
asynchronous code can share and that takes ten calls to read, and looks a text that has no translation (all of ours in
Korean) up in each catalogue again. All our processes are synchronous.
"""

import html as plain
import re
import threading
from gettext import GNUTranslations
from typing import Any

from django.db.models import Field, Model
from django.urls import base as urls
from django.utils import html, timezone
from django.utils.encoding import force_str
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import trans_real

# Texts come from the code and are some thousand; this bounds what a text made of data could add.
MOST_TEXTS = 20_000

_SHORT = 100
_find_sign = re.compile("[&<>\"']").search

_display_of_django = Model._get_FIELD_display  # type: ignore[attr-defined]
_escape_of_django, _mark_of_django = html.escape, html.mark_safe  # type: ignore[attr-defined]


def install() -> None:
    """Make them faster. Call this before any model is defined: each binds the function that gives its labels."""
    # The language, the zone, and the address that this thread answers: read at every text, moment and link.
    for module, name in ((trans_real, "_active"), (timezone, "_active"), (urls, "_prefixes"), (urls, "_urlconfs")):
        setattr(module, name, threading.local())
    trans_real.DjangoTranslation.gettext = _gettext  # type: ignore[method-assign, assignment]
    html.escape, html.mark_safe = _escape, _mark_safe  # type: ignore[attr-defined]
    Model._get_FIELD_display = _get_label  # type: ignore[attr-defined]


def _gettext(catalogue: Any, message: str) -> str:
    """Look a text up once in each language."""
    try:
        return catalogue.kept[message]
    except AttributeError:
        catalogue.kept = {}
    except KeyError:
        pass
    found = GNUTranslations.gettext(catalogue, message)
    if len(catalogue.kept) < MOST_TEXTS:
        catalogue.kept[message] = found
    return found


def escape(text: str) -> str:
    """Escape a text for HTML. A short one without any such sign, as most are, is not replaced five times."""
    return text if len(text) < _SHORT and _find_sign(text) is None else plain.escape(text)


def _escape(text: Any) -> Any:
    """Escape as Django does, without asking in a loop whether the one argument is lazy."""
    return _escape_of_django(text) if isinstance(text, Promise) else SafeString(escape(str(text)))


def _mark_safe(text: Any) -> Any:
    """Mark a text as safe as Django does, without that loop."""
    return SafeString(text) if type(text) is str else _mark_of_django(text)


def _get_label(row: Model, field: Field) -> Any:
    """Return the label of a choice: Django's `get_…_display`, without a copy of all labels in words for each call."""
    value = getattr(row, field.attname)
    if isinstance(value, str | int):
        for key, label in field.flatchoices:
            if key == value:
                return force_str(label, strings_only=True)
    return _display_of_django(row, field)
