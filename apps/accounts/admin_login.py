"""The log-in of the admin: it is the site's, which has the limits on guessing and the second factor."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.views.decorators.cache import never_cache

from apps.accounts import rules
from apps.accounts.requests import member_of
from apps.core import http


@never_cache
@login_not_required
def log_in(request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
    """Redirect to the site's log-in, which returns here. Raises NotAllowed for a member who is not staff."""
    target = http.safe_next(request, reverse("admin:index"))
    if not request.user.is_authenticated:
        return redirect_to_login(target, resolve_url("account_login"))
    rules.check_may_enter_admin(member_of(request))
    return redirect(target)


def change_password(request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
    """Redirect to the site's page for one's own password, which has the limits on guessing."""
    return redirect("account_change_password")


def install(site: admin.AdminSite) -> None:
    """Replace the log-in and the password page of an admin site, and put the names of its lists into words once."""
    # A subclass would have to stand for the default site, on which packages register their models at import.
    site.login = log_in  # type: ignore[method-assign]
    site.password_change = change_password  # type: ignore[method-assign, assignment]
    site._build_app_dict = _with_names(site._build_app_dict)  # type: ignore[method-assign]


def _with_names(build: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Return `build` with texts for names: Django sorts the lists of all apps by lazy texts, on every page."""

    def build_with_names(*args: Any, **kwargs: Any) -> dict[str, Any]:
        found = build(*args, **kwargs)
        for named in (*found.values(), *(each for app in found.values() for each in app["models"])):
            named["name"] = str(named["name"])
        return found

    return build_with_names
