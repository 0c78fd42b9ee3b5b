"""Requests of which it is known who asks."""

from typing import cast

from django.http import HttpRequest

from apps.accounts.models import Member


class MemberRequest(HttpRequest):
    """A request behind the log-in: `LoginRequiredMiddleware` lets nobody else come to the view."""

    user: Member


class ApiRequest(HttpRequest):
    """A request with a bearer token: ninja keeps whose it is in `auth`."""

    auth: Member


def member_of(request: HttpRequest) -> Member:
    """Return who asks, where the admin or the log-in have made sure that it is a member."""
    return cast(Member, request.user)
