"""A class of the demo that is over, and its completions: with and without honours, by hand, and failed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.core.models import AuditEntry
from apps.elearning.assessment import services as assessments
from apps.elearning.assessment.services import AssessmentInput, ScoreEntry
from apps.elearning.attendance.rules import AttendanceMark
from apps.elearning.attendance.selectors import class_days
from apps.elearning.attendance.services import Entry, record_day
from apps.elearning.catalogue.models import Content, CourseClass
from apps.elearning.completion import services
from apps.elearning.completion.rules import CompletionInput
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.portal.demo.courses import LAID_CLASS
from apps.portal.demo.earlier_starts import ids_by_key
from apps.portal.demo.progress import open_and_learn

COMPLETED = "demo.class_completed"
CLASS = "coach#completed"


@dataclass(frozen=True)
class Reached:
    """What a learner reached: the numbers of contents and of days, and a score.

    `given`: what was decided by hand. `waits`: left for whoever tries the demo to decide.
    """

    contents: int
    days: int
    score: int
    given: CompletionInput | None = None
    waits: bool = False


STUDENT = Reached(9, 9, 74)
OTHERS = (
    Reached(9, 9, 97),
    Reached(9, 5, 81),
    Reached(2, 9, 72),
    Reached(9, 5, 66),
    Reached(9, 9, 52, CompletionInput("CONDITIONAL", memo="재평가에서 60점 이상을 받으면 수료로 바꿉니다.")),
    Reached(1, 2, 0, CompletionInput("FAILED", memo="둘째 주에 중도 포기하겠다고 알려 왔습니다.")),
    Reached(9, 4, 88, CompletionInput("COMPLETED", memo="결석한 두 날의 실기를 보강으로 마쳤습니다.")),
    Reached(9, 6, 93, waits=True),
    Reached(9, 3, 70),
)


def make_completions(members: dict[str, Member]) -> None:
    """Make the history of the class once; what people changed since stays."""
    class_ids = ids_by_key(LAID_CLASS)
    if CLASS not in class_ids or AuditEntry.objects.filter(act=COMPLETED).exists():
        return
    row = CourseClass.objects.prefetch_related("instructors").get(pk=class_ids[CLASS])
    learners = Enrolment.objects.filter(course_class=row, status=EnrolmentStatus.APPROVED).select_related("member")
    others = iter(OTHERS)
    told = [
        (enrolment, STUDENT if enrolment.member_id == members["student@example.com"].pk else next(others))
        for enrolment in learners.order_by("pk")[: len(OTHERS) + 1]
    ]
    teacher = row.instructors.all()[0]
    _learn(row, told)
    _attend(row, told, teacher)
    _assess(row, told, teacher)
    _complete(row, told, teacher)
    audit.record(by=None, act=COMPLETED, subject=row)


Told = Sequence[tuple[Enrolment, Reached]]


def _learn(row: CourseClass, told: Told) -> None:
    contents = list(Content.objects.filter(course_id=row.course_id).defer("text"))
    for turn, (enrolment, reached) in enumerate(told):
        for number, content in enumerate(contents[: reached.contents], start=1):
            with clock.pretending(row.starts_at + timedelta(days=number * 4, hours=20, minutes=turn * 3)):
                open_and_learn(enrolment, content, 100, clock.now())


def _attend(row: CourseClass, told: Told, teacher: Member) -> None:
    for number, day in enumerate(sorted(class_days(row.pk)), start=1):
        entries = [
            Entry(enrolment.pk, AttendanceMark("PRESENT" if number <= reached.days else "ABSENT"))
            for enrolment, reached in told
        ]
        with clock.pretending(clock.at(day, time(11))):
            record_day(by=teacher, course_id=row.course_id, class_id=row.pk, class_date=day, entries=entries)


def _assess(row: CourseClass, told: Told, teacher: Member) -> None:
    given = AssessmentInput(
        name="실기 종합 평가", type="EXAM", start_date=row.end_date, end_date=row.end_date, total_score=Decimal(100),
        pass_score=Decimal(60), description="다섯 종목을 기준에 따라 평가합니다.", is_required=True,
    )  # fmt: skip
    with clock.pretending(row.starts_at - timedelta(days=2)):
        exam = assessments.create_assessment(class_id=row.pk, by=teacher, given=given)
    with clock.pretending(row.ends_at - timedelta(hours=10)):
        cells = [ScoreEntry(enrolment.pk, Decimal(reached.score)) for enrolment, reached in told if reached.score]
        assessments.enter_scores(assessment_id=exam.pk, by=teacher, cells=cells)
        assessments.publish_results(assessment_id=exam.pk, by=teacher)


def _complete(row: CourseClass, told: Told, teacher: Member) -> None:
    """Decide by hand first, then for the whole class.

    Learners who do not meet the criteria stay undecided, and so do those with `waits`.
    """
    moment: datetime = row.ends_at + timedelta(days=1, hours=14)
    with clock.pretending(moment):
        for enrolment, reached in told:
            if reached.given is not None:
                services.create_completion(by=teacher, enrolment_id=enrolment.pk, given=reached.given)
        first = [enrolment.member_id for enrolment, reached in told if not reached.waits]
        services.complete_learners(by=teacher, course_id=row.course_id, class_id=row.pk, student_ids=first)
