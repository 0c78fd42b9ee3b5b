"""What the services of assessments and results share."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.urls import reverse

from apps.accounts.models import Member
from apps.core import clock, spelling
from apps.elearning.assessment import rules
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.catalogue.selectors.teaching import teaches

RESULT_FIELDS = ("score", "passed", "pass_is_given", "feedback", "started_at", "ended_at")


def lock_assessment(assessment_id: int, by: Member) -> Assessment:
    """Return the assessment, locked: whoever writes one of its results holds this lock too.

    Raises Assessment.DoesNotExist, NotAllowed.
    """
    rows = Assessment.objects.visible_to(by).select_for_update(no_key=True, of=("self",))
    assessment = rows.select_related("course_class__course").get(pk=assessment_id)
    rules.check_can_assess(by, teaches=teaches(by, assessment.course_class_id))
    return assessment


def put_grade(
    result: AssessmentResult,
    assessment: Assessment,
    by: Member | None,
    *,
    score: Decimal | None,
    passed: bool | None,
    feedback: str,
    now: dt.datetime | None = None,
) -> None:
    """Fill in a grade without saving it. Raises Invalid.

    `passed` None: the pass score decides.
    """
    rules.check_score(score, assessment)
    rules.check_feedback(feedback)
    now = now or clock.now()
    result.score = None if score is None else score.quantize(rules.CENT)  # as the database keeps it
    result.feedback, result.updated_at = spelling.text(feedback), now
    result.passed = rules.passes(score, assessment, given=passed)
    result.pass_is_given = passed is not None
    result.graded_at, result.graded_by = (None, None) if score is None else (now, by)


def path_of(assessment: Assessment) -> str:
    return reverse("classes:assessment", args=[assessment.course_class_id, assessment.pk])


def params_of(assessment: Assessment) -> dict[str, Any]:
    return {"course": assessment.course_class.course.title, "name": assessment.name}
