"""Write the questions of an assessment.

Whoever writes a question or begins an attempt holds the lock of the assessment.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from apps.accounts.models import Member
from apps.core import audit, clock, spelling
from apps.core.rules import check_revision
from apps.elearning.quiz import rules
from apps.elearning.quiz.models import AcceptedAnswer, Option, Question
from apps.elearning.quiz.rules import QuestionInput
from apps.elearning.quiz.selectors import openings
from apps.elearning.quiz.services.shared import lock_quiz

FIELDS = ("kind", "text", "points", "explanation")
# Questions are set aside while they change places: SQLite checks a unique position row by row.
_ASIDE = 1_000


@transaction.atomic
def add_question(*, assessment_id: int, by: Member, given: QuestionInput) -> Question:
    """Add a question after the others.

    Raises Assessment.DoesNotExist, NotAllowed `not_the_instructor`, Invalid, Conflict `open`, `submitted`, `too_many`.
    """
    assessment = lock_quiz(assessment_id, by)
    given = _clean(given)
    rules.check_question(given)
    _check_is_draft(assessment_id)
    rules.check_has_room(assessment.questions.count())
    last = assessment.questions.aggregate(last=Max("position"))["last"] or 0
    question = Question(assessment=assessment, position=last + 1)
    _write(question, given)
    audit.record(by=by, act="elearning.question_added", subject=question, after=snapshot(question, given))
    return question


@transaction.atomic
def edit_question(
    *, question_id: int, by: Member, given: QuestionInput, expected_revision: int | None = None
) -> Question:
    """Replace the content of a question. While the quiz is open, only `edit_explanation` is allowed.

    Raises Question.DoesNotExist, NotAllowed, Invalid, Conflict `changed_meanwhile`, `open`, `submitted`.
    """
    question = lock_question(question_id, by, expected_revision)
    given = _clean(given)
    rules.check_question(given)
    _check_is_draft(question.assessment_id)
    before = snapshot(question, input_of(question))
    question.options.all().delete()
    question.accepted.all().delete()
    question.revision += 1
    _write(question, given)
    audit.record(
        by=by, act="elearning.question_edited", subject=question, before=before, after=snapshot(question, given)
    )
    return question


@transaction.atomic
def edit_explanation(
    *, question_id: int, by: Member, explanation: str, expected_revision: int | None = None
) -> Question:
    """Change the explanation, at any time.

    Raises Question.DoesNotExist, NotAllowed, Invalid, Conflict `changed_meanwhile`.
    """
    question = lock_question(question_id, by, expected_revision)
    explanation = spelling.text(explanation)
    rules.check_explanation(explanation)
    before = {"explanation": question.explanation}
    question.explanation = explanation
    question.revision += 1
    question.save(update_fields=["explanation", "revision"])
    audit.record(
        by=by, act="elearning.question_edited", subject=question, before=before, after={"explanation": explanation}
    )
    return question


@transaction.atomic
def remove_question(*, question_id: int, by: Member) -> None:
    """Remove a question; those after it move up.

    Raises Question.DoesNotExist, NotAllowed, Conflict `open`, `submitted`.
    """
    question = lock_question(question_id, by)
    _check_is_draft(question.assessment_id)
    audit.record(
        by=by, act="elearning.question_removed", subject=question, before=snapshot(question, input_of(question))
    )
    place, siblings = question.position, Question.objects.filter(assessment=question.assessment_id)
    question.delete()
    siblings.filter(position__gt=place).update(position=F("position") + _ASIDE)
    siblings.filter(position__gt=_ASIDE).update(position=F("position") - _ASIDE - 1)


@transaction.atomic
def move_question(*, question_id: int, by: Member, down: bool) -> Question:
    """Swap a question with the next or the previous one; the last and the first stay where they are.

    Raises Question.DoesNotExist, NotAllowed, Conflict `open`, `submitted`.
    """
    question = lock_question(question_id, by)
    _check_is_draft(question.assessment_id)
    siblings = Question.objects.filter(assessment=question.assessment_id)
    if down:
        other = siblings.filter(position__gt=question.position).order_by("position").first()
    else:
        other = siblings.filter(position__lt=question.position).order_by("-position").first()
    if other is None:
        return question
    place, new_place = question.position, other.position
    siblings.filter(pk=other.pk).update(position=new_place + _ASIDE)
    siblings.filter(pk=question.pk).update(position=new_place)
    siblings.filter(pk=other.pk).update(position=place)
    question.position = new_place
    audit.record(
        by=by,
        act="elearning.question_moved",
        subject=question,
        before={"position": place},
        after={"position": new_place},
    )
    return question


def input_of(question: Question) -> QuestionInput:
    """Return the question in the shape in which it is given."""
    return QuestionInput(
        kind=question.kind,
        text=question.text,
        points=question.points,
        explanation=question.explanation,
        options=[(option.text, option.is_right) for option in question.options.all()],
        accepted=[answer.text for answer in question.accepted.all()],
    )


def clean_accepted(given: Sequence[str]) -> list[str]:
    """Return short answers without blanks around them, and of those that count as the same the first."""
    accepted = {rules.key_of(words): words for words in reversed([spelling.line(answer) for answer in given])}
    return list(accepted.values())[::-1]


def write_accepted(question: Question, accepted: Sequence[str]) -> None:
    AcceptedAnswer.objects.bulk_create(
        AcceptedAnswer(question=question, text=words, key=rules.key_of(words)) for words in accepted
    )


def _clean(given: QuestionInput) -> QuestionInput:
    """Return the question without blanks around its texts, and with one of the short answers that count as the same."""
    return QuestionInput(
        kind=given.kind,
        text=spelling.text(given.text),
        points=given.points,
        explanation=spelling.text(given.explanation),
        options=[(spelling.line(words), right) for words, right in given.options],
        accepted=clean_accepted(given.accepted),
    )


def _write(question: Question, given: QuestionInput) -> None:
    for name in FIELDS:
        setattr(question, name, getattr(given, name))
    question.save()
    Option.objects.bulk_create(
        Option(question=question, position=place, text=words, is_right=right)
        for place, (words, right) in enumerate(given.options, start=1)
    )
    write_accepted(question, given.accepted)


def snapshot(question: Question, given: QuestionInput) -> dict[str, Any]:
    """Return the question in words for the audit trail."""
    return {
        "assessment": question.assessment_id,
        **{name: getattr(given, name) for name in FIELDS},
        "options": _lines([f"{'✓ ' if right else ''}{words}" for words, right in given.options]),
        "accepted": _lines(given.accepted),
    }


def _lines(words: Sequence[str]) -> str:
    return "\n".join(words)


def _check_is_draft(assessment_id: int) -> None:
    is_open = openings.is_open(assessment_id)
    submitted = is_open and openings.is_submitted(assessment_id, clock.now())
    rules.check_is_draft(is_open=is_open, submitted=submitted)


def lock_question(question_id: int, by: Member, expected_revision: int | None = None) -> Question:
    """Return a question under the lock of its assessment.

    Raises Question.DoesNotExist, NotAllowed, Conflict `changed_meanwhile`.
    """
    assessment_id = Question.objects.visible_to(by).values_list("assessment_id", flat=True).get(pk=question_id)
    lock_quiz(assessment_id, by)
    question = Question.objects.get(pk=question_id)
    check_revision(question.revision, expected_revision)
    return question
