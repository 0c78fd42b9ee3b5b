"""What stands in a query or a body is understood or refused, and never ignored."""

import json
import re
from collections.abc import Collection, Iterator

import pytest

from apps.mentoring.models import Session
from config.api import api
from tests.api.client import ApiClient, answered, refused
from tests.api.flat import flat
from tests.contract import situations_001 as situations
from tests.factories.completion import CompletionFactory
from tests.factories.lessons import LessonFactory, ReviewFactory
from tests.factories.mentoring import ApplicationFactory, SessionFactory, SessionReportFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(student, stranger, mentor, superuser):
    return {"learner": student, "stranger": stranger, "instructor": mentor, "foreign": stranger, "staff": superuser}


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("serach=x", "쿼리에 모르는 이름이 있습니다: ‘serach’. 쓸 수 있는 이름: me, page, searchField"),
        ("search.value=x&a=1", "쿼리에 모르는 이름이 있습니다: ‘search.value’, ‘a’."),
        ("status=open&status=closed", "쿼리에서 status를 한 번만 적어 주세요."),
        ("search[value]=x&searchValue=y", "쿼리에서 searchValue를 한 번만 적어 주세요."),
    ],
)
def test_what_is_not_known_is_refused_by_name(student, query, sentence):
    assert refused(ApiClient(student).get(f"/api/mentoring?{query}"), 400).startswith(sentence)


def test_an_address_without_a_query_says_so(student):
    session = SessionFactory()
    said = refused(ApiClient(student).get(f"/api/mentoring/{session.pk}?page=1"), 400)
    assert said == "이 주소는 쿼리를 받지 않습니다: ‘page’"


def test_who_is_not_logged_in_learns_nothing_of_names():
    refused(ApiClient().get("/api/mentoring?serach=x"), 401)


def test_the_nested_form_of_the_sdk_is_understood(mentor):
    own = SessionFactory(author=mentor, title="자바 입문")
    SessionFactory(title="자바 입문 둘째 판")
    SessionFactory(author=mentor, title="파이썬")
    query = "search[field]=title&search[value]=자바&search[me]=true&status=&page="
    found = answered(ApiClient(mentor).get(f"/api/mentoring?{query}"))["items"]
    assert [row["id"] for row in found] == [own.pk]
    seed = "search%5Bfield%5D=author&search%5Bvalue%5D=&search%5Bme%5D=true"
    assert len(answered(ApiClient(mentor).get(f"/api/mentoring?{seed}"))["items"]) == 2


def test_an_empty_filter_is_not_given(people):
    numbers = situations.pending(people)
    client = ApiClient(people["staff"])
    whole, empty = (
        flat(client.get(f"/api/v1/enrollments?class_id={numbers['class_id']}{rest}"))
        for rest in ("", "&status=&is_waiting=&user_id=&size=")
    )
    assert whole["enrollments"] == empty["enrollments"]
    assert len(whole["enrollments"]) == 1


def test_the_body_may_repeat_the_id_of_the_path(mentor):
    session = SessionFactory(author=mentor)
    client = ApiClient(mentor)
    for same in (session.pk, str(session.pk), float(session.pk)):
        assert answered(client.patch(f"/api/mentoring/{session.pk}", {"id": same, "title": "새 제목"}))
    said = refused(client.patch(f"/api/mentoring/{session.pk}", {"id": session.pk + 1, "title": "다른 제목"}), 400)
    assert said.startswith("본문의 id가 주소에 있는 값과 다릅니다.")
    refused(client.patch(f"/api/mentoring/{session.pk}", {"id": True, "title": "다른 제목"}), 400)
    assert Session.objects.get().title == "새 제목"


def test_a_client_that_reads_page_after_page_comes_to_an_end(superuser, mentor, stranger):
    numbers = situations.assessed({"learner": superuser, "instructor": mentor, "foreign": stranger})
    CompletionFactory(enrolment_id=numbers["enrollment_id"])
    ApplicationFactory(member=superuser)
    LessonFactory(tutorial__mentor=mentor, mentee=superuser)
    LessonFactory(tutorial__mentor=superuser, mentee=mentor)
    SessionReportFactory(session__author=superuser)
    numbers["tutorialId"] = ReviewFactory().tutorial_id
    client, read = ApiClient(superuser), []
    for path, methods in api.get_openapi_schema()["paths"].items():
        if any(taken["name"] == "page" for taken in methods.get("get", {}).get("parameters", ())):
            pages = [client.get(f"{path.format(**numbers)}?page={page}").json() for page in (1, 2)]
            rows = [_list_in(page.get("data", page)) for page in pages]
            assert (bool(rows[0]), rows[1]) == (True, []), path
            read.append(path)
    assert len(read) == 16


