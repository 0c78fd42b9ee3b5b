"""The API keeps seed 002: addresses, names, words, shapes, rules and tables."""

import re
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import connection

from apps.linking.models import AccountLink, AdminClass, TempCode
from config.api import api
from tests.api.client import ApiClient, refused
from tests.contract.seed_002 import CALLS, INSTANT, KEYS, MAY_LINK, REFUSALS, TABLES
from tests.contract.test_seed_000 import assert_shape
from tests.factories.accounts import MemberFactory
from tests.factories.linking import linked

pytestmark = pytest.mark.django_db
by_path = pytest.mark.parametrize("call", CALLS, ids=lambda call: call.path)


def body(response) -> dict:
    assert response.status_code == 200, response.content.decode()
    assert response["Content-Type"] == "application/json; charset=utf-8"
    return response.json()


def code_of(member) -> str:
    return body(ApiClient(member).post("/mentoring/generate-code"))["data"]["code"]


def verify(member, code: str) -> dict:
    return body(ApiClient(member).get(f"/mentoring/verify-code?code={code}"))


def add(member, other):
    return ApiClient(member).post("/mentoring/add-link", {"mentorId": other.pk})


def test_the_calls_of_the_seed_and_no_others():
    paths = api.get_openapi_schema()["paths"].items()
    offered = {(m.upper(), path) for path, methods in paths if path.startswith("/mentoring/") for m in methods}
    assert offered == {(call.method, call.path) for call in CALLS}


@by_path
def test_each_takes_what_the_seed_says(call):
    document = api.get_openapi_schema()
    operation = document["paths"][call.path][call.method.lower()]
    assert {p["name"] for p in operation["parameters"] if p["in"] == "query"} == call.query
    sent = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    name = (sent.get("$ref") or (sent.get("allOf") or [{}])[0].get("$ref", "")).rpartition("/")[2]
    part = document["components"]["schemas"].get(name, {"properties": {}})
    assert set(part.get("required", [])) == set(part["properties"]) == call.body


@by_path
def test_each_gives_what_the_seed_says(call, student, parent, teacher):
    linked(parent, student)
    if call.path.endswith("add-link"):
        verify(teacher, code_of(student))
        answer = body(add(teacher, student))
    elif call.path.endswith("remove-link"):
        answer = body(ApiClient(parent).delete(call.path, body={"linkedMemberId": student.pk}))
    elif call.path.endswith("verify-code"):
        answer = verify(teacher, code_of(student))
    else:
        answer = body(ApiClient(parent)(call.method, call.path))
    assert answer["success"] is True
    assert_shape(answer, call.answer)


@by_path
def test_each_asks_for_a_token(call, client, student):
    client.force_login(student)
    for asking in (ApiClient(), ApiClient(authorization="Bearer nonsense")):
        assert "로그인이 필요합니다" in refused(asking(call.method, call.path, {}), 401)
    assert client.generic(call.method, call.path, "{}", content_type="application/json").status_code == 401


def test_every_type_may_make_a_code_that_lives_five_minutes(student, parent, teacher):
    for member in (student, parent, teacher):
        before = datetime.now(UTC)
        data = body(ApiClient(member).post("/mentoring/generate-code"))["data"]
        assert re.fullmatch(r"[A-Za-z0-9]{6}", data["code"])
        assert re.fullmatch(INSTANT, data["expireAt"])
        assert 299 <= (datetime.fromisoformat(data["expireAt"]) - before).total_seconds() <= 301


@pytest.mark.parametrize(("mine", "theirs"), MAY_LINK)
def test_who_may_link_with_whom(mine, theirs):
    me, other = MemberFactory(member_type=mine), MemberFactory(member_type=theirs)
    found = verify(me, code_of(other))
    assert (found["success"] is True) == MAY_LINK[mine, theirs]
    if MAY_LINK[mine, theirs]:
        assert body(add(me, other)) == {"success": True}
    else:
        assert refused(add(me, other), 409) == REFUSALS["no match"]
    assert AccountLink.objects.count() == MAY_LINK[mine, theirs]


