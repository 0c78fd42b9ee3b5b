"""The API keeps seed 000: the same calls, names, words and shapes, for the same people."""

from typing import Any

import pytest

from apps.planner.models import AppointmentRole
from config.api import api
from tests.api.client import ApiClient, answered
from tests.contract.seed_000 import CALLS, MORE, MORE_QUERY, Call
from tests.factories.mentoring import ApplicationFactory, SessionFactory
from tests.factories.planner import AppointmentFactory

pytestmark = pytest.mark.django_db

PEOPLE = ["anonymous", "stranger", "applicant", "author", "staff"]
by_name = pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)


@pytest.fixture
def world(mentor, student, stranger, superuser):
    """A session with an applicant, and appointments that clash with it."""
    session = SessionFactory(author=mentor, capacity=5)
    application = ApplicationFactory(session=session, member=student)
    for member in (stranger, superuser):
        AppointmentFactory(
            member=member, role=AppointmentRole.GUEST, starts_at=session.starts_at, ends_at=session.ends_at
        )
    people = {"anonymous": None, "stranger": stranger, "applicant": student, "author": mentor, "staff": superuser}
    return people, {"{id}": session.pk, "{applySn}": application.pk}


def make(call: Call, who: str, world):
    people, numbers = world
    path = call.path.replace("{id}", str(numbers["{id}"]))
    body = (
        {name: numbers.get(value, value) if isinstance(value, str) else value for name, value in call.send.items()}
        if call.send
        else None
    )
    return ApiClient(people[who])(call.method, path, body)


def test_the_calls_of_the_seed_and_no_others():
    offered = {
        (method.upper(), path)
        for path, methods in api.get_openapi_schema()["paths"].items()
        if path.startswith("/api/mentoring")
        for method in methods
    }
    assert offered == {(call.method, call.path) for call in CALLS} | MORE


@by_name
def test_each_takes_what_the_seed_says(call):
    document = api.get_openapi_schema()
    operation = document["paths"][call.path][call.method.lower()]
    assert {p["name"] for p in operation["parameters"] if p["in"] == "query"} - MORE_QUERY == call.query
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    reference = body.get("$ref") or (body.get("allOf") or [{}])[0].get("$ref", "")
    parts = document["components"]["schemas"].get(reference.rpartition("/")[2], {"properties": {}})
    assert set(parts.get("required", [])) == call.required
    assert set(parts["properties"]) == call.required | call.optional


@by_name
def test_each_gives_what_the_seed_says(call, world):
    # The one who sees most of it: whoever may do it and has a clash, an applicant, a history.
    order = ["applicant", "author"] if call.name in {"history", "cancel"} else ["stranger", "author"]
    who = next(name for name in order if call.statuses[name] == 200)
    data = answered(make(call, who, world))
    if call.name == "get":
        data = answered(make(call, "author", world))
    assert_shape(data, call.data)


@pytest.mark.parametrize("who", PEOPLE)
@by_name
def test_each_is_for_whom_the_domain_says(call, who, world):
    assert make(call, who, world).status_code == call.statuses[who]


def assert_shape(value: Any, shape: Any, where: str = "data") -> None:
    """`shape`: a type, the words allowed, a list (of one shape and not empty, or empty), or exactly these keys."""
    if isinstance(shape, dict):
        assert list(value) == list(shape), where
        for name, inner in shape.items():
            assert_shape(value[name], inner, f"{where}.{name}")
    elif isinstance(shape, list):
        assert bool(value) == bool(shape), where
        for inner in value:
            assert_shape(inner, shape[0], f"{where}[]")
    elif isinstance(shape, tuple):
        assert value in shape, where
    else:
        assert type(value) is (shape or type(None)), where
