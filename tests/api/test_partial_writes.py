"""Every PUT and PATCH, by one meaning: what is not named stays, null empties or is refused with a sentence.

Each field of each endpoint is sent alone, and all rows of the product are compared before and after. A new endpoint
needs its row here: what it changes, or that it is an act (its fields are the words of the act and not columns).
"""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from apps.core import clock
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.attendance.models import Attendance
from apps.elearning.completion.models import Completion
from apps.elearning.progress.models import Progress
from apps.lessons.models import Lesson, LessonNote, Tutorial
from apps.mentoring.models import Session, SessionReport
from apps.planner.models import Appointment
from apps.topics.models import Topic
from config.api import api
from tests.api.client import ApiClient, refused
from tests.contract import situations_001 as situations
from tests.factories.lessons import LessonFactory, NoteFactory, TutorialFactory
from tests.factories.mentoring import SessionFactory, SessionReportFactory
from tests.rows import all_rows, column, differences

pytestmark = pytest.mark.django_db

REFUSED = object()  # null is refused with a sentence
BY_RULE = object()  # null is derived again


@dataclass(frozen=True)
class Partial:
    """`fields`: a new value for each field, and what null does to it. `also`: what follows from a field, by its name.

    `marks`: the columns that every change writes.
    """

    make: Callable[[dict[str, Any]], dict[str, Any]]
    model: type
    fields: dict[str, tuple[Any, Any]]
    columns: dict[str, str] = field(default_factory=dict)
    also: dict[str, set[str]] = field(default_factory=dict)
    marks: frozenset[str] = frozenset()

    def column(self, name: str) -> str:
        return column(self.model, self.columns.get(name, name))


def session(people) -> dict[str, Any]:
    Topic.objects.get_or_create(name="데이터")
    day = clock.today() + dt.timedelta(days=9)
    row = SessionFactory(
        author=people["instructor"], capacity=5, starts_at=clock.at(day, dt.time(14)), content="<p>내용</p>",
        ends_at=clock.at(day, dt.time(16)), reg_start=clock.today(), reg_end=day - dt.timedelta(days=3),
        venue_text="스페이스 B",
    )  # fmt: skip
    return {"id": row.pk}


def session_report(people) -> dict[str, Any]:
    report = SessionReportFactory(
        session__author=people["instructor"], excluded_minutes=10, excluded_reason="휴식", absence_view="의견"
    )
    return {"id": report.session_id}


def agreed_lesson(people) -> dict[str, Any]:
    starts_at = clock.at(clock.today() + dt.timedelta(days=9), dt.time(14))
    lesson = LessonFactory(
        tutorial__mentor=people["instructor"], mentee=people["learner"], status="APPROVED", starts_at=starts_at,
        venue_text="스페이스 B", join_url="https://meet.example.com/old",
    )  # fmt: skip
    return {"lessonId": lesson.pk}


def homework_set(people) -> dict[str, Any]:
    lesson = agreed_lesson(people)["lessonId"]
    note = NoteFactory(lesson=Lesson.objects.get(pk=lesson), kind="homework")
    return {"lessonId": lesson, "noteId": note.pk}


def tutorial(people) -> dict[str, Any]:
    Topic.objects.get_or_create(name="데이터")
    row = TutorialFactory(mentor=people["instructor"], venue_text="스페이스 B", join_url="https://meet.example.com/old")
    return {"tutorialId": row.pk}


def attended(people) -> dict[str, Any]:
    numbers = situations.learning(people)
    times = {"check_in_time": dt.time(9, 30), "check_out_time": dt.time(17)}
    Attendance.objects.filter(pk=numbers["attendance_id"]).update(**times)
    return numbers


def certified_and_fallen(people) -> dict[str, Any]:
    """Completed and certified by hand; by the rule of today it would not be completed any more."""
    numbers = situations.certified(people)
    Progress.objects.update(progress_rate=10, completed_at=None)
    Completion.objects.update(is_manual=True, memo="보강으로 마쳤습니다.", completion_date=numbers["last_date"])
    return numbers


def assessment(people) -> dict[str, Any]:
    numbers = situations.assessed(people)
    # What is published is not switched off where somebody's mean would fall.
    Assessment.objects.update(description="서술형", time_limit=60, pass_score=60, attempt_limit=3, published_at=None)
    AssessmentResult.objects.update(feedback="잘했습니다.", passed=True, pass_is_given=True)
    return numbers


