"""The grade book of a class: learners by assessments, with the attempts that count, means and totals."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.elearning.assessment import rules
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.assessment.rules import NO_ROW, CountedAttempt
from apps.elearning.assessment.selectors import labels
from apps.elearning.assessment.selectors.scores import active_assessments
from apps.elearning.assessment.states import Counting
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.selectors.class_access import ClassAccess, class_access
from apps.elearning.enrolment.states import EnrolmentStatus


@dataclass(frozen=True, slots=True)
class GradeCell:
    """The attempt that counts.

    Where none is graded it is the last attempt; without any it is the first, with the revision NO_ROW. `waits`: an
    attempt of the learner is not graded yet.
    """

    score: Decimal | None = None
    attempt: int = 1
    revision: int = NO_ROW
    passed: bool | None = None
    waits: bool = False


@dataclass(frozen=True)
class GradeColumn:
    """An assessment in the grade book. `mean` is in points over those who have a score."""

    assessment: Assessment
    url: str
    about: str
    mean: str


@dataclass(frozen=True)
class GradeRow:
    """A learner in the grade book.

    `cells` are in the order of the columns; `total` is percent, `–` where nothing is graded.
    """

    enrolment_id: int
    name: str
    cells: list[GradeCell]
    total: str


@dataclass(frozen=True)
class GradeBook:
    access: ClassAccess
    columns: list[GradeColumn]
    rows: list[GradeRow]
    mean: str

    @property
    def course_class(self) -> CourseClass:
        return self.access.course_class


_EMPTY = GradeCell()
_Attempts = dict[tuple[int, int], list[tuple[int, Decimal | None, bool | None, int, int]]]


def get_managed_class(class_id: int, member: Member) -> ClassAccess:
    """Return the access of somebody who runs the class. Raises CourseClass.DoesNotExist, NotAllowed. 1 query."""
    access = class_access(class_id, member)
    rules.check_can_assess(member, teaches=access.teaches)
    return access


def grade_book(access: ClassAccess, enrolment_ids: Iterable[int] | None = None) -> GradeBook:
    """Return the whole book, or the rows of some learners with means over these. 3 queries."""
    assessments, course_class = active_assessments(access.course_class.pk), access.course_class
    learners = course_class.enrolments.filter(status=EnrolmentStatus.APPROVED).order_by("member__name", "id")
    if enrolment_ids is not None:
        learners = learners.filter(pk__in=enrolment_ids)
    people = list(learners.values_list("pk", "member__name"))
    attempts = _attempts(assessments, [pk for pk, _name in people])
    points: dict[int, list[Decimal]] = defaultdict(list)
    rows, totals = [], []
    for enrolment_id, name in people:
        cells, counted = [], {}
        for assessment in assessments:
            cell, attempt = _cell(attempts.get((enrolment_id, assessment.pk)))
            cells.append(cell)
            if attempt is not None:
                counted[assessment.pk] = attempt
                points[assessment.pk].append(attempt.score)
        reached = rules.outcome(assessments, counted)
        if reached.graded and reached.percent is not None:
            totals.append(reached.percent)
        rows.append(GradeRow(enrolment_id, name, cells, _total(reached)))
    columns = [
        GradeColumn(
            assessment,
            reverse("classes:assessment", args=[assessment.course_class_id, assessment.pk]),
            _about(assessment),
            _mean(points[assessment.pk]),
        )
        for assessment in assessments
    ]
    return GradeBook(access, columns, rows, _mean(totals))


def _attempts(assessments: Sequence[Assessment], enrolment_ids: Sequence[int]) -> _Attempts:
    """Return each learner's attempts at each assessment in their order. 1 query."""
    attempts: _Attempts = defaultdict(list)
    rows = AssessmentResult.objects.filter(assessment__in=assessments, enrolment__in=enrolment_ids).order_by("attempt")
    columns = ("enrolment_id", "assessment_id", "id", "score", "passed", "attempt", "revision")
    for enrolment_id, assessment_id, *attempt in rows.values_list(*columns):
        attempts[enrolment_id, assessment_id].append(tuple(attempt))
    return attempts


def _cell(attempts: Sequence[tuple] | None) -> tuple[GradeCell, CountedAttempt | None]:
    if not attempts:
        return _EMPTY, None
    best = rules.counted_attempt([attempt_row[:3] for attempt_row in attempts])
    _pk, score, passed, attempt, revision = next(
        (attempt_row for attempt_row in attempts if best and attempt_row[0] == best.pk), attempts[-1]
    )
    waits = any(attempt_row[1] is None for attempt_row in attempts)
    return GradeCell(score, attempt, revision, best.passed if best else passed, waits), best


def _mean(values: Sequence[Decimal]) -> str:
    return rules.plain((sum(values, Decimal()) / len(values)).quantize(rules.CENT)) if values else labels.MISSING


def _total(reached: rules.AssessmentOutcome) -> str:
    if not reached.graded or reached.percent is None:
        return labels.MISSING
    return rules.plain(reached.percent)


def _about(assessment: Assessment) -> str:
    """Return `100점 · 비중 2 · 필수`."""
    about = [_("%(total)s점") % {"total": rules.plain(assessment.total_score)}]
    if assessment.weight:
        about.append(_("비중 %(weight)s") % {"weight": assessment.weight})
    else:
        about.append(_("합계 제외"))
    if assessment.is_required:
        about.append(_("필수"))
    if assessment.counting == Counting.RAISING:
        about.append(_("오를 때만"))
    return " · ".join(about)
