"""Types of requests whose member is known."""

from typing import cast

from django.http import HttpRequest

from apps.accounts.models import Member


class MemberRequest(HttpRequest):
    """A request of a logged-in member; `LoginRequiredMiddleware` lets no other reach the view."""

    user: Member


class ApiRequest(HttpRequest):
    """A request with a bearer token. Ninja keeps its member in `auth`."""

    auth: Member


def member_of(request: HttpRequest) -> Member:
    """Return the member of a request, after the admin or the log-in made sure that there is one."""
    return cast(Member, request.user)
