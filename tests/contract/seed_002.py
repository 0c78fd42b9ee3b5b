"""Seed 002 as a table: its five calls, what each takes and gives, the tables it asks for, and its refusals."""

from dataclasses import dataclass, field
from typing import Any

INSTANT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
TYPES = ("student", "parent", "teacher")

ACCOUNT: dict[str, Any] = {
    "id": int, "nickname": str, "memberType": TYPES, "email": str, "phone": str, "profileImageUrl": None,
    "createdAt": str, "introduction": None,
}  # fmt: skip


@dataclass(frozen=True)
class Call:
    """`answer` is the whole body of a success."""

    method: str
    path: str
    answer: dict[str, Any]
    query: set[str] = field(default_factory=set)
    body: set[str] = field(default_factory=set)


CALLS = [
    Call("POST", "/mentoring/generate-code", {"success": bool, "data": {"code": str, "expireAt": str}}),
    Call(
        "GET", "/mentoring/verify-code",
        {"success": bool, "data": {"mentorId": int, "info": {"nickname": str, "memberType": TYPES, "email": str}}},
        query={"code"},
    ),
    Call("POST", "/mentoring/add-link", {"success": bool}, body={"mentorId"}),
    Call("GET", "/mentoring/get-links", {"success": bool, "data": [ACCOUNT]}),
    Call("DELETE", "/mentoring/remove-link", {"success": bool}, body={"linkedMemberId"}),
]  # fmt: skip

REFUSALS = {
    "over": "이미 연동된 계정입니다",
    "self": "자신과 연동할 수 없습니다",
    "overlap": "같은 직종끼리 연동할 수 없습니다",
    "par": "학부모는 학생만 연동 가능합니다",
    "teach": "선생님은 학생만 연동 가능합니다",
    "no match": "유효하지 않은 코드입니다",
}

# Column → what PostgreSQL and SQLite call its type, as far as the seed says it.
TABLES = {
    "mentoring_temp_code_tb": {
        "member_id": "bigint", "code": "varchar(6)", "expire_at": "timestamp", "created_at": "timestamp",
    },
    "mentoring_account_link_tb": {"member_id": "bigint", "linked_member_id": "bigint", "created_at": "timestamp"},
    "mentoring_admin_class_tb": {
        "member_id": "bigint", "target_member_id": "bigint", "use_yn": "char(1)", "first_reg_dt": "date",
        "last_mod_dt": "date", "group_id": "varchar(50)", "group_name": "varchar(100)",
    },
}  # fmt: skip

# Columns that no two rows share: the seed's primary keys.
KEYS = {
    "mentoring_temp_code_tb": {"member_id"},
    "mentoring_account_link_tb": {"member_id", "linked_member_id"},
    "mentoring_admin_class_tb": {"member_id", "target_member_id"},
}

# 회원 유형별 연동 규칙: who enters a code, whose code it is → may they.
MAY_LINK = {
    ("student", "student"): False, ("student", "parent"): True, ("student", "teacher"): True,
    ("parent", "student"): True, ("parent", "parent"): False, ("parent", "teacher"): False,
    ("teacher", "student"): True, ("teacher", "parent"): False, ("teacher", "teacher"): False,
}  # fmt: skip
