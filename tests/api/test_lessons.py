"""Lessons and tutorials over HTTP, beside what the contract with seed 003 shows."""

import datetime as dt

import pytest
import time_machine

from apps.core import clock
from apps.core.models import AuditEntry
from apps.lessons.models import Lesson
from apps.lessons.selectors import api as selectors
from apps.lessons.states import LessonStatus
from apps.notices.models import Notice
from tests.api.client import ApiClient, answered, refused
from tests.factories.accounts import MemberFactory
from tests.factories.accounts import mentor as a_mentor
from tests.factories.lessons import (
    DayOffFactory,
    LessonFactory,
    OpenHolidayFactory,
    TutorialFactory,
    WeeklyHoursFactory,
    booked,
)
from tests.factories.planner import AppointmentFactory
from tests.factories.topics import TopicFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 1, 5, 9, 0, tzinfo=clock.SEOUL)


@pytest.fixture(autouse=True)
def then():
    with time_machine.travel(NOW, tick=False):
        yield


def asking(tutorial, **more) -> tuple[str, dict]:
    return f"/api/tutorials/{tutorial.pk}/lessons", {"lessonDate": "2026-01-08", "lessonTime": "14:00:00", **more}


# --- Asking


@pytest.mark.parametrize(("given", "kept"), [("14:00:00", "14:00:00"), ("14:00", "14:00:00"), ("23:59:59", "23:59:59")])
def test_the_time_is_taken_with_and_without_seconds(student, given, kept):
    path, body = asking(TutorialFactory(), lessonTime=given)
    data = answered(ApiClient(student).post(path, body))
    assert (data["scheduledAt"], data["requestMessage"]) == (f"2026-01-08T{kept}", None)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"lessonTime": "24:00:00"}, "lessonTime: 시각을 14:00:00이나 14:00처럼 적어 주세요(00:00:00~23:59:59)."),
        ({"lessonTime": "2시"}, "lessonTime: 시각을 14:00:00이나 14:00처럼 적어 주세요(00:00:00~23:59:59)."),
        ({"lessonTime": 14}, "lessonTime: 시각을 14:00:00이나 14:00처럼 적어 주세요(00:00:00~23:59:59)."),
        ({"lessonDate": "2026-02-30"}, "lessonDate: 달력에 없는 날짜입니다."),
        ({"lessonDate": "2027-01-06"}, "수업은 1년 뒤까지 신청할 수 있습니다."),
        ({"requestMessage": "가" * 1001}, "requestMessage: 1000자까지 쓸 수 있습니다."),
        ({"price": 0}, "price: 알 수 없는 항목입니다. 이름을 확인하거나 빼 주세요."),
        ({"menteeId": 1}, "menteeId: 알 수 없는 항목입니다. 이름을 확인하거나 빼 주세요."),
    ],
)
def test_what_cannot_be_asked_for(student, wrong, sentence):
    path, body = asking(TutorialFactory(), **wrong)
    assert refused(ApiClient(student).post(path, body), 400) == sentence
    assert not Lesson.objects.exists()


def test_what_is_missing_is_named(student):
    path, _body = asking(TutorialFactory())
    assert refused(ApiClient(student).post(path, {}), 400) == (
        "lessonDate: 꼭 필요한 값입니다. lessonTime: 꼭 필요한 값입니다."
    )


def test_who_and_when(mentor, student):
    own, shut = TutorialFactory(mentor=mentor), TutorialFactory(is_open=False)
    path, body = asking(own)
    assert refused(ApiClient(mentor).post(path, body), 403) == "내가 연 과외에는 수업을 신청할 수 없습니다."
    path, body = asking(shut)
    assert refused(ApiClient(student).post(path, body), 409) == "지금은 신청을 받지 않는 과외입니다."


def test_the_hours_of_the_mentor_hold_here_as_well(mentor, student):
    tutorial = TutorialFactory(mentor=mentor)
    WeeklyHoursFactory(mentor=mentor)  # Mondays, 19:00 to 22:00; the 8th is a Thursday
    path, body = asking(tutorial)
    assert "월" in refused(ApiClient(student).post(path, body), 409)
    DayOffFactory(mentor=mentor, first_day=dt.date(2026, 1, 12))
    OpenHolidayFactory(mentor=mentor, date=dt.date(2026, 3, 2))
    assert answered(ApiClient(student).get(f"/api/tutorials/{tutorial.pk}"))["openHolidays"] == ["2026-03-02"]
    path, body = asking(tutorial, lessonDate="2026-01-12", lessonTime="19:00:00")
    assert refused(ApiClient(student).post(path, body), 409).startswith("멘토가 수업을 쉬는 날")


