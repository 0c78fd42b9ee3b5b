"""The admin has no log-in of its own: the site's has the limits on guessing and the second factor."""

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
    """To the site's log-in with where to go on; whoever is logged in and no staff is told so."""
    target = http.safe_next(request, reverse("admin:index"))
    if not request.user.is_authenticated:
        return redirect_to_login(target, resolve_url("account_login"))
    if not request.user.is_staff:
        raise NotAllowed("not_staff", _("관리자 화면은 운영자만 볼 수 있습니다."))
    return redirect(target)


def change_password(request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
    """One page for one's own password, with the limits on guessing."""
    return redirect("account_change_password")


def install(site: admin.AdminSite) -> None:
    site.login = log_in
    site.password_change = change_password
