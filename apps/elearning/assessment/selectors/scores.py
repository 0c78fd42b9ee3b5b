"""What learners reached in the assessments of a class."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from apps.elearning.assessment import rules
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.assessment.rules import Counted, Outcome
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.models import Enrolment


def scores(course_class: CourseClass, enrolments: Iterable[Enrolment]) -> dict[int, Outcome]:
    """What each of a class's enrolments reached, by id, whether published or not. Assessments that are switched off do
    not count. 2 queries."""
    enrolments = list(enrolments)
    assessments = in_use(course_class.pk)
    counted = counted_of(assessments, [enrolment.pk for enrolment in enrolments])
    return {enrolment.pk: rules.outcome(assessments, counted[enrolment.pk]) for enrolment in enrolments}


def in_use(class_id: int) -> list[Assessment]:
    """1 query."""
    rows = Assessment.objects.filter(course_class_id=class_id, is_active=True)
    return list(rows.order_by("start_date", "id"))


def counted_of(assessments: Sequence[Assessment], enrolment_ids: Sequence[int]) -> dict[int, dict[int, Counted]]:
    """The attempt that counts, by enrolment and assessment; an empty one for whoever has none. 1 query."""
    attempts: dict[tuple[int, int], list[tuple[int, Decimal | None, bool | None]]] = defaultdict(list)
    rows = AssessmentResult.objects.filter(assessment__in=assessments, enrolment__in=enrolment_ids)
    columns = ("enrolment_id", "assessment_id", "id", "score", "passed")
    for enrolment_id, assessment_id, pk, score, passed in rows.values_list(*columns):
        attempts[enrolment_id, assessment_id].append((pk, score, passed))
    counted: dict[int, dict[int, Counted]] = {pk: {} for pk in enrolment_ids}
    for (enrolment_id, assessment_id), made in attempts.items():
        if (one := rules.best(made)) is not None:
            counted[enrolment_id][assessment_id] = one
    return counted
