"""Reviews of the demo: what mentees say of the tutorials in which their lessons were completed."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from apps.accounts.models import Member
from apps.core import clock
from apps.core.errors import DomainError
from apps.lessons.models import Lesson, Review, Tutorial
from apps.lessons.services import reviews
from apps.lessons.states import LessonStatus
from apps.portal.demo.earlier_starts import ids_by_key
from apps.portal.demo.lessons import OFFERED


@dataclass(frozen=True)
class ReviewPlan:
    """A review by a mentee, written a day after the last lesson; `changed` is what it says since, if anything else."""

    tutorial: str
    mentee: str
    score: int
    words: str
    changed: str = ""
    answer: str = ""
    hidden: str = ""


REVIEWS = (
    ReviewPlan(
        "django", "student", 5,
        "모델을 세 번 다시 그렸는데, 왜 다시 그려야 하는지 스스로 찾게 해 주셨습니다.",
        changed="모델을 세 번 다시 그렸는데, 왜 다시 그려야 하는지 스스로 찾게 해 주셨습니다. "
        "두 번째 수업에서 회원 기능까지 마쳤습니다.",
        answer="질문을 미리 정리해 오셔서 진도가 빨랐습니다. 배포할 때 다시 뵙겠습니다.",
    ),
    ReviewPlan("django", "sin.yerin", 4, "설명이 꼼꼼합니다. 한 시간이 짧게 느껴져서 90분짜리도 있으면 좋겠습니다."),
    ReviewPlan("django", "gwon.taeyun", 5, "막힌 곳에서 바로 시작하니 시간이 아깝지 않았습니다."),
    ReviewPlan(
        "django", "hwang.yujin", 1, "광고: 다른 곳에서 더 싸게 배울 수 있습니다.", hidden="수업과 관계없는 광고입니다.",
    ),
    ReviewPlan("career", "student2", 5, "무료인데도 이력서를 한 줄씩 봐 주셨습니다. 가고 싶은 회사가 분명해졌습니다."),
    ReviewPlan(
        "sql", "student2", 4, "윈도 함수를 그림으로 풀어 주셔서 이해했습니다. 연습 문제가 조금 더 있으면 좋겠습니다.",
        answer="다음 시간부터 연습 문제를 미리 보내 드리겠습니다.",
    ),
)  # fmt: skip


def make_reviews(members: dict[str, Member]) -> None:
    """Write the reviews that are missing, in the order of the plans. What people changed stays."""
    tutorials, staff = ids_by_key(OFFERED), members["staff@example.com"]
    for plan in REVIEWS:
        mentee = members[f"{plan.mentee}@example.com"]
        of_plan = {"tutorial_id": tutorials[plan.tutorial], "mentee": mentee}
        last = Lesson.objects.filter(**of_plan, status=LessonStatus.COMPLETED).order_by("ends_at").last()
        if last is not None and not Review.objects.filter(**of_plan).exists():
            with suppress(DomainError, Tutorial.DoesNotExist):  # someone who uses the demo changed what it builds on
                _make_review(plan, mentee, last.ends_at, staff)


def _make_review(plan: ReviewPlan, mentee: Member, ended_at: datetime, staff: Member) -> None:
    tutorial = Tutorial.objects.get(pk=ids_by_key(OFFERED)[plan.tutorial])
    with clock.pretending(ended_at + timedelta(hours=20)):
        review = reviews.write_review(tutorial_id=tutorial.pk, by=mentee, score=plan.score, words=plan.words)
    with clock.pretending(ended_at + timedelta(hours=44)):
        if plan.changed:
            reviews.write_review(tutorial_id=tutorial.pk, by=mentee, score=plan.score, words=plan.changed)
        if plan.answer:
            reviews.answer_review(review_id=review.pk, by=tutorial.mentor, answer=plan.answer)
        if plan.hidden:
            reviews.hide_review(review_id=review.pk, by=staff, reason=plan.hidden)
