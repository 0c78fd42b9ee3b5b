"""Give points for answers: those that a person reads, and others where that is said why.

Once the last answer has its points, the attempt's result has its score.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from apps.accounts.models import Member
from apps.core import audit, spelling
from apps.core.rules import check_revision
from apps.elearning.assessment.models import Assessment, AssessmentResult
from apps.elearning.assessment.rules import CENT, check_can_assess
from apps.elearning.assessment.services import grade_result
from apps.elearning.catalogue.selectors.teaching import teaches
from apps.elearning.quiz import rules
from apps.elearning.quiz.models import Answer, Attempt


@dataclass(frozen=True)
class Mark:
    """Points for one answer, None while it is not marked, and feedback for the learner."""

    points: Decimal | None
    feedback: str = ""


@transaction.atomic
def mark_attempt(
    *, attempt_id: int, by: Member, marks: Mapping[int, Mark], expected_revision: int | None = None
) -> Attempt:
    """Give points by the id of the question; the other answers stay as they are.

    Raises Attempt.DoesNotExist, NotAllowed `not_the_instructor`, Conflict `not_submitted`, `changed_meanwhile`, and
    Invalid with the `question`.
    """
    assessment_id = Attempt.objects.visible_to(by).values_list("assessment_id", flat=True).get(pk=attempt_id)
    assessment = Assessment.objects.select_for_update(no_key=True, of=("self",)).get(pk=assessment_id)
    check_can_assess(by, teaches=teaches(by, assessment.course_class_id))
    attempt = Attempt.objects.select_for_update(no_key=True, of=("self",)).get(pk=attempt_id)
    rules.check_is_submitted(attempt)
    check_revision(attempt.revision, expected_revision)
    answers = {answer.question_id: answer for answer in attempt.answers.select_related("question")}
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for number, given in marks.items():
        answer = rules.check_is_asked(answers.get(number), number)
        feedback = spelling.text(given.feedback)
        rules.check_mark(answer.question, given.points, feedback, before=answer.points)
        points = None if given.points is None else given.points.quantize(CENT)
        if (points, feedback) == (answer.points, answer.feedback):
            continue
        before |= _snapshot(answer)
        answer.points, answer.feedback = points, feedback
        after |= _snapshot(answer)
    if not after:
        return attempt
    Answer.objects.bulk_update(answers.values(), ["points", "feedback"])
    attempt.revision += 1
    attempt.save(update_fields=["revision"])
    audit.record(by=by, act="elearning.quiz_marked", subject=attempt, before=before, after=after)
    _carry_over(attempt, assessment, list(answers.values()), by)
    return attempt


def _carry_over(attempt: Attempt, assessment: Assessment, answers: list[Answer], by: Member) -> None:
    """Write the score of the points into the result; passing that the instructor decided stays."""
    result = AssessmentResult.objects.get(quiz_attempt=attempt)
    score = rules.score_of([answer.part for answer in answers], assessment.total_score)
    if score != result.score:
        grade_result(result_id=result.pk, by=by, score=score, passed=result.passed if result.pass_is_given else None)


def _snapshot(answer: Answer) -> dict[str, str]:
    number = answer.question.position
    points = "" if answer.points is None else f"{answer.points}"
    return {f"points {number}": points, f"feedback {number}": answer.feedback}
