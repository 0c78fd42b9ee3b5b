"""A mentor's and two trainees' whole way, by HTTP only, from the password on."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress

from apps.core import clock
from apps.mentoring.services import decisions
from tests.api.client import ApiClient, answered, refused
from tests.factories.accounts import PASSWORD
from tests.factories.planner import VenueFactory

pytestmark = pytest.mark.django_db


def logged_in(member) -> ApiClient:
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    pair = answered(ApiClient().post("/api/auth/token", {"email": member.email, "password": PASSWORD}))
    return ApiClient(Authorization=f"{pair['tokenType']} {pair['accessToken']}")


def test_open_find_apply_wait_cancel_move_up_and_delete(mentor, student, other_student, superuser):
    VenueFactory(name="스페이스 A1")
    day = clock.today() + dt.timedelta(days=5)
    hajun, seoyeon, doyun = logged_in(mentor), logged_in(student), logged_in(other_student)

    opened = answered(
        hajun.post(
            "/api/mentoring",
            {
                "title": "데이터베이스 잠금 이해하기",
                "type": "lecture",
                "date": day.isoformat(),
                "startTime": "14:00",
                "endTime": "16:00",
                "venue": "스페이스 A1",
                "maxAttendees": 1,
                "regStart": clock.today().isoformat(),
                "content": "<p>함께 봅니다.</p><script>alert(1)</script>",
            },
        )
    )
    number = opened["id"]
    decisions.approve_session(session_id=number, by=superuser)

    listed = answered(seoyeon.get("/api/mentoring?status=open&type=lecture&searchField=title&searchValue=잠금&page=1"))
    assert [item["id"] for item in listed["items"]] == [number]
    assert listed["items"][0]["approved"] is True

    first = answered(seoyeon.post(f"/api/mentoring/{number}/apply"))
    assert (first["qustnrSn"], first["isWaiting"], first["conflicts"]) == (number, False, [])
    assert refused(doyun.post(f"/api/mentoring/{number}/apply"), 409).startswith("정원이 모두 찼습니다.")
    second = answered(doyun.post(f"/api/mentoring/{number}/apply", {"wait": True}))
    assert (second["isWaiting"], second["waitingNumber"], second["status"]) == (True, 1, "대기")

    past = answered(seoyeon.get("/api/mentoring/history"))["items"][0]
    answered(seoyeon.post("/api/mentoring/cancel", {"applySn": past["applySn"], "qustnrSn": past["qustnrSn"]}))

    assert answered(doyun.get("/api/mentoring/history"))["items"][0]["status"] == "신청완료"
    detail = answered(hajun.get(f"/api/mentoring/{number}"))
    assert [(row["name"], row["status"]) for row in detail["applicants"]] == [
        ("이서연", "신청취소"),
        ("박도윤", "신청완료"),
    ]
    assert (detail["attendees"], detail["status"]) == ({"current": 1, "max": 1}, "마감")
    assert detail["content"] == "<p>함께 봅니다.</p>"

    changed = answered(hajun.patch(f"/api/mentoring/{number}", {"title": "잠금 다시 보기", "startTime": "15:00"}))
    assert (changed["title"], changed["sessionTime"]) == ("잠금 다시 보기", {"start": "15:00", "end": "16:00"})

    answered(hajun.delete(f"/api/mentoring/{number}"))
    refused(doyun.get(f"/api/mentoring/{number}"), 404)
    kept = answered(doyun.get("/api/mentoring/history"))["items"][0]
    assert (kept["title"], kept["status"], kept["deleted"]) == ("잠금 다시 보기", "신청취소", True)
