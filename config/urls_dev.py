"""The addresses of `manage.py dev`: those of the site and of the debug toolbar."""

from debug_toolbar.toolbar import debug_toolbar_urls

from config.urls import urlpatterns as site

urlpatterns = [*site, *debug_toolbar_urls()]
