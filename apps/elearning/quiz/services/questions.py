"""Making the questions of an assessment. Whoever writes one holds the assessment's lock, as does whoever begins."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from apps.accounts.models import Member
from apps.core import audit
from apps.elearning.assessment.models import Assessment
from apps.elearning.assessment.rules import check_can_assess
from apps.elearning.catalogue.selectors.teaching import teaches
from apps.elearning.quiz import rules
from apps.elearning.quiz.models import AcceptedAnswer, Attempt, Option, Question
from apps.elearning.quiz.rules import QuestionInput

FIELDS = ("kind", "text", "points", "explanation")
_ASIDE = 1_000  # where questions stand while they change places


@transaction.atomic
def add(*, assessment_id: int, by: Member, given: QuestionInput) -> Question:
    """Put a question behind the others.

    Raises Assessment.DoesNotExist, NotAllowed `not_the_instructor`, Invalid, Conflict `begun`, `too_many`.
    """
    assessment = _locked(assessment_id, by)
    given = _clean(given)
    rules.check_question(given)
    rules.check_not_begun(begun=_begun(assessment_id))
    rules.check_has_room(assessment.questions.count())
    last = assessment.questions.aggregate(last=Max("position"))["last"] or 0
    question = Question(assessment=assessment, position=last + 1)
    _write(question, given)
    audit.record(by=by, act="elearning.question_added", subject=question, after=_snapshot(question, given))
    return question


@transaction.atomic
def edit(*, question_id: int, by: Member, given: QuestionInput) -> Question:
    """Write a question anew. Once somebody began, see `explain`.

    Raises Question.DoesNotExist, NotAllowed, Invalid, Conflict `begun`.
    """
    question = _locked_question(question_id, by)
    given = _clean(given)
    rules.check_question(given)
    rules.check_not_begun(begun=_begun(question.assessment_id))
    before = _snapshot(question, input_of(question))
    question.options.all().delete()
    question.accepted.all().delete()
    _write(question, given)
    audit.record(
        by=by, act="elearning.question_edited", subject=question, before=before, after=_snapshot(question, given)
    )
    return question


@transaction.atomic
def explain(*, question_id: int, by: Member, explanation: str) -> Question:
    """Another explanation, at any time. Raises Question.DoesNotExist, NotAllowed, Invalid."""
    question = _locked_question(question_id, by)
    explanation = explanation.strip()
    rules.check_explanation(explanation)
    before = {"explanation": question.explanation}
    question.explanation = explanation
    question.save(update_fields=["explanation"])
    audit.record(
        by=by, act="elearning.question_edited", subject=question, before=before, after={"explanation": explanation}
    )
    return question


@transaction.atomic
def remove(*, question_id: int, by: Member) -> None:
    """Take a question out; those behind it move up. Raises Question.DoesNotExist, NotAllowed, Conflict `begun`."""
    question = _locked_question(question_id, by)
    rules.check_not_begun(begun=_begun(question.assessment_id))
    audit.record(
        by=by, act="elearning.question_removed", subject=question, before=_snapshot(question, input_of(question))
    )
    place, siblings = question.position, Question.objects.filter(assessment=question.assessment_id)
    question.delete()
    siblings.filter(position__gt=place).update(position=F("position") + _ASIDE)
    siblings.filter(position__gt=_ASIDE).update(position=F("position") - _ASIDE - 1)


@transaction.atomic
def move(*, question_id: int, by: Member, down: bool) -> Question:
    """Change places with the next or the one before; the last and the first stay where they are.

    Raises Question.DoesNotExist, NotAllowed, Conflict `begun`.
    """
    question = _locked_question(question_id, by)
    rules.check_not_begun(begun=_begun(question.assessment_id))
    siblings = Question.objects.filter(assessment=question.assessment_id)
    if down:
        other = siblings.filter(position__gt=question.position).order_by("position").first()
    else:
        other = siblings.filter(position__lt=question.position).order_by("-position").first()
    if other is None:
        return question
    mine, theirs = question.position, other.position
    siblings.filter(pk=other.pk).update(position=theirs + _ASIDE)
    siblings.filter(pk=question.pk).update(position=theirs)
    siblings.filter(pk=other.pk).update(position=mine)
    question.position = theirs
    audit.record(
        by=by, act="elearning.question_moved", subject=question, before={"position": mine}, after={"position": theirs}
    )
    return question


def input_of(question: Question) -> QuestionInput:
    """The question as it stands, in the shape it is given in."""
    return QuestionInput(
        kind=question.kind,
        text=question.text,
        points=question.points,
        explanation=question.explanation,
        options=[(option.text, option.is_right) for option in question.options.all()],
        accepted=[answer.text for answer in question.accepted.all()],
    )


def _clean(given: QuestionInput) -> QuestionInput:
    """Without blanks around it; of short answers that count as the same, the first."""
    accepted = {rules.key_of(words): words for words in reversed([" ".join(one.split()) for one in given.accepted])}
    return QuestionInput(
        kind=given.kind,
        text=given.text.strip(),
        points=given.points,
        explanation=given.explanation.strip(),
        options=[(" ".join(words.split()), right) for words, right in given.options],
        accepted=list(accepted.values())[::-1],
    )


def _write(question: Question, given: QuestionInput) -> None:
    for name in FIELDS:
        setattr(question, name, getattr(given, name))
    question.save()
    Option.objects.bulk_create(
        Option(question=question, position=place, text=words, is_right=right)
        for place, (words, right) in enumerate(given.options, start=1)
    )
    AcceptedAnswer.objects.bulk_create(
        AcceptedAnswer(question=question, text=words, key=rules.key_of(words)) for words in given.accepted
    )


def _snapshot(question: Question, given: QuestionInput) -> dict[str, Any]:
    return {
        "assessment": question.assessment_id,
        **{name: getattr(given, name) for name in FIELDS},
        "options": _lines([f"{'✓ ' if right else ''}{words}" for words, right in given.options]),
        "accepted": _lines(given.accepted),
    }


def _lines(words: Sequence[str]) -> str:
    return "\n".join(words)


def _begun(assessment_id: int) -> bool:
    return Attempt.objects.filter(assessment=assessment_id).exists()


def _locked(assessment_id: int, by: Member) -> Assessment:
    rows = Assessment.objects.visible_to(by).select_for_update(no_key=True, of=("self",))
    assessment = rows.get(pk=assessment_id)
    check_can_assess(by, teaches=teaches(by, assessment.course_class_id))
    return assessment


def _locked_question(question_id: int, by: Member) -> Question:
    assessment_id = Question.objects.visible_to(by).values_list("assessment_id", flat=True).get(pk=question_id)
    _locked(assessment_id, by)
    return Question.objects.get(pk=question_id)
