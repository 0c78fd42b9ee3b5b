"""Seed 001 as a table: its calls by their numbers, what each takes, what each gives, who may.

A list of calls stands for a section of the seed (수강신청, 학습 진도, 출결 …); SECTIONS gathers them, and a section's
`given` names are the situations that tests/contract/situations_001.py can make.
"""

from dataclasses import dataclass, field
from typing import Any

NONE = type(None)
INSTANT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+09:00"
DAY = r"\d{4}-\d\d-\d\d"
TIME = r"\d\d:\d\d:\d\d"

ENROLLMENT: dict[str, Any] = {
    "enrollment_id": int,
    "user_id": int,
    "user_name": str,
    "course_id": int,
    "course_title": str,
    "class_id": int,
    "class_number": int,
    "start_date": DAY,
    "end_date": DAY,
    "status": ("PENDING", "APPROVED", "REJECTED", "CANCELLED"),
    "is_waiting": bool,
    "waiting_number": int,
    "offered_until": {INSTANT, NONE},
    "released_at": {INSTANT, NONE},
    "fee": int,
    "paid_amount": int,
    "payment_status": ("NONE", "WAITING", "COMPLETED", "CANCELLED"),
    "refund_due": int,
    "refunded_amount": int,
    "refund_status": ("NONE", "REQUESTED", "COMPLETED"),
    "enrolled_at": INSTANT,
    "approved_at": {INSTANT, NONE},
    "rejected_at": {INSTANT, NONE},
    "rejection_reason": str,
    "cancelled_at": {INSTANT, NONE},
    "cancel_reason": str,
}
PAGING = {"page": int, "size": int, "total": int, "pages": int}


@dataclass(frozen=True)
class Call:
    """`gives`: the shapes of what is named beside `success` and `message`. `given`: the situation it is made in.
    `statuses`: what each of the people is answered; `learner` is the one the situation is about."""

    number: str
    method: str
    path: str
    statuses: dict[str, int]
    gives: dict[str, Any] = field(default_factory=dict)
    query: set[str] = field(default_factory=set)
    required: set[str] = field(default_factory=set)
    optional: set[str] = field(default_factory=set)
    send: dict[str, Any] | None = None
    given: str = "pending"


def who(learner: int, instructor: int, staff: int, *, others: int = 404) -> dict[str, int]:
    """`others`: a member who has nothing to do with it, and the instructor of another class."""
    return {
        "anonymous": 401, "learner": learner, "stranger": others, "instructor": instructor, "foreign": others,
        "staff": staff,
    }  # fmt: skip


ENROLMENTS = [
    Call(
        "3-01", "POST", "/api/v1/enrollments", {**who(200, 403, 200, others=200)},
        gives={"enrollment_id": int, "is_waiting": bool, "waiting_number": int},
        required={"course_id", "class_id"}, optional={"user_id", "swap"},
        send={"course_id": "{course_id}", "class_id": "{class_id}"}, given="nothing",
    ),
    Call("3-02", "GET", "/api/v1/enrollments/{enrollment_id}", who(200, 200, 200), gives={"enrollment": ENROLLMENT}),
    Call(
        "3-03", "GET", "/api/v1/enrollments", {**who(403, 200, 200, others=403), "foreign": 200},
        gives={"enrollments": [ENROLLMENT], "paging": PAGING},
        query={"user_id", "course_id", "class_id", "status", "is_waiting", "page", "size"},
    ),
    Call(
        "3-04", "GET", "/api/v1/enrollments/me", who(200, 200, 200, others=200),
        gives={"enrollments": [ENROLLMENT], "paging": PAGING}, query={"status", "page", "size"},
    ),
    Call("3-05", "PATCH", "/api/v1/enrollments/{enrollment_id}/approve", who(403, 200, 200)),
    Call(
        "3-06", "PATCH", "/api/v1/enrollments/{enrollment_id}/reject", who(403, 200, 200),
        required={"rejection_reason"}, send={"rejection_reason": "수강 요건 미달"},
    ),
    Call(
        "3-07", "PATCH", "/api/v1/enrollments/{enrollment_id}/cancel", who(200, 200, 200),
        optional={"cancel_reason"}, send={"cancel_reason": "일정 변경"}, given="approved",
    ),
    Call("3-08", "PATCH", "/api/v1/enrollments/{enrollment_id}/approve-waiting", who(403, 200, 200), given="waiting"),
    Call(
        "3-09", "POST", "/api/v1/enrollments/{enrollment_id}/payment", who(403, 403, 200),
        required={"payment_amount", "payment_method", "payment_info"},
        send={"payment_amount": 10_000, "payment_method": "CARD", "payment_info": "승인 1"}, given="approved",
    ),
    Call(
        "3-10", "POST", "/api/v1/enrollments/{enrollment_id}/refund", who(403, 403, 200),
        required={"refund_amount", "refund_reason"}, optional={"refund_info"},
        send={"refund_amount": 10_000, "refund_reason": "수강 취소"}, given="paid",
    ),
]  # fmt: skip

