"""What happens around every request of ours."""

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
    """Answer what no view caught itself: a refusal, and a row that is not there to be seen.

    A refusal is the 403 page, or a message where the person came from. So is an act that waited too long for another
    to end, and in the admin, whose lists read the address as it comes, a value there or a chosen row that no database
    can look for. A `DoesNotExist` of a selector or a service is the 404 page. It stays a fault in the admin, which
    fetches its rows by itself, and where a row lacks its related row (`RelatedObjectDoesNotExist`).
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
    """A list of the admin that was asked for with words in the address, or given rows to act on."""
    match = request.resolver_match
    is_list = match is not None and match.app_name == "admin" and str(match.url_name).endswith("_changelist")
    return is_list and bool(request.GET or ACTION_CHECKBOX_NAME in request.POST)
