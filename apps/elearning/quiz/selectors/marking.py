"""The attempts at a quiz, for those who run it."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from apps.core import text
from apps.core.components import Badge
from apps.core.paging import Page, page_of
from apps.elearning.assessment.models import Assessment
from apps.elearning.quiz import badges
from apps.elearning.quiz.models import Answer, Attempt
from apps.elearning.quiz.selectors import labels
from apps.elearning.quiz.selectors.attempts import AskedQuestion, asked_of, earlier_rows

TO_MARK = "to_mark"
NEEDS_MARKS = Q(submitted_at__isnull=False, result__score=None)


@dataclass(frozen=True)
class AttemptLine:
    """An attempt in the list."""

    attempt: Attempt
    name: str
    title: str
    when: str
    badge: Badge
    score: str


@dataclass(frozen=True)
class MarkingPage:
    """An attempt to mark. `by_hand`: the answers that may get points, by the id of their question."""

    attempt: Attempt
    asked: list[AskedQuestion]
    by_hand: dict[int, Answer]
    badge: Badge
    facts: list[tuple[str, str]]


def attempt_page(assessment: Assessment, shown: str, number: int) -> Page:
    """Return a page of the attempts, the newest first. Queries: 3."""
    rows = _of(assessment).order_by("-pk")
    if shown == TO_MARK:
        rows = rows.filter(NEEDS_MARKS)
    return page_of(rows, number, size=50, load=lambda keys: _lines(assessment, keys))


def count_to_mark(assessment: Assessment) -> int:
    """Return how many attempts wait for points. 1 query."""
    return _of(assessment).filter(NEEDS_MARKS).count()


def next_to_mark(assessment: Assessment) -> int | None:
    """Return the id of the oldest attempt that waits for points. 1 query."""
    return _of(assessment).filter(NEEDS_MARKS).order_by("submitted_at", "pk").values_list("pk", flat=True).first()


def get_attempt(assessment: Assessment, attempt_id: int) -> Attempt:
    """Return an attempt at the quiz. Raises Attempt.DoesNotExist. Queries: 1."""
    return _of(assessment).select_related("enrolment__member", "result").get(pk=attempt_id)


def marking_page(attempt: Attempt, assessment: Assessment) -> MarkingPage:
    """Return the answers of an attempt with what may be marked, and what stood there before. Queries: 5."""
    rows = attempt.answers.select_related("question").prefetch_related(earlier_rows())
    answers = {answer.question_id: answer for answer in rows}
    facts = [(_("시작"), text.moment(attempt.started_at)), (_("마감"), text.moment_until(attempt.due_at))]
    if attempt.submitted_at is not None:
        facts[1] = (_("제출"), text.moment(attempt.submitted_at))
        facts.append((_("걸린 시간"), labels.length(attempt.submitted_at - attempt.started_at)))
    score = _score(attempt, assessment)
    if score:
        facts.append((_("점수"), score))
    return MarkingPage(
        attempt,
        asked_of(assessment, answers, tells=True),
        answers if attempt.submitted_at else {},
        badges.marking_badge(attempt),
        facts,
    )


def _of(assessment: Assessment) -> QuerySet:
    return Attempt.objects.filter(assessment=assessment)


def _lines(assessment: Assessment, keys: list[int]) -> list[AttemptLine]:
    attempts = _of(assessment).select_related("enrolment__member", "result").in_bulk(keys)
    return [
        AttemptLine(
            attempt,
            attempt.enrolment.member.name,
            _("%(n)d번째 응시") % {"n": attempt.number},
            text.moment(attempt.submitted_at or attempt.started_at),
            badges.marking_badge(attempt),
            _score(attempt, assessment),
        )
        for attempt in (attempts[key] for key in keys)
    ]


def _score(attempt: Attempt, assessment: Assessment) -> str:
    if attempt.result is None or attempt.result.score is None:
        return ""
    return labels.out_of(attempt.result.score, assessment.total_score)
