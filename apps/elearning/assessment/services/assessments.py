"""Create, edit and delete assessments, and publish their results."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Max, ProtectedError

from apps.accounts.models import Member
from apps.core import audit, clock, spelling
from apps.core.rules import check_revision
from apps.elearning.assessment import notices, rules
from apps.elearning.assessment.models import Assessment
from apps.elearning.assessment.selectors.scores import outcomes_of_class
from apps.elearning.assessment.services.shared import RESULT_FIELDS, lock_assessment, params_of, path_of
from apps.elearning.assessment.signals import assessment_changing, assessment_edited
from apps.elearning.assessment.states import Counting
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.catalogue.selectors.teaching import teaches
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.notices.services import tell

FIELDS = (
    "name",
    "type",
    "description",
    "start_date",
    "end_date",
    "total_score",
    "pass_score",
    "time_limit",
    "attempt_limit",
    "weight",
    "counting",
    "is_required",
    "is_active",
)


_ASKED = ("weight", "counting", "is_required", "is_active")  # what a class asks for of its assessments
_POINTS = ("total_score", "pass_score")
_COUNTING = (*_POINTS, *_ASKED)  # what may lower what was reached


@dataclass(frozen=True)
class AssessmentInput:
    """What an assessment is made of (seed 001, 3-23).

    `time_limit` in minutes, None for none. `counting` None: `rules.counting_by_default`.
    """

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
    counting: str | None = None
    is_required: bool = False
    is_active: bool = True


@transaction.atomic
def create_assessment(*, class_id: int, by: Member, given: AssessmentInput) -> Assessment:
    """Create an assessment (seed 001, 3-23); in a class that has begun, one that asks nobody for more.

    Raises CourseClass.DoesNotExist, NotAllowed `not_the_instructor`, Invalid, Conflict `asks_more`.
    """
    course_class = CourseClass.objects.visible_to(by).get(pk=class_id)
    rules.check_can_assess(by, teaches=teaches(by, class_id))
    _lock_class([class_id])
    now = clock.now()
    assessment = Assessment(course_class=course_class, created_by=by, created_at=now, updated_at=now)
    counting = given.counting or rules.counting_by_default(course_class, now)
    _fill(assessment, {name: getattr(given, name) for name in FIELDS} | {"counting": counting})
    rules.check_meets_class(assessment.start_date, assessment.end_date, course_class)
    asked_before = _asked(course_class, now) if counting == Counting.ALL else {}
    assessment.save(force_insert=True)
    if asked_before:
        rules.check_asks_no_more(asked_before, _asked(course_class, now))
    audit.record(
        by=by, act="elearning.assessment_created", subject=assessment, after=audit.snapshot(assessment, FIELDS)
    )
    return assessment


@transaction.atomic
def edit_assessment(
    *, assessment_id: int, by: Member, changes: dict[str, Any], expected_revision: int | None = None
) -> Assessment:
    """Change what is given and keep the rest (seed 001, 3-26).

    With another pass score, the results that were graded by it are decided again. Once results are published nobody's
    may fall, and once the class has begun it asks nobody for more. Raises Assessment.DoesNotExist, NotAllowed, Invalid,
    Conflict `total_below_results`, `limit_below_results`, `lowers_results`, `asks_more`, `changed_meanwhile`, and what
    receivers of `signals.assessment_changing` refuse.
    """
    _lock_class(Assessment.objects.filter(pk=assessment_id).values("course_class"))
    assessment = lock_assessment(assessment_id, by)
    check_revision(assessment.revision, expected_revision)
    before, limit, now = audit.snapshot(assessment, FIELDS), assessment.attempt_limit, clock.now()
    asked_before = _asked(assessment.course_class, now) if _asks(assessment, changes) else {}
    reached_before = _reached(assessment)
    compare = _comparing(assessment) if _moves(assessment, changes) else None
    days = assessment.start_date, assessment.end_date
    _fill(assessment, {name: changes.get(name, getattr(assessment, name)) for name in FIELDS})
    if (assessment.start_date, assessment.end_date) != days:
        rules.check_meets_class(assessment.start_date, assessment.end_date, assessment.course_class)
    reached = assessment.results.aggregate(highest=Max("score"), last=Max("attempt"))
    # Who was granted more attempts at a quiz may have used them: the limit may stay, but not fall below what was used.
    last = min(reached["last"] or 0, limit)
    rules.check_fits_results(assessment, highest=reached["highest"], last_attempt=last)
    assessment.updated_at = now
    assessment.revision += 1
    assessment.save()
    after = audit.snapshot(assessment, FIELDS)
    if after["pass_score"] != before["pass_score"]:
        _decide_again(assessment, by)
    if any(before[name] != after[name] for name in _COUNTING):
        rules.check_nobody_falls(reached_before, _reached(assessment))
    if asked_before:
        means = any(before[name] != after[name] for name in _ASKED)
        rules.check_asks_no_more(asked_before, _asked(assessment.course_class, now), means=means)
    if compare is not None:
        compare()
    audit.record(by=by, act="elearning.assessment_edited", subject=assessment, before=before, after=after)
    assessment_edited.send(Assessment, assessment=assessment, by=by)
    return assessment


def _lock_class(class_id: Any) -> None:
    """Lock the class, so that two changes of what it asks for are compared one after the other."""
    list(CourseClass.objects.select_for_update(no_key=True).filter(pk__in=class_id).only("pk"))


def _asks(assessment: Assessment, changes: Mapping[str, Any]) -> bool:
    """Return whether the changes are of what the class asks for; switching off asks for nothing."""
    return bool(changes.get("is_active", assessment.is_active)) and _moves(assessment, changes)


def _moves(assessment: Assessment, changes: Mapping[str, Any]) -> bool:
    return any(changes.get(name, getattr(assessment, name)) != getattr(assessment, name) for name in _COUNTING)


def _comparing(assessment: Assessment) -> Callable[[], None]:
    """Return what compares, once the assessment has changed, what nouns above it make of it now and then."""
    answers: list[Any] = [answer for _receiver, answer in assessment_changing.send(Assessment, assessment=assessment)]
    checks = [answer for answer in answers if answer is not None]

    def compare() -> None:
        for check in checks:
            check()

    return compare


def _asked(course_class: CourseClass, now: dt.datetime) -> dict[int, rules.AssessmentOutcome]:
    """Return what all who learn in a class that has begun have reached of what it asks for. 3 queries, none before."""
    if now < course_class.starts_at:
        return {}
    return outcomes_of_class(course_class, course_class.enrolments.filter(status=EnrolmentStatus.APPROVED).only("pk"))


def _reached(assessment: Assessment) -> dict[int, rules.AssessmentOutcome]:
    """Return what those have reached in the class who know a result of the assessment. 3 queries, none before that."""
    if assessment.published_at is None:
        return {}
    graded = assessment.results.filter(score__isnull=False).values("enrolment")
    enrolments = Enrolment.objects.filter(pk__in=graded, status=EnrolmentStatus.APPROVED).only("pk")
    return outcomes_of_class(assessment.course_class, enrolments)


@transaction.atomic
def delete_assessment(*, assessment_id: int, by: Member) -> None:
    """Delete an assessment (seed 001, 3-27); one with results is switched off instead.

    Raises Assessment.DoesNotExist, NotAllowed, Conflict `has_results`, and what receivers of
    `signals.assessment_changing` refuse.
    """
    _lock_class(Assessment.objects.filter(pk=assessment_id).values("course_class"))
    assessment = lock_assessment(assessment_id, by)
    rules.check_can_delete(has_results=assessment.results.exists())
    audit.record(
        by=by, act="elearning.assessment_deleted", subject=assessment, before=audit.snapshot(assessment, FIELDS)
    )
    compare = _comparing(assessment)
    try:
        assessment.delete()
    except ProtectedError:  # a learner has begun an attempt whose result comes later
        rules.check_can_delete(has_results=True)
    compare()


@transaction.atomic
def publish_results(*, assessment_id: int, by: Member) -> Assessment:
    """Let learners see their results, and tell those who have one. A second call changes nothing.

    Raises Assessment.DoesNotExist, NotAllowed.
    """
    assessment = lock_assessment(assessment_id, by)
    if assessment.published_at is None:
        assessment.published_at = clock.now()
        assessment.save(update_fields=["published_at"])
        audit.record(by=by, act="elearning.assessment_published", subject=assessment)
        learners = Member.objects.filter(enrolments__results__assessment=assessment).distinct().order_by("pk")
        tell(list(learners), notices.PUBLISHED, path=path_of(assessment), **params_of(assessment))
    return assessment


def _fill(assessment: Assessment, given: dict[str, Any]) -> None:
    given["name"] = spelling.line(given["name"])
    given["description"] = spelling.text(given["description"])
    ruled = {name: value for name, value in given.items() if name != "is_active"}
    rules.check_assessment(**ruled)
    for name, value in given.items():
        setattr(assessment, name, value)


def _decide_again(assessment: Assessment, by: Member) -> None:
    """Decide who passes by the new pass score, record the changes, and tell the learners of published results.

    Queries: 6 at most, and 3 to tell.
    """
    decided = assessment.results.filter(pass_is_given=False, score__isnull=False).select_related("enrolment__member")
    now, changed, entries = clock.now(), [], []
    for row in decided:
        passed = rules.passes(row.score, assessment, given=None)
        if passed != row.passed:
            changed.append(row)
            before = audit.snapshot(row, RESULT_FIELDS)
            row.passed = passed
            after = audit.snapshot(row, RESULT_FIELDS)
            act = "elearning.result_graded"
            entries.append(audit.entry(by=by, act=act, subject=row, at=now, before=before, after=after))
    for passed in (True, False):
        turned = [row.pk for row in changed if row.passed is passed]
        if turned:
            assessment.results.filter(pk__in=turned).update(passed=passed, revision=F("revision") + 1, updated_at=now)
    audit.record_many(entries)
    if assessment.published_at is not None:
        learners = {row.enrolment.member_id: row.enrolment.member for row in changed}
        tell(learners.values(), notices.ENTERED, path=path_of(assessment), **params_of(assessment))
