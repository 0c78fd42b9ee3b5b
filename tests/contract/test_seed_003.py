"""The API keeps seed 003: the same calls, names, shapes, statuses and sentences, for the same people."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine

from apps.core import clock
from config.api import api
from tests.api.client import ApiClient, refused
from tests.contract.seed_003 import CALLS, MORE, MORE_QUERY, Call
from tests.factories.lessons import LessonFactory, TutorialFactory

pytestmark = pytest.mark.django_db
# A while before the lesson of the seed's example.
NOW = dt.datetime(2024, 1, 16, 11, 0, tzinfo=clock.SEOUL)

by_name = pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
REFUSALS = [pytest.param(call, what, id=f"{call.name}, {what}") for call in CALLS for what in call.refusals]


@pytest.fixture(autouse=True)
def then():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def people(mentor, student, stranger):
    return {"mentor": mentor, "mentee": student, "stranger": stranger}


def world(call: Call, people, state: str):
    """A lesson in that state, and its tutorial; for a request another one, which the mentee did not ask for yet."""
    tutorial = TutorialFactory(mentor=people["mentor"])
    lesson = LessonFactory(tutorial=tutorial, mentee=people["mentee"], status=state, request_message="")
    asked = TutorialFactory(mentor=people["mentor"]) if call.name == "request" else tutorial
    return {"lessonId": lesson.pk, "tutorialId": asked.pk}


def make(call: Call, who, numbers: dict[str, int], send: Any = None):
    path = call.path.format(**numbers)
    return ApiClient(who)(call.method, path, call.send if send is None else send)


def test_the_calls_of_the_seed_and_what_its_use_needs():
    offered = {
        (method.upper(), path)
        for path, methods in api.get_openapi_schema()["paths"].items()
        if path.startswith(("/api/tutorials", "/api/lessons"))
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
def test_each_gives_what_the_seed_says(call, people):
    assert call.may
    for who in call.may:
        response = make(call, people[who], world(call, people, call.from_))
        assert response.status_code == 200, response.content.decode()
        body = response.json()
        assert list(body) == (["success", "data"] if call.message is None else ["success", "message", "data"])
        assert (body["success"], body.get("message")) == (True, call.message)
        assert_shape(body["data"], call.data)


@by_name
def test_each_asks_for_a_token(call, people):
    refused(make(call, None, world(call, people, call.from_)), 401)


@pytest.mark.parametrize(("call", "what"), REFUSALS)
def test_each_refuses_as_the_seed_says(call, what, people):
    numbers, send = world(call, people, call.from_), None
    who = what if what in people else call.may[0]
    match what:
        case "past":
            send = {**call.send, "lessonDate": "2024-01-16", "lessonTime": "11:00:00"}
        case "no tutorial":
            numbers["tutorialId"] = 987_654
        case "no lesson":
            numbers["lessonId"] = 987_654
        case "no reason":
            send = {"rejectReason": ""}
        case "state":
            numbers = world(call, people, "CANCELLED")
    assert (response := make(call, people[who], numbers, send)).status_code == call.refusals[what][0]
    assert refused(response, response.status_code) == call.refusals[what][1]


@pytest.mark.parametrize("body", [None, {}, {"rejectReason": None}, {"rejectReason": "  "}])
def test_a_reason_that_is_not_there_is_asked_for_in_the_words_of_the_seed(people, body):
    (call,) = [call for call in CALLS if call.name == "reject"]
    numbers = world(call, people, "PENDING")
    response = ApiClient(people["mentor"]).put(call.path.format(**numbers), body)
    assert refused(response, 400) == "거절 사유를 입력해주세요"


def test_whoever_gives_the_lesson_is_its_mentor_and_whoever_takes_it_its_mentee(people):
    (call,) = [call for call in CALLS if call.name == "get"]
    numbers = world(call, people, "PENDING")
    roles = {who: make(call, people[who], numbers).json()["data"]["userRole"] for who in ("mentor", "mentee")}
    assert roles == {"mentor": "MENTOR", "mentee": "MENTEE"}


def assert_shape(value: Any, shape: Any, where: str = "data") -> None:
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
