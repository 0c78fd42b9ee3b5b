"""The assessments of a class: with the state of grading for those who run it, with own results for learners."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core.components import Badge, When
from apps.elearning.assessment import badges, rules
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.assessment.selectors import labels
from apps.elearning.assessment.states import Counting
from apps.elearning.enrolment.selectors.class_access import ClassAccess
from apps.elearning.enrolment.states import EnrolmentStatus


@dataclass(frozen=True)
class AssessmentLine:
    """An assessment in the list. `result` is the learner's own or the state of grading; `note` adds to it.

    `taken`: the number of the learner's last attempt, 0 for none.
    """

    assessment: Assessment
    url: str
    badge: Badge
    when: When
    meta: list[str]
    result: str
    passed: Badge | None = None
    note: str = ""
    taken: int = 0


@dataclass(frozen=True)
class GradingTally:
    """The state of grading: people with a graded attempt, attempts to grade, the mean of what counts in points."""

    graded: int
    waiting: int
    mean: Decimal | None


def assessment_lines(
    access: ClassAccess, member: Member, today: date, extra: Mapping[int, int]
) -> list[AssessmentLine]:
    """Return what the viewer may see of the class's assessments. 4 queries.

    `extra`: the attempts that a learner has besides everybody's, by assessment.
    """
    rows = Assessment.objects.filter(course_class=access.course_class)
    assessments = list(rows.visible_to(member).order_by("start_date", "id"))
    if access.runs:
        learners, tallies = count_learners(access), grading_tallies(assessments)
        return [_running(assessment, learners, tallies[assessment.pk], today) for assessment in assessments]
    own = own_results(access, assessments)
    return [
        _own(assessment, own.get(assessment.pk, []), today, extra.get(assessment.pk, 0)) for assessment in assessments
    ]


def count_learners(access: ClassAccess) -> int:
    """Return how many learn in the class. 1 query."""
    return access.course_class.enrolments.filter(status=EnrolmentStatus.APPROVED).count()


def grading_tallies(assessments: list[Assessment]) -> dict[int, GradingTally]:
    """Return the state of grading by assessment. 1 query."""
    rows = AssessmentResult.objects.filter(assessment__in=assessments).order_by()
    people = rows.values_list("assessment_id", "enrolment_id").annotate(
        best=Max("score"), waiting=Count("id", filter=Q(score=None))
    )
    best: dict[int, list[Decimal]] = defaultdict(list)
    waiting: dict[int, int] = defaultdict(int)
    for assessment_id, _enrolment_id, score, waits in people:
        waiting[assessment_id] += waits
        if score is not None:
            best[assessment_id].append(score)
    return {
        assessment.pk: GradingTally(len(best[assessment.pk]), waiting[assessment.pk], _mean(best[assessment.pk]))
        for assessment in assessments
    }


def _mean(values: list[Decimal]) -> Decimal | None:
    return (sum(values, Decimal()) / len(values)).quantize(rules.CENT) if values else None


def own_results(access: ClassAccess, assessments: list[Assessment]) -> dict[int, list[AssessmentResult]]:
    """Return a learner's results by assessment in the order of the attempts, published or not. 1 query."""
    results: dict[int, list[AssessmentResult]] = {}
    rows = AssessmentResult.objects.filter(enrolment=access.enrolment, assessment__in=assessments)
    for row in rows.order_by("attempt"):
        results.setdefault(row.assessment_id, []).append(row)
    return results


def url_of(assessment: Assessment) -> str:
    return reverse("classes:assessment", args=[assessment.course_class_id, assessment.pk])


def _meta(assessment: Assessment) -> list[str]:
    shown = [str(assessment.get_type_display()), labels.marks(assessment)]
    if assessment.time_limit:
        shown.append(_("제한 시간 %(n)d분") % {"n": assessment.time_limit})
    if assessment.is_required:
        shown.append(_("수료에 필요"))
    if assessment.counting == Counting.RAISING:
        shown.append(str(Counting.RAISING.label))
    return shown


def _running(assessment: Assessment, learners: int, tally: GradingTally, today: date) -> AssessmentLine:
    note = []
    if tally.mean is not None:
        note.append(_("평균 %(mean)s점") % {"mean": rules.plain(tally.mean)})
    if tally.waiting:
        note.append(_("채점할 응시 %(n)d건") % {"n": tally.waiting})
    note.append(_("결과 공개함") if assessment.published_at else _("결과 공개 전"))
    return AssessmentLine(
        assessment,
        url_of(assessment),
        badges.phase_badge(assessment, today),
        labels.days(assessment),
        [*_meta(assessment), _("비중 %(weight)s") % {"weight": labels.weight(assessment)}],
        _("%(learners)d명 중 %(graded)d명 채점") % {"learners": learners, "graded": tally.graded},
        note=" · ".join(note),
    )


def _own(assessment: Assessment, results: list[AssessmentResult], today: date, extra: int) -> AssessmentLine:
    taken = results[-1].attempt if results else 0
    left = labels.attempts_left(assessment, taken, extra)
    result, passed = _reached(assessment, results)
    return AssessmentLine(
        assessment,
        url_of(assessment),
        badges.phase_badge(assessment, today),
        labels.days(assessment),
        [*_meta(assessment), _("응시 %(left)s") % {"left": left}],
        result,
        passed,
        taken=taken,
    )


def _reached(assessment: Assessment, results: list[AssessmentResult]) -> tuple[str, Badge | None]:
    """Return what a learner is told of their results: a text, and whether they passed."""
    if not results:
        return _("아직 결과 없음"), None
    if assessment.published_at is None:
        return _("결과 공개 전"), None
    counted = rules.counted_attempt([(result.pk, result.score, result.passed) for result in results])
    if counted is None:
        return _("채점 전"), None
    return labels.points(counted.score, assessment), badges.pass_badge(counted.passed)
