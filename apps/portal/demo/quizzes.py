"""Three online quizzes in a demo class that runs: one that is over and published, one to be taken now, one draft."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.core.models import AuditEntry
from apps.elearning.assessment.services import AssessmentInput, create_assessment, publish_results
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.elearning.quiz.models import Attempt, Question
from apps.elearning.quiz.rules import GivenAnswer, QuestionInput
from apps.elearning.quiz.services import attempts, marking, questions
from apps.elearning.quiz.services.marking import Mark
from apps.elearning.quiz.services.opening import open_quiz
from apps.elearning.quiz.states import QuestionKind
from apps.portal.demo.courses import LAID_CLASS
from apps.portal.demo.earlier_starts import ids_by_key

CLASS = "backend#running"
QUIZZED = "demo.class_quizzed"
STUDENT = "student@example.com"

ASKED = (
    QuestionInput(
        "CHOICE", "고유 제약이 하는 일은 무엇입니까?", 5, "데이터베이스가 마지막으로 지키는 규칙입니다.",
        options=[
            ("같은 값이 두 번 저장되지 않게 합니다.", True), ("값을 자동으로 정렬합니다.", False),
            ("빈 값을 0으로 바꿉니다.", False), ("조회를 항상 빠르게 합니다.", False),
        ],
    ),
    QuestionInput(
        "MULTIPLE", "한 트랜잭션 안에서 함께 저장해야 하는 것을 모두 고르세요.", 10,
        "하나라도 빠지면 기록이 서로 어긋납니다.",
        options=[
            ("신청 기록", True), ("남은 자리 수", True), ("신청자에게 보낼 안내", True), ("화면의 배경색", False),
        ],
    ),
    QuestionInput(
        "SHORT", "장고에서 모델의 변경을 데이터베이스에 반영하는 명령은 무엇입니까? (manage.py 뒤의 한 단어)", 5,
        "makemigrations는 파일을 만들고, migrate가 반영합니다.", accepted=["migrate", "manage.py migrate"],
    ),
    QuestionInput(
        "ESSAY", "같은 사람이 두 번 신청하지 못하게 하려면 어떻게 해야 하는지, 이유와 함께 설명하세요.", 20,
        "코드의 확인만으로는 동시에 온 두 요청을 막지 못합니다.",
    ),
)  # fmt: skip
ESSAYS = (
    "신청한 사람과 과정을 묶어 고유 제약을 겁니다. 코드에서만 확인하면 동시에 온 두 요청이 모두 통과합니다.",
    "저장하기 전에 같은 신청이 있는지 먼저 찾아봅니다. 있으면 안내 문구를 보여 줍니다.",
    "데이터베이스에 제약을 두고, 어긴 요청에는 이미 신청했다고 알립니다. 확인과 저장 사이의 틈이 없어집니다.",
)
FEEDBACK = (
    "동시에 온 요청을 정확히 짚었습니다.",
    "확인과 저장 사이에 다른 요청이 들어오면 어떻게 될지 생각해 보세요.",
    "사용자에게 무엇을 알릴지까지 생각한 점이 좋습니다.",
)
POINTS = (20, 9, 17)


@dataclass(frozen=True)
class QuizPlan:
    """The plan of a quiz.

    `on`: its first and last day, counted from the start of the class. `taken` learners take it on day `taken_on`;
    `marked` of them are marked. `is_over`: it is published, and student@example.com took it too; `is_draft`: it is not
    open to its learners yet.
    """

    name: str
    text: str
    on: tuple[int, int]
    taken_on: int
    taken: int
    marked: int
    is_over: bool = False
    is_draft: bool = False


PLANS = (
    QuizPlan(
        "2주 온라인 시험", "표와 제약에서 배운 내용을 확인합니다. 30분 안에 네 문항에 답해 주세요.", (8, 10), 9, 6, 6,
        is_over=True,
    ),
    QuizPlan("온라인 종합 시험", "준비가 되었을 때 응시하세요. 두 번까지 응시할 수 있습니다.", (14, 83), 19, 4, 1),
    QuizPlan("수료 전 확인 시험", "과정을 마치기 전에 전체 내용을 확인합니다.", (70, 83), 0, 0, 0, is_draft=True),
)  # fmt: skip


def make_quizzes(members: dict[str, Member], now: datetime) -> None:
    """Make the quizzes of the class that runs now, once."""
    class_id = ids_by_key(LAID_CLASS).get(CLASS)
    if class_id is None or AuditEntry.objects.filter(act=QUIZZED, subject_id=class_id).exists():
        return
    row = CourseClass.objects.select_related("course").get(pk=class_id)
    learners = list(row.enrolments.filter(status=EnrolmentStatus.APPROVED).select_related("member").order_by("pk"))
    for plan in PLANS:
        _make_quiz(plan, row, members["mentor@example.com"], learners, now)
    audit.record(by=None, act=QUIZZED, subject=row)


def _make_quiz(plan: QuizPlan, row: CourseClass, teacher: Member, learners: list[Enrolment], now: datetime) -> None:
    first, last = (row.start_date + timedelta(days=day) for day in plan.on)
    given = AssessmentInput(
        name=plan.name, type="QUIZ", description=plan.text, start_date=first, end_date=last, total_score=Decimal(100),
        pass_score=Decimal(60), time_limit=30, attempt_limit=1 if plan.is_over else 2, weight=1,
    )  # fmt: skip
    with clock.pretending(_at(row, -2, now)):
        quiz_id = create_assessment(class_id=row.pk, by=teacher, given=given).pk
        asked = [questions.add_question(assessment_id=quiz_id, by=teacher, given=question) for question in ASKED]
    if plan.is_draft:
        return
    with clock.pretending(_at(row, plan.on[0] - 3, now)):
        open_quiz(assessment_id=quiz_id, by=teacher)
    others = [enrolment for enrolment in learners if enrolment.member.email != STUDENT][: plan.taken]
    own = [enrolment for enrolment in learners if enrolment.member.email == STUDENT and plan.is_over]
    done = []
    for number, enrolment in enumerate([*own, *others]):
        begin = _at(row, plan.taken_on, now) + timedelta(minutes=number)
        done.append(_take(quiz_id, enrolment.member, asked, number, begin))
    with clock.pretending(_at(row, plan.taken_on + 2, now)):
        for number, attempt in enumerate(done[: plan.marked + len(own)]):
            mark = Mark(Decimal(POINTS[number % 3]), FEEDBACK[number % 3])
            marking.mark_attempt(attempt_id=attempt.pk, by=teacher, marks={asked[-1].pk: mark})
        if plan.is_over:
            publish_results(assessment_id=quiz_id, by=teacher)


def _take(quiz_id: int, member: Member, asked: list[Question], number: int, begin: datetime) -> Attempt:
    with clock.pretending(begin):
        attempt = attempts.begin_attempt(assessment_id=quiz_id, by=member)
    with clock.pretending(begin + timedelta(minutes=21)):
        answers = {question.pk: _answer(question, number) for question in asked}
        attempts.save_answers(attempt_id=attempt.pk, by=member, answers=answers)
        return attempts.submit_attempt(attempt_id=attempt.pk, by=member)


def _answer(question: Question, number: int) -> GivenAnswer:
    """Return an answer that is right more often than not; the essays are used in turn."""
    if question.kind == QuestionKind.ESSAY:
        return ESSAYS[number % 3]
    if question.kind == QuestionKind.SHORT:
        return "migrate" if number % 3 != 1 else "makemigrations"
    right = [option.pk for option in question.options.all() if option.is_right]
    return right if number % 4 != 2 else right[:1]


def _at(row: CourseClass, day: int, now: datetime) -> datetime:
    """Return ten o'clock on that day of the class, or an hour ago if that is earlier."""
    return min(clock.at(row.start_date + timedelta(days=day), time(10)), now - timedelta(hours=1))
