"""Middleware that keeps every answer under the API in the envelope, also if no endpoint was reached."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from apps.core import http
from apps.core.api.errors import CONTENT_TYPE, failing_body, sentence


class ApiEnvelopeMiddleware:
    """Put the refusals of Django and other middleware (404, 405, a bad host, a crash) into the envelope."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not http.is_api(request.path_info):
            return response
        # Answers hold personal data and tokens: no cache may keep a copy.
        response.headers.setdefault("Cache-Control", "no-store")
        is_json = response.headers.get("Content-Type", "").startswith("application/json")
        if response.status_code >= HTTPStatus.BAD_REQUEST and not is_json:
            with translation.override(translation.get_language_from_request(request)):
                response.content = failing_body(sentence(response.status_code))
            response.headers["Content-Type"] = CONTENT_TYPE
            if "Content-Length" in response.headers:
                response.headers["Content-Length"] = str(len(response.content))
        return response