PROGRESS: dict[str, Any] = {
    "progress_id": {int, NONE},
    "enrollment_id": int,
    "content_id": int,
    "content_title": str,
    "content_type": ("VIDEO", "DOCUMENT", "LINK"),
    "is_required": bool,
    "status": ("NOT_STARTED", "IN_PROGRESS", "PAUSED", "COMPLETED"),
    "progress_rate": int,
    "last_position": int,
    "learning_time": int,
    "started_at": {INSTANT, NONE},
    "last_learned_at": {INSTANT, NONE},
    "completed_at": {INSTANT, NONE},
}
LEARNER: dict[str, Any] = {
    "enrollment_id": int,
    "user_id": int,
    "user_name": str,
    "progress_rate": int,
    "learning_time": int,
    "completed_contents": int,
    "total_contents": int,
    "last_learned_at": {INSTANT, NONE},
}
_CONTENT = {"enrollment_id": "{enrollment_id}", "content_id": "{content_id}"}

# Whoever may see that the learner takes the course, and is not the learner, is told that it is not theirs.
PROGRESSES = [
    Call(
        "3-11", "POST", "/api/v1/progress", who(200, 403, 403), gives={"progress": PROGRESS},
        required={"enrollment_id", "content_id", "progress_rate"},
        optional={"last_position", "learning_time", "played_ranges", "duration"},  # the last two are ours
        send={**_CONTENT, "progress_rate": 50, "last_position": 300, "learning_time": 60}, given="learning",
    ),
    Call(
        "3-12", "GET", "/api/v1/progress/{progress_id}", who(200, 200, 200), gives={"progress": PROGRESS},
        given="learning",
    ),
    Call(
        "3-13", "GET", "/api/v1/progress/enrollment/{enrollment_id}", who(200, 200, 200),
        gives={"progresses": [PROGRESS]}, given="learning",
    ),
    Call(
        "3-14", "PATCH", "/api/v1/progress/start", who(200, 403, 403), gives={"progress": PROGRESS},
        required={"enrollment_id", "content_id"}, send=_CONTENT, given="learning",
    ),
    Call(
        "3-15", "PATCH", "/api/v1/progress/complete", who(200, 403, 403), gives={"progress": PROGRESS},
        required={"enrollment_id", "content_id"}, send=_CONTENT, given="learning",
    ),
    Call(
        "3-16", "GET", "/api/v1/progress/course/{course_id}/class/{class_id}", who(403, 200, 200, others=403),
        gives={"progresses": [LEARNER], "paging": PAGING}, query={"page", "size"}, given="learning",
    ),
]  # fmt: skip

