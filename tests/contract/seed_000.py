"""Seed 000 as a table: its calls, what each takes, what each gives, who may.

`interface MentoringDetail` is written as the seed has it; a list's item is the same without what only its page shows.
"""

from dataclasses import dataclass, field
from typing import Any

TYPES = ("자유 멘토링", "멘토 특강")
STATUSES = ("접수중", "마감")

MENTORING_ITEM: dict[str, Any] = {
    "id": int,
    "title": str,
    "type": TYPES,
    "registrationPeriod": {"start": str, "end": str},
    "sessionDate": str,
    "sessionTime": {"start": str, "end": str},
    "attendees": {"current": int, "max": int},
    "approved": bool,
    "status": STATUSES,
    "author": str,
    "createdAt": str,
}
MENTORING_DETAIL: dict[str, Any] = {
    **MENTORING_ITEM,
    "content": str,
    "venue": str,
    "applicants": [{"name": str, "appliedAt": str, "cancelledAt": str, "status": ("신청완료", "신청취소", "대기")}],
    # Beyond the seed, behind its fields.
    "topics": list,
    "preparation": str,
    "joinUrl": str,
    "handoutUrl": str,
    "offerHours": int,
}
PAGINATION = {"total": int, "currentPage": int, "totalPages": int}
HISTORY_ITEM: dict[str, Any] = {
    "applySn": int,
    "qustnrSn": int,
    "type": TYPES,
    "title": str,
    "author": str,
    "sessionDate": str,
    "sessionTime": {"start": str, "end": str},
    "appliedAt": str,
    "cancelledAt": str,
    "status": ("신청완료", "신청취소", "대기"),
    "waitingNumber": int,
    "offeredUntil": str,
    "releasedAt": str,
    "approved": bool,
    "deleted": bool,
}
CLASH = {"title": str, "sessionDate": str, "sessionTime": {"start": str, "end": str}, "venue": str}

CREATE_REQUIRED = {"title", "type", "date", "startTime", "endTime", "venue"}
CREATE_OPTIONAL = {"maxAttendees", "regStart", "regEnd", "content", "preparation", "topics", "joinUrl", "offerHours"}


@dataclass(frozen=True)
class Call:
    """`may`: who (see test_seed_000) is answered 200; everyone else is answered with the status beside their name."""

    name: str
    method: str
    path: str
    query: set[str] = field(default_factory=set)
    required: set[str] = field(default_factory=set)
    optional: set[str] = field(default_factory=set)
    send: dict[str, Any] | None = None
    data: Any = None
    statuses: dict[str, int] = field(default_factory=dict)


EVERYONE = {"anonymous": 401, "stranger": 200, "applicant": 200, "author": 200, "staff": 200}

CALLS = [
    Call(
        "list", "GET", "/api/mentoring",
        query={"status", "type", "searchField", "searchValue", "me", "page"},
        data={"items": [MENTORING_ITEM], "pagination": PAGINATION},
        statuses=EVERYONE,
    ),
    Call("get", "GET", "/api/mentoring/{id}", data=MENTORING_DETAIL, statuses=EVERYONE),
    Call(
        "create", "POST", "/api/mentoring",
        required=CREATE_REQUIRED, optional=CREATE_OPTIONAL,
        send={
            "title": "멘토링 제목", "type": "public", "date": "2030-01-15", "startTime": "14:00", "endTime": "16:00",
            "venue": "스페이스 A1", "maxAttendees": 10, "regStart": "2030-01-10", "regEnd": "2030-01-15",
            "content": "<p>내용</p>",
        },
        data={**MENTORING_DETAIL, "applicants": []},
        statuses={"anonymous": 401, "stranger": 403, "applicant": 403, "author": 200, "staff": 200},
    ),
    Call(
        "update", "PATCH", "/api/mentoring/{id}",
        optional=CREATE_REQUIRED | CREATE_OPTIONAL,
        send={"venue": "스페이스 A2", "startTime": "15:00", "endTime": "17:00"},
        data=MENTORING_DETAIL,
        statuses={"anonymous": 401, "stranger": 403, "applicant": 403, "author": 200, "staff": 200},
    ),
    Call(
        "delete", "DELETE", "/api/mentoring/{id}",
        statuses={"anonymous": 401, "stranger": 403, "applicant": 403, "author": 200, "staff": 200},
    ),
    Call(
        "apply", "POST", "/api/mentoring/{id}/apply",
        optional={"wait", "swap"},
        data={
            "applySn": int, "qustnrSn": int, "status": ("신청완료", "대기"), "appliedAt": str,
            "isWaiting": bool, "waitingNumber": int, "offeredUntil": str, "conflicts": [CLASH],
        },
        statuses={"anonymous": 401, "stranger": 200, "applicant": 409, "author": 403, "staff": 200},
    ),
    Call(
        "cancel", "POST", "/api/mentoring/cancel",
        required={"applySn", "qustnrSn"}, optional={"reason"},
        send={"applySn": "{applySn}", "qustnrSn": "{id}"},
        data={"applySn": int, "qustnrSn": int, "status": ("신청취소",), "cancelledAt": str},
        statuses={"anonymous": 401, "stranger": 404, "applicant": 200, "author": 400, "staff": 400},
    ),
    Call(
        "history", "GET", "/api/mentoring/history",
        query={"page"},
        data={"items": [HISTORY_ITEM], "pagination": PAGINATION},
        statuses=EVERYONE,
    ),
]  # fmt: skip

MORE = {
    ("GET", "/api/mentoring/reports"),
    ("GET", "/api/mentoring/{id}/report"),
    ("PUT", "/api/mentoring/{id}/report"),
    ("POST", "/api/mentoring/{id}/report/submit"),
    ("POST", "/api/mentoring/{id}/report/approve"),
    ("POST", "/api/mentoring/{id}/report/return"),
    ("POST", "/api/mentoring/series"),
    ("GET", "/api/mentoring/{id}/series"),
    ("POST", "/api/mentoring/{id}/series/move"),
    ("POST", "/api/mentoring/{id}/series/end"),
    ("GET", "/api/mentoring/{id}/feedback"),
    ("POST", "/api/mentoring/{id}/feedback"),
    ("GET", "/api/mentoring/{id}/attendance"),
    ("PUT", "/api/mentoring/{id}/attendance"),
    ("POST", "/api/mentoring/{id}/attendance/objection"),
    ("PUT", "/api/mentoring/{id}/attendance/{applySn}/decision"),
    ("PUT", "/api/mentoring/{id}/check-in-code"),
    ("DELETE", "/api/mentoring/{id}/check-in-code"),
    ("POST", "/api/mentoring/{id}/check-in"),
    ("POST", "/api/mentoring/{id}/release"),
    ("DELETE", "/api/mentoring/{id}/release"),
}
MORE_QUERY = {"topic"}  # the portal's own filter of the list
