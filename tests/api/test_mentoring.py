"""The eight calls of mentoring: who sees what, what each filter finds, what each write does."""

import datetime as dt

import pytest

from apps.core import clock
from apps.mentoring.states import ApplicationState
from tests.api.client import ApiClient, answered, refused
from tests.api.test_errors import GOOD
from tests.factories.mentoring import ApplicationFactory, SessionFactory
from tests.factories.planner import AppointmentFactory, VenueFactory
from tests.factories.topics import TopicFactory

pytestmark = pytest.mark.django_db


def titles(client: ApiClient, query: str = "") -> list[str]:
    return [item["title"] for item in answered(client.get(f"/api/mentoring{query}"))["items"]]


def in_days(days: int) -> dt.datetime:
    return clock.at(clock.today() + dt.timedelta(days=days), dt.time(14))


# --- List -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def five(mentor, other_student):
    SessionFactory(title="이력서 쓰기", author=mentor, starts_at=in_days(5), type="lecture")
    talk = SessionFactory(title="면접 준비", starts_at=in_days(4), content="<p>모의 면접을 합니다.</p>")
    talk.topics.add(TopicFactory(name="취업 준비"))
    full = SessionFactory(title="꽉 찬 것", starts_at=in_days(3), capacity=1)
    ApplicationFactory(session=full, member=other_student)
    SessionFactory(title="끝난 것", starts_at=in_days(-2), reg_start=in_days(-9).date())
    SessionFactory(title="접수 전", starts_at=in_days(6), reg_start=clock.today() + dt.timedelta(days=1))
    SessionFactory(title="지운 것", deleted_at=clock.now())


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["접수 전", "이력서 쓰기", "면접 준비", "꽉 찬 것", "끝난 것"]),
        ("?status=open", ["이력서 쓰기", "면접 준비"]),
        ("?status=closed", ["접수 전", "꽉 찬 것", "끝난 것"]),
        ("?type=lecture", ["이력서 쓰기"]),
        ("?type=public&status=open", ["면접 준비"]),
        ("?searchField=title&searchValue=력", ["이력서 쓰기"]),
        ("?searchValue=면접", ["면접 준비"]),
        ("?searchField=content&searchValue=모의 면접", ["면접 준비"]),
        ("?searchField=author&searchValue=하준", ["이력서 쓰기"]),
        ("?searchField=author&searchValue=없는이름", []),
        ("?searchField=title&searchValue=", ["접수 전", "이력서 쓰기", "면접 준비", "꽉 찬 것", "끝난 것"]),
        ("?searchField=author&searchValue=&me=true", ["이력서 쓰기"]),
        ("?me=false&type=lecture", ["이력서 쓰기"]),
        ("?topic=취업 준비", ["면접 준비"]),
        ("?topic=없음", []),
        ("?status=&type=lecture", ["이력서 쓰기"]),
    ],
)
def test_each_filter_finds_its_own(five, mentor, query, expected):
    assert titles(ApiClient(mentor), query) == expected


def test_pages_of_ten_and_an_empty_one_past_the_end(student):
    for number in range(23):
        SessionFactory(title=f"{number}", starts_at=in_days(40 - number), author__email=f"a{number}@example.com")
    client = ApiClient(student)
    data = answered(client.get("/api/mentoring?page=2"))
    assert [item["title"] for item in data["items"]] == [str(number) for number in range(10, 20)]
    assert data["pagination"] == {"total": 23, "currentPage": 2, "totalPages": 3}
    beyond = answered(client.get("/api/mentoring?page=99"))
    assert beyond == {"items": [], "pagination": {"total": 23, "currentPage": 99, "totalPages": 3}}


def test_an_empty_list_is_one_empty_page(student):
    data = answered(ApiClient(student).get("/api/mentoring"))
    assert data == {"items": [], "pagination": {"total": 0, "currentPage": 1, "totalPages": 1}}


