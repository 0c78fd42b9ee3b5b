"""Lazy texts of the API's documentation."""

from typing import cast

from django.utils.translation import gettext_lazy as _lazy


def gettext_lazy(text: str) -> str:
    """Return a lazy text, typed as the `str` that Pydantic and ninja ask for. Building the document translates it."""
    return cast(str, _lazy(text))
