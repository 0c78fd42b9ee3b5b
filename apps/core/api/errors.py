"""The map from errors to answers of the API: a status and a sentence, never HTML, never a trace."""

import json
import logging
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from apps.core import clashes
from apps.core.errors import RETRY_AFTER, DomainError, Throttled, is_away, waited_too_long
from apps.core.text import quoted

logger = logging.getLogger("django.request")

CONTENT_TYPE = "application/json; charset=utf-8"
MOST_COMPLAINTS = 10
CHALLENGE = 'Bearer realm="baeumteo"'

SENTENCES = {
    400: gettext_lazy("요청을 이해하지 못했습니다. 주소와 본문을 확인해 주세요."),
    401: gettext_lazy("로그인이 필요합니다. 받은 accessToken을 머리글 Authorization: Bearer 뒤에 적어 보내 주세요."),
    403: gettext_lazy("이 일을 할 권한이 없습니다."),
    404: gettext_lazy("찾을 수 없습니다. 주소와 번호를 확인해 주세요."),
    405: gettext_lazy("이 주소에서는 쓸 수 없는 방법입니다. 쓸 수 있는 방법은 머리글 Allow에 있습니다."),
    409: gettext_lazy("지금은 할 수 없습니다. 잠시 뒤에 다시 시도해 주세요."),
    413: gettext_lazy("본문이 너무 큽니다. 나누거나 줄여서 보내 주세요."),
    414: gettext_lazy("주소가 너무 깁니다. 주소에 적는 값을 줄여서 보내 주세요."),
    429: gettext_lazy("요청이 너무 많았습니다. 머리글 Retry-After의 초만큼 기다렸다가 다시 시도해 주세요."),
    500: gettext_lazy("서버에 문제가 생겼습니다. 잠시 뒤에 다시 시도해 주세요."),
    503: gettext_lazy("지금은 서비스를 이용할 수 없습니다. 잠시 뒤에 다시 시도해 주세요."),
}

# Our sentences for Pydantic's types of errors. The values in %( )s are Pydantic's.
_COMPLAINTS = {
    "missing": gettext_lazy("꼭 필요한 값입니다."),
    "extra_forbidden": gettext_lazy("알 수 없는 항목입니다. 이름을 확인하거나 빼 주세요."),
    "string_type": gettext_lazy("글자(문자열)로 보내 주세요."),
    "string_too_short": gettext_lazy("%(min_length)d자 이상이어야 합니다."),
    "string_too_long": gettext_lazy("%(max_length)d자까지 쓸 수 있습니다."),
    "int_type": gettext_lazy("정수로 보내 주세요."),
    "int_parsing": gettext_lazy("정수로 보내 주세요."),
    "int_parsing_size": gettext_lazy("너무 큰 수입니다."),
    "int_from_float": gettext_lazy("정수로 보내 주세요."),
    "float_type": gettext_lazy("숫자로 보내 주세요."),
    "finite_number": gettext_lazy("숫자로 보내 주세요."),
    "bool_type": gettext_lazy("true나 false로 보내 주세요."),
    "greater_than_equal": gettext_lazy("%(ge)s 이상이어야 합니다."),
    "less_than_equal": gettext_lazy("%(le)s 이하여야 합니다."),
    "literal_error": gettext_lazy("다음 가운데 하나여야 합니다: %(expected)s."),
    "list_type": gettext_lazy("목록으로 보내 주세요."),
    "too_short": gettext_lazy("%(min_length)d건 이상 보내 주세요."),
    "too_long": gettext_lazy("%(max_length)d건까지 보낼 수 있습니다."),
    "model_type": gettext_lazy("JSON 객체로 보내 주세요."),
    "model_attributes_type": gettext_lazy("JSON 객체로 보내 주세요."),
    "value_error": gettext_lazy("%(error)s"),
}
_NO_WORDS = gettext_lazy("올바른 값이 아닙니다.")


def sentence(status: int) -> str:
    """Return the sentence of a status that has no message of its own."""
    fallback = 500 if status >= HTTPStatus.INTERNAL_SERVER_ERROR else 400
    return str(SENTENCES.get(status, SENTENCES[fallback]))


def failing_body(message: str) -> str:
    return json.dumps({"success": False, "message": message, "data": None}, ensure_ascii=False, separators=(",", ":"))


def envelope(status: int, message: str) -> HttpResponse:
    """Return the answer of a failure."""
    response = HttpResponse(failing_body(message), status=status, content_type=CONTENT_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = CHALLENGE
    return response


def complaints(errors: Iterable[dict[str, Any]]) -> str:
    """Return one sentence for each refused value, after its name; at most MOST_COMPLAINTS of them."""
    sentences = []
    for error in list(errors)[:MOST_COMPLAINTS]:
        context = {"error": "", **error.get("ctx", {})}
        if "expected" in context:
            context["expected"] = context["expected"].replace(" or ", ", ")
        words = str(_COMPLAINTS.get(error["type"], _NO_WORDS)) % context
        name = quoted(_name(error["loc"]))
        sentences.append(f"{name}: {words}" if name else words)
    return " ".join(dict.fromkeys(sentences))


def _name(location: tuple[Any, ...]) -> str:
    """Return the client's name of a value, without its source and the name of our argument for the body."""
    source, *path = location
    if source == "body" or (source == "query" and len(path) > 1):
        path = path[1:]
    name = ".".join(str(part) for part in path)
    return name or (_("본문") if source == "body" else "")


def _refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    response = envelope(error.status, error.message)
    if isinstance(error, Throttled):
        response["Retry-After"] = str(error.retry_after)
    return response


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return envelope(400, complaints(error.errors))


def _unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    response = envelope(401, sentence(401))
    if "Authorization" in request.headers:
        response["WWW-Authenticate"] = f'{CHALLENGE}, error="invalid_token"'
    return response


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, DomainError):  # a refusal of our parser, as django-ninja passes it on
        return _refused(request, error.__cause__)
    return envelope(error.status_code, sentence(error.status_code))


def _missing(request: HttpRequest, error: Exception) -> HttpResponse:
    return envelope(404, sentence(404))


def _suspicious(request: HttpRequest, error: Exception) -> HttpResponse:
    status = 413 if isinstance(error, RequestDataTooBig) else 400
    return envelope(status, sentence(status))


def _crashed(request: HttpRequest, error: Exception) -> HttpResponse:
    if waited_too_long(error):
        return envelope(409, sentence(409))
    if clashes.is_clash(error):
        logger.error("two acts clashed", exc_info=error)
        return envelope(409, clashes.refusal().message)
    if is_away(error):
        logger.error("a part is away", exc_info=error)
        response = envelope(503, sentence(503))
        response["Retry-After"] = str(RETRY_AFTER)
        return response
    logger.error("%s %s", request.method, request.path, exc_info=error, extra={"status_code": 500, "request": request})
    return envelope(500, sentence(500))


def install(api: NinjaAPI) -> None:
    """Make `api` answer every error in the envelope."""
    handlers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        DomainError: _refused,
        ValidationError: _invalid,
        AuthenticationError: _unauthenticated,
        HttpError: _http,
        Http404: _missing,
        ObjectDoesNotExist: _missing,
        SuspiciousOperation: _suspicious,
        UnreadablePostError: _suspicious,
        Exception: _crashed,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)
