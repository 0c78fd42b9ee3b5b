"""Served by gunicorn beside the product."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
