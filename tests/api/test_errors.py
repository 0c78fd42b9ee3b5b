"""Every way a request can go wrong, and that each is answered in the envelope: no HTML, no trace."""

import json

import pytest
from django.db import OperationalError
from django.test import Client, override_settings

from apps.core.api import errors
from apps.mentoring.selectors import api as selectors
from tests.api.client import ApiClient, answered, refused
from tests.factories.mentoring import SessionFactory

pytestmark = pytest.mark.django_db

GOOD = {
    "title": "멘토링 제목",
    "type": "public",
    "date": "2030-01-15",
    "startTime": "14:00",
    "endTime": "16:00",
    "venue": "스페이스 A1",
}


@pytest.fixture
def api(mentor):
    return ApiClient(mentor)


# --- 400: the body ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": None}, "title: 글자(문자열)로 보내 주세요."),
        ({"title": 1}, "title: 글자(문자열)로 보내 주세요."),
        ({"title": "가" * 201}, "title: 200자까지 쓸 수 있습니다."),
        ({"title": "  "}, "제목을 입력해 주세요."),
        ({"type": "자유 멘토링"}, "type: 다음 가운데 하나여야 합니다: 'public', 'lecture'."),
        ({"type": ["public"]}, "type: 다음 가운데 하나여야 합니다: 'public', 'lecture'."),
        ({"date": "2030-1-5"}, "date: 날짜를 2026-01-05처럼 적어 주세요."),
        ({"date": "2030-02-30"}, "date: 달력에 없는 날짜입니다."),
        ({"date": "0001-01-01"}, "date: 2000년부터 2199년 사이의 날짜를 적어 주세요."),
        ({"date": 1894060800}, "date: 날짜를 2026-01-05처럼 적어 주세요."),
        ({"date": "２０３０-01-15"}, "date: 날짜를 2026-01-05처럼 적어 주세요."),
        ({"startTime": "9:00"}, "startTime: 시각을 14:00처럼 적어 주세요(00:00~23:59)."),
        ({"endTime": "24:00"}, "endTime: 시각을 14:00처럼 적어 주세요(00:00~23:59)."),
        ({"endTime": "16:00:30"}, "endTime: 시각을 14:00처럼 적어 주세요(00:00~23:59)."),
        ({"endTime": "14:00"}, "끝나는 시각은 시작 시각보다 늦어야 합니다."),
        ({"startTime": "00:00", "endTime": "12:01"}, "멘토링은 한 번에 12시간까지 열 수 있습니다."),
        ({"maxAttendees": 0}, "정원은 1명 이상 1000명 이하여야 합니다."),
        ({"maxAttendees": 10**30}, "정원은 1명 이상 1000명 이하여야 합니다."),
        ({"maxAttendees": "10"}, "maxAttendees: 정수로 보내 주세요."),
        ({"maxAttendees": 1.5}, "maxAttendees: 정수로 보내 주세요."),
        ({"maxAttendees": True}, "maxAttendees: 정수로 보내 주세요."),
        ({"regEnd": "2030-01-16"}, "접수 종료일은 진행일(2030-01-15(화))보다 늦을 수 없습니다."),
        (
            {"regStart": "2030-01-12", "regEnd": "2030-01-11"},
            "접수 종료일은 접수 시작일과 같거나 늦어야 합니다.",
        ),
        ({"venue": "가" * 101}, "venue: 100자까지 쓸 수 있습니다."),
        ({"content": 1}, "content: 글자(문자열)로 보내 주세요."),
        ({"start_time": "14:00"}, "start_time: 알 수 없는 항목입니다. 이름을 확인하거나 빼 주세요."),
        ({"author": 3}, "author: 알 수 없는 항목입니다. 이름을 확인하거나 빼 주세요."),
        (
            {"title": "멘\x00토링"},
            "title: 글자로 쓸 수 없는 문자(NUL이나 짝이 없는 서로게이트)가 들어 있습니다. 지우고 다시 보내 주세요.",
        ),
        ({"date": "2020-01-15"}, "진행 일시는 지금보다 뒤여야 합니다."),
    ],
)
def test_each_value_is_refused_by_name_with_what_to_do(api, changes, sentence):
    assert refused(api.post("/api/mentoring", {**GOOD, **changes}), 400) == sentence


def test_all_that_is_missing_is_said_at_once(api):
    assert refused(api.post("/api/mentoring", {"content": ""}), 400) == " ".join(
        f"{name}: 꼭 필요한 값입니다." for name in ("title", "type", "date", "startTime", "endTime", "venue")
    )


