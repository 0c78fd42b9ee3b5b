"""Assessments of the demo's classes, graded as far as their days have come."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.core.models import AuditEntry
from apps.elearning.assessment.services import (
    AssessmentInput,
    ResultInput,
    ScoreEntry,
    add_result,
    create_assessment,
    enter_scores,
    grade_result,
    publish_results,
)
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.portal.demo.courses import LAID_CLASS
from apps.portal.demo.earlier_starts import ids_by_key

ASSESSED = "demo.class_assessed"


@dataclass(frozen=True)
class AssessmentPlan:
    """The plan of an assessment.

    `on`: its first and last day, counted from the start of the class. `marks`: the total score and the score to pass.
    `graded`: how many percent of the learners are graded on day `grades_on`. `student`: the scores of
    student@example.com, attempt by attempt.
    """

    name: str
    type: str
    on: tuple[int, int]
    marks: tuple[int, int]
    text: str = ""
    weight: int = 1
    attempts: int = 1
    minutes: int | None = None
    is_required: bool = False
    grades_on: int | None = None
    graded: int = 100
    is_published: bool = False
    student: tuple[str, ...] = field(default=())
    feedback: str = ""


PLANS = {
    "backend#running": (
        AssessmentPlan(
            "1주 쪽지 시험", "QUIZ", (4, 6), (20, 12), "환경 꾸미기에서 배운 내용을 20문항으로 확인합니다.", attempts=2,
            minutes=20, grades_on=7, is_published=True, student=("11", "17"),
            feedback="두 번째에는 가상 환경 문항을 모두 맞혔습니다. 잘하셨습니다.",
        ),
        AssessmentPlan(
            "표 설계 과제", "ASSIGNMENT", (7, 13), (100, 60),
            "주어진 요구 사항을 읽고 표를 설계해 주세요. 같은 사람이 여러 번 신청하는 경우를 꼭 다루어야 합니다.",
            weight=2, is_required=True, grades_on=16, is_published=True, student=("86.5",),
            feedback="신청과 취소를 다른 줄로 남긴 점이 좋습니다. 고유 제약의 조건만 한 번 더 살펴보세요.",
        ),
        AssessmentPlan(
            "중간 프로젝트", "PROJECT", (14, 34), (100, 70), "작은 예약 서비스를 만들어 저장소 주소를 내 주세요.",
            weight=3, is_required=True, grades_on=20, graded=40,
        ),
        AssessmentPlan(
            "마지막 시험", "EXAM", (77, 80), (100, 60), "열두 주 동안 배운 내용을 확인합니다.", weight=4, minutes=90,
            is_required=True,
        ),
    ),
    "git#today": (
        AssessmentPlan(
            "마무리 과제", "ASSIGNMENT", (0, 0), (100, 60),
            "저장소를 하나 만들고 가지를 나누었다가 합친 기록을 보여 주세요.", is_required=True,
        ),
    ),
    "coach#ended": (
        AssessmentPlan(
            "실기 모의 평가", "EXAM", (28, 28), (100, 70), "종목별 기준에 따라 감점으로 매깁니다.", weight=3,
            is_required=True, grades_on=30, is_published=True, student=("82",),
            feedback="연결 동작이 매끄럽습니다. 시선 처리를 조금 더 연습하세요.",
        ),
        AssessmentPlan(
            "구술 모의 평가", "EXAM", (35, 35), (100, 70), "규칙, 지도 방법, 응급 처치에서 한 문항씩 묻습니다.",
            weight=2, is_required=True, grades_on=37, is_published=True, student=("74",),
            feedback="답의 뼈대를 먼저 말한 점이 좋습니다.",
        ),
    ),
}  # fmt: skip
# The scores of the other learners, in percent of the total.
REACHED = (92, 71, 58, 84, 66, 97, 79, 45, 88, 74, 63, 81, 90)


def _missing() -> list[tuple[str, int]]:
    """Return key and id of the classes that have no assessments yet."""
    class_ids = ids_by_key(LAID_CLASS)
    done = set(AuditEntry.objects.filter(act=ASSESSED).values_list("subject_id", flat=True))
    return [(key, class_ids[key]) for key in PLANS if key in class_ids and class_ids[key] not in done]


def make_assessments(members: dict[str, Member], now: datetime) -> None:
    """Make and grade the assessments that are missing."""
    for key, class_id in _missing():
        row = CourseClass.objects.select_related("course").get(pk=class_id)
        teacher = members["mentor@example.com"]
        learners = list(row.enrolments.filter(status=EnrolmentStatus.APPROVED).select_related("member").order_by("pk"))
        for plan in PLANS[key]:
            _make_assessment(plan, row, teacher, learners, now)
        audit.record(by=None, act=ASSESSED, subject=row)


def _make_assessment(
    plan: AssessmentPlan, row: CourseClass, teacher: Member, learners: list[Enrolment], now: datetime
) -> None:
    first, last = (row.start_date + timedelta(days=day) for day in plan.on)
    total, least = plan.marks
    given = AssessmentInput(
        name=plan.name, type=plan.type, description=plan.text, start_date=first, end_date=last,
        total_score=Decimal(total), pass_score=Decimal(least), time_limit=plan.minutes, attempt_limit=plan.attempts,
        weight=plan.weight, is_required=plan.is_required,
    )  # fmt: skip
    with clock.pretending(_at(row.start_date - timedelta(days=2), now)):
        pk = create_assessment(class_id=row.pk, by=teacher, given=given).pk
    if plan.grades_on is None:
        return
    with clock.pretending(_at(row.start_date + timedelta(days=plan.grades_on), now)):
        others = [enrolment for enrolment in learners if enrolment.member.email != "student@example.com"]
        count = len(others) * plan.graded // 100
        cells = [
            ScoreEntry(enrolment.pk, Decimal(total * REACHED[(number + total) % len(REACHED)]) / 100)
            for number, enrolment in enumerate(others[:count])
        ]
        enter_scores(assessment_id=pk, by=teacher, cells=cells)
        for enrolment in learners:
            if enrolment.member.email == "student@example.com":
                _grade_student(plan, pk, enrolment, teacher)
        if plan.is_published:
            publish_results(assessment_id=pk, by=teacher)


def _grade_student(plan: AssessmentPlan, assessment_id: int, enrolment: Enrolment, teacher: Member) -> None:
    for attempt, score in enumerate(plan.student, start=1):
        given = ResultInput(enrolment.pk, attempt=attempt, score=Decimal(score))
        result = add_result(assessment_id=assessment_id, by=teacher, given=given)
    if plan.student:
        grade_result(result_id=result.pk, by=teacher, score=result.score, feedback=plan.feedback)


def _at(day: date, now: datetime) -> datetime:
    """Return ten o'clock on that day, or now if that is earlier."""
    return min(clock.at(day, time(10)), now)
