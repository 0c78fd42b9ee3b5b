"""What a quiz may ask, who may take it and when, and how many points an answer gets.

Nothing here reads a row, writes, locks or reads the clock. Who runs a quiz: `assessment.rules.check_can_assess`.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from apps.core import clock, spelling, text
from apps.core.errors import Conflict, Invalid
from apps.core.rules import check_reason
from apps.elearning.assessment.models import Assessment
from apps.elearning.assessment.rules import CENT, LONGEST, MOST_ATTEMPTS, check_is_active
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.quiz.states import CHOSEN, GRACE, MOST_POINTS, Correction, Part, QuestionKind

if TYPE_CHECKING:
    from apps.elearning.quiz.models import Accommodation, Answer, Attempt, Question

MOST_QUESTIONS = 100
LEAST_OPTIONS, MOST_OPTIONS = 2, 8  # a form with the most of everything stays under Django's 1,000 fields
MOST_ACCEPTED = 20
LONGEST_TEXT = 5000
LONGEST_OPTION = 500
LONGEST_ACCEPTED = 200
LONGEST_KEY = 600  # of an accepted answer: folding case makes some letters three
LONGEST_SHORT = 200
LONGEST_ESSAY = 10_000
MOST_EARLIER = 50  # earlier answers kept of one answer, the newest

GivenAnswer = str | list[int]  # text, or the ids of options


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


# --- What: a question -------------------------------------------------------------------------------------------------


def check_question(given: QuestionInput) -> None:
    """Check a question. Raises Invalid on the field that is wrong."""
    if given.kind not in QuestionKind.values:
        raise Invalid("kind_unknown", _("문항 유형을 골라 주세요."), field="kind")
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
    _check_accepted(given)


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
        raise Invalid("one_right", _("정답을 하나 골라 주세요."), field="right")
    if not right:
        raise Invalid("some_right", _("정답을 하나 이상 골라 주세요."), field="right")


def _check_accepted(given: QuestionInput) -> None:
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
        raise Conflict("too_many", _("문항은 %(most)d개까지 낼 수 있습니다.") % {"most": MOST_QUESTIONS})


# --- Draft and open ---------------------------------------------------------------------------------------------------


def check_is_draft(*, is_open: bool, submitted: bool) -> None:
    """Check that the quiz is not open to its learners: what they answer stays as it is.

    The explanation may still change. `submitted`: somebody has submitted, so that the opening stays.
    """
    if not is_open:
        return
    if submitted:
        raise Conflict(
            "submitted", _("이미 제출한 학습자가 있어 문항을 바꿀 수 없습니다. 해설은 언제든 고칠 수 있습니다.")
        )
    raise Conflict("open", _("학습자에게 열려 있는 시험은 고칠 수 없습니다. 먼저 다시 닫은 뒤 문항을 고쳐 주세요."))


def check_can_open(assessment: Assessment, course_class: CourseClass, now: datetime, *, questions: int) -> None:
    """Check that learners can take the quiz once it is open: questions, and a time in which to answer them."""
    check_is_active(assessment)
    if not questions:
        raise Conflict("no_questions", _("문항이 없습니다. 문항을 하나 이상 만든 뒤 열어 주세요."))
    if course_class.called_off_at is not None:
        raise Conflict("called_off", _("폐강된 차수입니다."))
    opens, closes = max(opens_at(assessment), course_class.starts_at), min(closes_at(assessment), course_class.ends_at)
    if opens >= closes:
        raise Conflict(
            "outside_class", _("응시 기간이 차수 기간과 겹치지 않습니다. 평가의 시작일과 종료일을 고쳐 주세요.")
        )
    if now >= closes:
        raise Conflict("over", _("응시 기간이 이미 끝났습니다. 평가의 종료일을 고친 뒤 열어 주세요."))


def check_can_take_back(*, submitted: bool) -> None:
    """Check that nobody has submitted: from then on the quiz stays open, and only mistakes are corrected."""
    if submitted:
        raise Conflict("submitted", _("이미 제출한 학습자가 있어 시험을 다시 닫을 수 없습니다."))


# --- When: taking it --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Terms:
    """When, how long (in minutes) and how often one learner may take a quiz. An assessment has everybody's."""

    start_date: date
    end_date: date
    time_limit: int | None
    attempt_limit: int


