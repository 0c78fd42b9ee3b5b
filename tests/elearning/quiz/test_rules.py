"""What a quiz may ask, and what an answer is worth."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest

from apps.core import clock
from apps.core.errors import Conflict, DomainError, Invalid, refusal_of
from apps.elearning.quiz import rules
from apps.elearning.quiz.rules import NOTHING_SEEN, CorrectionInput, Fate, QuestionInput, SeenAnswer
from apps.elearning.quiz.states import GRACE, Part

OPTIONS = (("가", True), ("나", False))
CHOICE = {"kind": "CHOICE", "text": "무엇입니까?", "options": OPTIONS}
SHORT = {"kind": "SHORT", "text": "무엇입니까?", "accepted": ("정답",)}
ESSAY = {"kind": "ESSAY", "text": "써 주세요."}


def said(check, *args, **kwargs) -> tuple[type[DomainError], str, str | None] | None:
    refused = refusal_of(check, *args, **kwargs)
    return refused and (type(refused), refused.code, refused.field)


@pytest.mark.parametrize("given", [
    CHOICE, SHORT, ESSAY, {**CHOICE, "kind": "MULTIPLE", "options": (("가", True), ("나", True))},
    {**CHOICE, "points": 100, "text": "가" * 5000, "explanation": "가" * 5000},
    {**CHOICE, "options": [("가" * 500, True), *((str(n), False) for n in range(7))]},
    {**SHORT, "accepted": [str(n) for n in range(20)]}, {**SHORT, "accepted": ["가" * 200]},
])  # fmt: skip
def test_what_a_question_may_be(given):
    assert said(rules.check_question, QuestionInput(**given)) is None
    assert said(rules.check_question, QuestionInput(**{**given, "text": ""})) == (Invalid, "text_missing", "text")


@pytest.mark.parametrize(("given", "code", "field"), [
    ({**CHOICE, "kind": "RIDDLE"}, "kind_unknown", "kind"),
    ({**CHOICE, "text": ""}, "text_missing", "text"),
    ({**CHOICE, "text": "가" * 5001}, "text_too_long", "text"),
    ({**CHOICE, "points": 0}, "points_out_of_range", "points"),
    ({**CHOICE, "points": 101}, "points_out_of_range", "points"),
    ({**CHOICE, "explanation": "가" * 5001}, "explanation_too_long", "explanation"),
    ({**CHOICE, "options": OPTIONS[:1]}, "options_number", "options"),
    ({**CHOICE, "options": [(str(n), not n) for n in range(9)]}, "options_number", "options"),
    ({**CHOICE, "options": (*OPTIONS, ("", False))}, "option_length", "options"),
    ({**CHOICE, "options": (*OPTIONS, ("가" * 501, False))}, "option_length", "options"),
    ({**CHOICE, "options": (*OPTIONS, ("가", False))}, "option_twice", "options"),
    ({**CHOICE, "options": (("가", True), ("나", True))}, "one_right", "right"),
    ({**CHOICE, "options": (("가", False), ("나", False))}, "one_right", "right"),
    ({**CHOICE, "kind": "MULTIPLE", "options": (("가", False), ("나", False))}, "some_right", "right"),
    ({**ESSAY, "options": OPTIONS}, "options_unwanted", "options"),
    ({**ESSAY, "accepted": ("정답",)}, "accepted_unwanted", "accepted"),
    ({**SHORT, "accepted": ()}, "accepted_number", "accepted"),
    ({**SHORT, "accepted": [str(n) for n in range(21)]}, "accepted_number", "accepted"),
    ({**SHORT, "accepted": [" "]}, "accepted_length", "accepted"),
    ({**SHORT, "accepted": ["가" * 201]}, "accepted_length", "accepted"),
    ({**SHORT, "accepted": ["\u3164\u200b"]}, "accepted_length", "accepted"),
    ({**SHORT, "accepted": ["\ufdfa" * 200]}, "accepted_length", "accepted"),
    ({**CHOICE, "options": (("답", True), ("\uff11", False), ("1", False))}, "option_twice", "options"),
])  # fmt: skip
def test_what_a_question_cannot_be(given, code, field):
    assert said(rules.check_question, QuestionInput(**given)) == (Invalid, code, field)


def test_there_is_room_for_a_hundred():
    assert said(rules.check_has_room, 99) is None
    assert said(rules.check_has_room, 100) == (Conflict, "too_many", None)


@pytest.mark.parametrize(("first", "second", "same"), [
    ("정답", " 정 답\n", True), ("Python", "PYTHON", True), ("Straße", "STRASSE", True),
    ("한글", "\u1112\u1161\u11ab\u1100\u1173\u11af", True), ("정답", "정답!", False), ("1.0", "10", False),
    ("１２", "12", True), ("10％", "10%", True), ("\u22125", "-5", True), ("\ufeffdon\u2019t", "don't", True),
    ("\u3164정\u200b답", "정답", True), ("5²", "52", False), ("①", "1", False),
])  # fmt: skip
def test_which_short_answers_are_the_same(first, second, same):
    assert (rules.key_of(first) == rules.key_of(second)) is same


def question(kind: str, points: int = 3) -> SimpleNamespace:
    return SimpleNamespace(kind=kind, points=points, pk=1, correction="")


@pytest.mark.parametrize(("kind", "given", "worth"), [
    ("CHOICE", [1], 3), ("CHOICE", [2], 0), ("CHOICE", [], 0), ("CHOICE", "", 0),
    ("MULTIPLE", [2, 1], 3), ("MULTIPLE", [1], 0), ("MULTIPLE", [1, 2, 3], 0), ("MULTIPLE", [3], 0),
    ("SHORT", "정 답", 3), ("SHORT", "오답", 0), ("SHORT", "", 0), ("ESSAY", "", 0), ("ESSAY", "생각", None),
])  # fmt: skip
def test_what_an_answer_is_worth(kind, given, worth):
    right = [1, 2] if kind == "MULTIPLE" else [1]
    assert rules.points_for(question(kind), given, right=right, keys={"정답"}) == worth


@pytest.mark.parametrize(("points", "total", "score"), [
    ("2/2 2/2", 100, "100.00"), ("1/1 0/1 0/1", 100, "33.33"), ("2/2 0/1", 100, "66.67"), ("1/3 1/3", 20, "6.67"),
    ("0/1 0/1", 100, "0.00"), ("0.5/1 1/1", 10, "7.50"), ("1/1 ?/1", 100, None), ("1/8", "0.04", "0.01"),
    # Dropped questions, marked with a minus, count where they raise the score.
    ("1/2 -0/2", 100, "50.00"), ("1/2 -2/2", 100, "75.00"), ("1/2 -1/2", 100, "50.00"), ("1/2 -?/2", 100, "50.00"),
    ("0/1 -1/4 -3/3", 100, "75.00"), ("0/2 -1/1 -1/3", 100, "33.33"), ("?/1 -1/1", 100, None),
])  # fmt: skip
def test_points_become_a_score_out_of_the_total(points, total, score):
    parts = [
        Part(None if got in {"?", "-?"} else abs(Decimal(got)), int(of), is_dropped=got.startswith("-"))
        for got, of in (one.split("/") for one in points.split())
    ]
    assert rules.score_of(parts, Decimal(total)) == (score and Decimal(score))


def test_what_a_correction_makes_of_an_answer():
    full = SimpleNamespace(kind="ESSAY", points=3, pk=1, correction="FULL")
    two_right = question("CHOICE")
    assert rules.points_for(full, "", right=[], keys=()) == 3
    assert [rules.points_for(two_right, [one], right=[1, 2], keys=()) for one in (1, 2, 3)] == [3, 3, 0]

    def corrected(one, points, given="오답") -> object:
        answer = SimpleNamespace(points=points, given=given)
        return rules.corrected_points(one, answer, right=[], keys={"정답"})

    short = question("SHORT")
    assert corrected(short, Decimal(0), "정답") == 3
    assert corrected(short, Decimal("1.5")) == Decimal("1.5")
    assert corrected(full, None) == 3
    assert corrected(question("ESSAY"), None) is None
    assert corrected(question("ESSAY"), Decimal(2)) == 2


@pytest.mark.parametrize(("kind", "given", "code"), [
    ("CHOICE", {"kind": "NONSENSE"}, "kind_unknown"), ("CHOICE", {"kind": "FULL", "reason": " "}, "reason_missing"),
    ("CHOICE", {"kind": "KEY"}, "some_right"), ("CHOICE", {"kind": "KEY", "right": [9]}, "option_unknown"),
    ("SHORT", {"kind": "KEY"}, "accepted_number"), ("ESSAY", {"kind": "KEY"}, "no_key"),
    ("CHOICE", {"kind": "KEY", "right": [1, 2]}, None), ("SHORT", {"kind": "KEY", "accepted": ["답"]}, None),
    ("ESSAY", {"kind": "FULL"}, None), ("ESSAY", {"kind": "DROPPED"}, None),
])  # fmt: skip
def test_what_a_correction_may_be(kind, given, code):
    one = CorrectionInput(**{"reason": "오타가 있었습니다.", **given})
    asked = SimpleNamespace(kind=kind, points=3, pk=1, correction="", text="무엇입니까?")
    refused = refusal_of(rules.check_correction, asked, one, options=[1, 2], others=1)
    assert (refused and refused.code) == code


def test_the_last_question_is_not_dropped_and_none_twice():
    one = CorrectionInput("DROPPED", "오타")
    assert said(rules.check_correction, question("ESSAY"), one, options=[], others=0) == (
        Conflict, "nothing_left", "kind",
    )  # fmt: skip
    dropped = SimpleNamespace(correction="DROPPED")
    assert said(rules.check_can_correct, dropped, submitted=True) == (Conflict, "dropped", None)
    assert said(rules.check_can_correct, question("ESSAY"), submitted=False) == (Conflict, "not_submitted", None)
    assert said(rules.check_can_correct, question("ESSAY"), submitted=True) is None


@pytest.mark.parametrize(("kind", "points", "feedback", "code"), [
    ("ESSAY", "3", "", None), ("SHORT", "0", "가" * 5000, None), ("ESSAY", None, "", None), ("ESSAY", "1.25", "", None),
    ("CHOICE", "1", "", "reason_missing"), ("MULTIPLE", None, "사유", "reason_missing"), ("CHOICE", "0", "", None),
    ("CHOICE", "1", "사유", None), ("MULTIPLE", "4", "사유", "points_out_of_range"),
    ("ESSAY", "3.01", "", "points_out_of_range"), ("ESSAY", "-0.01", "", "points_out_of_range"),
    ("ESSAY", "1.001", "", "points_too_fine"), ("ESSAY", "1", "가" * 5001, "feedback_too_long"),
])  # fmt: skip
def test_what_may_be_given_by_hand(kind, points, feedback, code):
    refused = refusal_of(
        rules.check_mark, question(kind), None if points is None else Decimal(points), feedback, before=Decimal(0)
    )
    assert (refused and refused.code) == code


def test_right_answers_are_told_once_nobody_can_still_answer():
    day = dt.date(2026, 3, 10)
    now = clock.start_of(day + clock.ONE_DAY) + GRACE + dt.timedelta(seconds=1)
    quiz, ends = SimpleNamespace(published_at=now), {"last_end": clock.start_of(day + clock.ONE_DAY)}
    done, open_ = SimpleNamespace(submitted_at=now), SimpleNamespace(submitted_at=None)
    assert rules.shows_answers(quiz, done, now, **ends)
    assert not rules.shows_answers(quiz, done, now - dt.timedelta(seconds=1), **ends)
    assert not rules.shows_answers(quiz, open_, now, **ends)
    quiz.published_at = None
    assert not rules.shows_answers(quiz, done, now, **ends)


def test_a_score_is_read_once_it_is_there_and_published():
    now = clock.start_of(dt.date(2026, 3, 10))
    marked, unmarked = SimpleNamespace(result=SimpleNamespace(score=Decimal(7))), SimpleNamespace(result=None)
    open_quiz, published = SimpleNamespace(published_at=None), SimpleNamespace(published_at=now)
    assert [rules.published_score(marked, quiz) for quiz in (open_quiz, published)] == [None, Decimal(7)]
    assert rules.published_score(unmarked, published) is None


# --- Two windows


def test_what_becomes_of_an_answer_that_a_page_sends():
    seen = SeenAnswer(2, rules.digest_of("둘"))

    def fate(given, saved="둘", revision=2, seen=seen, *, automatic=False):
        return rules.fate_of(given, saved=saved, revision=revision, seen=seen, automatic=automatic)

    assert fate("셋") is fate("셋", seen=None) is fate("") is fate("셋", automatic=True) is Fate.WRITTEN
    assert fate("둘") is fate("둘", saved="셋", revision=3) is fate("", automatic=True) is Fate.KEPT
    assert fate("", seen=NOTHING_SEEN) is fate([], saved=[1], seen=NOTHING_SEEN) is Fate.KEPT
    assert fate("셋", seen=NOTHING_SEEN) is fate("셋", saved="넷", revision=3) is Fate.SET_ASIDE
    assert fate("셋", saved="", revision=0) is Fate.WRITTEN


@pytest.mark.parametrize(("old", "new", "lost"), [
    ("", "가", False), ("가", "가나", False), ("가나", "가 다 나", False), ("가가", "가가가", False),
    ("가나", "가", True), ("가나", "나가", True), ("가", "", True), ([], [1], False), ([1], [1, 2], True),
    ([1], [], True), ("", [1], False),
])  # fmt: skip
def test_what_is_lost_of_an_earlier_answer(old, new, lost: bool):
    assert rules.is_lost(old, new) is lost


def test_only_an_asked_question_is_marked():
    answer = SimpleNamespace()
    assert rules.check_is_asked(answer, 7) is answer
    refused = refusal_of(rules.check_is_asked, None, 7)
    assert (refused.code, refused.extra) == ("question_unknown", {"question": 7})