ATTENDANCE: dict[str, Any] = {
    "attendance_id": int,
    "enrollment_id": int,
    "user_id": int,
    "user_name": str,
    "class_date": DAY,
    "attendance_type": ("PRESENT", "LATE", "EARLY_LEAVE", "ABSENT", "EXCUSED"),
    "check_in_time": {TIME, NONE},
    "check_out_time": {TIME, NONE},
    "absence_reason": str,
    "recorded_at": INSTANT,
    "updated_at": INSTANT,
}
_MARK = {"attendance_type": "LATE", "check_in_time": "09:30:00", "check_out_time": "18:00", "absence_reason": "지각"}
_MARKED = {"check_in_time", "check_out_time", "absence_reason"}

ATTENDANCES = [
    Call(
        "3-17", "POST", "/api/v1/attendance", who(403, 200, 200), gives={"attendance_id": int},
        required={"enrollment_id", "class_date", "attendance_type"}, optional=_MARKED,
        send={"enrollment_id": "{enrollment_id}", "class_date": "{free_date}", **_MARK}, given="learning",
    ),
    Call(
        "3-18", "GET", "/api/v1/attendance/{attendance_id}", who(200, 200, 200), gives={"attendance": ATTENDANCE},
        given="learning",
    ),
    Call(
        "3-19", "GET", "/api/v1/attendance/enrollment/{enrollment_id}", who(200, 200, 200),
        gives={"attendances": [ATTENDANCE]}, given="learning",
    ),
    Call(
        "3-20", "PUT", "/api/v1/attendance/{attendance_id}", who(403, 200, 200), gives={"attendance": ATTENDANCE},
        optional={"attendance_type", *_MARKED}, send=_MARK, given="learning",
    ),
    Call(
        "3-21", "GET", "/api/v1/attendance/course/{course_id}/class/{class_id}/date/{class_date}",
        who(403, 200, 200, others=403), gives={"attendances": [ATTENDANCE], "paging": PAGING}, query={"page", "size"},
        given="learning",
    ),
    Call(
        "3-22", "POST", "/api/v1/attendance/batch", who(403, 200, 200, others=403),
        required={"course_id", "class_id", "class_date", "attendances"},
        send={
            "course_id": "{course_id}", "class_id": "{class_id}", "class_date": "{free_date}", "attendances": "{rows}",
        },
        given="learning",
    ),
]  # fmt: skip

ASSESSMENT: dict[str, Any] = {
    "assessment_id": int,
    "course_id": int,
    "class_id": int,
    "assessment_name": str,
    "assessment_type": ("QUIZ", "EXAM", "ASSIGNMENT", "PROJECT", "SELF_CHECK"),
    "assessment_desc": str,
    "start_date": DAY,
    "end_date": DAY,
    "total_score": float,
    "pass_score": float,
    "time_limit": {int, NONE},
    "attempt_limit": int,
    "counting": ("ALL", "RAISING"),
    "is_active": bool,
    "is_published": bool,
    "created_at": INSTANT,
    "updated_at": INSTANT,
}
RESULT: dict[str, Any] = {
    "result_id": int,
    "assessment_id": int,
    "assessment_name": str,
    "enrollment_id": int,
    "user_id": int,
    "user_name": str,
    "attempt": int,
    "score": {float, NONE},
    "pass_yn": {"Y", "N", NONE},
    "start_time": {INSTANT, NONE},
    "end_time": {INSTANT, NONE},
    "feedback": str,
    "graded_at": {INSTANT, NONE},
    "created_at": INSTANT,
    "updated_at": INSTANT,
}
_ASSESSMENT = {
    "assessment_name": "중간 시험", "assessment_type": "EXAM", "assessment_desc": "1강부터 5강까지",
    "start_date": "{class_date}", "end_date": "{class_date}", "total_score": 100, "pass_score": 60.5, "time_limit": 60,
    "attempt_limit": 2, "is_active": True,
}  # fmt: skip
_OPTIONAL = {"assessment_desc", "time_limit", "attempt_limit", "is_active"}
_AN_ASSESSMENT = "/api/v1/assessments/{assessment_id}"