AnyTerms = Terms | Assessment


@dataclass(frozen=True)
class AccommodationInput:
    """What one learner gets besides everybody's terms; a day that is None is the assessment's."""

    extra_minutes: int = 0
    extra_attempts: int = 0
    start_date: date | None = None
    end_date: date | None = None


def terms_of(assessment: Assessment, own: "Accommodation | AccommodationInput | None") -> Terms:
    """Return a learner's terms. `own`: what was granted to the learner, None for nothing."""
    own = own or AccommodationInput()
    limit = assessment.time_limit
    return Terms(
        own.start_date or assessment.start_date,
        own.end_date or assessment.end_date,
        None if limit is None else limit + own.extra_minutes,
        assessment.attempt_limit + own.extra_attempts,
    )


def check_accommodation(given: AccommodationInput, assessment: Assessment, course_class: CourseClass) -> None:
    """Check what one learner is granted. Raises Invalid on the field that is wrong."""
    if not 0 <= given.extra_minutes <= LONGEST:
        raise Invalid(
            "minutes_out_of_range", _("더 주는 시간은 0분 이상 24시간 이하여야 합니다."), field="extra_minutes"
        )
    if not 0 <= given.extra_attempts <= MOST_ATTEMPTS:
        raise Invalid(
            "attempts_out_of_range",
            _("더 주는 횟수는 0회 이상 %(most)d회 이하여야 합니다.") % {"most": MOST_ATTEMPTS},
            field="extra_attempts",
        )
    terms = terms_of(assessment, given)
    if terms.start_date > terms.end_date:
        raise Invalid(
            "dates_out_of_order",
            _("이 학습자의 종료일이 시작일보다 빠릅니다. 지금 정한 기간: %(first)s ~ %(last)s")
            % {"first": text.sentence_day(terms.start_date), "last": text.sentence_day(terms.end_date)},
            field="end_date",
        )
    if given.end_date is not None and given.end_date > course_class.end_date:
        raise Invalid(
            "after_class",
            _("종료일은 차수의 마지막 날인 %(day)s까지 정할 수 있습니다.")
            % {"day": text.sentence_day(course_class.end_date)},
            field="end_date",
        )


def opens_at(terms: AnyTerms) -> datetime:
    return clock.start_of(terms.start_date)


def closes_at(terms: AnyTerms) -> datetime:
    """Return the end of the last day in Seoul."""
    return clock.start_of(terms.end_date) + clock.ONE_DAY


def due_at(terms: AnyTerms, start: datetime) -> datetime:
    """Return when an attempt begun at `start` ends: after the time limit, or with the last day if that comes first."""
    end = closes_at(terms)
    return end if terms.time_limit is None else min(start + timedelta(minutes=terms.time_limit), end)


def due_anew(attempt: "Attempt", terms: AnyTerms) -> datetime:
    """Return when an attempt that goes on ends under changed terms: later at once, never earlier than it was told."""
    return max(attempt.due_at, due_at(terms, attempt.started_at))


def check_can_begin(terms: AnyTerms, course_class: CourseClass, now: datetime, *, is_open: bool, used: int) -> None:
    """Check that an attempt may begin: an open quiz, a running class, the learner's dates, an attempt left.

    `used`: the number of the last attempt, which may be a result entered by hand.
    """
    if not is_open:
        raise Conflict("not_opened", _("아직 열리지 않은 시험입니다. 강사가 열면 응시할 수 있습니다."))
    if course_class.called_off_at is not None:
        raise Conflict("called_off", _("폐강된 차수입니다."))
    opens, closes = max(opens_at(terms), course_class.starts_at), min(closes_at(terms), course_class.ends_at)
    if now < opens:
        raise Conflict("not_open_yet", _("%(when)s부터 응시할 수 있습니다.") % {"when": text.sentence_moment(opens)})
    if now >= closes:
        raise Conflict("over", _("응시 기간이 끝났습니다."))
    if used >= terms.attempt_limit:
        raise Conflict("no_attempt_left", _("응시 가능 횟수 %(n)d회를 모두 썼습니다.") % {"n": terms.attempt_limit})


