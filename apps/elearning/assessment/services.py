"""Making assessments, entering and grading results, publishing them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.core.errors import Conflict, DomainError, Invalid
from apps.elearning.assessment import notices, rules
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.catalogue.selectors.teaching import teaches
from apps.elearning.enrolment.models import Enrolment
from apps.notices.services import tell

FIELDS = (
    "name", "type", "description", "start_date", "end_date", "total_score", "pass_score", "time_limit",
    "attempt_limit", "weight", "is_required", "is_active",
)  # fmt: skip
_GRADED = ("score", "passed", "pass_is_given", "graded_at", "graded_by", "updated_at", "revision")
RESULT_FIELDS = ("score", "passed", "feedback", "started_at", "ended_at")


@dataclass(frozen=True)
class AssessmentInput:
    """What an assessment is made of (seed 001, 3-23). `time_limit` in minutes, None for none."""

    name: str
    type: str
    start_date: dt.date
    end_date: dt.date
    total_score: Decimal
    pass_score: Decimal
    description: str = ""
    time_limit: int | None = None
    attempt_limit: int = 1
    weight: int = 1
    is_required: bool = False
    is_active: bool = True


@dataclass(frozen=True)
class ResultInput:
    """One attempt of one learner (seed 001, 3-28). `passed` None: the pass score decides. `score` None: not graded."""

    enrolment_id: int
    attempt: int = 1
    score: Decimal | None = None
    passed: bool | None = None
    started_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    feedback: str = ""


# --- Assessments ------------------------------------------------------------------------------------------------------


@transaction.atomic
def create(*, class_id: int, by: Member, given: AssessmentInput) -> Assessment:
    """Seed 001, 3-23. Raises CourseClass.DoesNotExist, NotAllowed `not_the_instructor`, Invalid."""
    course_class = CourseClass.objects.visible_to(by).get(pk=class_id)
    rules.check_can_assess(by, teaches=teaches(by, class_id))
    now = clock.now()
    assessment = Assessment(course_class=course_class, created_by=by, created_at=now, updated_at=now)
    _fill(assessment, {name: getattr(given, name) for name in FIELDS})
    assessment.save(force_insert=True)
    audit.record(
        by=by, act="elearning.assessment_created", subject=assessment, after=audit.snapshot(assessment, FIELDS)
    )
    return assessment


@transaction.atomic
def edit(
    *, assessment_id: int, by: Member, changes: dict[str, Any], expected_revision: int | None = None
) -> Assessment:
    """Seed 001, 3-26: change what is given, keep the rest; another pass score decides anew about those graded by it.

    Raises Assessment.DoesNotExist, NotAllowed, Invalid, Conflict `total_below_results`, `limit_below_results`,
    `changed_meanwhile`.
    """
    assessment = _locked(assessment_id, by)
    rules.check_unchanged(assessment.revision, expected_revision)
    before = audit.snapshot(assessment, FIELDS)
    _fill(assessment, {name: changes.get(name, getattr(assessment, name)) for name in FIELDS})
    reached = assessment.results.aggregate(highest=Max("score"), last=Max("attempt"))
    rules.check_fits_results(assessment, highest=reached["highest"], last_attempt=reached["last"] or 0)
    assessment.updated_at = clock.now()
    assessment.revision += 1
    assessment.save()
    after = audit.snapshot(assessment, FIELDS)
    if after["pass_score"] != before["pass_score"]:
        _decide_anew(assessment)
    audit.record(by=by, act="elearning.assessment_edited", subject=assessment, before=before, after=after)
    return assessment


@transaction.atomic
def delete(*, assessment_id: int, by: Member) -> None:
    """Seed 001, 3-27. Raises Assessment.DoesNotExist, NotAllowed, Conflict `has_results`: switch it off instead."""
    assessment = _locked(assessment_id, by)
    rules.check_can_delete(has_results=assessment.results.exists())
    audit.record(
        by=by, act="elearning.assessment_deleted", subject=assessment, before=audit.snapshot(assessment, FIELDS)
    )
    assessment.delete()


@transaction.atomic
def publish(*, assessment_id: int, by: Member) -> Assessment:
    """Let learners see their results, and tell those who have one. Again changes nothing.

    Raises Assessment.DoesNotExist, NotAllowed.
    """
    assessment = _locked(assessment_id, by)
    if assessment.published_at is None:
        assessment.published_at = clock.now()
        assessment.save(update_fields=["published_at"])
        audit.record(by=by, act="elearning.assessment_published", subject=assessment)
        learners = Member.objects.filter(enrolments__results__assessment=assessment).distinct().order_by("pk")
        tell(list(learners), notices.PUBLISHED, path=_path(assessment), **_params(assessment))
    return assessment


def _locked(assessment_id: int, by: Member) -> Assessment:
    rows = Assessment.objects.visible_to(by).select_for_update(no_key=True, of=("self",))
    assessment = rows.select_related("course_class__course").get(pk=assessment_id)
    rules.check_can_assess(by, teaches=teaches(by, assessment.course_class_id))
    return assessment


def _fill(assessment: Assessment, given: dict[str, Any]) -> None:
    given["name"] = " ".join(given["name"].split())
    ruled = {name: value for name, value in given.items() if name not in {"is_required", "is_active"}}
    rules.check_assessment(**ruled)
    for name, value in given.items():
        setattr(assessment, name, value)


def _decide_anew(assessment: Assessment) -> None:
    """Who passes by the pass score, now that it is another. 2 statements."""
    decided = assessment.results.filter(pass_is_given=False, score__isnull=False)
    decided.filter(score__gte=assessment.pass_score).update(passed=True)
    decided.filter(score__lt=assessment.pass_score).update(passed=False)


def _path(assessment: Assessment) -> str:
    return assessment.course_class.course.get_absolute_url()


def _params(assessment: Assessment) -> dict[str, Any]:
    return {"course": assessment.course_class.course.title, "name": assessment.name}


# --- Results ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_result(*, assessment_id: int, by: Member, given: ResultInput) -> AssessmentResult:
    """Seed 001, 3-28. Raises Assessment.DoesNotExist, NotAllowed, Invalid, Conflict `not_approved`, `inactive`,
    `attempt_taken`."""
    assessment = _locked(assessment_id, by)
    rules.check_is_active(assessment)
    result = _new(assessment, given, by)
    try:
        with transaction.atomic():
            result.save(force_insert=True)
    except IntegrityError:
        raise Conflict(
            "attempt_taken",
            _("이 학습자의 %(n)d번째 응시 결과가 이미 있습니다. 채점으로 고쳐 주세요.") % {"n": given.attempt},
            field="attempt",
        ) from None
    audit.record(by=by, act="elearning.result_added", subject=result, after=audit.snapshot(result, RESULT_FIELDS))
    return result


def _new(assessment: Assessment, given: ResultInput, by: Member) -> AssessmentResult:
    enrolment = Enrolment.objects.filter(pk=given.enrolment_id).first()
    if enrolment is None:
        raise Invalid("enrolment_unknown", _("없는 수강신청입니다."), field="enrollment_id")
    rules.check_takes_part(enrolment, assessment)
    rules.check_attempt(given.attempt, assessment)
    rules.check_times(given.started_at, given.ended_at)
    now = clock.now()
    result = AssessmentResult(
        assessment=assessment, enrolment=enrolment, attempt=given.attempt, started_at=given.started_at,
        ended_at=given.ended_at, created_at=now,
    )  # fmt: skip
    _grade(result, assessment, by, score=given.score, passed=given.passed, feedback=given.feedback)
    return result


@transaction.atomic
def grade(
    *, result_id: int, by: Member, score: Decimal | None, passed: bool | None = None, feedback: str | None = None,
    expected_revision: int | None = None,
) -> AssessmentResult:  # fmt: skip
    """Seed 001, 3-32. Every change of a score stays on record; a published one that changes is told to its learner.

    Raises AssessmentResult.DoesNotExist, NotAllowed, Invalid, Conflict `changed_meanwhile`.
    """
    assessment_id = AssessmentResult.objects.values_list("assessment_id", flat=True).get(pk=result_id)
    assessment = _locked(assessment_id, by)
    # Read after the lock: whoever writes a result holds its assessment's.
    result = AssessmentResult.objects.select_related("enrolment__member").get(pk=result_id)
    rules.check_unchanged(result.revision, expected_revision)
    before = audit.snapshot(result, RESULT_FIELDS)
    _grade(
        result, assessment, by, score=score, passed=passed, feedback=result.feedback if feedback is None else feedback
    )
    result.revision += 1
    result.save()
    after = audit.snapshot(result, RESULT_FIELDS)
    if after == before:
        return result
    audit.record(by=by, act="elearning.result_graded", subject=result, before=before, after=after)
    if assessment.published_at is not None and result.enrolment.member != by:
        tell(
            [result.enrolment.member], notices.GRADED, path=_path(assessment), **_params(assessment),
            score="–" if result.score is None else f"{result.score.normalize():f}",
        )  # fmt: skip
    return result


def _grade(
    result: AssessmentResult, assessment: Assessment, by: Member, *, score: Decimal | None, passed: bool | None,
    feedback: str,
) -> None:  # fmt: skip
    rules.check_score(score, assessment)
    rules.check_feedback(feedback)
    now = clock.now()
    result.score = None if score is None else score.quantize(rules.CENT)  # as the database keeps it
    result.feedback, result.updated_at = feedback.strip(), now
    result.passed = rules.passes(score, assessment, given=passed)
    result.pass_is_given = passed is not None
    result.graded_at, result.graded_by = (None, None) if score is None else (now, by)


@dataclass(frozen=True)
class Cell:
    """What a grade book holds of one learner in one assessment: the score of an attempt."""

    enrolment_id: int
    score: Decimal | None
    attempt: int = 1


class BadRows(Invalid):
    """What is wrong with which cell: `rows` maps an enrolment's id to a sentence."""

    def __init__(self, rows: dict[int, str]) -> None:
        super().__init__("bad_rows", " ".join(f"{pk}: {sentence}" for pk, sentence in rows.items()))
        self.rows = rows


