"""The WSGI application, served by gunicorn."""

import os
from collections.abc import Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

from apps.core.frames import with_room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

_answer = get_wsgi_application()


@with_room
def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer a request."""
    return _answer(environ, start_response)


def load_addresses() -> None:
    """Load all addresses, views and translations now and not at the first request of each worker."""
    from django.conf import settings
    from django.db import connections
    from django.urls import reverse
    from django.utils import translation

    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            reverse("portal:home")
            translation.gettext("멘토링")
    # Forked processes must not share a connection.
    connections.close_all()


load_addresses()