def test_each_refusal_is_answered_with_its_word_and_text_at_200(student, parent, teacher):
    linked(parent, student)
    other_parent = MemberFactory(member_type="parent")
    given = [
        verify(parent, code_of(student)), verify(student, code_of(student)), verify(other_parent, code_of(parent)),
        verify(parent, code_of(teacher)), verify(teacher, code_of(parent)), verify(parent, "zzzzzz"),
    ]  # fmt: skip
    assert given == [
        {"success": word, "message": REFUSALS[word]} for word in ("over", "self", "overlap", "par", "teach", "no match")
    ]


def test_a_link_that_fails_is_an_error_and_no_success(student, parent, teacher):
    """The words are those of looking a code up; linking has one answer, and whatever is not it is an error (§3)."""
    assert refused(add(teacher, student), 409) == REFUSALS["no match"]
    assert refused(add(teacher, teacher), 409) == REFUSALS["self"]
    verify(parent, code_of(student))
    assert body(add(parent, student)) == {"success": True}
    assert [refused(add(*pair), 409) for pair in ((parent, student), (student, parent))] == [REFUSALS["over"]] * 2


def test_the_words_are_the_same_in_every_language(parent):
    answer = body(ApiClient(parent, accept_language="en").get("/mentoring/verify-code?code=zzzzzz"))
    assert answer == {"success": "no match", "message": "This code is not valid"}


def test_linking_writes_the_link_and_both_directions(student, parent):
    found = verify(parent, code_of(student))["data"]
    assert found == {
        "mentorId": student.pk,
        "info": {"nickname": "서연", "memberType": "student", "email": "seoyeon@example.com"},
    }
    assert body(add(parent, student)) == {"success": True}
    assert list(AccountLink.objects.values_list("member_id", "linked_member_id")) == [(parent.pk, student.pk)]
    assert set(AdminClass.objects.values_list("member_id", "target_member_id", "use_yn")) == {
        (parent.pk, student.pk, "Y"), (student.pk, parent.pk, "Y"),
    }  # fmt: skip
    assert not TempCode.objects.exists()


def test_the_list_begins_with_oneself(student, parent, teacher):
    type(student).objects.filter(pk=student.pk).update(introduction="고3 수험생입니다", phone="")
    linked(parent, student)
    linked(teacher, student)
    data = body(ApiClient(student).get("/mentoring/get-links"))["data"]
    assert [row["id"] for row in data] == [student.pk, parent.pk, teacher.pk]
    assert (data[0]["introduction"], data[0]["phone"], data[1]["introduction"]) == ("고3 수험생입니다", None, None)
    assert [bool(re.fullmatch(INSTANT, row["createdAt"])) for row in data] == [True] * 3
    assert [row["id"] for row in body(ApiClient(parent).get("/mentoring/get-links"))["data"]] == [parent.pk, student.pk]


def test_either_side_unlinks(student, parent):
    linked(parent, student)
    gone = ApiClient(student).delete("/mentoring/remove-link", body={"linkedMemberId": parent.pk})
    assert body(gone) == {"success": True}
    assert set(AdminClass.objects.values_list("use_yn", flat=True)) == {"N"}
    refused(ApiClient(parent).delete("/mentoring/remove-link", body={"linkedMemberId": student.pk}), 404)


def columns(table: str) -> dict[str, str]:
    """Name → type, in the seed's words."""
    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    with connection.cursor() as cursor:
        there = {column.name for column in connection.introspection.get_table_description(cursor, table)}
    words = {"CharField": "varchar({})", "DateTimeField": "timestamp", "DateField": "date"}
    found = {
        field.column: words.get(field.get_internal_type(), "bigint").format(field.max_length)
        for field in model._meta.concrete_fields
    }
    assert there == set(found)
    return {name: "char(1)" if kind == "varchar(1)" else kind for name, kind in found.items()}


@pytest.mark.parametrize("table", TABLES)
def test_the_tables_and_columns_are_named_as_in_the_seed(table):
    found = columns(table)
    found.pop("id", None)
    assert found == TABLES[table]


@pytest.mark.parametrize("table", KEYS)
def test_the_seeds_keys_are_unique(table):
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, table).values()
    unique = [set(one["columns"]) for one in constraints if one["unique"] or one["primary_key"]]
    assert KEYS[table] in unique
