"""The log-in of the admin: it is the site's, which has the limits on guessing and the second factor."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from apps.accounts import rules
from apps.accounts.requests import member_of
from apps.core import http

_MENUS = 100


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
    """Replace the log-in and the password page of an admin site, and keep its menu."""
    # A subclass would have to stand for the default site, on which packages register their models at import.
    site.login = log_in  # type: ignore[method-assign]
    site.password_change = change_password  # type: ignore[method-assign, assignment]
    site.get_app_list = _kept(site.get_app_list)  # type: ignore[method-assign]


class Menu(list):
    """The lists that somebody sees in the admin. A menu is equal to itself alone, so that `{% fixed %}` takes it."""

    __hash__ = object.__hash__  # type: ignore[assignment]
    __eq__ = object.__eq__


def _kept(build: Callable[..., list[Any]]) -> Callable[..., Menu]:
    """Return `build` with one menu for all who may do the same: each page of the admin shows it.

    The permissions of no list depend on anything else while no row is named.
    """
    menus: dict[Any, Menu] = {}

    def get_app_list(request: HttpRequest, app_label: str | None = None) -> Menu:
        member = request.user
        may = None if member.is_active and member.is_superuser else frozenset(member.get_all_permissions())
        key = (app_label, may, get_language(), get_script_prefix())
        menu = menus.get(key)
        if menu is None:
            if len(menus) >= _MENUS:
                menus.clear()
            menu = menus[key] = Menu(build(request, app_label))
        return menu

    return get_app_list
