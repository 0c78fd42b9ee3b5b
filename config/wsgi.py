"""The WSGI application, served by gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()


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
