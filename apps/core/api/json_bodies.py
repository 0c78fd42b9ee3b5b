"""The parser and the renderer of JSON bodies."""

import json
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from apps.core.errors import Invalid


class KoreanRenderer(JSONRenderer):
    r"""Write Korean as it is, not as \u escapes."""

    json_dumps_params = {"ensure_ascii": False, "separators": (",", ":")}


class StrictParser(Parser):
    """Accept JSON only, without the characters that a database cannot store (NUL, lone surrogates)."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise Invalid("not_json", _("본문은 JSON으로, 머리글 Content-Type: application/json과 함께 보내 주세요."))
        try:
            body = json.loads(request.body, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise Invalid(
                "bad_json", _("본문이 올바른 JSON이 아닙니다. 쉼표와 괄호, 따옴표를 확인해 주세요.")
            ) from None
        check_characters(body)
        return body

    def parse_querydict(self, data: MultiValueDict, list_fields: list[str], request: HttpRequest) -> dict[str, Any]:
        parsed = super().parse_querydict(data, list_fields, request)
        check_characters(parsed)
        return parsed


def _no_constant(name: str) -> None:
    raise ValueError(name)


def check_characters(value: Any, where: str = "") -> None:
    """Check that no string in `value`, at any depth, has a character that no text has. Raises Invalid."""
    if isinstance(value, str):
        if "\x00" in value or not _encodable(value):
            raise Invalid(
                "bad_character",
                (f"{where}: " if where and _encodable(where) else "")
                + _("글자로 쓸 수 없는 문자(NUL이나 짝이 없는 서로게이트)가 들어 있습니다. 지우고 다시 보내 주세요."),
            )
    elif isinstance(value, dict):
        for key, inner in value.items():
            check_characters(key)
            check_characters(inner, key)
    elif isinstance(value, list):
        for inner in value:
            check_characters(inner, where)


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