def _list_in(answer: dict) -> list:
    (rows,) = [value for value in answer.values() if isinstance(value, list)]
    return rows


def _writes() -> Iterator[tuple[str, str, Collection[str] | None]]:
    """Every endpoint that writes: its method, an address of it, and the names in its body; None if it takes none."""
    document = api.get_openapi_schema()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method != "get":
                body = re.search(r"schemas/(\w+)", json.dumps(operation.get("requestBody", "")))
                part = document["components"]["schemas"][body[1]] if body else None
                yield method, re.sub(r"{.*?}", "1", path), part and part.get("properties", {})


def test_a_body_is_understood_or_refused_everywhere(student):
    client = ApiClient(student)
    for method, address, names in _writes():
        said = refused(client(method, address, '{"x": 1, "x": 2}'), 400)
        assert said == "본문에서 x를 한 번만 적어 주세요.", (method, address)
        said = refused(client(method, address, {"x": 1}), 400)
        wanted = "x: 이 주소는 본문을 받지 않습니다." if names is None else "x: 알 수 없는 항목입니다."
        assert wanted in said, (method, address)
        if names:
            refused(client(method, address, dict.fromkeys(names, 10**400)), 400)


def test_an_endpoint_without_a_body_takes_one_that_says_nothing_else(mentor):
    session = SessionFactory(author=mentor)
    client, address = ApiClient(mentor), f"/api/mentoring/{session.pk}"
    assert refused(client.delete(address, {"id": session.pk + 1}), 400).startswith("본문의 id가 주소에 있는 값과")
    refused(client.delete(address, "["), 400)
    refused(client.delete(address, '{"\\ud800": 1, "\\ud800": 2}'), 400)
    assert not Session.objects.filter(deleted_at__isnull=False)
    answered(client.delete(address, {"id": session.pk}))


def test_equal_numbers_are_understood(people):
    numbers = situations.assessed(people)
    client = ApiClient(people["instructor"])
    grade = f"/api/v1/assessments/results/{numbers['result_id']}/grade"
    for equal in ("10", "10.0", '"10.00"', '"10"', "1e1"):
        body = f'{{"score": {equal}, "result_id": {numbers["result_id"]}}}'
        assert flat(client.patch(grade, body))["result"]["score"] == 10
    body = {
        "enrollment_id": float(numbers["enrollment_id"]),
        "content_id": numbers["content_id"],
        "progress_rate": 45.9,
    }
    assert flat(ApiClient(people["learner"]).post("/api/v1/progress", body))["progress"]["progress_rate"] == 45
    learner = ApiClient(people["learner"])
    seconds = {"last_position": 12.7, "learning_time": None}
    assert flat(learner.post("/api/v1/progress", {**body, **seconds}))["progress"]["last_position"] == 12
    for name, wrong in (("progress_rate", 100.1), ("progress_rate", "반"), ("last_position", 10**400)):
        assert refused(learner.post("/api/v1/progress", {**body, name: wrong}), 400).startswith(f"{name}: ")
    said = refused(learner.post("/api/v1/progress", {**body, "played_ranges": [[0, "1"]]}), 400)
    assert said == "played_ranges.0.1: 숫자로 보내 주세요."


@pytest.mark.parametrize("amount", ['"10000.00"', '"10000"', "10000.0", "1e4"])
def test_equal_money_is_understood(people, amount):
    numbers = situations.approved(people)
    client, address = ApiClient(people["staff"]), f"/api/v1/enrollments/{numbers['enrollment_id']}"
    payment = '{"payment_amount": %s, "payment_method": "CARD", "payment_info": "1"}'
    refund = '{"refund_amount": %s, "refund_reason": "취소", "refund_info": null}'
    for wrong in ('"10000.50"', "10000.5", '"많이"'):
        refused(client.post(f"{address}/payment", payment % wrong), 400)
    flat(client.post(f"{address}/payment", payment % amount))
    flat(client.post(f"{address}/refund", refund % amount))
    row = flat(client.get(address))["enrollment"]
    assert (row["paid_amount"], row["refunded_amount"]) == (10_000, 10_000)