IN_A_WEEK = clock.today() + dt.timedelta(days=7)
TODAY = clock.today().isoformat()
SESSION_TIMES = {column(Session, name) for name in ("starts_at", "ends_at", "opens_at", "closes_at")} | {
    column(Appointment, name) for name in ("starts_at", "ends_at")
}
SEARCHED = {column(Session, name) for name in ("content_key", "excerpt")}
TOTAL = {column(Completion, "total_score")}

PARTIAL = {
    ("PUT", "/api/mentoring/{id}/report"): Partial(
        session_report,
        SessionReport,
        {
            "place": ("온라인", ""),
            "startTime": ("13:00", None),
            "endTime": ("17:00", None),
            "excludedMinutes": (20, 0),
            "excludedReason": ("점심 식사", ""),
            "topic": ("다른 주제", ""),
            "content": ("다른 내용", ""),
            "absenceView": ("다른 의견", ""),
        },
        columns={
            "startTime": "started_at",
            "endTime": "ended_at",
            "excludedMinutes": "excluded_minutes",
            "excludedReason": "excluded_reason",
            "absenceView": "absence_view",
        },
        marks=frozenset({"updated_at", "revision"}),
    ),
    ("PATCH", "/api/mentoring/{id}"): Partial(
        session,
        Session,
        {
            "title": ("새 제목", REFUSED),
            "type": ("lecture", REFUSED),
            "date": (IN_A_WEEK.isoformat(), REFUSED),
            "startTime": ("13:00", REFUSED),
            "endTime": ("17:00", REFUSED),
            "venue": ("스페이스 C", ""),
            "maxAttendees": (7, 3),
            "regStart": (
                (clock.today() - dt.timedelta(days=1)).isoformat(),
                REFUSED,
            ),  # the date, which is after regEnd
            "regEnd": (IN_A_WEEK.isoformat(), BY_RULE),
            "content": ("<p>새 내용</p>", ""),
            "preparation": ("노트북", BY_RULE),
            "topics": (["데이터"], BY_RULE),
            "joinUrl": ("https://meet.example.com/ha-jun", BY_RULE),
            "offerHours": (7, BY_RULE),
        },
        columns={
            "date": "starts_at",
            "startTime": "starts_at",
            "endTime": "ends_at",
            "venue": "venue_text",
            "maxAttendees": "capacity",
            "regStart": "reg_start",
            "regEnd": "reg_end",
            "joinUrl": "join_url",
            "offerHours": "offer_hours",
        },
        also={
            "title": {column(Session, "title_key"), column(Appointment, "title")},
            "date": SESSION_TIMES,
            "startTime": SESSION_TIMES,
            "endTime": SESSION_TIMES,
            "venue": {column(Appointment, "place")},
            "joinUrl": {column(Appointment, "join_url")},
            "regStart": {column(Session, "opens_at")},
            "regEnd": {column(Session, "closes_at")},
            "content": SEARCHED,
        },
        marks=frozenset({"updated_at", "revision"}),
    ),
    ("PATCH", "/api/lessons/{lessonId}/notes/{noteId}"): Partial(
        homework_set,
        LessonNote,
        {"text": ("예제와 연습 문제", REFUSED), "dueOn": ((clock.today() + dt.timedelta(days=8)).isoformat(), REFUSED)},
        columns={"dueOn": "due_on"},
        marks=frozenset({"edited_at"}),
    ),
    ("PUT", "/api/lessons/{lessonId}/place"): Partial(
        agreed_lesson,
        Lesson,
        {"venue": ("스페이스 C", ""), "joinUrl": ("https://meet.example.com/ha-jun", "")},
        columns={"venue": "venue_text", "joinUrl": "join_url"},
        marks=frozenset({"updated_at"}),
    ),
    ("PATCH", "/api/tutorials/{tutorialId}"): Partial(
        tutorial,
        Tutorial,
        {
            "title": ("새 제목", REFUSED),
            "description": ("새 소개", REFUSED),
            "price": (70_000, REFUSED),
            "duration": (90, REFUSED),
            "venue": ("스페이스 C", ""),
            "joinUrl": ("https://meet.example.com/new", ""),
            "topics": (["데이터"], BY_RULE),
        },
        columns={"venue": "venue_text", "joinUrl": "join_url"},
        also={
            "title": {column(Tutorial, "title_key")},
            "description": {column(Tutorial, "description_key")},
        },
        marks=frozenset({"updated_at", "revision"}),
    ),
    ("PUT", "/api/v1/attendance/{attendance_id}"): Partial(
        attended,
        Attendance,
        {
            "attendance_type": ("PRESENT", REFUSED),
            "check_in_time": ("09:00:00", None),
            "check_out_time": ("18:00:00", None),
            "absence_reason": ("버스 지연", ""),
        },
        columns={"attendance_type": "type"},
        marks=frozenset({"changed_at", "revision", "recorded_by_id"}),
    ),
    ("PUT", "/api/v1/assessments/{assessment_id}"): Partial(
        assessment,
        Assessment,
        {
            "assessment_name": ("기말 시험", REFUSED),
            "assessment_type": ("ASSIGNMENT", REFUSED),
            "assessment_desc": ("실기", ""),
            "start_date": ("", REFUSED),
            "end_date": ("", REFUSED),
            "total_score": (90, REFUSED),
            "pass_score": (70, REFUSED),
            "time_limit": (30, None),
            "attempt_limit": (2, 1),
            "is_active": (False, REFUSED),
        },
        columns={"assessment_name": "name", "assessment_type": "type", "assessment_desc": "description"},
        marks=frozenset({"updated_at", "revision"}),
    ),
    ("PATCH", "/api/v1/assessments/results/{result_id}/grade"): Partial(
        assessment,
        AssessmentResult,
        {"score": (70, None), "pass_yn": ("N", BY_RULE), "feedback": ("조금만 더", "")},
        columns={"pass_yn": "passed"},
        also={
            "score": {column(AssessmentResult, "graded_at"), column(AssessmentResult, "graded_by_id")},
            "pass_yn": {column(AssessmentResult, "pass_is_given")},
        },
        marks=frozenset({"updated_at", "revision", "graded_at", "graded_by_id"}),
    ),
    ("PUT", "/api/v1/completions/{completion_id}"): Partial(
        certified_and_fallen,
        Completion,
        {
            "completion_date": ("", REFUSED),
            "completion_status": ("COMPLETED_HONOR", REFUSED),
            "total_score": (77, BY_RULE),
            "attendance_score": (77, BY_RULE),
            "assessment_score": (77, None),
            "progress_score": (77, BY_RULE),
            "memo": ("다시 확인했습니다.", REFUSED),
        },
        columns={"completion_status": "status"},
        also={f"{part}_score": TOTAL for part in ("attendance", "assessment", "progress")},
        marks=frozenset({"decided_at", "decided_by_id", "updated_at", "revision"}),
    ),
}

