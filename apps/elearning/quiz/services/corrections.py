"""Put a mistake in a question right after somebody has submitted: nobody's points and nobody's score fall.

The preview is the same function without the writing. Lock order: assessment, attempts.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import cast

from django.db import transaction

from apps.accounts.models import Member
from apps.core import audit, clock, spelling
from apps.elearning.assessment.models import AssessmentResult
from apps.elearning.assessment.rules import passes
from apps.elearning.assessment.services import grade_result
from apps.elearning.quiz import rules
from apps.elearning.quiz.models import Answer, Attempt, Question
from apps.elearning.quiz.rules import CorrectionInput
from apps.elearning.quiz.selectors import openings
from apps.elearning.quiz.services import questions
from apps.elearning.quiz.states import CHOSEN, Correction, QuestionKind


@dataclass(frozen=True)
class ScoreChange:
    """What a correction does to one attempt: points of the answer, score and passing, before and after.

    `is_by_hand`: the score was entered by hand and differs from the sum of the points, so it stays.
    """

    answer: Answer
    attempt: Attempt
    points: Decimal | None
    old_score: Decimal | None
    score: Decimal | None
    old_passed: bool | None
    passed: bool | None
    is_by_hand: bool


@transaction.atomic
def preview_correction(*, question_id: int, by: Member, given: CorrectionInput) -> list[ScoreChange]:
    """Return whose points a correction changes, and how, without changing anything.

    Raises what `correct_question` raises.
    """
    question, given = _checked(question_id, by, given, None)
    return _plan(question, given)


@transaction.atomic
def correct_question(
    *, question_id: int, by: Member, given: CorrectionInput, expected_revision: int | None = None
) -> list[ScoreChange]:
    """Correct a question, mark what was submitted anew, and tell those whose published score changes.

    Each answer keeps the better of its old and new points; later attempts are marked by the corrected question. A score
    that was entered by hand stays. Raises Question.DoesNotExist, NotAllowed, Invalid, Conflict `not_submitted`,
    `dropped`, `nothing_left`, `changed_meanwhile`.
    """
    question, given = _checked(question_id, by, given, expected_revision)
    changes = _plan(question, given)
    before = _snapshot(question)
    _write(question, given)
    audit.record(
        by=by,
        act="elearning.question_corrected",
        subject=question,
        before=before,
        after=_snapshot(Question.objects.get(pk=question.pk)),
        reason=given.reason,
    )
    for change in changes:
        change.answer.points = change.points
        change.attempt.revision += 1
    Answer.objects.bulk_update([change.answer for change in changes], ["points"])
    Attempt.objects.bulk_update([change.attempt for change in changes], ["revision"])
    for change in changes:
        if change.score != change.old_score and not change.is_by_hand:
            result = _result_of(change.attempt)
            passed = result.passed if result.pass_is_given else None
            grade_result(result_id=result.pk, by=by, score=change.score, passed=passed, why=given.reason)
    return changes


def _checked(
    question_id: int, by: Member, given: CorrectionInput, expected_revision: int | None
) -> tuple[Question, CorrectionInput]:
    question = questions.lock_question(question_id, by, expected_revision)
    rules.check_can_correct(question, submitted=openings.is_submitted(question.assessment_id, clock.now()))
    given = replace(given, reason=spelling.text(given.reason), accepted=questions.clean_accepted(given.accepted))
    siblings = Question.objects.filter(assessment=question.assessment_id).exclude(pk=question.pk)
    options = [option.pk for option in question.options.all()]
    others = siblings.exclude(correction=Correction.DROPPED).count()
    rules.check_correction(question, given, options=options, others=others)
    return question, given


def _plan(question: Question, given: CorrectionInput) -> list[ScoreChange]:
    """Return the attempts that were submitted whose points or score change. Queries: 4 at most."""
    corrected = Question.objects.select_related("assessment").get(pk=question.pk)
    corrected.correction = given.kind
    keys = {rules.key_of(words) for words in given.accepted}
    rows = Attempt.objects.filter(answers__question=question, submitted_at__isnull=False)
    rows = rows.select_related("result", "enrolment__member").prefetch_related("answers__question")
    changes = []
    for attempt in rows.order_by("enrolment__member__name", "pk"):
        answers = list(attempt.answers.all())
        answer = next(row for row in answers if row.question_id == question.pk)
        points = answer.points
        if given.kind != Correction.DROPPED:
            points = rules.corrected_points(corrected, answer, right=given.right, keys=keys)
        change = _change(attempt, answers, answer, corrected, points)
        if (change.points, change.score) != (answer.points, change.old_score):
            changes.append(change)
    return changes


def _change(
    attempt: Attempt, answers: list[Answer], answer: Answer, corrected: Question, points: Decimal | None
) -> ScoreChange:
    assessment, result = corrected.assessment, _result_of(attempt)
    old = rules.score_of([row.part for row in answers], assessment.total_score)
    part = replace(answer.part, points=points, is_dropped=corrected.correction == Correction.DROPPED)
    parts = [part if row is answer else row.part for row in answers]
    by_hand = result.score != old
    score = result.score if by_hand else rules.score_of(parts, assessment.total_score)
    given = result.passed if result.pass_is_given else None
    passed = passes(score, assessment, given=given)
    return ScoreChange(answer, attempt, points, result.score, score, result.passed, passed, by_hand)


def _result_of(attempt: Attempt) -> AssessmentResult:
    """Return the result of an attempt that was submitted: from then on there is one."""
    return cast(AssessmentResult, attempt.result)


def _write(question: Question, given: CorrectionInput) -> None:
    if given.kind == Correction.KEY and question.kind in CHOSEN:
        question.options.update(is_right=False)
        question.options.filter(pk__in=given.right).update(is_right=True)
    if given.kind == Correction.KEY and question.kind == QuestionKind.SHORT:
        question.accepted.all().delete()
        questions.write_accepted(question, given.accepted)
    question.correction, question.correction_reason = given.kind, given.reason
    question.revision += 1
    question.save(update_fields=["correction", "correction_reason", "revision"])


def _snapshot(question: Question) -> dict[str, str]:
    return {**questions.snapshot(question, questions.input_of(question)), "correction": question.correction}
