"""What a class asks for, and what a learner has reached of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import Enum

from django.utils.translation import gettext as _

from apps.core.errors import Conflict
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.completion.rules.acting import last_day_of
from apps.elearning.completion.states import CompletionStatus

HONOUR_FROM = Decimal(90)  # of 100 in total: completed with honours
# The assessments a class requires, and whether each is passed; None: nobody has graded it yet.
Required = Sequence[tuple[str, bool | None]]


@dataclass(frozen=True)
class Scores:
    """The percent of each part; None: the class does not have the part, or there is nothing to add up for `total`."""

    attendance: Decimal | None = None
    assessment: Decimal | None = None
    progress: Decimal | None = None
    total: Decimal | None = None


NO_SCORES = Scores()
PARTS = ("attendance", "assessment", "progress")
SCORES = (*PARTS, "total")


class Ask(Enum):
    """What a class may ask for."""

    PROGRESS = "progress"
    ATTENDANCE = "attendance"
    TOTAL = "total"
    ASSESSMENT = "assessment"


@dataclass(frozen=True)
class Need:
    """One thing that a class asks for: a least percent, or an assessment (`name`) to be passed.

    `is_met` is None for a learner whose results are not published yet. What is not graded is not met.
    """

    ask: Ask
    is_met: bool | None
    least: Decimal = Decimal(0)
    reached: Decimal | None = None
    name: str = ""
    is_graded: bool = True


@dataclass(frozen=True)
class Account:
    """What a learner has reached, which needs are met, and the status that follows by the class's rule.

    `is_sealed`: as the learner sees it before results are published, without the scores that would reveal them.
    """

    scores: Scores
    needs: tuple[Need, ...]
    status: CompletionStatus
    is_sealed: bool = False

    @property
    def missing(self) -> tuple[Need, ...]:
        return tuple(need for need in self.needs if need.is_met is False)

    @property
    def is_met(self) -> bool:
        return bool(self.needs) and all(need.is_met for need in self.needs)


def account(course_class: CourseClass, scores: Scores, required: Required, *, now: datetime) -> Account:
    """Return the one account that learner, instructor and staff see (docs/domain.md, Completion).

    `scores` come without the total, which is computed here. `required`: what each required assessment gave.
    """
    whole = replace(scores, total=total(course_class, scores))
    needs = _needs(course_class, whole, required)
    return Account(whole, needs, _outcome(needs, whole.total, course_class, now))


def total(course_class: CourseClass, scores: Scores) -> Decimal | None:
    """Return the mean of the parts by the class's weights, rounded down to two places; None without any part.

    A part that the class does not have (no contents, no meetings and no attendance, no assessment that counts) is left
    out and the weights of the others make the whole. If these weigh nothing, they count alike.
    """
    parts = [(getattr(course_class, f"{part}_weight"), getattr(scores, part)) for part in PARTS]
    counted = [(weight, score) for weight, score in parts if score is not None]
    if not counted:
        return None
    weights = sum(weight for weight, _score in counted)
    if not weights:
        counted, weights = [(1, score) for _weight, score in counted], len(counted)
    cents = sum(weight * int(score * 100) for weight, score in counted)
    return Decimal(cents // weights) / 100


def _needs(course_class: CourseClass, scores: Scores, required: Required) -> tuple[Need, ...]:
    """Return what the class asks for, without what is asked at 0 percent and without parts it does not have."""
    asked = (
        (Ask.PROGRESS, course_class.least_progress, scores.progress),
        (Ask.ATTENDANCE, course_class.least_attendance, scores.attendance),
        (Ask.TOTAL, course_class.least_score, scores.total),
    )
    bounds = [
        Need(ask, reached >= least, Decimal(least), reached)
        for ask, least, reached in asked
        if least and reached is not None
    ]
    return (*bounds, *(_asked_to_pass(name, passed) for name, passed in required))


def _asked_to_pass(name: str, passed: bool | None) -> Need:
    return Need(Ask.ASSESSMENT, bool(passed), name=name, is_graded=passed is not None)


def _outcome(
    needs: Iterable[Need], total: Decimal | None, course_class: CourseClass, now: datetime
) -> CompletionStatus:
    """Return the status that follows from the needs.

    It is PENDING before the class's last day, and where the class asks for nothing that can be measured. A learner who
    misses something has failed only once the last day is over.
    """
    needs = list(needs)
    if not needs or now < last_day_of(course_class):
        return CompletionStatus.PENDING
    if not all(need.is_met for need in needs):
        return CompletionStatus.FAILED if now >= course_class.ends_at else CompletionStatus.PENDING
    is_honour = total is not None and total >= HONOUR_FROM
    return CompletionStatus.COMPLETED_HONOR if is_honour else CompletionStatus.COMPLETED


def status_by_rule(course_class: CourseClass, scores: Scores, required: Required, now: datetime) -> CompletionStatus:
    """Return the status that follows by the class's rule from scores with their total."""
    return _outcome(_needs(course_class, scores, required), scores.total, course_class, now)


def sealed_account(whole: Account) -> Account:
    """Return the account as its learner may see it before results are published, without what would reveal them."""
    hidden = {Ask.TOTAL, Ask.ASSESSMENT}
    needs = tuple(replace(need, is_met=None, reached=None) if need.ask in hidden else need for need in whole.needs)
    return replace(
        whole,
        scores=replace(whole.scores, assessment=None, total=None),
        needs=needs,
        status=CompletionStatus.PENDING,
        is_sealed=True,
    )


def check_asks_for_something(before: Account, after: Account) -> None:
    """Check that a class which asked its learners for something still does.

    Nobody completes a class that asks for nothing, so its only need is not removed once it runs. Raises Conflict
    `only_need`.
    """
    if before.needs and not after.needs:
        raise Conflict(
            "only_need",
            _(
                "이 차수는 이미 시작했고, 이 평가를 빼면 수료 조건이 하나도 남지 않아 아무도 수료할 수 없습니다. "
                "평가를 빼는 대신 내용이나 점수를 고쳐 주세요."
            ),
        )
