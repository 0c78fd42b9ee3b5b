"""Enter and grade results, one at a time."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from django.db import IntegrityError, transaction

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.core.rules import check_revision
from apps.elearning.assessment import notices, rules
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.assessment.services.shared import RESULT_FIELDS, lock_assessment, params_of, path_of, put_grade
from apps.elearning.enrolment.models import Enrolment
from apps.notices.services import tell


class Kept(Enum):
    """The mark of an argument that is not given and keeps its value, where None is a value."""

    KEPT = 0


@dataclass(frozen=True)
class ResultInput:
    """One attempt of one learner (seed 001, 3-28).

    `passed` None: the pass score decides. `score` None: not graded.
    """

    enrolment_id: int
    attempt: int = 1
    score: Decimal | None = None
    passed: bool | None = None
    started_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    feedback: str = ""


@transaction.atomic
def add_result(*, assessment_id: int, by: Member, given: ResultInput) -> AssessmentResult:
    """Enter a result (seed 001, 3-28).

    Raises Assessment.DoesNotExist, NotAllowed, Invalid, Conflict `not_approved`, `inactive`, `attempt_taken`.
    """
    assessment = lock_assessment(assessment_id, by)
    rules.check_is_active(assessment)
    result = _new_result(assessment, given, by)
    try:
        with transaction.atomic():
            result.save(force_insert=True)
    except IntegrityError:
        raise rules.attempt_taken(given.attempt) from None
    audit.record(by=by, act="elearning.result_added", subject=result, after=audit.snapshot(result, RESULT_FIELDS))
    if assessment.published_at is not None and result.enrolment.member != by:
        tell([result.enrolment.member], notices.ENTERED, path=path_of(assessment), **params_of(assessment))
    return result


def _new_result(assessment: Assessment, given: ResultInput, by: Member) -> AssessmentResult:
    found = Enrolment.objects.select_related("member").filter(pk=given.enrolment_id).first()
    enrolment = rules.check_takes_part(found, assessment)
    rules.check_attempt(given.attempt, assessment)
    rules.check_times(given.started_at, given.ended_at)
    now = clock.now()
    result = AssessmentResult(
        assessment=assessment,
        enrolment=enrolment,
        attempt=given.attempt,
        started_at=given.started_at,
        ended_at=given.ended_at,
        created_at=now,
    )
    put_grade(result, assessment, by, score=given.score, passed=given.passed, feedback=given.feedback)
    return result


@transaction.atomic
def grade_result(
    *,
    result_id: int,
    by: Member,
    score: Decimal | Kept | None = Kept.KEPT,
    passed: bool | Kept | None = Kept.KEPT,
    feedback: str | None = None,
    expected_revision: int | None = None,
    why: str = "",
) -> AssessmentResult:
    """Change what is given of a grade and keep the rest (seed 001, 3-32).

    `passed` is kept only where the instructor decided it; with None the pass score decides. Every change is recorded;
    the learner is told where a published result changes. `why`: a mistake was put right, for this reason. Raises
    AssessmentResult.DoesNotExist, NotAllowed, Invalid, Conflict `changed_meanwhile`.
    """
    assessment_id = AssessmentResult.objects.values_list("assessment_id", flat=True).get(pk=result_id)
    assessment = lock_assessment(assessment_id, by)
    # It is read after the lock, because whoever writes a result holds the lock of its assessment.
    result = AssessmentResult.objects.select_related("enrolment__member").get(pk=result_id)
    check_revision(result.revision, expected_revision)
    before = audit.snapshot(result, RESULT_FIELDS)
    put_grade(
        result,
        assessment,
        by,
        score=result.score if score is Kept.KEPT else score,
        passed=(result.passed if result.pass_is_given else None) if passed is Kept.KEPT else passed,
        feedback=result.feedback if feedback is None else feedback,
    )
    after = audit.snapshot(result, RESULT_FIELDS)
    if after == before:
        return result
    result.revision += 1
    result.save()
    audit.record(by=by, act="elearning.result_graded", subject=result, before=before, after=after, reason=why)
    if assessment.published_at is not None and result.enrolment.member != by:
        params: dict[str, Any] = params_of(assessment)
        params["score"] = "–" if result.score is None else rules.plain(result.score)
        if why:
            params["why"] = why
        kind = notices.CORRECTED if why else notices.GRADED
        tell([result.enrolment.member], kind, path=path_of(assessment), **params)
    return result


@transaction.atomic
def hand_in_result(
    *,
    assessment_id: int,
    enrolment: Enrolment,
    attempt: int,
    by: Member | None,
    score: Decimal | None,
    started_at: dt.datetime,
    ended_at: dt.datetime,
) -> AssessmentResult:
    """Write an attempt that was taken on the site as an ordinary result that nobody graded by hand.

    `score` None: a person has to grade it. `by`: who submitted it, None where the time was over. If somebody entered a
    result of this attempt by hand meanwhile, that one stays and gets the times.
    """
    assessment = Assessment.objects.select_for_update(no_key=True, of=("self",)).get(pk=assessment_id)
    result = assessment.results.filter(enrolment=enrolment, attempt=attempt).first()
    before = {} if result is None else audit.snapshot(result, RESULT_FIELDS)
    if result is None:
        result = AssessmentResult(assessment=assessment, enrolment=enrolment, attempt=attempt, created_at=clock.now())
        put_grade(result, assessment, None, score=score, passed=None, feedback="")
    else:
        result.revision += 1
    result.started_at, result.ended_at = started_at, ended_at
    result.save()
    audit.record(
        by=by,
        act="elearning.result_handed_in",
        subject=result,
        before=before,
        after=audit.snapshot(result, RESULT_FIELDS),
    )
    return result