ASSESSMENTS = [
    Call(
        "3-23", "POST", "/api/v1/assessments", who(403, 200, 200, others=403), gives={"assessment_id": int},
        required={"course_id", "class_id"} | (set(_ASSESSMENT) - _OPTIONAL), optional=_OPTIONAL,
        send={"course_id": "{course_id}", "class_id": "{class_id}", **_ASSESSMENT}, given="assessed",
    ),
    Call("3-24", "GET", _AN_ASSESSMENT, who(200, 200, 200), gives={"assessment": ASSESSMENT}, given="assessed"),
    Call(
        "3-25", "GET", "/api/v1/assessments/course/{course_id}/class/{class_id}", who(200, 200, 200, others=403),
        gives={"assessments": [ASSESSMENT]}, given="assessed",
    ),
    Call(
        "3-26", "PUT", _AN_ASSESSMENT, who(403, 200, 200), gives={"assessment": ASSESSMENT},
        optional=set(_ASSESSMENT), send=_ASSESSMENT, given="assessed",
    ),
    Call("3-27", "DELETE", _AN_ASSESSMENT, who(403, 200, 200), given="assessment"),
    Call(
        "3-28", "POST", f"{_AN_ASSESSMENT}/results", who(403, 200, 200), gives={"result_id": int},
        required={"enrollment_id", "attempt"}, optional={"score", "pass_yn", "start_time", "end_time"},
        send={
            "enrollment_id": "{enrollment_id}", "attempt": 2, "score": 85.5, "pass_yn": "Y",
            "start_time": "2026-01-15T14:00:00+09:00", "end_time": "2026-01-15T15:00:00",
        },
        given="assessed",
    ),
    Call(
        "3-29", "GET", f"{_AN_ASSESSMENT}/results/{{result_id}}", who(200, 200, 200), gives={"result": RESULT},
        given="assessed",
    ),
    Call(
        "3-30", "GET", f"{_AN_ASSESSMENT}/results", who(403, 200, 200), gives={"results": [RESULT], "paging": PAGING},
        query={"page", "size"}, given="assessed",
    ),
    Call(
        "3-31", "GET", "/api/v1/assessments/results/enrollment/{enrollment_id}", who(200, 200, 200),
        gives={"results": [RESULT]}, given="assessed",
    ),
    Call(
        "3-32", "PATCH", "/api/v1/assessments/results/{result_id}/grade", who(403, 200, 200), gives={"result": RESULT},
        optional={"score", "pass_yn", "feedback"}, send={"score": 90, "pass_yn": "Y", "feedback": "좋습니다."},
        given="assessed",
    ),
]  # fmt: skip

COMPLETION: dict[str, Any] = {
    "completion_id": int,
    "enrollment_id": int,
    "course_id": int,
    "class_id": int,
    "user_id": int,
    "user_name": str,
    "completion_status": ("COMPLETED", "COMPLETED_HONOR", "CONDITIONAL", "FAILED", "PENDING"),
    "completion_date": {DAY, NONE},
    "total_score": {float, NONE},
    "attendance_score": {float, NONE},
    "assessment_score": {float, NONE},
    "progress_score": {float, NONE},
    "is_manual": bool,
    "memo": str,
    "decided_at": INSTANT,
    "created_at": INSTANT,
    "updated_at": INSTANT,
}
_DECISION = {
    "completion_date": "{last_date}", "completion_status": "CONDITIONAL", "total_score": 70.5, "attendance_score": 80,
    "assessment_score": 60, "progress_score": 75, "memo": "보강 과제를 내면 수료합니다.",
}  # fmt: skip

