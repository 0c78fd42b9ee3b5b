"""Seed 003 as a table: its calls in its order, what each takes, gives and refuses, to the letter.

A shape is written as the seed shows it; `NONE` beside a type is a value that may be null.
"""

from dataclasses import dataclass, field
from typing import Any

NONE = type(None)
STATES = ("PENDING", "APPROVED", "REJECTED", "IN_PROGRESS", "COMPLETED", "CANCELLED")
LOCAL_INSTANT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"  # 2024-01-20T14:00:00, without an offset

REQUESTED: dict[str, Any] = {
    "lessonId": int,
    "tutorialId": int,
    "tutorialTitle": str,
    "mentorName": str,
    "scheduledAt": LOCAL_INSTANT,
    "status": ("PENDING",),
    "requestMessage": {str, NONE},
}
MY_LESSON: dict[str, Any] = {
    "lessonId": int,
    "tutorialId": int,
    "tutorialTitle": str,
    "mentorName": str,
    "scheduledAt": LOCAL_INSTANT,
    "status": STATES,
    "createdAt": LOCAL_INSTANT,
}
REQUEST: dict[str, Any] = {
    "lessonId": int,
    "tutorialId": int,
    "tutorialTitle": str,
    "menteeName": str,
    "menteeEmail": str,
    "scheduledAt": LOCAL_INSTANT,
    "requestMessage": {str, NONE},
    "status": STATES,
    "createdAt": LOCAL_INSTANT,
    # Beyond the seed, behind its fields.
    "answerBy": LOCAL_INSTANT,
}
DETAIL: dict[str, Any] = {
    "lessonId": int,
    "status": STATES,
    "scheduledAt": LOCAL_INSTANT,
    "createdAt": LOCAL_INSTANT,
    "completedAt": {LOCAL_INSTANT, NONE},
    "requestMessage": {str, NONE},
    "rejectReason": {str, NONE},
    "tutorial": {"tutorialId": int, "title": str, "description": str, "price": int, "duration": int},
    "mentor": {"mentorId": int, "name": str, "email": str, "career": str},
    "mentee": {"menteeId": int, "name": str, "email": str},
    "userRole": ("MENTOR", "MENTEE"),
    # Beyond the seed, behind its fields.
    "venue": str,
    "joinUrl": str,
    "answerBy": LOCAL_INSTANT,
    "offeredTimes": list,
    "offeredBy": {str, NONE},
    "confirmedAt": {LOCAL_INSTANT, NONE},
    "absent": {str, NONE},
    "absentReason": {str, NONE},
    "objection": {str, NONE},
    "finding": {str, NONE},
    "answer": {str, NONE},
    "paidOn": {str, NONE},
}


def moved(to: str) -> dict[str, Any]:
    return {"lessonId": int, "status": (to,), "updatedAt": LOCAL_INSTANT}


@dataclass(frozen=True)
class Call:
    """`may`: who of mentee and mentor makes it. `from_`: the state in which it is made. `refusals`: by what is wrong,
    the status and the sentence of the seed."""

    name: str
    method: str
    path: str
    may: tuple[str, ...]
    data: Any
    query: set[str] = field(default_factory=set)
    required: set[str] = field(default_factory=set)
    optional: set[str] = field(default_factory=set)
    send: dict[str, Any] | None = None
    from_: str = "PENDING"
    message: str | None = None
    refusals: dict[str, tuple[int, str]] = field(default_factory=dict)


NOT_MINE = (403, "수업을 처리할 권한이 없습니다")

