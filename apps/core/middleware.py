"""What happens around every request of ours."""

import re
import uuid
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequired
from django.http import HttpRequest, HttpResponse

from apps.core import http
from apps.core.errors import DomainError
from apps.core.logs import request_id

_SAFE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_SESSION_KEY = re.compile(r"[A-Za-z0-9]{8,100}")


class RequestIdMiddleware:
    """Gives each request an id for its log lines; takes over one that a proxy sent if it is harmless."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        token = request_id.set(given if _SAFE_ID.fullmatch(given) else uuid.uuid4().hex)
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id.get()
            return response
        finally:
            request_id.reset(token)


class SessionCookieMiddleware:
    """Stands around the session: no cookie that no session of ours has, no page of a person kept by those between.

    A cookie can bring a NUL, in quotes, which PostgreSQL refuses to look for. And a page that was made for who sent a
    session's cookie is theirs alone, unless its view said how it may be kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        if key and not _SESSION_KEY.fullmatch(key):
            del request.COOKIES[settings.SESSION_COOKIE_NAME]
        response = self.get_response(request)
        if key and not http.is_api(request.path_info):
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class LoginRequiredMiddleware(DjangoLoginRequired):
    """Every page asks for a log-in unless its view is marked; the API answers 401 by itself."""

    def process_view(self, request: HttpRequest, view_func: Callable, view_args: tuple, view_kwargs: dict):
        if http.is_api(request.path_info):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class DomainErrorMiddleware:
    """A refusal that no view caught itself: the 403 page, or a message where the person came from."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DomainError) and not http.is_api(request.path_info):
            return http.refusal(request, exception)
        return None
