"""The addresses of `manage.py dev`: the site's own and the debug toolbar's."""

from debug_toolbar.toolbar import debug_toolbar_urls

from config.urls import urlpatterns as site

urlpatterns = [*site, *debug_toolbar_urls()]
