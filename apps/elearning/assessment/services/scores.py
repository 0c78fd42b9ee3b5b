"""Enter many scores at once, from the grade book or a file: all of them or none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.core.errors import DomainError, Invalid
from apps.core.rules import check_revision
from apps.elearning.assessment import notices, rules
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.assessment.rules import NO_ROW
from apps.elearning.assessment.services.shared import RESULT_FIELDS, params_of, path_of, put_grade
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.catalogue.selectors.teaching import teaches
from apps.elearning.enrolment.models import Enrolment
from apps.notices.services import tell

_GRADED = ("score", "passed", "pass_is_given", "graded_at", "graded_by", "updated_at", "revision")


@dataclass(frozen=True)
class ScoreEntry:
    """A learner's score to enter for one attempt at an assessment.

    `expected_revision`: that of the row when it was read, NO_ROW for none; None checks nothing.
    """

    enrolment_id: int
    score: Decimal | None
    attempt: int = 1
    expected_revision: int | None = None


@dataclass(frozen=True)
class ScoreFault:
    """Why a score is refused."""

    assessment_id: int
    enrolment_id: int
    error: DomainError


class ScoresRefused(Invalid):
    """The refusal of a whole sheet, with every fault. `rows` maps the id of an enrolment to a sentence."""

    def __init__(self, faults: Sequence[ScoreFault]) -> None:
        self.faults = tuple(faults)
        self.rows = {fault.enrolment_id: fault.error.message for fault in faults}
        super().__init__("bad_rows", " ".join(f"{pk}: {sentence}" for pk, sentence in self.rows.items()))


@dataclass(frozen=True)
class ScoreChange:
    """A result that changes: the row to write, and what was before ({} for an attempt without a row)."""

    row: AssessmentResult
    before: dict[str, Any]


@dataclass(frozen=True)
class ScorePlan:
    """What a sheet would change, and what of it is refused."""

    changes: list[ScoreChange] = field(default_factory=list)
    faults: list[ScoreFault] = field(default_factory=list)


@transaction.atomic
def enter_scores(*, assessment_id: int, by: Member, cells: Sequence[ScoreEntry]) -> int:
    """Enter or change many scores of one assessment, all or none. Returns how many were changed.

    Passing follows the pass score, except where the instructor decided it. Raises as `enter_sheet`.
    """
    class_id = Assessment.objects.visible_to(by).values_list("course_class_id", flat=True).get(pk=assessment_id)
    return enter_sheet(class_id=class_id, by=by, cells={assessment_id: cells})


@transaction.atomic
def enter_sheet(*, class_id: int, by: Member, cells: Mapping[int, Sequence[ScoreEntry]]) -> int:
    """Enter or change scores of a class by the ids of its assessments, all or none. Returns how many were changed.

    Raises Assessment.DoesNotExist, also for an assessment of another class, NotAllowed, Conflict `inactive`,
    ScoresRefused with every fault. Queries: constant in the number of scores, 3 more for each published assessment.
    """
    plan = _planned(class_id, by, cells)
    if plan.faults:
        raise ScoresRefused(plan.faults)
    _write(plan.changes, by)
    return len(plan.changes)


@transaction.atomic
def preview_sheet(*, class_id: int, by: Member, cells: Mapping[int, Sequence[ScoreEntry]]) -> ScorePlan:
    """Return what `enter_sheet` would do now. Raises what it raises, except ScoresRefused."""
    return _planned(class_id, by, cells)


def _planned(class_id: int, by: Member, cells: Mapping[int, Sequence[ScoreEntry]]) -> ScorePlan:
    assessments = _locked(class_id, by, cells)
    enrolment_ids = {cell.enrolment_id for column in cells.values() for cell in column}
    enrolments = Enrolment.objects.select_related("member").in_bulk(enrolment_ids)
    rows = AssessmentResult.objects.filter(assessment__in=assessments, enrolment__in=list(enrolments))
    kept = {(row.assessment_id, row.enrolment_id, row.attempt): row for row in rows}
    now, plan = clock.now(), ScorePlan()
    for assessment_id in sorted(cells):
        assessment = assessments[assessment_id]
        # Of two entries for one attempt the last one counts.
        for cell in {(entry.enrolment_id, entry.attempt): entry for entry in cells[assessment_id]}.values():
            row = kept.get((assessment_id, cell.enrolment_id, cell.attempt))
            if (row.score if row else None) == cell.score:
                continue
            before = audit.snapshot(row, RESULT_FIELDS) if row else {}
            try:
                check_revision(row.revision if row else NO_ROW, cell.expected_revision)
                row = row or _row_for(cell, assessment, enrolments)
                row.revision += bool(before)
                given = row.passed if row.pass_is_given else None
                put_grade(row, assessment, by, score=cell.score, passed=given, feedback=row.feedback, now=now)
            except DomainError as error:
                plan.faults.append(ScoreFault(assessment_id, cell.enrolment_id, error))
            else:
                row.assessment, row.enrolment = assessment, enrolments[cell.enrolment_id]
                plan.changes.append(ScoreChange(row, before))
    return plan


def _locked(class_id: int, by: Member, wanted: Iterable[int]) -> dict[int, Assessment]:
    """Return the assessments, locked in the order of their ids."""
    CourseClass.objects.visible_to(by).values_list("pk").get(pk=class_id)
    rules.check_can_assess(by, teaches=teaches(by, class_id))
    ids = set(wanted)
    rows = Assessment.objects.select_for_update(no_key=True, of=("self",)).select_related("course_class__course")
    assessments = {row.pk: row for row in rows.filter(course_class_id=class_id, pk__in=ids).order_by("pk")}
    if len(assessments) < len(ids):
        raise Assessment.DoesNotExist(f"not all of {sorted(ids)} are of class {class_id}")
    for assessment in assessments.values():
        rules.check_is_active(assessment)
    return assessments


def _row_for(cell: ScoreEntry, assessment: Assessment, enrolments: Mapping[int, Enrolment]) -> AssessmentResult:
    enrolment = rules.check_takes_part(enrolments.get(cell.enrolment_id), assessment)
    rules.check_attempt(cell.attempt, assessment)
    return AssessmentResult(assessment=assessment, enrolment=enrolment, attempt=cell.attempt, created_at=clock.now())


def _write(changes: Sequence[ScoreChange], by: Member) -> None:
    if not changes:
        return
    rows = [change.row for change in changes]
    for row in rows:
        row.pk = None  # the attempt is the key of the upsert, which gives each row its id back
    AssessmentResult.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["assessment", "enrolment", "attempt"],
        update_fields=_GRADED,
        batch_size=500,
    )
    now = clock.now()
    audit.record_many(
        audit.entry(
            by=by,
            act="elearning.result_graded",
            subject=row,
            at=now,
            before=change.before,
            after=audit.snapshot(row, RESULT_FIELDS),
        )
        for change, row in zip(changes, rows, strict=True)
    )
    to_tell: dict[Assessment, dict[int, Member]] = {}
    for row in rows:
        if row.assessment.published_at is not None and row.enrolment.member_id != by.pk:
            to_tell.setdefault(row.assessment, {})[row.enrolment.member_id] = row.enrolment.member
    for assessment, learners in to_tell.items():
        tell(learners.values(), notices.ENTERED, path=path_of(assessment), **params_of(assessment))