CALLS = [
    Call(
        "request", "POST", "/api/tutorials/{tutorialId}/lessons", ("mentee",), REQUESTED,
        required={"lessonDate", "lessonTime"}, optional={"requestMessage"},
        send={
            "lessonDate": "2024-01-20", "lessonTime": "14:00:00",
            "requestMessage": "수업 신청합니다. 잘 부탁드립니다.",
        },
        refusals={
            "past": (400, "과거 시간으로 예약할 수 없습니다"),
            "no tutorial": (400, "존재하지 않은 과외입니다"),
        },
    ),
    Call("my", "GET", "/api/lessons/my", ("mentee",), {"lessons": [MY_LESSON]}, query={"status"}),
    Call("requests", "GET", "/api/lessons/requests", ("mentor",), {"requests": [REQUEST]}, query={"status"}),
    Call(
        "get", "GET", "/api/lessons/{lessonId}", ("mentor", "mentee"), DETAIL,
        refusals={"no lesson": (400, "존재하지 않는 수업입니다"), "stranger": (403, "수업 조회 권한이 없습니다")},
    ),
    Call(
        "approve", "PUT", "/api/lessons/{lessonId}/approve", ("mentor",), moved("APPROVED"),
        message="수업이 승인되었습니다.",
        refusals={"state": (400, "대기중 상태의 수업만 승인할 수 있습니다"), "stranger": NOT_MINE, "mentee": NOT_MINE},
    ),
    Call(
        "reject", "PUT", "/api/lessons/{lessonId}/reject", ("mentor",), moved("REJECTED"),
        required={"rejectReason"}, send={"rejectReason": "해당 시간에 다른 일정이 있습니다."},
        message="수업이 거절되었습니다.",
        refusals={
            "no reason": (400, "거절 사유를 입력해주세요"), "state": (400, "대기중 상태의 수업만 거절할 수 있습니다"),
            "stranger": NOT_MINE, "mentee": NOT_MINE,
        },
    ),
    Call(
        "start", "PUT", "/api/lessons/{lessonId}/start", ("mentor",), moved("IN_PROGRESS"),
        from_="APPROVED", message="수업이 시작되었습니다.",
        refusals={"state": (400, "승인됨 상태의 수업만 시작할 수 있습니다"), "stranger": NOT_MINE, "mentee": NOT_MINE},
    ),
    Call(
        "complete", "PUT", "/api/lessons/{lessonId}/complete", ("mentor",), moved("COMPLETED"),
        from_="IN_PROGRESS", message="수업이 완료되었습니다.",
        refusals={"state": (400, "진행중 상태의 수업만 완료할 수 있습니다"), "stranger": NOT_MINE, "mentee": NOT_MINE},
    ),
]  # fmt: skip

# What the seed has not and its use needs (docs/domain.md), beside its calls.
MORE = {
    ("GET", "/api/tutorials"),
    ("POST", "/api/tutorials"),
    ("PATCH", "/api/tutorials/{tutorialId}"),
    ("PUT", "/api/tutorials/{tutorialId}/weekly-hours"),
    ("GET", "/api/tutorials/{tutorialId}"),
    ("GET", "/api/tutorials/{tutorialId}/available-slots"),
    ("GET", "/api/tutorials/{tutorialId}/reviews"),
    ("PUT", "/api/tutorials/{tutorialId}/review"),
    ("PUT", "/api/tutorials/reviews/{reviewId}/answer"),
    ("PUT", "/api/lessons/{lessonId}/cancel"),
    ("PUT", "/api/lessons/{lessonId}/place"),
    ("GET", "/api/lessons/{lessonId}/notes"),
    ("POST", "/api/lessons/{lessonId}/notes"),
    ("PATCH", "/api/lessons/{lessonId}/notes/{noteId}"),
    ("DELETE", "/api/lessons/{lessonId}/notes/{noteId}"),
    ("PUT", "/api/lessons/{lessonId}/notes/{noteId}/hand-in"),
    ("PUT", "/api/lessons/{lessonId}/notes/{noteId}/seen"),
    ("PUT", "/api/lessons/{lessonId}/confirm"),
    ("PUT", "/api/lessons/{lessonId}/absence"),
    ("PUT", "/api/lessons/{lessonId}/objection"),
    ("PUT", "/api/lessons/{lessonId}/decision"),
    ("PUT", "/api/lessons/{lessonId}/payment"),
    ("PUT", "/api/lessons/{lessonId}/payment/take-back"),
    ("PUT", "/api/lessons/{lessonId}/offered-times"),
    ("DELETE", "/api/lessons/{lessonId}/offered-times"),
    ("PUT", "/api/lessons/{lessonId}/offered-times/{timeId}/take"),
}
MORE_QUERY = {"page"}  # for lists longer than the seed thought of
