"""Every address of the site, by include."""

from django.contrib import admin
from django.urls import include, path

from apps.core.views_ui import components

urlpatterns = [
    path("", include("apps.portal.urls")),
    path("me/", include("apps.planner.urls")),
    path("notices/", include("apps.notices.urls")),
    path("mentoring/", include("apps.mentoring.urls")),
    path("accounts/", include("apps.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("ui/", components, name="components"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("", include("config.api")),
]