def test_complaints_are_not_without_end(api):
    body = {f"x{number}": 1 for number in range(5000)}
    assert refused(api.post("/api/mentoring", body), 400).count(": ") == errors.MOST_COMPLAINTS


@pytest.mark.parametrize("body", [[], "글", 3, None])
def test_a_body_that_is_no_object(api, body):
    sentence = refused(api.post("/api/mentoring", json.dumps(body)), 400)
    assert sentence in ("본문: JSON 객체로 보내 주세요.", "본문: 꼭 필요한 값입니다.")


def test_no_body(api):
    assert refused(api.post("/api/mentoring"), 400) == "본문: 꼭 필요한 값입니다."


@pytest.mark.parametrize(
    "raw", ["{", '{"title": NaN}', "{'title': 1}", b"\xff\xfe\xfa", "[" * 100_000, '{"a": ' + "9" * 5000 + "}"]
)
def test_what_is_no_json(api, raw):
    assert refused(api.post("/api/mentoring", raw), 400).startswith("본문이 올바른 JSON이 아닙니다.")


@pytest.mark.parametrize(
    "raw",
    [
        '{"title": "\\ud800"}',
        '{"\\ud800": "title"}',
        '{"title": "\\u0000"}',
        '{"a": [{"b": "\\u0000"}]}',
        '["\\udfff"]',
        '"\\u0000"',
    ],
)
def test_characters_that_no_database_keeps(api, raw):
    assert "글자로 쓸 수 없는 문자" in refused(api.post("/api/mentoring", raw), 400)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_another_content_type(api, kind):
    response = api.post("/api/mentoring", json.dumps(GOOD), Content_Type=kind)
    assert refused(response, 400) == "본문은 JSON으로, 머리글 Content-Type: application/json과 함께 보내 주세요."


def test_a_charset_beside_the_content_type_is_fine(api):
    answered(api.post("/api/mentoring", GOOD, Content_Type="application/json; charset=utf-8"))


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1000)
def test_a_body_that_is_too_large(api):
    assert refused(api.post("/api/mentoring", {**GOOD, "content": "가" * 1000}), 413).startswith("본문이 너무 큽니다.")


# --- 400: the address -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("page=0", "page: 1 이상이어야 합니다."),
        ("page=1000000001", "page: 1000000000 이하여야 합니다."),
        ("page=" + "9" * 5000, "page: 너무 큰 수입니다."),
        ("page=x", "page: 정수로 보내 주세요."),
        ("status=접수중", "status: 다음 가운데 하나여야 합니다: 'open', 'closed'."),
        ("type=x", "type: 다음 가운데 하나여야 합니다: 'public', 'lecture'."),
        ("searchField=venue", "searchField: 다음 가운데 하나여야 합니다: 'title', 'author', 'content'."),
        ("searchValue=" + "a" * 101, "searchValue: 100자까지 쓸 수 있습니다."),
        ("me=1", "me: true나 false로 적어 주세요."),
    ],
)
def test_each_filter_is_refused_by_name(api, query, sentence):
    assert refused(api.get(f"/api/mentoring?{query}"), 400) == sentence


@pytest.mark.parametrize("query", ["searchValue=%00", "searchValue=a%00b", "x=%00"])
def test_a_nul_in_the_address(api, query):
    assert "글자로 쓸 수 없는 문자" in refused(api.get(f"/api/mentoring?{query}"), 400)


def test_bytes_that_are_no_text_are_looked_for_and_not_found(api):
    assert answered(api.get("/api/mentoring?searchValue=%ff%fe%ed%a0%80"))["items"] == []


@override_settings(DATA_UPLOAD_MAX_NUMBER_FIELDS=3)
def test_too_many_values_in_the_address(api):
    refused(api.get("/api/mentoring?a=1&b=1&c=1&d=1"), 400)


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5", "9223372036854775808", "9" * 5000, "%00", "１2x"])
def test_a_number_that_no_row_can_have(api, number):
    for method in ("GET", "PATCH", "DELETE"):
        assert refused(api(method, f"/api/mentoring/{number}", None if method != "PATCH" else {}), 400).startswith(
            "id: "
        )


# --- 401 … 503 --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/mentoring"),
        ("POST", "/api/mentoring"),
        ("GET", "/api/mentoring/1"),
        ("GET", "/api/mentoring/x"),
        ("PATCH", "/api/mentoring/1"),
        ("DELETE", "/api/mentoring/1"),
        ("POST", "/api/mentoring/1/apply"),
        ("POST", "/api/mentoring/cancel"),
        ("GET", "/api/mentoring/history"),
        ("GET", "/api/auth/me"),
    ],
)
def test_without_a_token(method, path):
    response = ApiClient()(method, path)
    assert refused(response, 401).startswith("로그인이 필요합니다.")
    assert response["WWW-Authenticate"] == 'Bearer realm="baeumteo"'