ACTS = {
    ("PUT", "/api/me/free-hours"): {"freeHours"},
    ("PUT", "/api/me/lesson-times/weekly-hours"): {"weeklyHours"},
    ("PUT", "/api/me/lesson-times/settings"): {"buffer", "notice", "mostADay", "holdsRequests"},
    ("PUT", "/api/tutorials/{tutorialId}/weekly-hours"): {"weeklyHours"},
    ("PUT", "/api/lessons/{lessonId}/offered-times"): {"times"},
    ("PUT", "/api/tutorials/{tutorialId}/review"): {"score", "words"},
    ("PUT", "/api/tutorials/reviews/{reviewId}/answer"): {"answer"},
    ("PUT", "/api/lessons/{lessonId}/absence"): {"absent", "reason"},
    ("PUT", "/api/lessons/{lessonId}/objection"): {"reason"},
    ("PUT", "/api/lessons/{lessonId}/notes/{noteId}/hand-in"): {"text"},
    ("PUT", "/api/lessons/{lessonId}/notes/{noteId}/seen"): {"answer"},
    ("PUT", "/api/lessons/{lessonId}/decision"): {"finding", "answer"},
    ("PUT", "/api/lessons/{lessonId}/payment"): {"paidOn"},
    ("PUT", "/api/lessons/{lessonId}/payment/take-back"): {"reason"},
    ("PUT", "/api/mentoring/{id}/attendance"): {"attendances"},
    ("PUT", "/api/mentoring/{id}/attendance/{applySn}/decision"): {"status", "answer"},
    ("PUT", "/api/mentoring/{id}/check-in-code"): {"minutes"},
} | {
    ("PUT", f"/api/lessons/{{lessonId}}/{act}"): {"rejectReason", "cancelReason"}
    for act in ("approve", "reject", "start", "complete", "cancel", "confirm", "offered-times/{timeId}/take")
} | {
    ("PATCH", f"/api/v1/{act}"): {"rejection_reason", "cancel_reason", "enrollment_id", "content_id"}
    for act in (
        "enrollments/{enrollment_id}/approve", "enrollments/{enrollment_id}/reject",
        "enrollments/{enrollment_id}/cancel", "enrollments/{enrollment_id}/approve-waiting",
        "progress/start", "progress/complete", "assessments/{assessment_id}/publish",
    )
}  # fmt: skip


