"""Whether a quiz is open to its learners, and what stands in the way of opening it or of taking that back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core import text
from apps.core.errors import refusal_of
from apps.elearning.assessment.models import Assessment
from apps.elearning.quiz import rules
from apps.elearning.quiz.models import Attempt, Opening, WithdrawnAttempt
from apps.elearning.quiz.selectors import labels
from apps.elearning.quiz.states import GRACE


@dataclass(frozen=True)
class OpenPage:
    """What the learners will get. `why`: what stands in the way, '' where nothing does."""

    facts: list[tuple[str, str]]
    why: str


@dataclass(frozen=True)
class TakeBackPage:
    """The names of those whose attempts will be kept apart. `why`: what stands in the way."""

    names: list[str]
    why: str


@dataclass(frozen=True)
class WithdrawnLine:
    """An attempt that was kept apart. `answers`: pairs of a question and what was answered."""

    name: str
    when: str
    answers: list[tuple[str, str]]


def opened_of(assessments: Sequence[Assessment]) -> set[int]:
    """Return the ids of those whose quiz is open. 1 query."""
    return set(Opening.objects.filter(assessment__in=assessments).values_list("assessment_id", flat=True))


def is_open(assessment_id: int) -> bool:
    """Return whether the quiz is open. 1 query."""
    return Opening.objects.filter(assessment=assessment_id).exists()


def is_submitted(assessment_id: int, now: datetime) -> bool:
    """Return whether somebody has submitted, the clock for somebody included. 1 query."""
    done = Q(submitted_at__isnull=False) | Q(due_at__lt=now - GRACE)
    return Attempt.objects.filter(done, assessment=assessment_id).exists()


def open_page(assessment: Assessment, now: datetime) -> OpenPage:
    """Return what is checked before a quiz opens. Queries: 1."""
    points = list(assessment.questions.values_list("points", flat=True))
    refused = refusal_of(rules.check_can_open, assessment, assessment.course_class, now, questions=len(points))
    facts = [
        (_("문항"), ngettext("%(n)d개", "%(n)d개", len(points)) % {"n": len(points)}),
        (_("배점 합계"), ngettext("%(n)d점", "%(n)d점", sum(points)) % {"n": sum(points)}),
        *labels.terms(assessment),
    ]
    return OpenPage(facts, refused.message if refused else "")


def take_back_page(assessment: Assessment, now: datetime) -> TakeBackPage:
    """Return who is taking the quiz. Queries: 2."""
    refused = refusal_of(rules.check_can_take_back, submitted=is_submitted(assessment.pk, now))
    rows = Attempt.objects.filter(assessment=assessment).open().order_by("enrolment__member__name", "pk")
    return TakeBackPage(
        list(rows.values_list("enrolment__member__name", flat=True)), refused.message if refused else ""
    )


def withdrawn_lines(assessment: Assessment, enrolment_id: int | None = None) -> list[WithdrawnLine]:
    """Return the attempts that were kept apart, of one learner or of all, the newest first. 1 query."""
    rows = WithdrawnAttempt.objects.filter(assessment=assessment).select_related("enrolment__member")
    if enrolment_id is not None:
        rows = rows.filter(enrolment=enrolment_id)
    return [
        WithdrawnLine(
            row.enrolment.member.name,
            text.moment(row.started_at),
            [(answer["question"], answer["given"]) for answer in row.answers],
        )
        for row in rows
    ]


def is_withdrawn(attempt_key: int, member_id: int) -> bool:
    """Return whether the member's attempt was kept apart. 1 query."""
    return WithdrawnAttempt.objects.filter(attempt_key=attempt_key, enrolment__member=member_id).exists()
