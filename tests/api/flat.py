"""Answers of e-learning's API (seed 001): what is named stands beside `success` and `message`."""

from typing import Any


def flat(response) -> dict[str, Any]:
    """What a success names, without `success` and `message`."""
    assert response.status_code == 200, response.content.decode()
    assert response["Content-Type"] == "application/json; charset=utf-8"
    body = response.json()
    assert list(body)[:2] == ["success", "message"]
    assert (body.pop("success"), bool(body.pop("message"))) == (True, True)
    return body
