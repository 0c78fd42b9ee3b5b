"""The API keeps seed 001: the same calls, names and shapes, for the people docs/domain.md say."""

import re
from typing import Any

import pytest

from config.api import api
from tests.api.client import ApiClient, refused
from tests.contract.seed_001 import CALLS, MORE, SECTIONS, Call
from tests.contract.situations_001 import SITUATIONS

pytestmark = pytest.mark.django_db

PEOPLE = ["anonymous", "learner", "stranger", "instructor", "foreign", "staff"]
by_number = pytest.mark.parametrize("call", CALLS, ids=lambda call: call.number)


@pytest.fixture
def people(student, stranger, mentor, other_student, superuser):
    return {
        "anonymous": None, "learner": student, "stranger": stranger, "instructor": mentor, "foreign": other_student,
        "staff": superuser,
    }  # fmt: skip


def make(call: Call, who: str, people):
    numbers = SITUATIONS[call.given](people)
    send = call.send and {
        name: numbers[value.strip("{}")] if isinstance(value, str) and value.startswith("{") else value
        for name, value in call.send.items()
    }
    return ApiClient(people[who])(call.method, call.path.format(**numbers), send)


@pytest.mark.parametrize("section", SECTIONS)
def test_the_calls_of_the_seed_and_no_others(section):
    offered = {
        (method.upper(), path)
        for path, methods in api.get_openapi_schema()["paths"].items()
        if path.startswith(section)
        for method in methods
    }
    assert offered == {(call.method, call.path) for call in SECTIONS[section]} | MORE[section]


def test_no_number_of_the_seed_stands_twice():
    numbers = [call.number for call in CALLS]
    assert numbers == sorted(set(numbers))


@by_number
def test_each_takes_what_the_seed_says(call):
    document = api.get_openapi_schema()
    operation = document["paths"][call.path][call.method.lower()]
    assert {p["name"] for p in operation["parameters"] if p["in"] == "query"} == call.query
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    reference = body.get("$ref") or (body.get("allOf") or [{}])[0].get("$ref", "")
    parts = document["components"]["schemas"].get(reference.rpartition("/")[2], {})
    assert set(parts.get("required", [])) == call.required
    assert set(parts.get("properties", {})) == call.required | call.optional


@by_number
def test_each_gives_what_the_seed_says(call, people):
    # The first who may, of those whose answer has something in it.
    who = next(name for name in ("learner", "instructor", "staff") if call.statuses[name] == 200)
    response = make(call, who, people)
    assert response.status_code == 200, response.content.decode()
    body = response.json()
    assert list(body) == ["success", "message", *call.gives]
    assert body["success"] is True
    assert re.search("[가-힣]", body["message"])
    for name, shape in call.gives.items():
        assert_shape(body[name], shape, name)


@pytest.mark.parametrize("who", PEOPLE)
@by_number
def test_each_is_for_whom_the_domain_says(call, who, people):
    response = make(call, who, people)
    assert response.status_code == call.statuses[who], response.content.decode()
    if response.status_code != 200:
        assert refused(response, response.status_code)


def assert_shape(value: Any, shape: Any, where: str) -> None:
    """`shape`: a type, a pattern, the words allowed, either of a set, a list of one shape, or these keys."""
    if isinstance(shape, dict):
        assert list(value) == list(shape), where
        for name, inner in shape.items():
            assert_shape(value[name], inner, f"{where}.{name}")
    elif isinstance(shape, list):
        assert value, where
        for inner in value:
            assert_shape(inner, shape[0], f"{where}[]")
    elif isinstance(shape, tuple):
        assert value in shape, where
    elif isinstance(shape, set):
        assert any(_is(value, one) for one in shape), where
    else:
        assert _is(value, shape), where


def _is(value: Any, shape: Any) -> bool:
    if isinstance(shape, str):
        return isinstance(value, str) and re.fullmatch(shape, value) is not None
    return type(value) is shape
