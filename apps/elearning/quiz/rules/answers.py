"""What an answer may be, which of two is kept, and how many points it gets."""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from apps.core import spelling
from apps.core.errors import Invalid
from apps.elearning.assessment.models import Assessment
from apps.elearning.assessment.rules import CENT
from apps.elearning.quiz.rules.questions import LONGEST_TEXT, key_of
from apps.elearning.quiz.states import CHOSEN, Correction, Part, QuestionKind

if TYPE_CHECKING:
    from apps.elearning.quiz.models import Answer, Attempt, Question

LONGEST_SHORT = 200
LONGEST_ESSAY = 10_000
MOST_EARLIER = 50  # earlier answers kept of one answer, the newest
GivenAnswer = str | list[int]  # text, or the ids of options


def check_given(question: "Question", given: GivenAnswer, options: Collection[int]) -> GivenAnswer:
    """Return the answer as it is stored. `options`: the ids of the question's options. Raises Invalid."""
    if question.kind in CHOSEN:
        chosen = sorted(set(given)) if isinstance(given, list) else []
        if not set(chosen) <= set(options):
            raise Invalid("option_unknown", _("이 문항의 선택지가 아닙니다."), question=question.pk)
        if question.kind == QuestionKind.CHOICE and len(chosen) > 1:
            raise Invalid("one_option", _("선택지를 하나만 선택해 주세요."), question=question.pk)
        return chosen
    typed = given if isinstance(given, str) else ""
    if question.kind == QuestionKind.SHORT:
        words, most = spelling.line(typed), LONGEST_SHORT
    else:
        words, most = spelling.text(typed), LONGEST_ESSAY
    if len(words) > most:
        raise Invalid(
            "answer_too_long", _("답은 %(most)d자까지 쓸 수 있습니다.") % {"most": most}, question=question.pk
        )
    return words


@dataclass(frozen=True)
class SeenAnswer:
    """An answer as a page showed it: its revision, 0 before the first, and the digest of what stood there."""

    revision: int = 0
    digest: str = ""


class Fate(Enum):
    """What becomes of an answer that a page sends."""

    KEPT = "kept"  # the saved one stays: nothing was touched, or the clock sent a blank
    WRITTEN = "written"
    SET_ASIDE = "set aside"  # another window wrote meanwhile: the saved one stays, this one is kept beside it


def digest_of(given: GivenAnswer) -> str:
    """Return a short name of what an answer says. A blank is the same for every kind of question."""
    return hashlib.blake2b(json.dumps(given or "").encode(), digest_size=8).hexdigest()


NOTHING_SEEN = SeenAnswer(0, digest_of(""))


def fate_of(given: GivenAnswer, *, saved: GivenAnswer, revision: int, seen: SeenAnswer | None, automatic: bool) -> Fate:
    """Return what becomes of an answer, so that an older window never writes over a newer one.

    `saved` with its `revision` (0: none yet) is what stands; `seen` is what the page showed, None for a caller that is
    no page. `automatic`: the clock sends it, not the learner, and so never a blank over an answer.
    """
    if given == saved or (seen is not None and digest_of(given) == seen.digest):
        return Fate.KEPT
    if automatic and not given:
        return Fate.KEPT
    if seen is not None and revision and seen.revision != revision:
        return Fate.SET_ASIDE
    return Fate.WRITTEN


def is_lost(old: GivenAnswer, new: GivenAnswer) -> bool:
    """Return whether something of the old answer is not in the new one.

    Who goes on writing, at the end or in the middle, loses nothing: such steps need not be kept.
    """
    if not isinstance(old, str) or not isinstance(new, str):
        return bool(old)
    shorter = min(len(old), len(new))
    start = next((place for place in range(shorter) if old[place] != new[place]), shorter)
    return not new[start:].endswith(old[start:])


def points_for(
    question: "Question", given: GivenAnswer, *, right: Collection[int], keys: Collection[str]
) -> Decimal | None:
    """Return the points for an answer; None where a person has to read it.

    All or nothing: where several options are to be chosen, exactly the right ones. Where one is to be chosen, a
    correction may have made several right: each of them will do. `right`: the ids of the right options; `keys`: the
    accepted short answers.
    """
    if question.correction == Correction.FULL:
        return Decimal(question.points)
    if not given:
        return Decimal(0)
    if question.kind == QuestionKind.ESSAY:
        return None
    if not isinstance(given, list):
        is_right = key_of(given) in keys
    elif question.kind == QuestionKind.CHOICE:
        is_right = set(given) <= set(right)
    else:
        is_right = set(given) == set(right)
    return Decimal(question.points if is_right else 0)


def check_is_asked(answer: "Answer | None", number: int) -> "Answer":
    """Check that the attempt asks the question `number`, and return its answer. Raises Invalid `question_unknown`."""
    if answer is None:
        raise Invalid("question_unknown", _("이 응시의 문항이 아닙니다."), question=number)
    return answer


def check_mark(question: "Question", points: Decimal | None, feedback: str, *, before: Decimal | None) -> None:
    """Check points given by hand. Raises Invalid with the `question`.

    Choices are marked by themselves: whoever marks one otherwise than `before` says why in the feedback, which the
    learner reads.
    """
    if question.kind in CHOSEN and points != before and (points is None or not feedback):
        raise Invalid(
            "reason_missing",
            _("고르는 문항은 자동으로 채점됩니다. 점수를 바꾸려면 점수와 사유를 함께 적어 주세요."),
            question=question.pk,
        )
    if points is not None and not 0 <= points <= question.points:
        raise Invalid(
            "points_out_of_range",
            _("점수는 0점 이상 %(most)d점 이하여야 합니다.") % {"most": question.points},
            question=question.pk,
        )
    if points is not None and points != points.quantize(CENT):
        raise Invalid("points_too_fine", _("점수는 소수점 아래 두 자리까지 쓸 수 있습니다."), question=question.pk)
    if len(feedback) > LONGEST_TEXT:
        raise Invalid(
            "feedback_too_long",
            _("피드백은 %(most)d자까지 쓸 수 있습니다.") % {"most": LONGEST_TEXT},
            question=question.pk,
        )


def score_of(parts: Iterable[Part], total_score: Decimal) -> Decimal | None:
    """Return the score out of the assessment's total, to two places; None while a question is not marked.

    A question that was dropped counts only where that raises the score, so that dropping lowers nobody.
    """
    kept: list[Part] = []
    dropped: list[Part] = []
    for part in parts:
        (dropped if part.is_dropped else kept).append(part)
    if any(part.points is None for part in kept):
        return None
    reached = sum((part.points for part in kept if part.points is not None), Decimal(0))
    whole = sum(part.whole for part in kept)
    marked = [(part.points, part.whole) for part in dropped if part.points is not None]
    for points, of in sorted(marked, key=lambda one: one[0] / one[1], reverse=True):
        if points * whole > reached * of:
            reached, whole = reached + points, whole + of
    return (reached * total_score / whole).quantize(CENT, ROUND_HALF_UP)


def published_score(attempt: "Attempt", assessment: Assessment) -> Decimal | None:
    """Return the score that the learner may know; None where there is none or it is not published."""
    return attempt.result.score if attempt.result is not None and assessment.published_at is not None else None
