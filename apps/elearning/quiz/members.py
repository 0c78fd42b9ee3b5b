"""What accounts ask of quizzes: a member's own data, and who sees it."""

from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.accounts.visibility import Facts
from apps.elearning.quiz.models import Accommodation, Answer, Attempt, WithdrawnAttempt


def export(member: Member) -> list[dict[str, Any]]:
    """Return the member's attempts with their answers; the marks are among the results. 4 queries."""
    attempts = list(
        Attempt.objects.of(member)
        .order_by("id")
        .values("id", "assessment_id", "number", "started_at", "due_at", "submitted_at")
    )
    answers_of: dict[int, list[dict[str, Any]]] = {attempt["id"]: [] for attempt in attempts}
    answers = (
        Answer.objects.filter(attempt__in=list(answers_of))
        .order_by("id")
        .prefetch_related("question__options", "earlier")
    )
    for answer in answers.select_related("question"):
        answers_of[answer.attempt_id].append(
            {
                "question": answer.question.text,
                "given": answer.in_words,
                "saved_at": answer.saved_at,
                "earlier": [
                    {"given": answer.question.words_of(row.given), "saved_at": row.saved_at}
                    for row in answer.earlier.all()
                ],
            }
        )
    return [{**attempt, "answers": answers_of[attempt["id"]]} for attempt in attempts]


def facts_for_instructors(member: Member) -> Facts:
    """Return what the instructors of a class read of its learners' attempts. 1 query."""
    if not Attempt.objects.of(member).exists():
        return []
    return [(_("온라인 평가"), _("응시 일시와 제출한 답"))]


def export_withdrawn(member: Member) -> list[dict[str, Any]]:
    """Return the attempts that were kept apart when their quiz was closed again. 1 query."""
    rows = WithdrawnAttempt.objects.filter(enrolment__member=member).order_by("id")
    return [dict(row) for row in rows.values("id", "assessment_id", "started_at", "withdrawn_at", "answers")]


def export_terms(member: Member) -> list[dict[str, Any]]:
    """Return what was granted to the member at quizzes. 1 query."""
    rows = Accommodation.objects.filter(enrolment__member=member).order_by("id")
    names = ("id", "assessment_id", "extra_minutes", "extra_attempts", "start_date", "end_date", "updated_at")
    return [dict(row) for row in rows.values(*names)]


EXPORTS = {
    "elearning_quizzes": export,
    "elearning_withdrawn_quizzes": export_withdrawn,
    "elearning_quiz_terms": export_terms,
}