def test_a_total_that_was_not_counted_to_its_end_says_so(student, monkeypatch):
    monkeypatch.setattr("apps.core.paging.COUNT_CAP", 12)
    monkeypatch.setattr("apps.core.api.envelope.COUNT_CAP", 12)
    SessionFactory.create_batch(14)
    body = ApiClient(student).get("/api/mentoring?page=2").json()
    assert body["message"] == "결과가 12건보다 많아 그만큼만 세었습니다."
    assert body["data"]["pagination"] == {"total": 12, "currentPage": 2, "totalPages": 2}
    assert len(body["data"]["items"]) == 4
    monkeypatch.setattr("apps.core.paging.DEEPEST", 1)
    body = ApiClient(student).get("/api/mentoring?page=3").json()
    assert body["message"].startswith("앞에서부터 ")
    assert body["data"] == {"items": [], "pagination": {"total": 12, "currentPage": 3, "totalPages": 2}}


# --- Who sees what ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "sees"), [("mentor", True), ("superuser", True), ("student", False)])
def test_a_session_that_staff_turned_down_is_there_for_its_author_and_staff(request, mentor, who, sees):
    session = SessionFactory(author=mentor, title="반려", declined_at=clock.now(), decline_reason="겹칩니다")
    client = ApiClient(request.getfixturevalue(who))
    assert titles(client) == (["반려"] if sees else [])
    assert client.get(f"/api/mentoring/{session.pk}").status_code == (200 if sees else 404)


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("mentor", ["이서연", "이서연", "박도윤"]),
        ("superuser", ["이서연", "이서연", "박도윤"]),
        ("student", ["이서연", "이서연"]),
        ("other_student", ["박도윤"]),
        ("stranger", []),
    ],
)
def test_applicants_are_for_those_who_run_it_and_ones_own_for_oneself(
    request, mentor, student, other_student, who, names
):
    session = SessionFactory(author=mentor, capacity=1)
    ApplicationFactory(session=session, member=student, state=ApplicationState.CANCELLED)
    ApplicationFactory(session=session, member=student)
    ApplicationFactory(session=session, member=other_student, state=ApplicationState.WAITING)
    detail = answered(ApiClient(request.getfixturevalue(who)).get(f"/api/mentoring/{session.pk}"))
    assert [row["name"] for row in detail["applicants"]] == names
    assert detail["attendees"] == {"current": 1, "max": 1}


def test_the_words_of_the_contract_are_korean_in_every_language(student):
    session = SessionFactory(type="lecture", capacity=1)
    ApplicationFactory(session=session, member=student)
    detail = answered(ApiClient(student, Accept_Language="en").get(f"/api/mentoring/{session.pk}"))
    words = (detail["type"], detail["status"], detail["applicants"][0]["status"])
    assert words == ("멘토 특강", "마감", "신청완료")


# --- Create and update ------------------------------------------------------------------------------------------------


def test_what_is_left_out_or_null_has_its_default(mentor):
    VenueFactory(name="스페이스 A1")
    client = ApiClient(mentor)
    bare = answered(client.post("/api/mentoring", GOOD))
    assert bare["registrationPeriod"] == {"start": "2030-01-15", "end": "2030-01-15"}
    assert (bare["attendees"], bare["content"], bare["venue"]) == ({"current": 0, "max": 3}, "", "스페이스 A1")
    lecture = {**GOOD, "type": "lecture", "date": "2030-01-16", "maxAttendees": None, "regStart": None}
    assert answered(client.post("/api/mentoring", lecture))["attendees"] == {"current": 0, "max": 6}


def test_a_venue_that_is_not_known_is_kept_as_written(mentor):
    assert answered(ApiClient(mentor).post("/api/mentoring", {**GOOD, "venue": " 학교  앞 "}))["venue"] == "학교 앞"


def test_a_venue_or_an_hour_that_is_taken(mentor, superuser):
    VenueFactory(name="스페이스 A1")
    answered(ApiClient(mentor).post("/api/mentoring", GOOD))
    assert "이미 예약되어 있습니다" in refused(ApiClient(superuser).post("/api/mentoring", GOOD), 409)
    other = {**GOOD, "venue": "다른 곳", "startTime": "15:59"}
    assert refused(ApiClient(mentor).post("/api/mentoring", other), 409).startswith("같은 시간에 이미 진행하는 일정")