def test_a_clash_is_taken_and_said(student):
    tutorial = TutorialFactory()
    AppointmentFactory(member=student, starts_at=clock.at(dt.date(2026, 1, 8), dt.time(14)))
    path, body = asking(tutorial)
    response = ApiClient(student).post(path, body)
    assert answered(response)["status"] == "PENDING"
    assert response.json()["message"] == "신청했습니다. 같은 시간에 다른 일정이 있습니다."


def test_asking_twice_is_asking_once(student):
    path, body = asking(TutorialFactory())
    client = ApiClient(student)
    first = answered(client.post(path, body, Idempotency_Key="a"))
    assert answered(client.post(path, body, Idempotency_Key="a")) == first
    assert refused(client.post(path, body), 409) == "같은 시간에 이미 신청한 수업입니다."
    assert (Lesson.objects.count(), Notice.objects.count()) == (1, 2)  # the mentor and who asked


@pytest.mark.parametrize("number", ["0", "-1", "a", "9223372036854775808"])
def test_no_number_is_no_lesson(student, number):
    for method, path in (("GET", f"/api/lessons/{number}"), ("PUT", f"/api/lessons/{number}/approve")):
        refused(ApiClient(student)(method, path), 400)


# --- Lists


def test_each_sees_their_own_lists_newest_first(mentor, student):
    tutorial = TutorialFactory(mentor=mentor)
    rows = [
        LessonFactory(
            tutorial=tutorial, mentee=student, status=status, created_at=NOW - dt.timedelta(minutes=number),
            starts_at=NOW + dt.timedelta(days=1, hours=number),
        )
        for number, status in enumerate(LessonStatus)
    ]  # fmt: skip
    LessonFactory()
    numbers = [row.pk for row in rows]
    taken = answered(ApiClient(student).get("/api/lessons/my"))["lessons"]
    asked = answered(ApiClient(mentor).get("/api/lessons/requests"))["requests"]
    assert [row["lessonId"] for row in taken] == [row["lessonId"] for row in asked] == numbers
    assert (asked[0]["menteeName"], asked[0]["menteeEmail"]) == (student.name, student.email)
    assert answered(ApiClient(mentor).get("/api/lessons/my")) == {"lessons": []}
    assert answered(ApiClient(student).get("/api/lessons/requests")) == {"requests": []}


def test_a_list_of_one_state(student):
    rows = {status: LessonFactory(mentee=student, status=status) for status in LessonStatus}
    client = ApiClient(student)
    for status, row in rows.items():
        found = answered(client.get(f"/api/lessons/my?status={status}"))["lessons"]
        assert [(one["lessonId"], one["status"]) for one in found] == [(row.pk, status)]
    for wrong in ("pending", "X"):
        assert "status: 다음 가운데 하나여야 합니다" in refused(client.get(f"/api/lessons/my?status={wrong}"), 400)


def test_a_long_list_says_where_it_goes_on(student, mentor, monkeypatch):
    monkeypatch.setattr(selectors, "MOST_LESSONS", 2)
    monkeypatch.setattr("apps.lessons.schemas.lessons.MOST_LESSONS", 2)
    rows = [LessonFactory(mentee=student, created_at=NOW + dt.timedelta(seconds=n)) for n in range(3)]
    client = ApiClient(student)
    first = client.get("/api/lessons/my")
    assert [row["lessonId"] for row in answered(first)["lessons"]] == [rows[2].pk, rows[1].pk]
    assert first.json()["message"] == "수업을 한 번에 2건까지 답합니다. 더 앞선 수업은 2페이지(page)에 있습니다."
    second = client.get("/api/lessons/my?page=2")
    assert [row["lessonId"] for row in answered(second)["lessons"]] == [rows[0].pk]
    assert "message" not in second.json()
    assert answered(client.get("/api/lessons/my?page=1000000000")) == {"lessons": []}


# --- One lesson


