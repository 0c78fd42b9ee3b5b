"""Assessments over HTTP: seed 001, 3-23 to 3-32."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.core import clock
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.notices.models import Notice
from tests.api.client import ApiClient, refused
from tests.api.flat import flat
from tests.elearning.learning import learner, running_class
from tests.factories.learning import AssessmentFactory, ResultFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 1, 15, 18, 0, tzinfo=clock.SEOUL)
BASE = "/api/v1/assessments"


@pytest.fixture(autouse=True)
def travel():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def run(mentor):
    return running_class(instructors=[mentor])


@pytest.fixture
def mine(run, student):
    return learner(run, member=student)


@pytest.fixture
def exam(run):
    return AssessmentFactory(course_class=run)


@pytest.fixture
def client(mentor):
    return ApiClient(mentor)


@pytest.fixture
def given(run):
    return {
        "course_id": run.course_id, "class_id": run.pk, "assessment_name": " 중간  시험 ", "assessment_type": "EXAM",
        "start_date": "2026-01-15", "end_date": "2026-01-16", "total_score": 50, "pass_score": 30.25,
    }  # fmt: skip


def test_an_assessment_and_what_is_read_of_it(client, given, run, mine, student):
    number = flat(client.post(BASE, given))["assessment_id"]
    expected = {
        "assessment_id": number, "course_id": run.course_id, "class_id": run.pk, "assessment_name": "중간 시험",
        "assessment_type": "EXAM", "assessment_desc": "", "start_date": "2026-01-15", "end_date": "2026-01-16",
        "total_score": 50.0, "pass_score": 30.25, "time_limit": None, "attempt_limit": 1, "is_active": True,
        "counting": "RAISING", "is_published": False,
        "created_at": "2026-01-15T18:00:00+09:00", "updated_at": "2026-01-15T18:00:00+09:00",
    }  # fmt: skip
    learner_reads = ApiClient(student)
    assert flat(learner_reads.get(f"{BASE}/{number}")) == {"assessment": expected}
    assert flat(learner_reads.get(f"{BASE}/course/{run.course_id}/class/{run.pk}")) == {"assessments": [expected]}
    refused(client.get(f"{BASE}/course/{run.course_id + 1}/class/{run.pk}"), 404)
    refused(client.post(BASE, {**given, "course_id": run.course_id + 1}), 404)


def test_an_edit_changes_what_is_sent(client, exam):
    Assessment.objects.update(time_limit=30, description="1강부터")
    sent = {"time_limit": None, "is_active": False, "pass_score": 70}
    changed = flat(client("PUT", f"{BASE}/{exam.pk}", sent))["assessment"]
    kept = [changed[name] for name in ("time_limit", "is_active", "pass_score", "assessment_desc", "total_score")]
    assert kept == [None, False, 70.0, "1강부터", 100.0]
    assert flat(client("PUT", f"{BASE}/{exam.pk}", {}))["assessment"]["is_active"] is False


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"assessment_type": "RIDDLE"}, "assessment_type: 다음 가운데 하나여야 합니다: QUIZ, EXAM,"),
        ({"assessment_name": " "}, "평가명을 입력해 주세요."),
        ({"assessment_name": None}, "assessment_name: "),
        ({"total_score": "50점"}, "total_score: 점수는"),
        ({"total_score": True}, "total_score: 점수는"),
        ({"total_score": 10_000}, "total_score: 점수는"),
        ({"pass_score": 30.255}, "pass_score: 점수는"),
        ({"pass_score": 50.01}, "합격 점수는 0점 이상, 총점 이하여야 합니다."),
        ({"end_date": "2026-01-14"}, "종료일은 시작일과 같거나 늦어야 합니다."),
        ({"time_limit": 0}, "time_limit: "),
        ({"attempt_limit": 101}, "attempt_limit: "),
        ({"weight": 1}, "weight: 알 수 없는 항목입니다."),
    ],
)
def test_an_assessment_that_makes_no_sense(client, given, changes, sentence):
    assert refused(client.post(BASE, {**given, **changes}), 400).startswith(sentence)
    assert not Assessment.objects.exists()


def test_one_with_results_is_switched_off_and_not_deleted(client, mine, exam):
    ResultFactory(enrolment=mine, assessment=exam)
    assert "‘사용’을 꺼 주세요" in refused(client("DELETE", f"{BASE}/{exam.pk}"), 409)
    AssessmentResult.objects.all().delete()
    assert client("DELETE", f"{BASE}/{exam.pk}").json() == {"success": True, "message": "평가를 삭제했습니다."}


def test_a_result_and_its_grades(client, mine, exam, student, travel):
    sent = {
        "enrollment_id": mine.pk, "attempt": 1, "score": 59.5, "start_time": "2026-01-15T14:00:00",
        "end_time": "2026-01-15T06:30:00Z",
    }  # fmt: skip
    number = flat(client.post(f"{BASE}/{exam.pk}/results", sent))["result_id"]
    result = flat(client.get(f"{BASE}/{exam.pk}/results/{number}"))["result"]
    assert result == {
        "result_id": number, "assessment_id": exam.pk, "assessment_name": exam.name, "enrollment_id": mine.pk,
        "user_id": student.pk, "user_name": "이서연", "attempt": 1, "score": 59.5, "pass_yn": "N",
        "start_time": "2026-01-15T14:00:00+09:00", "end_time": "2026-01-15T15:30:00+09:00", "feedback": "",
        "graded_at": "2026-01-15T18:00:00+09:00", "created_at": "2026-01-15T18:00:00+09:00",
        "updated_at": "2026-01-15T18:00:00+09:00",
    }  # fmt: skip
    assert "이미 있습니다" in refused(client.post(f"{BASE}/{exam.pk}/results", sent), 409)
    travel.shift(60)

    def grade(**given):
        found = flat(client("PATCH", f"{BASE}/results/{number}/grade", given))["result"]
        return [found[name] for name in ("score", "pass_yn", "feedback")]

    assert grade(pass_yn="Y", feedback="조금만 더") == [59.5, "Y", "조금만 더"]
    assert grade(score=10) == [10.0, "Y", "조금만 더"]
    assert grade(pass_yn=None) == [10.0, "N", "조금만 더"]
    assert grade(score=None, feedback="") == [None, None, ""]
    assert grade() == [None, None, ""]
    assert AssessmentResult.objects.get().revision == 4


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"attempt": 0}, "attempt: "),
        ({"attempt": 4}, "응시 회차는 1 이상 3 이하여야 합니다."),
        ({"score": 100.5}, "점수는 0 이상 100 이하여야 합니다."),
        ({"score": -1}, "score: 점수는"),
        ({"pass_yn": "y"}, "pass_yn: "),
        ({"enrollment_id": 2**62}, "없는 수강신청입니다."),
        ({"start_time": "2026-01-15"}, "start_time: 일시를"),
        ({"start_time": "2026-02-30T10:00:00"}, "start_time: 일시를"),
        ({"start_time": "1999-12-31T10:00:00"}, "start_time: 일시를"),
        ({"start_time": "0001-01-01T00:00:00+14:00"}, "start_time: 일시를"),
        ({"start_time": 5}, "start_time: 일시를"),
        (
            {"start_time": "2026-01-15T14:00:00", "end_time": "2026-01-15T13:59:59"},
            "끝낸 시각은 시작한 시각보다 빠를 수 없습니다.",
        ),
    ],
)
def test_a_result_that_makes_no_sense(client, mine, exam, changes, sentence):
    sent = {"enrollment_id": mine.pk, "attempt": 1, **changes}
    assert refused(client.post(f"{BASE}/{exam.pk}/results", sent), 400).startswith(sentence)
    assert not AssessmentResult.objects.exists()


def test_a_learner_reads_their_own_once_it_is_published(mine, exam, student, mentor, superuser):
    row = ResultFactory(enrolment=mine, assessment=exam)
    hidden = ResultFactory(enrolment=mine, assessment=AssessmentFactory(course_class=exam.course_class))
    other = ResultFactory(enrolment=learner(exam.course_class), assessment=exam)
    own = f"{BASE}/results/enrollment/{mine.pk}"
    learner_reads = ApiClient(student)
    assert flat(learner_reads.get(own)) == {"results": []}
    assert "2건" in learner_reads.get(own).json()["message"]
    assert "공개하면" in refused(learner_reads.get(f"{BASE}/{exam.pk}/results/{row.pk}"), 403)
    refused(learner_reads.get(f"{BASE}/{exam.pk}/results/{other.pk}"), 404)
    refused(learner_reads.patch(f"{BASE}/{exam.pk}/publish"), 403)
    shown = [flat(ApiClient(mentor).patch(f"{BASE}/{exam.pk}/publish"))["assessment"] for _again in range(2)]
    assert [one["is_published"] for one in shown] == [True, True]
    assert Notice.objects.filter(kind="elearning.results_published", member=student).count() == 1
    assert [one["result_id"] for one in flat(learner_reads.get(own))["results"]] == [row.pk]
    assert flat(learner_reads.get(f"{BASE}/{exam.pk}/results/{row.pk}"))["result"]["score"] == 80.0
    refused(learner_reads.get(f"{BASE}/{exam.pk}/results/{other.pk}"), 404)
    refused(learner_reads.get(f"{BASE}/{hidden.assessment_id}/results/{row.pk}"), 404)
    for who in (mentor, superuser):
        found = flat(ApiClient(who).get(own))["results"]
        assert [one["result_id"] for one in found] == [row.pk, hidden.pk]


def test_results_come_page_by_page(client, exam):
    rows = [ResultFactory(enrolment=learner(exam.course_class), assessment=exam) for _ in range(3)]
    found = flat(client.get(f"{BASE}/{exam.pk}/results?size=2&page=2"))
    assert [row["result_id"] for row in found["results"]] == [rows[2].pk]
    assert found["paging"] == {"page": 2, "size": 2, "total": 3, "pages": 2}


def test_the_same_result_sent_again_with_its_key_is_one(client, mine, exam):
    sent = {"enrollment_id": mine.pk, "attempt": 1, "score": 70}
    answers = [client.post(f"{BASE}/{exam.pk}/results", sent, Idempotency_Key="abc").json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert AssessmentResult.objects.get().score == Decimal(70)


@pytest.mark.parametrize("rows", [1, 50])
def test_statements_of_the_endpoints(rows, client, run, mine, exam):
    for _ in range(rows):
        ResultFactory(enrolment=learner(run), assessment=exam)
        ResultFactory(enrolment=mine, assessment=AssessmentFactory(course_class=run))
    counts = {
        f"/course/{run.course_id}/class/{run.pk}": 3,
        f"/{exam.pk}": 2,
        f"/{exam.pk}/results?size=100": 6,
        f"/results/enrollment/{mine.pk}": 4,
    }
    found = {}
    for path in counts:
        with CaptureQueriesContext(connection) as statements:
            flat(client.get(f"{BASE}{path}"))
        found[path] = len(statements)
    assert found == counts
