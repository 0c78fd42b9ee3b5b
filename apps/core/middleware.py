"""Middleware: request id, session cookie, log-in, refusals."""

import logging
import re
import uuid
from collections.abc import Callable

from django.conf import settings
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequired
from django.core.exceptions import ObjectDoesNotExist
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from apps.core import http
from apps.core.errors import Conflict, DomainError, Invalid, waited_too_long
from apps.core.logs import request_id

logger = logging.getLogger("django.request")

_SAFE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_UNREADABLE = (ValueError, OverflowError, DataError)
_SESSION_KEY = re.compile(r"[A-Za-z0-9]{8,100}")


class RequestIdMiddleware:
    """Give each request an id for its log lines; keep an id that a proxy sent if it is harmless."""

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


class SafetyHeadersMiddleware:
    """Add the headers of safety that Django has no setting for; a view may say otherwise.

    No page needs the camera, the place or a payment of the browser, and no other site may embed what is answered here.
    """

    HEADERS = {
        "Permissions-Policy": (
            "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
            "microphone=(), midi=(), payment=(), usb=()"
        ),
        "Cross-Origin-Resource-Policy": "same-origin",
    }

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in self.HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class SessionCookieMiddleware:
    """Drop malformed session cookies, and forbid caches to keep the pages of a person.

    A quoted cookie can hold a NUL, which PostgreSQL refuses in a query. A page for a session cookie belongs to one
    person, unless its view set Cache-Control itself.
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
    """Ask for a log-in on every page whose view is not marked; the API answers 401 by itself."""

    def process_view(self, request: HttpRequest, view_func: Callable, view_args: tuple, view_kwargs: dict):
        if http.is_api(request.path_info):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class DomainErrorMiddleware:
    """Answer the errors that no view handled: refusals and missing rows.

    `http.refusal` answers a DomainError, an act that waited too long for a lock, and in the lists of the admin a value
    in the address or a chosen row that no database can look for. A `DoesNotExist` of a selector or a service is the
    404 page; it stays a fault in the admin, which fetches its rows by itself, and where a row lacks its related row
    (`RelatedObjectDoesNotExist`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if http.is_api(request.path_info):
            return None
        if isinstance(exception, DomainError):
            return http.refusal(request, exception)
        if waited_too_long(exception):
            sentence = _("다른 사람의 처리가 끝나지 않아 하지 못했습니다. 잠시 뒤에 다시 시도해 주세요.")
            return http.refusal(request, Conflict("busy", sentence))
        if isinstance(exception, _UNREADABLE) and _is_admin_list(request):
            logger.warning("admin list asked with %r", request.GET.urlencode(), exc_info=exception)
            return http.refusal(request, Invalid("unreadable", _("주소나 고른 항목에 읽을 수 없는 값이 있습니다.")))
        if isinstance(exception, ObjectDoesNotExist) and not _is_fault(request, exception):
            raise Http404(str(exception)) from exception
        return None


def _is_fault(request: HttpRequest, missing: ObjectDoesNotExist) -> bool:
    """Return whether a missing row is our own mistake. Django's `RelatedObjectDoesNotExist` is an AttributeError."""
    match = request.resolver_match
    return isinstance(missing, AttributeError) or (match is not None and match.app_name == "admin")


def _is_admin_list(request: HttpRequest) -> bool:
    """Return whether the request is for a list of the admin with a query string or with chosen rows."""
    match = request.resolver_match
    is_list = match is not None and match.app_name == "admin" and str(match.url_name).endswith("_changelist")
    return is_list and bool(request.GET or ACTION_CHECKBOX_NAME in request.POST)
