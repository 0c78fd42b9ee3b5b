"""The OpenAPI document: completed, and prepared for the page that shows it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from apps.core.api.idempotency import HEADER, WRITES

_REF = "#/components/schemas/"


def finish(schema: dict[str, Any]) -> None:
    """Add to the document what all endpoints share and none declares itself."""
    for operations in schema["paths"].values():
        for method, operation in operations.items():
            for parameter in operation.get("parameters", ()):
                # django-ninja copies them out of the schema, where a list belongs, to where OpenAPI wants a map.
                parameter.pop("examples", None)
                if parameter["in"] == "query" and not parameter.get("required"):
                    # `?status=` is as good as no status (see `queries`).
                    parameter["allowEmptyValue"] = True
            if method.upper() in WRITES and "security" in operation:
                operation["parameters"] = [*operation["parameters"], _idempotency_parameter()]
                # A key that was used for another request.
                operation["responses"].setdefault(409, {**operation["responses"][400], "description": "Conflict"})


def _idempotency_parameter() -> dict[str, Any]:
    return {
        "in": "header",
        "name": HEADER,
        "required": False,
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
        "description": _("같은 값으로 다시 보내면 한 번만 처리하고 같은 답을 줍니다. 24시간 동안 기억합니다."),
    }


# --- The page ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A value of a request: its name, its type as text, and a note."""

    name: str
    kind: str
    note: str = ""


@dataclass(frozen=True)
class Endpoint:
    anchor: str
    method: str
    path: str
    summary: str
    description: str
    open_to_all: bool
    sent: list[Row]
    answer: str
    refusals: list[str]


@dataclass(frozen=True)
class Group:
    name: str
    endpoints: list[Endpoint]


def readable(schema: dict[str, Any]) -> list[Group]:
    """Return the document as groups of endpoints, in the order of the routers."""
    groups: dict[str, list[Endpoint]] = {}
    parts = schema["components"]["schemas"]
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            groups.setdefault(str(operation["tags"][0]), []).append(_endpoint(path, method, operation, parts))
    return [Group(name, endpoints) for name, endpoints in groups.items()]


def _endpoint(path: str, method: str, operation: dict[str, Any], parts: dict[str, Any]) -> Endpoint:
    address, headers = (
        [
            Row(parameter["name"], _kind(parameter["schema"], parts), _note(parameter, where=parameter["in"]))
            for parameter in operation["parameters"]
            if (parameter["in"] == "header") == is_header
        ]
        for is_header in (False, True)
    )
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    answer = operation["responses"][200]["content"]["application/json"]["schema"]
    return Endpoint(
        anchor=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=str(operation["summary"]),
        description=str(operation.get("description", "")),
        open_to_all="security" not in operation,
        sent=[*address, *_rows(body, parts), *headers],
        answer=json.dumps(_sample(answer, parts), ensure_ascii=False, indent=2, default=str),
        refusals=[str(status) for status in operation["responses"] if status != 200],
    )


def _rows(body: dict[str, Any], parts: dict[str, Any]) -> Iterator[Row]:
    """Yield a row for each value of a body."""
    whole = _resolved(body, parts)
    for name, inner in whole.get("properties", {}).items():
        required = name in whole.get("required", [])
        yield Row(name, _kind(inner, parts), _note({**_resolved(inner, parts), "required": required}, where="body"))


def _sample(schema: dict[str, Any], parts: dict[str, Any]) -> Any:
    """Return a sample value of a schema, made of its examples."""
    schema = _resolved(schema, parts)
    for given in ("examples", "enum"):
        if schema.get(given):
            return schema[given][0]
    if "const" in schema:
        return schema["const"]
    if "anyOf" in schema:
        return _sample(schema["anyOf"][0], parts)
    if schema.get("type") == "array":
        return [_sample(schema["items"], parts)]
    if schema.get("type") == "object":
        return {name: _sample(inner, parts) for name, inner in schema.get("properties", {}).items()}
    return {"string": "…", "integer": 1, "boolean": True}.get(schema.get("type", ""))


def _resolved(schema: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
    while True:
        if len(schema.get("allOf", [])) == 1:
            schema = {**schema["allOf"][0], **{k: v for k, v in schema.items() if k != "allOf"}}
        if "$ref" not in schema:
            return schema
        schema = parts[schema["$ref"].removeprefix(_REF)]


def _kind(schema: dict[str, Any], parts: dict[str, Any]) -> str:
    schema = _resolved(schema, parts)
    if "anyOf" in schema:
        return " · ".join(_kind(option, parts) for option in schema["anyOf"])
    if "enum" in schema:
        return " · ".join(f"“{value}”" for value in schema["enum"])
    names = {
        "string": _("문자열"),
        "integer": _("정수"),
        "boolean": _("참·거짓"),
        "array": _("목록"),
        "object": _("객체"),
        "null": "null",
    }
    if schema.get("format") == "date":
        return _("날짜(YYYY-MM-DD)")
    return names.get(schema.get("type", ""), "")


def _note(value: dict[str, Any], *, where: str) -> str:
    """Return where a value is sent, whether it is required, an example and its description, as one text."""
    places = {"path": _("주소"), "query": _("쿼리"), "header": _("머리글"), "body": _("본문")}
    notes = [places[where]]
    if value.get("required"):
        notes.append(_("필수"))
    if value.get("examples"):
        notes.append(_("예: %(example)s") % {"example": value["examples"][0]})
    if value.get("description"):
        notes.append(str(value["description"]))
    return ", ".join(notes)