def test_the_detail_shows_what_was_agreed(mentor, student):
    tutorial = TutorialFactory(mentor=mentor, title="자바", description="입문", price=30_000, duration=90)
    lesson = LessonFactory(tutorial=tutorial, mentee=student, status="REJECTED", reject_reason="다른 일정")
    type(tutorial).objects.update(price=99_000, duration=10, title="자바 입문")
    data = answered(ApiClient(student).get(f"/api/lessons/{lesson.pk}"))
    assert data == {
        "lessonId": lesson.pk, "status": "REJECTED", "scheduledAt": "2026-01-08T14:00:00",
        "createdAt": "2026-01-05T09:00:00", "completedAt": None, "requestMessage": "잘 부탁드립니다.",
        "rejectReason": "다른 일정",
        "tutorial": {
            "tutorialId": tutorial.pk, "title": "자바 입문", "description": "입문", "price": 30_000, "duration": 90,
        },
        "mentor": {
            "mentorId": mentor.pk, "name": "김하준", "email": "hajun@example.com", "career": "백엔드 개발 5년 경력",
        },
        "mentee": {"menteeId": student.pk, "name": "이서연", "email": "seoyeon@example.com"},
        "userRole": "MENTEE", "venue": "", "joinUrl": "", "answerBy": "2026-01-07T09:00:00",
        "offeredTimes": [], "offeredBy": None, "confirmedAt": None, "absent": None, "absentReason": None,
        "objection": None, "finding": None, "answer": None, "paidOn": None,
    }  # fmt: skip


def test_a_completed_one_says_when(mentor):
    lesson = LessonFactory(tutorial__mentor=mentor, status="COMPLETED")
    assert answered(ApiClient(mentor).get(f"/api/lessons/{lesson.pk}"))["completedAt"] == "2026-01-05T09:00:00"


def test_staff_may_look_and_others_may_not(superuser, bare_staff):
    lesson = LessonFactory()
    assert answered(ApiClient(superuser).get(f"/api/lessons/{lesson.pk}"))["userRole"] == "STAFF"
    assert refused(ApiClient(bare_staff).get(f"/api/lessons/{lesson.pk}"), 403) == "수업 조회 권한이 없습니다"
    other = a_mentor()
    assert refused(ApiClient(other).get(f"/api/lessons/{lesson.pk}"), 403) == "수업 조회 권한이 없습니다"


def test_who_has_left_has_no_address(mentor):
    gone = MemberFactory(email="left-1@left.invalid", name="탈퇴 회원", is_active=False, left_at=NOW)
    lesson = LessonFactory(tutorial__mentor=mentor, mentee=gone)
    assert answered(ApiClient(mentor).get(f"/api/lessons/{lesson.pk}"))["mentee"]["email"] == ""
    assert answered(ApiClient(mentor).get("/api/lessons/requests"))["requests"][0]["menteeEmail"] == ""


def test_a_mentor_without_a_profile_has_no_career(student):
    lesson = LessonFactory(tutorial__mentor=MemberFactory(), mentee=student)
    assert answered(ApiClient(student).get(f"/api/lessons/{lesson.pk}"))["mentor"]["career"] == ""


# --- Moves


def test_approving_beside_another_thing_is_refused_with_its_name(mentor):
    lesson = LessonFactory(tutorial__mentor=mentor)
    AppointmentFactory(member=mentor, role="host", title="창업 특강", starts_at=lesson.starts_at)
    sentence = refused(ApiClient(mentor).put(f"/api/lessons/{lesson.pk}/approve"), 409)
    assert "‘창업 특강’" in sentence


def test_what_has_passed_is_not_approved(mentor):
    lesson = LessonFactory(tutorial__mentor=mentor, starts_at=NOW)
    sentence = refused(ApiClient(mentor).put(f"/api/lessons/{lesson.pk}/approve"), 400)
    assert sentence == "수업 시간이 지나 승인할 수 없습니다. 사유를 적어 거절해 주세요."
    assert answered(ApiClient(mentor).put(f"/api/lessons/{lesson.pk}/reject", {"rejectReason": "늦었습니다."}))