def test_only_what_is_given_changes(mentor):
    client = ApiClient(mentor)
    before = answered(client.post("/api/mentoring", {**GOOD, "content": "<p>내용</p>", "maxAttendees": 5}))
    after = answered(client.patch(f"/api/mentoring/{before['id']}", {"title": "새 제목"}))
    assert after == {**before, "title": "새 제목"}
    assert answered(client.patch(f"/api/mentoring/{before['id']}", {})) == after
    moved = answered(client.patch(f"/api/mentoring/{before['id']}", {"venue": "", "startTime": "15:00", "content": ""}))
    assert moved == {**after, "venue": "", "sessionTime": {"start": "15:00", "end": "16:00"}, "content": ""}


@pytest.mark.parametrize("name", ["title", "type", "date", "startTime", "endTime"])
def test_null_is_refused_where_it_means_nothing(mentor, name):
    session = SessionFactory(author=mentor)
    sentence = refused(ApiClient(mentor).patch(f"/api/mentoring/{session.pk}", {name: None}), 400)
    assert sentence.startswith(f"{name}: ")


@pytest.mark.parametrize("name", ["venue", "content"])
def test_null_empties_what_may_be_empty(mentor, name):
    session = SessionFactory(author=mentor, venue_text="스페이스 A1", content="<p>내용</p>")
    assert answered(ApiClient(mentor).patch(f"/api/mentoring/{session.pk}", {name: None}))[name] == ""


def test_null_goes_back_to_the_default_where_there_is_one(mentor):
    client = ApiClient(mentor)
    made = {**GOOD, "maxAttendees": 9, "regStart": "2030-01-01", "regEnd": "2030-01-10"}
    number = answered(client.post("/api/mentoring", made))["id"]
    back = answered(client.patch(f"/api/mentoring/{number}", {"maxAttendees": None, "regStart": None, "regEnd": None}))
    assert back["attendees"] == {"current": 0, "max": 3}
    assert back["registrationPeriod"] == {"start": "2030-01-15", "end": "2030-01-15"}


def test_the_capacity_never_goes_below_the_applicants(mentor):
    session = SessionFactory(author=mentor, capacity=3)
    ApplicationFactory.create_batch(2, session=session)
    sentence = refused(ApiClient(mentor).patch(f"/api/mentoring/{session.pk}", {"maxAttendees": 1}), 409)
    assert sentence.startswith("이미 2명이 신청했습니다.")


# --- Apply and cancel -------------------------------------------------------------------------------------------------


def test_a_clash_is_named_and_taken(student):
    session = SessionFactory()
    AppointmentFactory(member=student, starts_at=session.starts_at + dt.timedelta(hours=1), place="2층")
    answer = ApiClient(student).post(f"/api/mentoring/{session.pk}/apply").json()
    assert answer["message"] == "신청했습니다. 같은 시간에 다른 일정이 있습니다."
    assert answer["data"]["conflicts"] == [
        {
            "title": "다른 일정",
            "sessionDate": session.date.isoformat(),
            "sessionTime": {"start": "15:00", "end": "17:00"},
            "venue": "2층",
        }
    ]


def test_waiting_is_asked_for_and_says_the_place(student, other_student, stranger):
    session = SessionFactory(capacity=1)
    ApplicationFactory(session=session)
    for place, member in enumerate((student, other_student, stranger), start=1):
        client = ApiClient(member)
        refused(client.post(f"/api/mentoring/{session.pk}/apply"), 409)
        refused(client.post(f"/api/mentoring/{session.pk}/apply", {"wait": False}), 409)
        data = answered(client.post(f"/api/mentoring/{session.pk}/apply", {"wait": True}))
        assert (data["isWaiting"], data["waitingNumber"], data["status"]) == (True, place, "대기")
    mine = answered(ApiClient(student).get("/api/mentoring/history"))["items"][0]
    answered(ApiClient(student).post("/api/mentoring/cancel", {"applySn": mine["applySn"], "qustnrSn": session.pk}))
    last = answered(ApiClient(stranger).get("/api/mentoring/history"))["items"][0]
    assert (last["waitingNumber"], last["status"]) == (2, "대기")


