"""The parser and the renderer of JSON bodies."""

import functools
import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from apps.core.api.queries import given_in, models_of
from apps.core.errors import Invalid, TooLarge
from apps.core.particles import fill
from apps.core.text import quoted

# More than any body of ours needs: marks of 500 learners with all their values.
MOST_VALUES = 10_000
MOST_DEPTH = 20
_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_EXACT = 2**53  # below it every whole number is a float of its own


class KoreanRenderer(JSONRenderer):
    r"""Write Korean as it is, not as \u escapes."""

    json_dumps_params = {"ensure_ascii": False, "separators": (",", ":")}


class StrictParser(Parser):
    """Accept JSON only, without the characters that a database cannot store (NUL, lone surrogates)."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise Invalid("not_json", _("본문은 JSON으로, 머리글 Content-Type: application/json과 함께 보내 주세요."))
        try:
            body = json.loads(
                request.body, parse_constant=_no_constant, parse_float=_number, object_pairs_hook=_without_doubles
            )
        except (ValueError, RecursionError):
            raise Invalid(
                "bad_json", _("본문이 올바른 JSON이 아닙니다. 쉼표와 괄호, 따옴표를 확인해 주세요.")
            ) from None
        check_characters(body)
        return _without_ids_of_the_path(body, request)

    def parse_querydict(self, data: MultiValueDict, list_fields: list[str], request: HttpRequest) -> dict[str, Any]:
        check_characters(dict(data.lists()))
        return super().parse_querydict(given_in(data), list_fields, request)


def decorator(api: NinjaAPI) -> Callable[[Callable], Callable]:
    """Return the decorator for `api.add_decorator` that refuses the body of a write whose endpoint takes none.

    Otherwise `DELETE …/5` with the body `{"assessment_id": 7}` would delete 5 without a word.
    """

    def decorate(view: Callable) -> Callable:
        @functools.wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.method not in _READS and request.body and not _takes_body(api, view):
                _check_says_nothing(StrictParser().parse_body(request))
            return view(request, *args, **kwargs)

        return checked

    return decorate


@functools.cache
def _takes_body(api: NinjaAPI, view: Callable) -> bool:
    return any(model.__ninja_param_source__ == "body" for model in models_of(api, view))


def _check_says_nothing(body: Any) -> None:
    if body not in ({}, None):
        names = ", ".join(quoted(name) for name in list(body)[:5]) if isinstance(body, dict) else ""
        said = _("이 주소는 본문을 받지 않습니다. 본문 없이 보내 주세요.")
        raise Invalid("unknown_body", f"{names}: {said}" if names else said)


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a JSON object. Raises Invalid `name_twice`: of two values of a name one would be ignored."""
    names: dict[str, Any] = {}
    for name, value in pairs:
        if name in names:
            shown = quoted(name.encode(errors="replace").decode())
            raise Invalid("name_twice", fill(_("본문에서 %(name)s[을/를] 한 번만 적어 주세요."), {"name": shown}))
        names[name] = value
    return names


def _number(raw: str) -> int | float:
    """Return `1.0` as the whole number that it is; programs without a type for whole numbers write them so."""
    number = float(raw)
    return int(number) if number.is_integer() and abs(number) < _EXACT else number


def _without_ids_of_the_path(body: Any, request: HttpRequest) -> Any:
    """Return the body without ids that stand in the path too. Raises Invalid where the two differ."""
    match = request.resolver_match
    if not isinstance(body, dict) or match is None:
        return body
    for name in body.keys() & match.kwargs.keys():
        if isinstance(body[name], bool) or str(body[name]) != str(match.kwargs[name]):
            raise Invalid(
                "id_differs",
                fill(
                    _("본문의 %(name)s[이/가] 주소에 있는 값과 다릅니다. 같은 값을 보내거나 본문에서 빼 주세요."),
                    {"name": name},
                ),
                field=name,
            )
    return {name: value for name, value in body.items() if name not in match.kwargs}


def _no_constant(name: str) -> None:
    raise ValueError(name)


def check_characters(value: Any) -> None:
    """Check every string in `value`, at any depth, and how much there is of it.

    Raises Invalid `bad_character` for a character that no text has, `too_deep`, TooLarge `too_many_values`.
    """
    count = 0
    left = [(value, "", 0)]
    while left:
        inner, where, depth = left.pop()
        count += 1
        if count > MOST_VALUES:
            raise TooLarge(
                "too_many_values",
                _("본문에 값이 너무 많습니다. 한 번에 %(most)d개까지 나누어 보내 주세요.") % {"most": MOST_VALUES},
            )
        if depth > MOST_DEPTH:
            raise Invalid(
                "too_deep", _("본문의 괄호가 너무 깊습니다. %(most)d겹까지 쓸 수 있습니다.") % {"most": MOST_DEPTH}
            )
        if isinstance(inner, str):
            _check_string(inner, where)
        elif isinstance(inner, dict):
            for key, part in inner.items():
                _check_string(key, "")
                left.append((part, key, depth + 1))
        elif isinstance(inner, list):
            left.extend((part, where, depth + 1) for part in inner)


def _check_string(value: str, where: str) -> None:
    if "\x00" in value or not _encodable(value):
        raise Invalid(
            "bad_character",
            (f"{quoted(where)}: " if where and _encodable(where) else "")
            + _("글자로 쓸 수 없는 문자(NUL이나 짝이 없는 서로게이트)가 들어 있습니다. 지우고 다시 보내 주세요."),
        )


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