@pytest.mark.parametrize(
    ("who", "status", "body", "answer"),
    [
        ("mentee", "PENDING", None, 200),
        ("mentee", "PENDING", {"cancelReason": None}, 200),
        ("mentee", "APPROVED", {"cancelReason": "시험"}, 200),
        ("mentor", "APPROVED", {"cancelReason": "독감"}, 200),
        ("mentor", "APPROVED", None, 400),
        ("mentor", "PENDING", {"cancelReason": "독감"}, 400),
        ("mentee", "IN_PROGRESS", None, 400),
        ("staff", "APPROVED", {"cancelReason": "신고"}, 200),
        ("stranger", "APPROVED", {"cancelReason": "심심"}, 403),
        ("mentee", "PENDING", {"cancelReason": "가" * 501}, 400),
        ("mentee", "PENDING", {"reason": "이름이 다름"}, 400),
    ],
)
def test_calling_off(mentor, student, stranger, superuser, who, status, body, answer):
    people = {"mentor": mentor, "mentee": student, "stranger": stranger, "staff": superuser}
    lesson = LessonFactory(tutorial__mentor=mentor, mentee=student, status=status)
    if status == "APPROVED":
        booked(lesson)
    response = ApiClient(people[who]).put(f"/api/lessons/{lesson.pk}/cancel", body)
    assert response.status_code == answer, response.content.decode()
    lesson.refresh_from_db()
    assert lesson.status == ("CANCELLED" if answer == 200 else status)
    if answer == 200:
        assert response.json()["message"] == "수업이 취소되었습니다."
        assert AuditEntry.objects.latest("id").act == "lessons.cancelled"


def test_a_move_is_told_in_the_local_time_of_the_seed(mentor):
    lesson = LessonFactory(tutorial__mentor=mentor)
    data = answered(ApiClient(mentor).put(f"/api/lessons/{lesson.pk}/approve"))
    assert data == {"lessonId": lesson.pk, "status": "APPROVED", "updatedAt": "2026-01-05T09:00:00"}


def test_in_english(student):
    response = ApiClient(student, Accept_Language="en").get("/api/lessons/987654")
    assert refused(response, 400) == "There is no such lesson"


# --- Tutorials


def test_the_list_shows_what_takes_requests(student, mentor):
    old = TutorialFactory(mentor=mentor, title="자바", created_at=NOW - dt.timedelta(days=1))
    new = TutorialFactory(title="파이썬", price=0, duration=30)
    TutorialFactory(is_open=False)
    TutorialFactory(mentor=a_mentor(is_active=False))
    data = answered(ApiClient(student).get("/api/tutorials"))
    assert [row["tutorialId"] for row in data["tutorials"]] == [new.pk, old.pk]
    assert data["pagination"] == {"total": 2, "currentPage": 1, "totalPages": 1}
    assert data["tutorials"][0] == {
        "tutorialId": new.pk, "title": "파이썬", "description": new.description, "price": 0, "duration": 30,
        "mentorName": new.mentor.name, "topics": [], "reviewCount": 0, "averageScore": None,
        "createdAt": "2026-01-05T09:00:00",
    }  # fmt: skip
    found = answered(ApiClient(student).get("/api/tutorials?searchValue=김하준"))["tutorials"]
    assert [row["tutorialId"] for row in found] == [old.pk]
    old.topics.add(TopicFactory(name="코드 리뷰"))
    found = answered(ApiClient(student).get("/api/tutorials?topic=코드 리뷰"))["tutorials"]
    assert [row["tutorialId"] for row in found] == [old.pk]
    assert answered(ApiClient(student).get("/api/tutorials?topic=없음"))["tutorials"] == []


def test_a_tutorial_says_when_its_mentor_gives_lessons(student, mentor):
    tutorial = TutorialFactory(mentor=mentor)
    WeeklyHoursFactory(mentor=mentor, weekday=2, start_time=dt.time(20), end_time=dt.time(0))
    WeeklyHoursFactory(mentor=mentor)
    data = answered(ApiClient(student).get(f"/api/tutorials/{tutorial.pk}"))
    assert data["weeklyHours"] == [
        {"weekday": "MONDAY", "startTime": "19:00:00", "endTime": "22:00:00"},
        {"weekday": "WEDNESDAY", "startTime": "20:00:00", "endTime": "24:00:00"},
    ]
    assert (data["isOpen"], data["mentor"]) == (
        True, {"mentorId": mentor.pk, "name": "김하준", "career": "백엔드 개발 5년 경력"},
    )  # fmt: skip
    assert "@" not in str(data)


def test_a_closed_tutorial_is_there_for_those_who_have_to_do_with_it(student, stranger, mentor):
    tutorial = TutorialFactory(mentor=mentor, is_open=False)
    LessonFactory(tutorial=tutorial, mentee=student)
    for member in (mentor, student):
        assert answered(ApiClient(member).get(f"/api/tutorials/{tutorial.pk}"))["isOpen"] is False
    assert refused(ApiClient(stranger).get(f"/api/tutorials/{tutorial.pk}"), 400) == "존재하지 않은 과외입니다"
