"""The log-in of the admin: it is the site's, which has the limits on guessing and the second factor."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core import http
from apps.core.errors import NotAllowed


@never_cache
@login_not_required
def log_in(request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
    """Redirect to the site's log-in, which returns here. Raises NotAllowed for a member who is not staff."""
    target = http.safe_next(request, reverse("admin:index"))
    if not request.user.is_authenticated:
        return redirect_to_login(target, resolve_url("account_login"))
    if not request.user.is_staff:
        raise NotAllowed("not_staff", _("관리자 화면은 운영자만 볼 수 있습니다."))
    return redirect(target)


def change_password(request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
    """Redirect to the site's page for one's own password, which has the limits on guessing."""
    return redirect("account_change_password")


def install(site: admin.AdminSite) -> None:
    """Replace the log-in and the password page of an admin site."""
    site.login = log_in  # type: ignore[method-assign]
    site.password_change = change_password  # type: ignore[method-assign, assignment]
