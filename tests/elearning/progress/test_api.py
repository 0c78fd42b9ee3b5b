"""Progress over HTTP: seed 001, 3-11 to 3-16."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.core import clock
from apps.elearning.catalogue.models import Content
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.elearning.progress.models import Progress
from tests.api.client import ApiClient, refused
from tests.api.flat import flat
from tests.elearning.learning import course_of, learner, running_class
from tests.factories.elearning import ContentFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 1, 15, 9, 0, tzinfo=clock.SEOUL)
BASE = "/api/v1/progress"


@pytest.fixture(autouse=True)
def travel():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def course_class(mentor):
    """A course of a required document of 30 minutes, one of 10, and an optional one of 20; taught by 하준."""
    course = course_of(30, 10)
    ContentFactory(course=course, minutes=20, is_required=False)
    return running_class(course=course, instructors=[mentor])


@pytest.fixture
def enrolment(course_class, student):
    return learner(course_class, member=student)


@pytest.fixture
def contents(course_class):
    return list(course_class.course.contents.all())


@pytest.fixture
def ids(enrolment, contents):
    return {"enrollment_id": enrolment.pk, "content_id": contents[0].pk}


@pytest.fixture
def client(student):
    return ApiClient(student)


def test_a_save_answers_where_one_stands_now(client, ids, contents, travel):
    first = flat(client.patch(f"{BASE}/start", ids))["progress"]
    assert (first["status"], first["progress_rate"]) == ("IN_PROGRESS", 0)
    travel.shift(120)
    body = {**ids, "progress_rate": 40, "last_position": 300, "learning_time": 120}
    progress = flat(client.post(BASE, body))["progress"]
    assert progress == {
        "progress_id": first["progress_id"], **ids, "content_title": contents[0].title, "content_type": "DOCUMENT",
        "is_required": True, "status": "IN_PROGRESS", "progress_rate": 40, "last_position": 300, "learning_time": 120,
        "started_at": "2026-01-15T09:00:00+09:00", "last_learned_at": "2026-01-15T09:02:00+09:00", "completed_at": None,
    }  # fmt: skip
    assert flat(client.get(f"{BASE}/{progress['progress_id']}"))["progress"] == progress
    travel.shift(600)
    assert flat(client.get(f"{BASE}/{progress['progress_id']}"))["progress"]["status"] == "PAUSED"


def test_a_video_tells_what_was_played_of_it(client, ids, contents, travel):
    Content.objects.filter(pk=contents[0].pk).update(type="VIDEO", file="contents/a.mp4", seconds=60)
    flat(client.patch(f"{BASE}/start", ids))
    travel.shift(60)
    body = {**ids, "progress_rate": 0, "last_position": 45, "played_ranges": [[0, 14.5], [30, 45]], "duration": 59.8}
    progress = flat(client.post(BASE, body))["progress"]
    assert (progress["progress_rate"], Progress.objects.get().seen) == (50, [[0, 15], [30, 45]])
    assert flat(client.post(BASE, {**ids, "progress_rate": 100}))["progress"]["progress_rate"] == 66
    assert Progress.objects.get().seen == [[0, 25], [30, 45]]


def test_what_is_left_out_stays(client, ids):
    flat(client.post(BASE, {**ids, "progress_rate": 40, "last_position": 300, "learning_time": 20}))
    progress = flat(client.post(BASE, {**ids, "progress_rate": 10}))["progress"]
    assert (progress["progress_rate"], progress["last_position"], progress["learning_time"]) == (40, 300, 20)


def test_completing(client, ids, contents):
    progress = flat(client.patch(f"{BASE}/complete", ids))["progress"]
    assert (progress["status"], progress["progress_rate"]) == ("COMPLETED", 100)
    assert progress["completed_at"] == "2026-01-15T09:00:00+09:00"
    video = ContentFactory(course=contents[0].course, type="VIDEO", url="https://example.com/v.mp4")
    sentence = refused(client.patch(f"{BASE}/complete", {**ids, "content_id": video.pk}), 409)
    assert sentence == "필수 동영상은 90% 이상 보아야 완료할 수 있습니다. 지금까지 0%를 보았습니다."


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"progress_rate": 101}, "progress_rate: 100 이하여야 합니다."),
        ({"progress_rate": -1}, "progress_rate: 0 이상이어야 합니다."),
        ({"progress_rate": "반"}, "progress_rate: 숫자로 보내 주세요."),
        ({"progress_rate": None}, "progress_rate: 숫자로 보내 주세요."),
        ({"last_position": -1}, "last_position: 0 이상이어야 합니다."),
        ({"learning_time": 86_401}, "learning_time: 86400 이하여야 합니다."),
        ({"learning_time": True}, "learning_time: 숫자로 보내 주세요."),
        ({"played_ranges": [[0]]}, "played_ranges.0: 2건 이상 보내 주세요."),
        ({"played_ranges": [[5, 1]]}, "재생한 구간은 [시작, 끝]을 초로, 시작이 끝보다 늦지 않게 보내 주세요."),
        ({"played_ranges": "0-1"}, "played_ranges: 목록으로 보내 주세요."),
        ({"duration": -1}, "duration: 0.0 이상이어야 합니다."),
        ({"enrollment_id": 0}, "enrollment_id: 1 이상이어야 합니다."),
        ({"status": "COMPLETED"}, "status: 알 수 없는 항목입니다. 이름을 확인하거나 빼 주세요."),
    ],
)
def test_input_that_makes_no_sense(client, ids, changes, sentence):
    assert refused(client.post(BASE, {**ids, "progress_rate": 1, **changes}), 400) == sentence
    assert not Progress.objects.exists()


def test_every_content_is_listed_also_what_was_not_started(client, ids, contents, enrolment):
    flat(client.post(BASE, {**ids, "progress_rate": 40}))
    found = flat(client.get(f"{BASE}/enrollment/{enrolment.pk}"))["progresses"]
    assert [(row["content_id"], row["status"], row["progress_rate"]) for row in found] == [
        (contents[0].pk, "IN_PROGRESS", 40),
        (contents[1].pk, "NOT_STARTED", 0),
        (contents[2].pk, "NOT_STARTED", 0),
    ]
    assert [bool(row["progress_id"]) for row in found] == [True, False, False]


def test_a_class_is_listed_by_learner_with_the_weighted_rate(mentor, client, ids, contents, enrolment, course_class):
    idle = learner(course_class)
    learner(course_class, status=EnrolmentStatus.PENDING, approved_at=None)
    flat(client.post(BASE, {**ids, "progress_rate": 50, "learning_time": 30}))
    for content in contents[1:]:
        flat(client.patch(f"{BASE}/complete", {**ids, "content_id": content.pk}))
    path = f"{BASE}/course/{course_class.course_id}/class/{course_class.pk}"
    found = flat(ApiClient(mentor).get(path))
    assert found["paging"] == {"page": 1, "size": 20, "total": 2, "pages": 1}
    assert found["progresses"] == [
        {
            "enrollment_id": enrolment.pk, "user_id": enrolment.member_id, "user_name": "이서연",
            "progress_rate": 62,  # (50 × 30 + 100 × 10) ÷ 40, rounded down; the optional one does not count
            "learning_time": 30, "completed_contents": 2, "total_contents": 3,
            "last_learned_at": "2026-01-15T09:00:00+09:00",
        },
        {
            "enrollment_id": idle.pk, "user_id": idle.member_id, "user_name": idle.member.name, "progress_rate": 0,
            "learning_time": 0, "completed_contents": 0, "total_contents": 3, "last_learned_at": None,
        },
    ]  # fmt: skip
    second = flat(ApiClient(mentor).get(f"{path}?page=2&size=1"))
    assert [row["enrollment_id"] for row in second["progresses"]] == [idle.pk]
    assert second["paging"] == {"page": 2, "size": 1, "total": 2, "pages": 2}


def test_a_class_without_contents_and_one_with_optional_ones_alone(mentor):
    empty = running_class(course=course_of(), instructors=[mentor])
    optional = running_class(course=course_of(10, is_required=False), instructors=[mentor])
    rates = []
    for course_class in (empty, optional):
        one = learner(course_class)
        for content in course_class.course.contents.all():
            ids = {"enrollment_id": one.pk, "content_id": content.pk}
            flat(ApiClient(one.member).post(BASE, {**ids, "progress_rate": 30}))
        path = f"{BASE}/course/{course_class.course_id}/class/{course_class.pk}"
        rates += [row["progress_rate"] for row in flat(ApiClient(mentor).get(path))["progresses"]]
    assert rates == [0, 30]


@pytest.mark.parametrize("query", ["?size=0", "?size=101", "?page=0", "?size=x"])
def test_a_page_that_is_none(mentor, course_class, query):
    path = f"{BASE}/course/{course_class.course_id}/class/{course_class.pk}{query}"
    refused(ApiClient(mentor).get(path), 400)


def test_who_sees_what(request, client, ids, enrolment, course_class):
    number = flat(client.post(BASE, {**ids, "progress_rate": 40}))["progress"]["progress_id"]
    addresses = (
        f"{BASE}/{number}",
        f"{BASE}/enrollment/{enrolment.pk}",
        f"{BASE}/course/{course_class.course_id}/class/{course_class.pk}",
    )
    found = {
        who: [ApiClient(request.getfixturevalue(who)).get(address).status_code for address in addresses]
        for who in ("student", "mentor", "superuser", "stranger", "bare_staff")
    }
    assert found == {
        "student": [200, 200, 403], "mentor": [200, 200, 200], "superuser": [200, 200, 200],
        "stranger": [404, 404, 403], "bare_staff": [404, 404, 403],
    }  # fmt: skip
    other_course = f"{BASE}/course/{course_class.course_id + 1000}/class/{course_class.pk}"
    refused(ApiClient(request.getfixturevalue("superuser")).get(other_course), 404)


def test_a_repeat_with_the_same_key_adds_nothing(client, ids):
    body = {**ids, "progress_rate": 40, "learning_time": 20}
    answers = [client.post(BASE, body, Idempotency_Key="p1") for _ in range(2)]
    assert flat(answers[0]) == flat(answers[1])
    assert Progress.objects.get().learning_time == 20


@pytest.mark.parametrize("rows", [1, 50])
def test_the_number_of_queries(mentor, course_class, client, ids, enrolment, rows):
    for _ in range(rows):
        learner(course_class)
        ContentFactory(course=course_class.course)
    flat(client.post(BASE, {**ids, "progress_rate": 1}))
    counts = []
    for who, method, address, body in (
        (client, "POST", BASE, {**ids, "progress_rate": 2}),
        (client, "PATCH", f"{BASE}/start", ids),
        (client, "GET", f"{BASE}/{Progress.objects.get().pk}", None),
        (client, "GET", f"{BASE}/enrollment/{enrolment.pk}", None),
        (ApiClient(mentor), "GET", f"{BASE}/course/{course_class.course_id}/class/{course_class.pk}", None),
    ):
        with CaptureQueriesContext(connection) as statements:
            flat(who(method, address, body))
        counts.append(len(statements))
    assert counts == [3, 3, 2, 4, 8]
