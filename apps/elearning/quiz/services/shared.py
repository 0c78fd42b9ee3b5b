"""What the services of those who run a quiz share."""

from apps.accounts.models import Member
from apps.elearning.assessment.models import Assessment
from apps.elearning.assessment.rules import check_can_assess
from apps.elearning.catalogue.selectors.teaching import teaches


def lock_quiz(assessment_id: int, by: Member) -> Assessment:
    """Return the assessment, locked: whoever writes a question or begins an attempt holds this lock.

    Raises Assessment.DoesNotExist, NotAllowed `not_the_instructor`.
    """
    rows = Assessment.objects.visible_to(by).select_for_update(no_key=True, of=("self",))
    assessment = rows.select_related("course_class__course").get(pk=assessment_id)
    check_can_assess(by, teaches=teaches(by, assessment.course_class_id))
    return assessment
