"""What counts: the attempt, the weighted mean, and what a change of the assessments may not take away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import lcm

from django.utils.translation import gettext as _

from apps.core.errors import Conflict
from apps.elearning.assessment.models import Assessment
from apps.elearning.assessment.states import Counting


@dataclass(frozen=True)
class CountedAttempt:
    """The attempt of a learner that counts. `pk` is the result's."""

    pk: int
    score: Decimal
    passed: bool


@dataclass(frozen=True)
class AssessmentOutcome:
    """What a learner has reached in the assessments of a class so far.

    `percent` is the mean of all that count, rounded down to two places; an assessment without a grade counts as 0,
    unless it counts only where it raises the mean; None where nothing counts. `graded`: how many are graded.
    `not_passed`: the required ones that are not passed yet; `passed`: those that are, required or not.
    """

    percent: Decimal | None
    graded: int
    not_passed: tuple[Assessment, ...]
    passed: tuple[Assessment, ...] = field(default=(), compare=False)


def counted_attempt(attempts: Sequence[tuple[int, Decimal | None, bool | None]]) -> CountedAttempt | None:
    """Return the attempt that counts, of one learner's attempts (id, score, passed) at one assessment.

    It is the graded one with the highest score, the first of equals. A learner who passed once has passed
    (docs/domain.md, Assessments). None: no attempt is graded.
    """
    graded = [(score, pk) for pk, score, _passed in attempts if score is not None]
    if not graded:
        return None
    score, pk = max(graded, key=lambda attempt: (attempt[0], -attempt[1]))
    return CountedAttempt(pk, score, any(passed for _pk, _score, passed in attempts))


def outcome(assessments: Sequence[Assessment], counted: Mapping[int, CountedAttempt]) -> AssessmentOutcome:
    """Return what a learner reached in the active assessments of a class.

    `counted`: the learner's counted attempts by the id of the assessment.
    """
    return AssessmentOutcome(
        percent=_mean([assessment for assessment in assessments if assessment.weight], counted),
        graded=sum(assessment.pk in counted for assessment in assessments),
        not_passed=tuple(
            assessment
            for assessment in assessments
            if assessment.is_required and not (assessment.pk in counted and counted[assessment.pk].passed)
        ),
        passed=tuple(
            assessment for assessment in assessments if assessment.pk in counted and counted[assessment.pk].passed
        ),
    )


def _mean(weighing: Sequence[Assessment], counted: Mapping[int, CountedAttempt]) -> Decimal | None:
    """Return the mean of the assessments that count for all, and of those others that raise it."""
    parts: list[tuple[Decimal | int, Assessment]] = [
        (counted[assessment.pk].score if assessment.pk in counted else 0, assessment)
        for assessment in weighing
        if assessment.counting == Counting.ALL
    ]
    if not parts:
        return None
    extra = [row for row in weighing if row.counting == Counting.RAISING and row.pk in counted]
    for assessment in sorted(extra, key=lambda row: _share(counted[row.pk].score, row), reverse=True):
        score = counted[assessment.pk].score
        mean = sum(_share(*part) * part[1].weight for part in parts) / sum(part[1].weight for part in parts)
        if _share(score, assessment) <= mean:
            break  # and so are all that follow
        parts.append((score, assessment))
    return weighted_mean(parts)


def _share(score: Decimal | int, assessment: Assessment) -> Fraction:
    return Fraction(score) / Fraction(assessment.total_score)


def check_asks_no_more(
    before: Mapping[int, AssessmentOutcome], after: Mapping[int, AssessmentOutcome], *, means: bool = True
) -> None:
    """Check that a class that has begun asks none of its learners for more than before, by enrolment.

    That is a lower mean, published or not, or a required assessment that is missing now, or needs a higher part of its
    total. Without `means` only what is to be passed counts: until results are published, a wrong total is put right.
    Raises Conflict `asks_more`.
    """
    touched = [
        pk
        for pk, now in after.items()
        if _needs_more(before[pk], now) or (means and _is_lower(before[pk].percent, now.percent))
    ]
    if touched and means:
        raise Conflict(
            "asks_more",
            _(
                "이 차수는 이미 시작했습니다. 그대로 저장하면 학습자 %(n)d명의 평균이 낮아지거나 "
                "수료 조건이 늘어납니다. 평균이 오르는 학습자에게만 반영하고 수료 조건으로 삼지 마세요."
            )
            % {"n": len(touched)},
            field="counting",
        )
    if touched:
        raise Conflict(
            "asks_more",
            _(
                "이 차수는 이미 시작했습니다. 그대로 저장하면 학습자 %(n)d명이 수료하는 데 필요한 합격 점수가 "
                "높아집니다. 합격 점수의 총점 대비 비율을 지금보다 높이지 말아 주세요."
            )
            % {"n": len(touched)},
            field="pass_score",
        )


def _needs_more(before: AssessmentOutcome, after: AssessmentOutcome) -> bool:
    needed = {row.pk: _share(row.pass_score, row) for row in before.not_passed}
    return any(_share(row.pass_score, row) > needed.get(row.pk, -1) for row in after.not_passed)


def _is_lower(before: Decimal | None, after: Decimal | None) -> bool:
    """Return whether the total may fall: a mean that is new is a part of it, one that is gone was a part of it."""
    if before is None:
        return after is not None and after < 100
    return before > 0 if after is None else after < before


def check_nobody_falls(before: Mapping[int, AssessmentOutcome], after: Mapping[int, AssessmentOutcome]) -> None:
    """Check that no learner whose results were published has less than before, by enrolment (docs/domain.md).

    That is a lower mean, or a required assessment that is not passed any more. Raises Conflict `lowers_results`.
    """
    fallen = [pk for pk, now in after.items() if _falls(before[pk], now)]
    if fallen:
        raise Conflict(
            "lowers_results",
            _(
                "이미 공개한 결과에서 %(n)d명의 성적이 낮아지거나 합격이 취소됩니다. "
                "총점과 합격 점수를 올리거나 비중을 바꾸는 대신 평가를 새로 만들어 주세요."
            )
            % {"n": len(fallen)},
        )


def _falls(before: AssessmentOutcome, after: AssessmentOutcome) -> bool:
    passed_before = {assessment.pk for assessment in before.passed}
    return _is_lower(before.percent, after.percent) or any(
        assessment.pk in passed_before for assessment in after.not_passed
    )


def weighted_mean(scores: Iterable[tuple[Decimal | int, Assessment]]) -> Decimal | None:
    """Return the mean of scores in percent of their totals by weight, rounded down to two places.

    None where nothing weighs.
    """
    parts = [(int(score * 100), int(assessment.total_score * 100), assessment.weight) for score, assessment in scores]
    weights = sum(weight for _score, _total, weight in parts)
    if not weights:
        return None
    common = lcm(*(total for _score, total, _weight in parts))  # whole numbers, so that nothing is lost before rounding
    reached = sum(score * weight * (common // total) for score, total, weight in parts)
    return Decimal(reached * 10_000 // (common * weights)) / 100


def plain(score: Decimal) -> str:
    """Return `85` or `85.5`, without zeros at the end."""
    return f"{score.normalize():f}"