def test_waiting_where_a_seat_is_left_takes_the_seat(student):
    session = SessionFactory()
    data = answered(ApiClient(student).post(f"/api/mentoring/{session.pk}/apply", {"wait": True}))
    assert (data["isWaiting"], data["waitingNumber"], data["status"]) == (False, 0, "신청완료")


def test_ones_own_session(mentor):
    session = SessionFactory(author=mentor)
    assert refused(ApiClient(mentor).post(f"/api/mentoring/{session.pk}/apply"), 403) == (
        "내가 연 멘토링에는 신청할 수 없습니다."
    )


def test_after_a_cancel_a_new_application(student):
    session = SessionFactory()
    client = ApiClient(student)
    first = answered(client.post(f"/api/mentoring/{session.pk}/apply"))
    both = {"applySn": first["applySn"], "qustnrSn": session.pk}
    assert answered(client.post("/api/mentoring/cancel", both))["status"] == "신청취소"
    assert refused(client.post("/api/mentoring/cancel", both), 409) == "이미 취소된 신청입니다."
    second = answered(client.post(f"/api/mentoring/{session.pk}/apply"))
    assert second["applySn"] != first["applySn"]
    kept = answered(client.get("/api/mentoring/history"))["items"]
    assert [(row["applySn"], row["status"], row["cancelledAt"] == "") for row in kept] == [
        (second["applySn"], "신청완료", True),
        (first["applySn"], "신청취소", False),
    ]


def test_both_numbers_must_match_each_other_and_the_member(student, stranger):
    one, other = ApplicationFactory(member=student), ApplicationFactory()
    client = ApiClient(student)
    for numbers in (
        {"applySn": one.pk, "qustnrSn": other.session_id},
        {"applySn": other.pk, "qustnrSn": one.session_id},
        {"applySn": other.pk, "qustnrSn": other.session_id},
    ):
        refused(client.post("/api/mentoring/cancel", numbers), 404)
    refused(ApiClient(stranger).post("/api/mentoring/cancel", {"applySn": one.pk, "qustnrSn": one.session_id}), 404)
    assert refused(client.post("/api/mentoring/cancel", {"applySn": one.pk}), 400) == "qustnrSn: 꼭 필요한 값입니다."


@pytest.mark.parametrize("who", ["mentor", "superuser"])
def test_those_who_run_it_cancel_for_another_with_a_reason(request, mentor, who):
    application = ApplicationFactory(session__author=mentor)
    client = ApiClient(request.getfixturevalue(who))
    numbers = {"applySn": application.pk, "qustnrSn": application.session_id}
    assert refused(client.post("/api/mentoring/cancel", numbers), 400) == "사유를 입력해 주세요."
    assert answered(client.post("/api/mentoring/cancel", {**numbers, "reason": "연락이 닿지 않습니다."}))["status"] == (
        "신청취소"
    )


def test_once_it_is_over_nobody_cancels_for_another(mentor):
    session = SessionFactory(
        author=mentor, starts_at=clock.now() - dt.timedelta(days=3), reg_start=clock.today() - dt.timedelta(days=9)
    )
    application = ApplicationFactory(session=session)
    numbers = {"applySn": application.pk, "qustnrSn": session.pk, "reason": "오지 않았습니다."}
    assert refused(ApiClient(mentor).post("/api/mentoring/cancel", numbers), 409) == (
        "이미 끝난 멘토링의 신청은 취소할 수 없습니다."
    )


# --- Delete -----------------------------------------------------------------------------------------------------------


def test_deleting_is_for_the_author_and_staff_and_leaves_the_history(mentor, student, stranger):
    session = SessionFactory(author=mentor, title="지울 것")
    ApplicationFactory(session=session, member=student)
    refused(ApiClient(stranger).delete(f"/api/mentoring/{session.pk}"), 403)
    assert answered(ApiClient(mentor).delete(f"/api/mentoring/{session.pk}")) is None
    refused(ApiClient(mentor).delete(f"/api/mentoring/{session.pk}"), 404)
    assert titles(ApiClient(student)) == []
    kept = answered(ApiClient(student).get("/api/mentoring/history"))["items"]
    assert [(row["title"], row["status"], row["deleted"]) for row in kept] == [("지울 것", "신청취소", True)]