def operations() -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (method.upper(), path): operation
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method, operation in methods.items()
        if method in ("put", "patch")
    }


def fields_of(operation: dict[str, Any]) -> set[str]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    reference = body.get("$ref") or (body.get("allOf") or [{}])[0].get("$ref", "")
    schemas = api.get_openapi_schema()["components"]["schemas"]
    return set(schemas.get(reference.rpartition("/")[2], {}).get("properties", {}))


def test_every_put_and_patch_has_its_row():
    assert operations().keys() == PARTIAL.keys() | ACTS.keys()


def test_every_field_has_its_value_and_an_act_has_no_other_words():
    known = operations()
    assert {key: fields_of(known[key]) for key in PARTIAL} == {key: set(row.fields) for key, row in PARTIAL.items()}
    assert {key: fields_of(known[key]) - words for key, words in ACTS.items()} == {key: set() for key in ACTS}


@pytest.fixture
def people(student, stranger, mentor, superuser):
    return {"learner": student, "stranger": stranger, "instructor": mentor, "foreign": stranger, "staff": superuser}


@pytest.fixture
def written(people) -> Callable[..., tuple[Any, dict[str, object]]]:
    """Send a body to an endpoint as its instructor; return the answer and what differs, then undo it."""
    made: dict[Any, dict[str, Any]] = {}
    client = ApiClient(people["instructor"])

    @contextmanager
    def undone() -> Iterator[None]:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    def write(key, body) -> tuple[Any, dict[str, object]]:
        numbers = made.setdefault(key, PARTIAL[key].make(people))
        before = all_rows()
        with undone():
            response = client(key[0], key[1].format(**numbers), dated(key, numbers, body))
            return response, differences(before, all_rows())

    return write


def dated(key, numbers, body: dict[str, Any]) -> dict[str, Any]:
    """Return the body with the days that depend on the class."""
    days = {"start_date": TODAY, "end_date": TODAY, "completion_date": TODAY}
    return {name: days[name] if value == "" and name in days else value for name, value in body.items()}


every_endpoint = pytest.mark.parametrize("key", PARTIAL, ids=" ".join)


@every_endpoint
def test_each_field_alone_changes_itself_and_nothing_else(key, written):
    row = PARTIAL[key]
    wrong = {}
    for name, (value, _empty) in row.fields.items():
        response, changed = written(key, {name: value})
        allowed = {row.column(name), *row.also.get(name, set()), *(column(row.model, mark) for mark in row.marks)}
        if response.status_code != 200 or row.column(name) not in changed or changed.keys() - allowed:
            wrong[name] = (response.status_code, response.content.decode()[:200], sorted(changed))
    assert wrong == {}


@every_endpoint
def test_null_empties_a_field_or_is_refused_and_touches_nothing_else(key, written):
    row = PARTIAL[key]
    wrong = {}
    for name, (_value, empty) in row.fields.items():
        response, changed = written(key, {name: None})
        if empty is REFUSED:
            right = bool(refused(response, 400)) and changed == {}
        else:
            allowed = {row.column(name), *row.also.get(name, set()), *(column(row.model, mark) for mark in row.marks)}
            right = response.status_code == 200 and not changed.keys() - allowed
            right = right and (empty is BY_RULE or changed.get(row.column(name)) == empty)
        if not right:
            wrong[name] = (response.status_code, response.content.decode()[:200], changed)
    assert wrong == {}


@every_endpoint
def test_nothing_named_changes_nothing(key, written):
    row = PARTIAL[key]
    response, changed = written(key, {})
    assert response.status_code == 200
    assert changed.keys() <= {column(row.model, mark) for mark in row.marks}


def test_a_certificate_outlives_another_memo(people):
    """The fault this stands for: the memo alone made a completion pending and revoked its certificate."""
    numbers = certified_and_fallen(people)
    client = ApiClient(people["instructor"])
    answer = client.put(f"/api/v1/completions/{numbers['completion_id']}", {"memo": "서류를 확인했습니다."}).json()
    kept = ("completion_status", "completion_date", "total_score", "memo")
    assert [answer["completion"][name] for name in kept] == [
        "COMPLETED", numbers["last_date"], 85.0, "서류를 확인했습니다.",
    ]  # fmt: skip
    assert Decimal(85) == Completion.objects.get().total_score
