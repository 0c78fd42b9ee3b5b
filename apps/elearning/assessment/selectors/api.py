"""What the endpoints read of assessments."""

from apps.accounts.models import Member
from apps.core.paging import Page, page_of
from apps.elearning.assessment import rules
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.catalogue.selectors.teaching import teaches
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.selectors.class_access import class_access


def one(assessment_id: int, member: Member) -> Assessment:
    """Raises Assessment.DoesNotExist for one that `member` may not know of. 1 query."""
    return Assessment.objects.visible_to(member).select_related("course_class").get(pk=assessment_id)


def of_class(course_id: int, class_id: int, member: Member) -> list[Assessment]:
    """Raises CourseClass.DoesNotExist also where course and class do not belong together, NotAllowed `not_in_class`.

    4 queries.
    """
    stands = class_access(class_id, member)
    if stands.course_class.course_id != course_id:
        raise type(stands.course_class).DoesNotExist(f"class {class_id} is not of course {course_id}")
    rows = Assessment.objects.visible_to(member).filter(course_class=stands.course_class)
    return list(rows.select_related("course_class").order_by("start_date", "id"))


def result(assessment_id: int, result_id: int, member: Member) -> AssessmentResult:
    """Raises AssessmentResult.DoesNotExist also where they do not belong together. 1 query."""
    rows = AssessmentResult.objects.visible_to(member).select_related("assessment", "enrolment__member")
    return rows.get(pk=result_id, assessment_id=assessment_id)


def graded(result_id: int) -> AssessmentResult:
    """One that was just written. 1 query."""
    return AssessmentResult.objects.select_related("assessment", "enrolment__member").get(pk=result_id)


def results_of(assessment_id: int, member: Member, page: int, size: int) -> Page:
    """A page of an assessment's results, learner by learner in the order in which they applied.

    Raises Assessment.DoesNotExist, NotAllowed `not_the_instructor`. 5 queries.
    """
    assessment = Assessment.objects.visible_to(member).get(pk=assessment_id)
    rules.check_can_assess(member, teaches=teaches(member, assessment.course_class_id))
    rows = assessment.results.order_by("enrolment_id", "attempt")
    return page_of(rows, page, size=size, load=_load)


def _load(ids: list[int]) -> list[AssessmentResult]:
    found = AssessmentResult.objects.select_related("assessment", "enrolment__member").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def of_enrolment(enrolment_id: int, member: Member) -> list[AssessmentResult]:
    """An enrolment's results that `member` may see: of their own those that are published.

    Raises Enrolment.DoesNotExist. 2 queries.
    """
    enrolment = Enrolment.objects.visible_to(member).get(pk=enrolment_id)
    rows = AssessmentResult.objects.visible_to(member).filter(enrolment=enrolment)
    rows = rows.select_related("assessment", "enrolment__member")
    return list(rows.order_by("assessment__start_date", "assessment_id", "attempt"))
