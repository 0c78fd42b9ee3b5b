"""How a question is put right after learners have answered it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from apps.core.errors import Conflict, Invalid
from apps.core.rules import check_reason
from apps.elearning.quiz.rules.answers import points_for
from apps.elearning.quiz.rules.questions import QuestionInput, check_accepted
from apps.elearning.quiz.states import Correction, QuestionKind

if TYPE_CHECKING:
    from apps.elearning.quiz.models import Answer, Question


@dataclass(frozen=True)
class CorrectionInput:
    """How a question is put right, and why. `right`: ids of options, `accepted`: short answers, of a new key."""

    kind: str
    reason: str
    right: Sequence[int] = field(default=())
    accepted: Sequence[str] = field(default=())


def check_can_correct(question: "Question", *, submitted: bool) -> None:
    """Check that there is something to correct: before anybody submits, the question itself is edited."""
    if not submitted:
        raise Conflict("not_submitted", _("아직 제출한 학습자가 없습니다. 시험을 다시 닫고 문항을 수정해 주세요."))
    if question.correction == Correction.DROPPED:
        raise Conflict("dropped", _("이미 채점에서 제외한 문항입니다."))


def check_correction(question: "Question", given: CorrectionInput, *, options: Collection[int], others: int) -> None:
    """Check a correction. `others`: how many other questions count. Raises Invalid, Conflict `nothing_left`."""
    if given.kind not in Correction.values:
        raise Invalid("kind_unknown", _("어떻게 바로잡을지 선택해 주세요."), field="kind")
    check_reason(given.reason)
    if given.kind == Correction.DROPPED and not others:
        raise Conflict(
            "nothing_left",
            _("남은 문항이 하나뿐이라 제외할 수 없습니다. 모두 만점 처리를 선택해 주세요."),
            field="kind",
        )
    if given.kind != Correction.KEY:
        return
    if question.kind == QuestionKind.ESSAY:
        raise Invalid("no_key", _("서술형 문항에는 정답이 없습니다."), field="kind")
    if question.kind == QuestionKind.SHORT:
        check_accepted(QuestionInput(question.kind, question.text, accepted=given.accepted))
        return
    if not given.right:
        raise Invalid("some_right", _("정답을 하나 이상 선택해 주세요."), field="right")
    if not set(given.right) <= set(options):
        raise Invalid("option_unknown", _("이 문항의 선택지가 아닙니다."), field="right")


def corrected_points(
    question: "Question", answer: "Answer", *, right: Collection[int], keys: Collection[str]
) -> Decimal | None:
    """Return the points of an answer that was marked before the question was corrected: the better of old and new."""
    new = points_for(question, answer.given, right=right, keys=keys)
    if answer.points is None or new is None:
        return answer.points if new is None else new
    return max(answer.points, new)