def test_what_is_not_yours_to_do(student):
    session = SessionFactory()
    refused(ApiClient(student).patch(f"/api/mentoring/{session.pk}", {"title": "새 제목"}), 403)
    refused(ApiClient(student).post("/api/mentoring", GOOD), 403)


@pytest.mark.parametrize("path", ["/api/", "/api/x", "/api/mentoring/", "/api/mentoring/1/x", "/api/v1/x", "/api/%00"])
def test_an_address_that_is_not_there(api, path):
    assert refused(api.get(path), 404) == "찾을 수 없습니다. 주소와 번호를 확인해 주세요."


@pytest.mark.parametrize("path", ["/mentoring/get-links/x", "/mentoring/generate-code/"])
def test_addresses_outside_of_api_that_seed_002_names(api, path):
    refused(api.get(path), 404)


def test_a_number_that_is_not_there(api):
    for method, body in (("GET", None), ("PATCH", {"title": "새 제목"}), ("DELETE", None)):
        refused(api(method, "/api/mentoring/9223372036854775807", body), 404)
    refused(api.post("/api/mentoring/9223372036854775807/apply"), 404)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/api/mentoring", "GET, POST"),
        ("DELETE", "/api/mentoring", "GET, POST"),
        ("OPTIONS", "/api/mentoring", "GET, POST"),
        ("POST", "/api/mentoring/1", "GET, PATCH, DELETE"),
        ("GET", "/api/mentoring/1/apply", "POST"),
        ("GET", "/api/auth/token", "POST"),
        ("TRACE", "/api/auth/me", "GET"),
        ("POST", "/api/docs", "GET, HEAD"),
    ],
)
def test_a_method_that_is_not_there(api, method, path, allowed):
    response = api(method, path)
    assert refused(response, 405).startswith("이 주소에서는 쓸 수 없는 방법입니다.")
    assert {name.strip() for name in response["Allow"].split(",")} == set(allowed.split(", "))


def test_a_strange_host_is_refused_in_the_envelope(db):
    assert refused(Client().get("/api/mentoring", headers={"Host": "evil.example"}), 400)


@pytest.mark.parametrize("debug", [True, False])
def test_a_crash_is_told_to_the_log_and_to_nobody_else(api, monkeypatch, caplog, debug):
    monkeypatch.setattr(selectors, "list_own_applications", lambda *_: 1 / 0)
    with override_settings(DEBUG=debug):
        response = api.get("/api/mentoring/history")
    assert refused(response, 500) == "서버에 문제가 생겼습니다. 잠시 뒤에 다시 시도해 주세요."
    assert "ZeroDivisionError" in caplog.text
    assert "ZeroDivision" not in response.content.decode()


@pytest.mark.parametrize("debug", [True, False])
def test_a_crash_around_the_endpoints(monkeypatch, debug):
    monkeypatch.setattr("config.api.documentation.readable", lambda *_: 1 / 0)
    with override_settings(DEBUG=debug):
        assert refused(ApiClient().get("/api/docs"), 500).startswith("서버에 문제가 생겼습니다.")


def test_waiting_too_long_for_another_is_not_a_crash(api, monkeypatch):
    def wait(*_):
        raise OperationalError("database is locked")

    monkeypatch.setattr(selectors, "list_own_applications", wait)
    assert refused(api.get("/api/mentoring/history"), 409) == "지금은 할 수 없습니다. 잠시 뒤에 다시 시도해 주세요."


def test_another_failure_of_the_database_is_a_crash(api, monkeypatch):
    def fail(*_):
        raise OperationalError("no such table")

    monkeypatch.setattr(selectors, "list_own_applications", fail)
    refused(api.get("/api/mentoring/history"), 500)


def test_a_client_that_hangs_up_is_no_crash(api, monkeypatch):
    from django.http import UnreadablePostError

    def hang_up(*_):
        raise UnreadablePostError("gone")

    monkeypatch.setattr(selectors, "list_own_applications", hang_up)
    refused(api.get("/api/mentoring/history"), 400)


def test_what_has_no_sentence_of_its_own():
    assert errors.sentence(418) == errors.sentence(400)
    assert errors.sentence(502) == errors.sentence(500)


def test_an_error_of_the_input_without_words_of_its_own():
    assert errors.complaints([{"type": "url_parsing", "loc": ("query", "link")}]) == "link: 올바른 값이 아닙니다."
