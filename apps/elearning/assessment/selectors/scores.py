"""What learners have reached in the assessments of a class."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import Count, F, QuerySet

from apps.accounts.models import Member
from apps.core.prepared import FEW, Given, Prepared, given_list, list_values
from apps.elearning.assessment import rules
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.assessment.rules import AssessmentOutcome, CountedAttempt
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus


def outcomes_of_class(course_class: CourseClass, enrolments: Iterable[Enrolment]) -> dict[int, AssessmentOutcome]:
    """Return what each enrolment of a class has reached, by id, published or not. 2 queries.

    Assessments that are switched off do not count.
    """
    enrolments = list(enrolments)
    assessments = active_assessments(course_class.pk)
    counted = counted_attempts(assessments, [enrolment.pk for enrolment in enrolments])
    return {enrolment.pk: rules.outcome(assessments, counted[enrolment.pk]) for enrolment in enrolments}


def active_assessments(class_id: int) -> list[Assessment]:
    """Return the active assessments of a class. 1 query."""
    return _active(course_class=class_id)


_active = Prepared(
    lambda: Assessment.objects.filter(course_class_id=Given("course_class"), is_active=True).order_by(
        "start_date", "id"
    )
)


def counted_attempts(
    assessments: Sequence[Assessment], enrolment_ids: Sequence[int]
) -> dict[int, dict[int, CountedAttempt]]:
    """Return the attempts that count, by enrolment and assessment. 1 query.

    An enrolment without any has an empty dict.
    """
    attempts: dict[tuple[int, int], list[tuple[int, Decimal | None, bool | None]]] = defaultdict(list)
    for enrolment_id, assessment_id, pk, score, passed in _results(assessments, enrolment_ids):
        attempts[enrolment_id, assessment_id].append((pk, score, passed))
    counted: dict[int, dict[int, CountedAttempt]] = {pk: {} for pk in enrolment_ids}
    for (enrolment_id, assessment_id), rows_of_one in attempts.items():
        if (attempt := rules.counted_attempt(rows_of_one)) is not None:
            counted[enrolment_id][assessment_id] = attempt
    return counted


def _results(assessments: Sequence[Assessment], enrolment_ids: Sequence[int]) -> list[Any]:
    ids = [assessment.pk for assessment in assessments]
    if not ids or not enrolment_ids:
        return []
    if max(len(ids), len(enrolment_ids)) > FEW:
        return list(_rows(ids, enrolment_ids))
    return _rows_of_few(**list_values("assessment", ids, FEW), **list_values("enrolment", enrolment_ids, FEW))


def _rows(assessment_ids: Sequence[Any], enrolment_ids: Sequence[Any]) -> QuerySet:
    rows = AssessmentResult.objects.filter(assessment__id__in=assessment_ids, enrolment__id__in=enrolment_ids)
    return rows.values_list("enrolment_id", "assessment_id", "id", "score", "passed", named=True)


_rows_of_few = Prepared(lambda: _rows(given_list("assessment", FEW), given_list("enrolment", FEW)))


# --- Published grades, as those who look after a learner read them --------------------------------------------------


@dataclass(frozen=True)
class Grade:
    """What counts of a learner's attempts at an assessment with its class."""

    assessment: Assessment
    counted: CountedAttempt


@cache
def _published(most: int) -> Prepared:
    return Prepared(
        lambda: (
            Assessment.objects.filter(
                is_active=True,
                published_at__isnull=False,
                results__score__isnull=False,
                results__enrolment__member_id=Given("member"),
                results__enrolment__status=EnrolmentStatus.APPROVED,
            )
            .annotate(taken=F("results__enrolment_id"))
            .select_related("course_class__course")
            .defer(*(f"course_class__course__{name}" for name in ("content", "content_key", "title_key")))
            .distinct()
            .order_by("-published_at", "-pk")[:most]
        )
    )


def published_grades(member: Member, most: int) -> list[Grade]:
    """Return the grades that the learner may see, those published last first, at most `most`. 2 queries."""
    assessments = _published(most)(member=member.pk)
    counted = counted_attempts(assessments, [row.taken for row in assessments])
    return [Grade(row, counted[row.taken][row.pk]) for row in assessments]


def count_published_grades(ids: Collection[int]) -> dict[int, int]:
    """Return how many grades each of these members may see; those with none are left out. 1 query."""
    rows = AssessmentResult.objects.filter(
        enrolment__member__in=ids,
        enrolment__status=EnrolmentStatus.APPROVED,
        assessment__is_active=True,
        assessment__published_at__isnull=False,
        score__isnull=False,
    )
    counts = rows.order_by().values("enrolment__member").annotate(n=Count("assessment", distinct=True))
    return {row["enrolment__member"]: row["n"] for row in counts}
