"""A client of the API, as another program would be one: JSON, Bearer, no cookie."""

import json
from typing import Any

from django.test import Client

from apps.accounts import tokens
from apps.accounts.models import Member, TokenFamily
from apps.core import clock
from tests.factories.api import TokenFamilyFactory


class ApiClient:
    def __init__(self, member: Member | None = None, **headers: str) -> None:
        self.family: TokenFamily | None = None
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if member is not None:
            self.family = TokenFamilyFactory(member=member)
            self.headers["Authorization"] = f"Bearer {tokens.access_token(self.family, clock.now())}"
        self._client = Client(raise_request_exception=False)

    def __call__(self, method: str, path: str, body: Any = None, **headers: str):
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        raw = body if isinstance(body, bytes | str) else json.dumps(body, ensure_ascii=False)
        sent = {} if body is None else {"data": raw, "content_type": "application/json"}
        return self._client.generic(method.upper(), path, headers={**self.headers, **more}, **sent)

    def get(self, path: str, **headers: str):
        return self("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str):
        return self("POST", path, body, **headers)

    def patch(self, path: str, body: Any = None, **headers: str):
        return self("PATCH", path, body, **headers)

    def put(self, path: str, body: Any = None, **headers: str):
        return self("PUT", path, body, **headers)

    def delete(self, path: str, body: Any = None, **headers: str):
        return self("DELETE", path, body, **headers)


def refused(response, status: int) -> str:
    """The sentence of a refusal, after checking that it is one: this status, the envelope, JSON."""
    assert response.status_code == status, response.content.decode()
    assert response["Content-Type"] == "application/json; charset=utf-8"
    body = response.json()
    assert list(body) == ["success", "message", "data"]
    assert (body["success"], body["data"]) == (False, None)
    return body["message"]


def answered(response) -> Any:
    """The data of a success."""
    assert response.status_code == 200, response.content.decode()
    assert response["Content-Type"] == "application/json; charset=utf-8"
    body = response.json()
    assert body["success"] is True
    return body["data"]
