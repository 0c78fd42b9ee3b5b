"""What a quiz may ask."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from apps.core import spelling
from apps.core.errors import Conflict, Invalid
from apps.elearning.quiz.states import CHOSEN, MOST_POINTS, QuestionKind

MOST_QUESTIONS = 100
LEAST_OPTIONS, MOST_OPTIONS = 2, 8  # a form with the most of everything stays under Django's 1,000 fields
MOST_ACCEPTED = 20
LONGEST_TEXT = 5000
LONGEST_OPTION = 500
LONGEST_ACCEPTED = 200
LONGEST_KEY = 600  # of an accepted answer: folding case makes some letters three


@dataclass(frozen=True)
class QuestionInput:
    """What a question is made of.

    `options`: text and whether it is right, for questions with a choice; `accepted`: the right short answers.
    """

    kind: str
    text: str
    points: int = 1
    explanation: str = ""
    options: Sequence[tuple[str, bool]] = field(default=())
    accepted: Sequence[str] = field(default=())


def check_question(given: QuestionInput) -> None:
    """Check a question. Raises Invalid on the field that is wrong."""
    if given.kind not in QuestionKind.values:
        raise Invalid("kind_unknown", _("문항 유형을 선택해 주세요."), field="kind")
    if not given.text:
        raise Invalid("text_missing", _("문항을 입력해 주세요."), field="text")
    if len(given.text) > LONGEST_TEXT:
        raise Invalid(
            "text_too_long", _("문항은 %(most)d자까지 쓸 수 있습니다.") % {"most": LONGEST_TEXT}, field="text"
        )
    if not 1 <= given.points <= MOST_POINTS:
        raise Invalid(
            "points_out_of_range",
            _("배점은 1점 이상 %(most)d점 이하여야 합니다.") % {"most": MOST_POINTS},
            field="points",
        )
    check_explanation(given.explanation)
    _check_options(given)
    check_accepted(given)


def check_explanation(explanation: str) -> None:
    if len(explanation) > LONGEST_TEXT:
        raise Invalid(
            "explanation_too_long",
            _("해설은 %(most)d자까지 쓸 수 있습니다.") % {"most": LONGEST_TEXT},
            field="explanation",
        )


def _check_options(given: QuestionInput) -> None:
    if given.kind not in CHOSEN:
        if given.options:
            raise Invalid("options_unwanted", _("이 유형의 문항에는 선택지가 없습니다."), field="options")
        return
    if not LEAST_OPTIONS <= len(given.options) <= MOST_OPTIONS:
        raise Invalid(
            "options_number",
            _("선택지는 %(least)d개 이상 %(most)d개 이하로 적어 주세요.")
            % {"least": LEAST_OPTIONS, "most": MOST_OPTIONS},
            field="options",
        )
    seen: set[str] = set()
    for words, _right in given.options:
        if not words or len(words) > LONGEST_OPTION:
            raise Invalid(
                "option_length",
                _("선택지는 한 글자 이상 %(most)d자 이하여야 합니다.") % {"most": LONGEST_OPTION},
                field="options",
            )
        if spelling.plain(words) in seen:
            raise Invalid(
                "option_twice", _("같은 선택지가 두 번 있습니다: %(words)s") % {"words": words}, field="options"
            )
        seen.add(spelling.plain(words))
    right = sum(is_right for _words, is_right in given.options)
    if given.kind == QuestionKind.CHOICE and right != 1:
        raise Invalid("one_right", _("정답을 하나 선택해 주세요."), field="right")
    if not right:
        raise Invalid("some_right", _("정답을 하나 이상 선택해 주세요."), field="right")


def check_accepted(given: QuestionInput) -> None:
    if given.kind != QuestionKind.SHORT:
        if given.accepted:
            raise Invalid("accepted_unwanted", _("정답으로 인정하는 답은 단답형에만 적습니다."), field="accepted")
        return
    if not 1 <= len(given.accepted) <= MOST_ACCEPTED:
        raise Invalid(
            "accepted_number",
            _("정답으로 인정하는 답을 1개 이상 %(most)d개 이하로 적어 주세요.") % {"most": MOST_ACCEPTED},
            field="accepted",
        )
    for words in given.accepted:
        if not key_of(words) or len(words) > LONGEST_ACCEPTED or len(key_of(words)) > LONGEST_KEY:
            raise Invalid(
                "accepted_length",
                _("정답으로 인정하는 답은 한 글자 이상 %(most)d자 이하여야 합니다.") % {"most": LONGEST_ACCEPTED},
                field="accepted",
            )


def check_has_room(questions: int) -> None:
    if questions >= MOST_QUESTIONS:
        raise Conflict("too_many", _("문항은 %(most)d개까지 만들 수 있습니다.") % {"most": MOST_QUESTIONS})


def key_of(words: str) -> str:
    """Return what is compared of a short answer: what it looks like, whatever its case, without blanks."""
    return spelling.squeezed(words)
