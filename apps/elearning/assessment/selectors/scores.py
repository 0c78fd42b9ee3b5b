"""What learners have reached in the assessments of a class."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from apps.elearning.assessment import rules
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.assessment.rules import AssessmentOutcome, CountedAttempt
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.models import Enrolment


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
    rows = Assessment.objects.filter(course_class_id=class_id, is_active=True)
    return list(rows.order_by("start_date", "id"))


def counted_attempts(
    assessments: Sequence[Assessment], enrolment_ids: Sequence[int]
) -> dict[int, dict[int, CountedAttempt]]:
    """Return the attempts that count, by enrolment and assessment. 1 query.

    An enrolment without any has an empty dict.
    """
    attempts: dict[tuple[int, int], list[tuple[int, Decimal | None, bool | None]]] = defaultdict(list)
    rows = AssessmentResult.objects.filter(assessment__in=assessments, enrolment__in=enrolment_ids)
    columns = ("enrolment_id", "assessment_id", "id", "score", "passed")
    for enrolment_id, assessment_id, pk, score, passed in rows.values_list(*columns):
        attempts[enrolment_id, assessment_id].append((pk, score, passed))
    counted: dict[int, dict[int, CountedAttempt]] = {pk: {} for pk in enrolment_ids}
    for (enrolment_id, assessment_id), rows_of_one in attempts.items():
        if (attempt := rules.counted_attempt(rows_of_one)) is not None:
            counted[enrolment_id][assessment_id] = attempt
    return counted