COMPLETIONS = [
    Call(
        "3-33", "POST", "/api/v1/completions", who(403, 200, 200), gives={"completion_id": int},
        required={"enrollment_id"}, optional=set(_DECISION),
        send={"enrollment_id": "{enrollment_id}", **_DECISION}, given="finished",
    ),
    Call(
        "3-34", "GET", "/api/v1/completions/{completion_id}", who(200, 200, 200), gives={"completion": COMPLETION},
        given="completed",
    ),
    Call(
        "3-35", "GET", "/api/v1/completions/enrollment/{enrollment_id}", who(200, 200, 200),
        gives={"completion": COMPLETION}, given="completed",
    ),
    Call(
        "3-36", "GET", "/api/v1/completions/course/{course_id}/class/{class_id}", who(403, 200, 200, others=403),
        gives={"completions": [COMPLETION], "paging": PAGING}, query={"completion_status", "page", "size"},
        given="completed",
    ),
    Call(
        "3-37", "PUT", "/api/v1/completions/{completion_id}", who(403, 200, 200), gives={"completion": COMPLETION},
        optional=set(_DECISION), send=_DECISION, given="completed",
    ),
    Call(
        "3-40", "POST", "/api/v1/completions/batch", who(403, 200, 200, others=403),
        gives={"processed": int, "skipped": list}, required={"course_id", "class_id"},
        optional={"completion_date", "student_ids"},
        send={
            "course_id": "{course_id}", "class_id": "{class_id}", "completion_date": "{last_date}",
            "student_ids": "{student_ids}",
        },
        given="finished",
    ),
]  # fmt: skip

CERTIFICATE_NO = r"\d{4}-\d{4,}-\d{6,}"
CERTIFICATE: dict[str, Any] = {
    "certificate_no": CERTIFICATE_NO,
    "certificate_status": ("VALID", "REVOKED", "REPLACED"),
    "certificate_url": str,
    "pdf_url": str,
    "verify_url": str,
    "user_name": str,
    "course_title": str,
    "class_number": int,
    "start_date": DAY,
    "end_date": DAY,
    "hours": int,
    "completion_date": DAY,
    "issued_at": INSTANT,
    "ended_at": {INSTANT, NONE},
    "end_reason": str,
    "replaces_no": {CERTIFICATE_NO, NONE},
    "replaced_by_no": {CERTIFICATE_NO, NONE},
}
CERTIFICATES = [
    Call(
        "3-38", "POST", "/api/v1/completions/{completion_id}/certificate", who(200, 200, 200),
        gives={"certificate_no": CERTIFICATE_NO, "certificate_url": str}, given="completed",
    ),
    Call(
        "3-39", "GET", "/api/v1/completions/certificate/{certificate_no}", who(200, 200, 200),
        gives={
            "certificate": CERTIFICATE,
            "completion": {
                "completion_id": int, "enrollment_id": int, "completion_status": ("COMPLETED", "COMPLETED_HONOR"),
                "completion_date": DAY,
            },
            "course": {"course_id": int, "course_title": str, "class_id": int, "class_number": int},
            "user": {"user_id": int, "user_name": str},
        },
        given="certified",
    ),
]  # fmt: skip

# By the beginning of their addresses.
SECTIONS = {
    "/api/v1/enrollments": ENROLMENTS, "/api/v1/progress": PROGRESSES, "/api/v1/attendance": ATTENDANCES,
    "/api/v1/assessments": ASSESSMENTS,
    "/api/v1/completions": sorted([*COMPLETIONS, *CERTIFICATES], key=lambda call: call.number),
}  # fmt: skip
# Ours: the seed has published results, and no call that publishes them.
MORE = {section: set() for section in SECTIONS} | {
    "/api/v1/enrollments": {
        ("POST", "/api/v1/enrollments/{enrollment_id}/release"),
        ("DELETE", "/api/v1/enrollments/{enrollment_id}/release"),
    },
    "/api/v1/assessments": {("PATCH", "/api/v1/assessments/{assessment_id}/publish")},
}
CALLS = [call for calls in SECTIONS.values() for call in calls]