def is_over(attempt: "Attempt", now: datetime) -> bool:
    """Return whether no answers are taken any more, including the grace for the last save."""
    return now > attempt.due_at + GRACE


def check_is_open(attempt: "Attempt") -> None:
    if attempt.submitted_at is not None:
        raise Conflict("submitted", _("이미 제출한 응시입니다. 답을 더 바꿀 수 없습니다."))


def check_in_time(attempt: "Attempt", now: datetime) -> None:
    if is_over(attempt, now):
        raise Conflict("time_over", _("응시 시간이 끝나 답을 더 저장할 수 없습니다."))


def check_is_submitted(attempt: "Attempt") -> None:
    if attempt.submitted_at is None:
        raise Conflict("not_submitted", _("아직 제출하지 않은 응시입니다."))


def shows_answers(assessment: Assessment, attempt: "Attempt", now: datetime, *, last_end: datetime) -> bool:
    """Return whether a learner may see which answers are right.

    The attempt must be submitted, the results published, and the quiz closed for everybody. `last_end`: when the last
    learner's time ends (`selectors.terms.last_end`).
    """
    published = attempt.submitted_at is not None and assessment.published_at is not None
    return published and now > last_end + GRACE


# --- What: an answer and what it is worth -----------------------------------------------------------------------------


def key_of(words: str) -> str:
    """Return what is compared of a short answer: what it looks like, whatever its case, without blanks."""
    return spelling.comparable(words).replace(" ", "")


def check_given(question: "Question", given: GivenAnswer, options: Collection[int]) -> GivenAnswer:
    """Return the answer as it is stored. `options`: the ids of the question's options. Raises Invalid."""
    if question.kind in CHOSEN:
        chosen = sorted(set(given)) if isinstance(given, list) else []
        if not set(chosen) <= set(options):
            raise Invalid("option_unknown", _("이 문항의 선택지가 아닙니다."), question=question.pk)
        if question.kind == QuestionKind.CHOICE and len(chosen) > 1:
            raise Invalid("one_option", _("선택지를 하나만 골라 주세요."), question=question.pk)
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


# --- Corrections ------------------------------------------------------------------------------------------------------


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
        raise Conflict("not_submitted", _("아직 제출한 학습자가 없습니다. 시험을 다시 닫고 문항을 고쳐 주세요."))
    if question.correction == Correction.DROPPED:
        raise Conflict("dropped", _("이미 채점에서 제외한 문항입니다."))


def check_correction(question: "Question", given: CorrectionInput, *, options: Collection[int], others: int) -> None:
    """Check a correction. `others`: how many other questions count. Raises Invalid, Conflict `nothing_left`."""
    if given.kind not in Correction.values:
        raise Invalid("kind_unknown", _("어떻게 바로잡을지 골라 주세요."), field="kind")
    check_reason(given.reason)
    if given.kind == Correction.DROPPED and not others:
        raise Conflict(
            "nothing_left", _("남은 문항이 하나뿐이라 제외할 수 없습니다. 모두 만점 처리를 골라 주세요."), field="kind"
        )
    if given.kind != Correction.KEY:
        return
    if question.kind == QuestionKind.ESSAY:
        raise Invalid("no_key", _("서술형 문항에는 정답이 없습니다."), field="kind")
    if question.kind == QuestionKind.SHORT:
        _check_accepted(QuestionInput(question.kind, question.text, accepted=given.accepted))
        return
    if not given.right:
        raise Invalid("some_right", _("정답을 하나 이상 골라 주세요."), field="right")
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


def published_score(attempt: "Attempt", assessment: Assessment) -> Decimal | None:
    """Return the score that the learner may know; None where there is none or it is not published."""
    return attempt.result.score if attempt.result is not None and assessment.published_at is not None else None
