"""Middleware: request id, session cookie, log-in, refusals."""

import logging
import re
import uuid
from collections.abc import Callable
from functools import cached_property
from typing import Any

from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequired
from django.core.exceptions import ObjectDoesNotExist
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware import gzip
from django.shortcuts import render
from django.utils.translation import gettext as _

from apps.core import clashes, http
from apps.core.api.fields import BIGGEST_ID
from apps.core.errors import Conflict, DomainError, Invalid, is_away, waited_too_long
from apps.core.filters import LONGEST_WORD
from apps.core.logs import request_id
from apps.core.text import whole_number

logger = logging.getLogger("django.request")

_SAFE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_UNREADABLE = (ValueError, OverflowError, DataError)
_SEARCHED = ("q", "term")  # the admin's lists, and its fields that find while one types
_MOST_READ_AWAY = 8_000_000
# Asked for when the header is written, a nonce is refused.
_NO_NONCE = CheckableLazyObject(CSPMiddleware._csp_nonce_post_response)
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


class CompressionMiddleware(gzip.GZipMiddleware):
    """Compress pages and the answers of the API for browsers that can read it.

    Files go out as they are: pictures, films and papers are compressed already, and a part of a file must have the
    length that was asked for.
    """

    TEXTS = ("text/html", "application/json", "application/ld+json", "text/calendar")

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.headers.get("Content-Type", "").startswith(self.TEXTS):
            return response
        return super().process_response(request, response)


class ContentPolicyMiddleware(CSPMiddleware):
    """Give each answer the policy of the settings, written once; one with a nonce or a policy of its own gets its own.

    Whatever django-csp notes about a request or an answer has a name that begins with `_csp_`.
    """

    @cached_property
    def _usual(self) -> str:
        return build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if settings.DEBUG or any(name.startswith("_csp_") for name in (*vars(request), *vars(response))):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self._usual)
        request.csp_nonce = _NO_NONCE  # type: ignore[attr-defined]
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


class SizeMiddleware:
    """Refuse with 413 a body that is larger than its door takes, with 414 an address, before anything reads them.

    The limit of a form is that of its fields together; files are measured where they are taken, and here only as far
    as no door takes more.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if len(request.META.get("QUERY_STRING", "")) > http.LONGEST_ADDRESS:
            return _too_long(request)
        if _sent_bytes(request) > _most_bytes(request):
            _read_away(request)
            is_api = http.is_api(request.path_info)
            return HttpResponse(status=413) if is_api else http.refusal(request, http.too_large())
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Find nothing by a number that no row can have, and refuse long words to search for in the admin.

        Each word becomes a condition on each field there.
        """
        match = request.resolver_match
        if match is not None and any(isinstance(one, int) and one > BIGGEST_ID for one in match.kwargs.values()):
            raise Http404
        if match is not None and match.app_name == "admin":
            for name in _SEARCHED:
                if len(request.GET.get(name, "")) > LONGEST_WORD:
                    sentence = _("검색어는 %(most)d자까지 쓸 수 있습니다.") % {"most": LONGEST_WORD}
                    return http.refusal(request, Invalid("word_too_long", sentence))
        return None


def _too_long(request: HttpRequest) -> HttpResponse:
    if http.is_api(request.path_info):
        return HttpResponse(status=414)
    sentence = _("주소가 너무 깁니다. 이전 페이지로 돌아가 다시 시도해 주세요.")
    return render(request, "400.html", {"reason": sentence, "number": 414}, status=414)


def _sent_bytes(request: HttpRequest) -> int:
    """Return the length of the body. One of unknown length is empty for Django."""
    given = whole_number(request.META.get("CONTENT_LENGTH"))
    return given or 0


def _most_bytes(request: HttpRequest) -> int:
    if http.is_api(request.path_info):
        return settings.LARGEST_JSON
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return settings.LARGEST_OF_VISITOR
    is_upload = request.content_type == "multipart/form-data"
    return settings.LARGEST_UPLOAD if is_upload else settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def _read_away(request: HttpRequest) -> None:
    """Read a refused body of moderate size, because a client that is still sending may not hear the answer."""
    left = _MOST_READ_AWAY
    while left > 0 and (part := request.read(min(left, 65_536))):
        left -= len(part)


class DomainErrorMiddleware:
    """Answer the errors that no view handled: refusals and missing rows.

    `http.refusal` answers a DomainError, an act that waited too long for a lock or clashed twice, and in the lists of
    the admin a value in the address or a chosen row that no database can look for. A `DoesNotExist` of a selector or a
    service is the 404 page; it stays a fault in the admin, which fetches its rows by itself, and where a row lacks its
    related row (`RelatedObjectDoesNotExist`). Whoever opens an address that only a button may ask gets a page as well,
    for Django answers it with nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET" and not http.is_api(request.path_info):
            return http.not_to_be_opened(request, allowed=response["Allow"])
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if http.is_api(request.path_info):
            return None
        if isinstance(exception, DomainError):
            return http.refusal(request, exception)
        if waited_too_long(exception):
            sentence = _("다른 사람의 처리가 끝나지 않아 하지 못했습니다. 잠시 뒤에 다시 시도해 주세요.")
            return http.refusal(request, Conflict("busy", sentence))
        if clashes.is_clash(exception):
            logger.error("two acts clashed", exc_info=exception)
            return http.refusal(request, clashes.refusal())
        if is_away(exception):
            logger.error("a part is away", exc_info=exception)
            return http.away()
        if isinstance(exception, _UNREADABLE) and _is_admin_list(request):
            logger.warning("admin list asked with %r", request.GET.urlencode(), exc_info=exception)
            return http.refusal(request, Invalid("unreadable", _("주소나 선택한 항목에 읽을 수 없는 값이 있습니다.")))
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
