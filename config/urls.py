"""All addresses of the site, by include."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from apps.core.http import bad_request, server_error
from apps.core.views_ui import components

handler400, handler500 = bad_request, server_error

urlpatterns = [
    path("", include("apps.portal.urls")),
    path("me/", include("apps.planner.urls")),
    path("me/following/", include("apps.following.urls")),
    path("hours/", include("apps.hours.urls")),
    path("notices/", include("apps.notices.urls")),
    path("mentoring/", include("apps.mentoring.urls")),
    path("links/", include("apps.linking.urls")),
    path("tutorials/", include("apps.lessons.tutorial_urls")),
    path("lessons/", include("apps.lessons.urls")),
    path("", include("apps.elearning.urls")),
    path("accounts/", include("apps.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("ui/", components, name="components"),
    path("i18n/setlang/", login_not_required(require_POST(set_language)), name="set_language"),
    path("admin/", admin.site.urls),
    path("", include("config.api")),
]