@transaction.atomic
def enter_scores(*, assessment_id: int, by: Member, cells: Sequence[Cell]) -> int:
    """Enter or change many scores of one assessment, all or none. Returns how many were changed.

    Statements: constant in the number of cells. Raises Assessment.DoesNotExist, NotAllowed, Conflict `inactive`,
    BadRows naming every cell that is refused.
    """
    assessment = _locked(assessment_id, by)
    rules.check_is_active(assessment)
    wanted = {(cell.enrolment_id, cell.attempt): cell for cell in cells}
    enrolments = Enrolment.objects.in_bulk({cell.enrolment_id for cell in cells})
    kept = {
        (row.enrolment_id, row.attempt): row for row in assessment.results.filter(enrolment_id__in=list(enrolments))
    }
    now, bad = clock.now(), {}
    rows, before = [], []
    for key, cell in wanted.items():
        row = kept.get(key)
        if row is not None and row.score == cell.score:
            continue
        old = {} if row is None else audit.snapshot(row, RESULT_FIELDS)
        try:
            if row is None:
                row = _row_for(cell, assessment, enrolments, now)
            else:
                row.revision += 1
            _grade(row, assessment, by, score=cell.score, passed=None, feedback=row.feedback)
        except DomainError as error:
            bad[cell.enrolment_id] = error.message
            continue
        row.pk = None  # the attempt is the key of the upsert, which gives each row its id back
        rows.append(row)
        before.append(old)
    if bad:
        raise BadRows(bad)
    AssessmentResult.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["assessment", "enrolment", "attempt"], update_fields=_GRADED,
        batch_size=500,
    )  # fmt: skip
    audit.record_many(
        audit.entry(
            by=by, act="elearning.result_graded", subject=row, at=now, before=old,
            after=audit.snapshot(row, RESULT_FIELDS),
        )
        for row, old in zip(rows, before, strict=True)
    )  # fmt: skip
    return len(rows)


def _row_for(
    cell: Cell, assessment: Assessment, enrolments: dict[int, Enrolment], now: dt.datetime
) -> AssessmentResult:
    if cell.enrolment_id not in enrolments:
        raise Invalid("enrolment_unknown", _("없는 수강신청입니다."), field="enrollment_id")
    rules.check_takes_part(enrolments[cell.enrolment_id], assessment)
    rules.check_attempt(cell.attempt, assessment)
    return AssessmentResult(
        assessment=assessment, enrolment=enrolments[cell.enrolment_id], attempt=cell.attempt, created_at=now
    )
