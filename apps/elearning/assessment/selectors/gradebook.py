"""The grade book of a class: learners by assessments, with what counts of each, means and totals."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.elearning.assessment import rules
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.assessment.rules import NO_ROW, Counted
from apps.elearning.assessment.selectors import labels
from apps.elearning.assessment.selectors.scores import in_use
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.selectors.class_access import ClassAccess, class_access
from apps.elearning.enrolment.states import EnrolmentStatus


@dataclass(frozen=True, slots=True)
class GradeCell:
    """The attempt that counts; where none is graded the last one, where there is none the first, with NO_ROW for its
    revision. `waits`: an attempt of the learner is not graded yet."""

    score: Decimal | None = None
    attempt: int = 1
    revision: int = NO_ROW
    passed: bool | None = None
    waits: bool = False


@dataclass(frozen=True)
class Column:
    """`mean` in points over those who have a score."""

    assessment: Assessment
    url: str
    about: str
    mean: str


@dataclass(frozen=True)
class Row:
    """A learner. `cells` stand in the order of the columns; `total` in percent, – where nothing is graded."""

    enrolment_id: int
    name: str
    cells: list[GradeCell]
    total: str


@dataclass(frozen=True)
class Grid:
    standing: ClassAccess
    columns: list[Column]
    rows: list[Row]
    mean: str

    @property
    def course_class(self) -> CourseClass:
        return self.standing.course_class


_EMPTY = GradeCell()
_Attempts = dict[tuple[int, int], list[tuple[int, Decimal | None, bool | None, int, int]]]


def managed_standing(class_id: int, member: Member) -> ClassAccess:
    """Raises CourseClass.DoesNotExist, NotAllowed. 3 queries."""
    stands = class_access(class_id, member)
    rules.check_can_assess(member, teaches=stands.teaches)
    return stands


def grade_book(stands: ClassAccess, enrolment_ids: Iterable[int] | None = None) -> Grid:
    """The whole book, or the rows of some learners (the means are then theirs). 3 queries."""
    assessments, row_of_class = in_use(stands.course_class.pk), stands.course_class
    learners = row_of_class.enrolments.filter(status=EnrolmentStatus.APPROVED).order_by("member__name", "id")
    if enrolment_ids is not None:
        learners = learners.filter(pk__in=enrolment_ids)
    people = list(learners.values_list("pk", "member__name"))
    attempts = _attempts(assessments, [pk for pk, _name in people])
    points: dict[int, list[Decimal]] = defaultdict(list)
    rows, totals = [], []
    for enrolment_id, name in people:
        cells, counted = [], {}
        for one in assessments:
            cell, best = _cell(attempts.get((enrolment_id, one.pk)))
            cells.append(cell)
            if best is not None:
                counted[one.pk] = best
                points[one.pk].append(best.score)
        reached = rules.outcome(assessments, counted)
        if reached.graded and reached.percent is not None:
            totals.append(reached.percent)
        rows.append(Row(enrolment_id, name, cells, _total(reached)))
    columns = [
        Column(
            one, reverse("classes:assessment", args=[one.course_class_id, one.pk]), _about(one), _mean(points[one.pk])
        )
        for one in assessments
    ]
    return Grid(stands, columns, rows, _mean(totals))


def _attempts(assessments: Sequence[Assessment], enrolment_ids: Sequence[int]) -> _Attempts:
    """Each learner's attempts at each assessment in their order. 1 query."""
    made: _Attempts = defaultdict(list)
    rows = AssessmentResult.objects.filter(assessment__in=assessments, enrolment__in=enrolment_ids).order_by("attempt")
    columns = ("enrolment_id", "assessment_id", "id", "score", "passed", "attempt", "revision")
    for enrolment_id, assessment_id, *attempt in rows.values_list(*columns):
        made[enrolment_id, assessment_id].append(tuple(attempt))
    return made


def _cell(made: Sequence[tuple] | None) -> tuple[GradeCell, Counted | None]:
    if not made:
        return _EMPTY, None
    best = rules.best([one[:3] for one in made])
    _pk, score, passed, attempt, revision = next((one for one in made if best and one[0] == best.pk), made[-1])
    waits = any(one[1] is None for one in made)
    return GradeCell(score, attempt, revision, best.passed if best else passed, waits), best


def _mean(values: Sequence[Decimal]) -> str:
    return rules.plain((sum(values, Decimal()) / len(values)).quantize(rules.CENT)) if values else labels.MISSING


def _total(reached: rules.Outcome) -> str:
    if not reached.graded or reached.percent is None:
        return labels.MISSING
    return rules.plain(reached.percent)


def _about(assessment: Assessment) -> str:
    """`100점 · 비중 2 · 수료에 필요`."""
    about = [_("%(total)s점") % {"total": rules.plain(assessment.total_score)}]
    if assessment.weight:
        about.append(_("비중 %(weight)s") % {"weight": assessment.weight})
    else:
        about.append(_("총점 제외"))
    if assessment.is_required:
        about.append(_("필수"))
    return " · ".join(about)