def test_equal_times_are_understood(student):
    hours = {"weekday": "MONDAY", "startTime": "19:00:00", "endTime": "24:00:00"}
    (row,) = answered(ApiClient(student).put("/api/me/free-hours", {"freeHours": [hours]}))["freeHours"]
    assert (row["startTime"], row["endTime"]) == ("19:00", "24:00")
    said = refused(
        ApiClient(student).put("/api/me/free-hours", {"freeHours": [{**hours, "startTime": "19:00:30"}]}), 400
    )
    assert said.startswith("freeHours.0.startTime: 시각을 14:00처럼")


def test_what_may_be_left_out_may_be_null():
    """Of an edit, what cannot be empty is left out to stay: null is refused there."""
    parts = api.get_openapi_schema()["components"]["schemas"]
    optional = [
        (name, field, value)
        for name, part in parts.items()
        if name.endswith(("Input", "Body")) and not name.endswith(("EditInput", "UpdateInput"))
        for field, value in part.get("properties", {}).items()
        if field not in part.get("required", ())
    ]
    assert len(optional) > 25
    for name, field, value in optional:
        assert {"type": "null"} in value.get("anyOf", ()), (name, field)


@pytest.mark.parametrize(
    "moment",
    ["{day}T09:00:00+09:00", "{day}T00:00:00Z", "{day}T00:00:00.000Z", "{day}T00:00:00.123456789+00:00", "{day}t09:00"],
)
def test_equal_instants_are_understood(people, moment):
    numbers = situations.learning(people)
    client = ApiClient(people["instructor"])
    given = {"enrollment_id": numbers["enrollment_id"], "class_date": numbers["free_date"], "attendance_type": "LATE"}
    came = moment.format(day=numbers["free_date"])
    made = flat(client.post("/api/v1/attendance", {**given, "check_in_time": came}))
    row = flat(client.get(f"/api/v1/attendance/{made['attendance_id']}"))["attendance"]
    assert row["check_in_time"] == "09:00:00"
    body = {"attempt": 1, "enrollment_id": numbers["enrollment_id"], "start_time": came}
    assessed = situations.AssessmentFactory(
        course_class_id=numbers["class_id"], start_date="2026-01-01", end_date="2026-01-02"
    )
    made = flat(client.post(f"/api/v1/assessments/{assessed.pk}/results", body))
    row = flat(client.get(f"/api/v1/assessments/{assessed.pk}/results/{made['result_id']}"))["result"]
    assert row["start_time"] == f"{numbers['free_date']}T09:00:00+09:00"


def test_an_instant_of_another_day_is_refused(people):
    numbers = situations.learning(people)
    given = {"enrollment_id": numbers["enrollment_id"], "class_date": numbers["free_date"], "attendance_type": "LATE"}
    body = {**given, "check_in_time": f"{numbers['class_date']}T09:00:00+09:00"}
    client = ApiClient(people["instructor"])
    assert "수업일" in refused(client.post("/api/v1/attendance", body), 400)
    (row, *_rest) = flat(client.get(f"/api/v1/attendance/enrollment/{numbers['enrollment_id']}"))["attendances"]
    address = f"/api/v1/attendance/{row['attendance_id']}"
    edit = {"attendance_type": "LATE", "check_in_time": f"{numbers['free_date']}T09:00:00+09:00"}
    assert "수업일" in refused(client.put(address, edit), 400)
    assert flat(client.get(address))["attendance"] == row
    flat(client.put(address, {**edit, "check_in_time": f"{row['class_date']}T00:30:00Z"}))
    assert flat(client.get(address))["attendance"]["check_in_time"] == "09:30:00"


def test_an_assessment_lies_at_least_partly_in_its_class(people):
    numbers = situations.assessment(people)
    client = ApiClient(people["instructor"])
    address = f"/api/v1/assessments/{numbers['assessment_id']}"
    said = refused(client.put(address, {"start_date": "2020-01-01", "end_date": "2020-01-02"}), 400)
    assert said.startswith("평가 기간이 차수 기간(")
    flat(client.put(address, {"start_date": "2020-01-01"}))  # it may begin before and end in it
