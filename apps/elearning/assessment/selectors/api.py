"""What the endpoints of assessments read."""

from apps.accounts.models import Member
from apps.core.paging import Page, asked_page_of
from apps.elearning.assessment import rules
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.catalogue.selectors.teaching import teaches
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.selectors.class_access import class_access


def get_assessment(assessment_id: int, member: Member) -> Assessment:
    """Return an assessment. Raises Assessment.DoesNotExist also for one that `member` may not see. 1 query."""
    return Assessment.objects.visible_to(member).select_related("course_class").get(pk=assessment_id)


def list_assessments(course_id: int, class_id: int, member: Member) -> list[Assessment]:
    """Return a class's assessments that the member may see. 2 queries.

    Raises CourseClass.DoesNotExist, also where course and class do not belong together, NotAllowed `not_in_class`.
    """
    access = class_access(class_id, member)
    if access.course_class.course_id != course_id:
        raise type(access.course_class).DoesNotExist(f"class {class_id} is not of course {course_id}")
    rows = Assessment.objects.visible_to(member).filter(course_class=access.course_class)
    return list(rows.select_related("course_class").order_by("start_date", "id"))


def get_result(assessment_id: int, result_id: int, member: Member) -> AssessmentResult:
    """Return a result that the member may see. 1 query, one more for a result that the member may not see.

    Raises AssessmentResult.DoesNotExist, also where result and assessment do not belong together, and NotAllowed
    `not_published` for one's own result before it is published.
    """
    rows = AssessmentResult.objects.filter(pk=result_id, assessment_id=assessment_id)
    rows = rows.select_related("assessment", "enrolment__member")
    found = rows.visible_to(member).first()
    if found is None:
        found = rows.get(enrolment__member=member)
        rules.check_is_published(found.assessment)
    return found


def get_graded_result(result_id: int) -> AssessmentResult:
    """Return a result that was just written. 1 query."""
    return AssessmentResult.objects.select_related("assessment", "enrolment__member").get(pk=result_id)


def list_results(assessment_id: int, member: Member, page: int, size: int) -> Page:
    """Return a page of an assessment's results, learner by learner in the order in which they applied. 5 queries.

    Raises Assessment.DoesNotExist, NotAllowed `not_the_instructor`.
    """
    assessment = Assessment.objects.visible_to(member).get(pk=assessment_id)
    rules.check_can_assess(member, teaches=teaches(member, assessment.course_class_id))
    rows = assessment.results.order_by("enrolment_id", "attempt")
    return asked_page_of(rows, page, size=size, load=_load)


def _load(ids: list[int]) -> list[AssessmentResult]:
    results = AssessmentResult.objects.select_related("assessment", "enrolment__member").in_bulk(ids)
    return [results[pk] for pk in ids if pk in results]


def list_results_of_enrolment(enrolment_id: int, member: Member) -> tuple[list[AssessmentResult], int]:
    """Return an enrolment's results that `member` may see, and how many there are besides. 3 queries.

    Learners see the published ones. Raises Enrolment.DoesNotExist.
    """
    enrolment = Enrolment.objects.visible_to(member).get(pk=enrolment_id)
    rows = AssessmentResult.objects.filter(enrolment=enrolment)
    seen = rows.visible_to(member).select_related("assessment", "enrolment__member")
    shown = list(seen.order_by("assessment__start_date", "assessment_id", "attempt"))
    return shown, rows.count() - len(shown)
