"""What a class asks for, what follows from it, and what a person may decide beside it. No database."""

import datetime as dt
from decimal import Decimal

import pytest

from apps.core import clock
from apps.core.errors import Conflict, Invalid, refusal_of
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.completion import rules
from apps.elearning.completion.models import Completion
from apps.elearning.completion.rules import Ask, CompletionInput, Scores
from apps.elearning.completion.states import CompletionStatus
from apps.elearning.enrolment.models import Enrolment

START, END = dt.date(2026, 1, 5), dt.date(2026, 1, 14)
RUNS = clock.at(dt.date(2026, 1, 13), dt.time(23, 59))  # the evening before the last day
OVER = clock.at(dt.date(2026, 1, 15), dt.time(0))


def held(**fields) -> CourseClass:
    row = CourseClass(start_date=START, end_date=END, apply_start=START, apply_end=START, **fields)
    row.set_moments()
    return row


def scores(attendance=100, assessment=100, progress=100) -> Scores:
    parts = (None if part is None else Decimal(str(part)) for part in (attendance, assessment, progress))
    return Scores(*parts)


def account(found=None, required=(), now=OVER, **fields):
    return rules.account(held(**fields), found or scores(), required, now=now)


# --- The total --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "weights", "total"),
    [
        (scores(80, 70, 90), (30, 40, 30), "79"),
        (scores(100, 33.33, 100), (33, 34, 33), "77.33"),
        (scores(99, 99.99, 99), (30, 40, 30), "99.39"),  # 99.396, rounded down
        (scores(None, 70, 90), (30, 40, 30), "78.57"),  # 40 and 30 make the whole
        (scores(80, None, None), (30, 40, 30), "80"),
        (scores(80, None, 60), (0, 100, 0), "70"),  # no weight among those that are there: they count alike
        (scores(None, None, None), (30, 40, 30), None),
    ],
)
def test_the_total_is_weighed_over_the_parts_that_the_class_has(found, weights, total):
    attendance, assessment, progress = weights
    course_class = held(attendance_weight=attendance, assessment_weight=assessment, progress_weight=progress)
    assert rules.total(course_class, found) == (None if total is None else Decimal(total))


# --- What is met, what is missing, what follows -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "required", "missing"),
    [
        (scores(), (), []),
        (scores(80, 30, 80), (), []),  # 60 in total
        (scores(80, 29.99, 80), (), [Ask.TOTAL]),
        (scores(79, 100, 80), (), [Ask.ATTENDANCE]),
        (scores(80, 100, 79), (), [Ask.PROGRESS]),
        (scores(), (("중간", True), ("기말", False)), [Ask.ASSESSMENT]),
        (scores(0, 0, 0), (("기말", False),), [Ask.PROGRESS, Ask.ATTENDANCE, Ask.TOTAL, Ask.ASSESSMENT]),
        (scores(None, None, 100), (), []),
        (scores(None, 50, None), (), [Ask.TOTAL]),
    ],
)
def test_what_is_missing(found, required, missing):
    said = account(found, required)
    assert [need.ask for need in said.missing] == missing
    assert said.is_met is not bool(missing)
    assert said.status == (CompletionStatus.FAILED if missing else rules.account(held(), found, (), now=OVER).status)


def test_what_is_asked_at_0_percent_is_not_asked_for():
    said = account(scores(0, 70, 90), least_attendance=0)
    assert [need.ask for need in said.needs] == [Ask.PROGRESS, Ask.TOTAL]


@pytest.mark.parametrize(
    ("found", "now", "status"),
    [
        (scores(), OVER, CompletionStatus.COMPLETED_HONOR),
        (scores(90, 90, 90), OVER, CompletionStatus.COMPLETED_HONOR),
        (scores(90, 89.97, 90), OVER, CompletionStatus.COMPLETED),  # 89.988, rounded down
        (scores(80, 70, 79), OVER, CompletionStatus.FAILED),
        (scores(), RUNS, CompletionStatus.PENDING),
        (scores(0, 0, 0), RUNS, CompletionStatus.PENDING),
    ],
)
def test_what_follows(found, now, status):
    assert account(found, now=now).status == status


def test_nothing_follows_where_nothing_can_be_measured():
    """A class without bounds, or without anything that they bound: a person decides."""
    free = {"least_progress": 0, "least_attendance": 0, "least_score": 0}
    assert account(**free).status == CompletionStatus.PENDING
    assert account(scores(None, None, None)).status == CompletionStatus.PENDING
    assert not account(**free).is_met


def test_honours_need_a_total():
    """A class of nothing but required assessments that weigh nothing."""
    said = account(scores(None, None, None), required=(("기말", True),))
    assert said.status == CompletionStatus.COMPLETED


def test_what_is_not_graded_is_not_met_either():
    (need,) = account(scores(100, 100, 100), required=(("기말", None),)).missing
    assert (need.is_met, need.is_graded) == (False, False)


def test_a_learner_sees_nothing_of_results_that_are_not_published():
    seen = rules.sealed_account(account(scores(100, 12, 100), required=(("기말", False),)))
    assert (seen.scores.assessment, seen.scores.total, seen.status) == (None, None, CompletionStatus.PENDING)
    assert {need.ask: (need.is_met, need.reached) for need in seen.needs} == {
        Ask.PROGRESS: (True, 100), Ask.ATTENDANCE: (True, 100), Ask.TOTAL: (None, None), Ask.ASSESSMENT: (None, None),
    }  # fmt: skip
    assert seen.is_sealed
    assert not seen.is_met
    assert not seen.missing


# --- What a person decides --------------------------------------------------------------------------------------------


def decided(given, found=None, required=(), now=OVER):
    course_class = held()
    said = rules.account(course_class, found or scores(80, 70, 90), required, now=now)
    return rules.decision(given, said, required, course_class, now=now)


def test_nothing_given_is_the_class_s_rule():
    said = decided(CompletionInput())
    assert (said.status, said.completion_date, said.is_manual) == ("COMPLETED", dt.date(2026, 1, 15), False)
    assert said.scores == Scores(Decimal(80), Decimal(70), Decimal(90), Decimal(79))


def test_the_same_as_the_class_s_rule_is_not_by_hand():
    given = CompletionInput("COMPLETED", END, Scores(Decimal("80.00"), total=Decimal(79)), " 확인  함 ")
    said = decided(given)
    assert (said.is_manual, said.memo, said.completion_date) == (False, "확인 함", END)


@pytest.mark.parametrize(
    "given",
    [
        CompletionInput("CONDITIONAL"),
        CompletionInput("FAILED"),
        CompletionInput("PENDING"),
        CompletionInput("COMPLETED_HONOR"),
        CompletionInput(scores=Scores(progress=Decimal(91))),
        CompletionInput(scores=Scores(total=Decimal(80))),
        CompletionInput("FAILED", memo="  "),
    ],
)
def test_by_hand_needs_a_memo(given):
    with pytest.raises(Invalid) as refused:
        decided(given)
    assert (refused.value.code, refused.value.field) == ("memo_missing", "memo")


def test_a_part_that_is_given_moves_the_total_and_the_status():
    said = decided(CompletionInput(scores=Scores(progress=Decimal(10)), memo="기록 정정"))
    assert (said.scores.total, said.status, said.is_manual) == (Decimal(55), "FAILED", True)
    assert said.completion_date is None


def test_a_total_that_is_given_stands():
    said = decided(CompletionInput(scores=Scores(progress=Decimal(81), total=Decimal(95)), memo="기록 정정"))
    assert (said.scores.total, said.status) == (95, "COMPLETED_HONOR")


@pytest.mark.parametrize(
    ("given", "now", "code"),
    [
        (CompletionInput("NONE"), OVER, "status_unknown"),
        (CompletionInput(scores=Scores(total=Decimal("100.01"))), OVER, "score_out_of_range"),
        (CompletionInput(scores=Scores(attendance=Decimal(-1))), OVER, "score_out_of_range"),
        (CompletionInput(scores=Scores(progress=Decimal("1.005"))), OVER, "score_out_of_range"),
        (CompletionInput(memo="가" * 501), OVER, "memo_too_long"),
        (CompletionInput("FAILED", END, memo="결석"), OVER, "date_without_completion"),
        (CompletionInput(completion_date=dt.date(2026, 1, 4)), OVER, "date_out_of_range"),
        (CompletionInput(completion_date=dt.date(2026, 1, 16)), OVER, "date_out_of_range"),
        (CompletionInput("COMPLETED", memo="먼저 마침"), RUNS, "not_ended"),
        (CompletionInput("CONDITIONAL", memo="먼저 마침"), RUNS, "not_ended"),
    ],
)
def test_what_cannot_be_decided(given, now, code):
    with pytest.raises((Invalid, Conflict)) as refused:
        decided(given, now=now)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("hour", "met", "status"),
    [
        (-1, True, "PENDING"),  # the evening before the last day
        (0, True, "COMPLETED_HONOR"),
        (23, True, "COMPLETED_HONOR"),
        (23, False, "PENDING"),  # the day is not over: what is missing may still come
        (24, False, "FAILED"),
    ],
)
def test_a_class_is_completed_from_its_last_day_on(hour, met, status):
    now = clock.start_of(END) + dt.timedelta(hours=hour)
    assert account(scores() if met else scores(progress=0), now=now).status == status


def test_who_leaves_early_may_fail_while_the_class_runs():
    said = decided(CompletionInput("FAILED", memo="중도 포기"), now=RUNS)
    assert (said.status, said.is_manual, said.completion_date) == ("FAILED", True, None)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (None, None),
        (Completion(status="FAILED"), None),
        (Completion(status="PENDING"), None),
        (Completion(status="FAILED", is_manual=True), "decided_by_hand"),
        (Completion(status="COMPLETED"), "already_completed"),
        (Completion(status="CONDITIONAL", is_manual=True), "already_completed"),
    ],
)
def test_whom_a_batch_completes(row, code):
    said = account()
    if code is None:
        rules.check_can_complete(row, said, "")
    else:
        with pytest.raises(Conflict) as refused:
            rules.check_can_complete(row, said, "")
        assert refused.value.code == code


def test_a_batch_leaves_out_who_misses_something_and_classes_without_a_rule():
    with pytest.raises(Conflict, match="진도가 모자람"):
        rules.check_can_complete(None, account(scores(progress=10)), "진도가 모자람")
    with pytest.raises(Conflict) as refused:
        rules.check_can_complete(None, account(scores(None, None, None)), "")
    assert refused.value.code == "no_rule"


@pytest.mark.parametrize(
    ("revision", "expected", "is_refused"),
    [
        (None, 0, False),
        (None, None, False),
        (None, 1, True),
        (1, 1, False),
        (1, None, False),
        (1, 0, True),
        (2, 1, True),
    ],
)
def test_a_decision_is_about_what_was_read(revision, expected, is_refused):
    row = None if revision is None else Completion(revision=revision)
    refused = refusal_of(rules.check_unchanged, row, expected)
    assert (refused and refused.code) == ("changed_meanwhile" if is_refused else None)


def test_of_a_learner_of_the_class_nothing_is_said():
    rules.check_is_in_class(Enrolment())
    with pytest.raises(Invalid) as refused:
        rules.check_is_in_class(None)
    assert refused.value.code == "not_in_class"


# --- Changes ----------------------------------------------------------------------------------------------------------

ROW = Completion(
    status="COMPLETED", completion_date=END, total_score=Decimal(85), attendance_score=Decimal(90),
    assessment_score=Decimal(80), progress_score=Decimal(85), is_manual=False, memo="",
)  # fmt: skip


def changed(changes, found=None, now=OVER, **fields):
    course_class = held()
    said = rules.account(course_class, found or scores(90, 80, 85), (), now=now)
    row = Completion(
        **{name: getattr(ROW, name) for name in ("status", "completion_date", "is_manual", "memo")}
        | {f"{name}_score": getattr(ROW, f"{name}_score") for name in rules.SCORES}
        | fields
    )
    return rules.changed_decision(row, changes, said, (), course_class, now=now)


def shown(decision) -> tuple:
    return decision.status, decision.completion_date, decision.scores.total, decision.is_manual, decision.memo


TOTAL = Decimal("84.50")  # of 90, 80 and 85 by the weights of the class


@pytest.mark.parametrize("found", [scores(90, 80, 85), scores(0, 0, 0)])
def test_the_memo_alone_changes_the_memo_alone_whatever_the_rule_says_today(found):
    said = changed({"memo": " 서류  확인 "}, found=found, total_score=TOTAL)
    assert shown(said) == ("COMPLETED", END, TOTAL, False, "서류 확인")
    assert said.scores == Scores(Decimal(90), Decimal(80), Decimal(85), TOTAL)


@pytest.mark.parametrize(
    ("changes", "fields", "expected"),
    [
        ({}, {}, ("COMPLETED", END, 85, False, "")),
        ({"completion_date": START}, {}, ("COMPLETED", START, 85, False, "")),
        ({"status": "FAILED", "memo": "부정"}, {}, ("FAILED", None, 85, True, "부정")),
        ({"status": "COMPLETED_HONOR", "memo": "심사"}, {}, ("COMPLETED_HONOR", END, 85, True, "심사")),
        ({"status": "FAILED", "completion_date": None, "memo": "부정"}, {}, ("FAILED", None, 85, True, "부정")),
        # A total that nobody chose follows its parts, a chosen one stays until it is named.
        (
            {"progress_score": Decimal(91), "memo": "정정"},
            {"total_score": TOTAL},
            ("COMPLETED", END, Decimal("86.30"), True, "정정"),
        ),
        ({"progress_score": Decimal(91), "memo": "정정"}, {"total_score": 70}, ("COMPLETED", END, 70, True, "정정")),
        (
            {"total_score": None},
            {"total_score": 70, "is_manual": True, "memo": "재심"},
            ("COMPLETED", END, TOTAL, False, "재심"),
        ),
        ({"total_score": Decimal(95)}, {"is_manual": True, "memo": "재심"}, ("COMPLETED", END, 95, True, "재심")),
        ({"progress_score": None}, {"progress_score": 10, "total_score": 62}, ("COMPLETED", END, TOTAL, False, "")),
        # The rule again: the day of a status that had none is today, as at a first decision.
        (
            {"status": None, "total_score": None},
            {"status": "FAILED", "completion_date": None, "is_manual": True, "memo": "부정"},
            ("COMPLETED", dt.date(2026, 1, 15), TOTAL, False, "부정"),
        ),
    ],
)
def test_what_is_not_named_stays_and_what_follows_follows(changes, fields, expected):
    assert shown(changed(changes, **fields)) == expected


@pytest.mark.parametrize(
    ("changes", "fields", "now", "code"),
    [
        ({"completion_date": None}, {}, OVER, "date_missing"),
        ({"completion_date": dt.date(2026, 1, 16)}, {}, OVER, "date_out_of_range"),
        ({"status": "FAILED", "completion_date": END, "memo": "부정"}, {}, OVER, "date_without_completion"),
        ({"status": "FAILED"}, {}, OVER, "memo_missing"),
        ({"memo": None}, {"is_manual": True, "memo": "재심"}, OVER, "memo_missing"),
        ({"status": "NONE"}, {}, OVER, "status_unknown"),
        ({"status": "COMPLETED", "memo": "먼저"}, {"status": "FAILED", "completion_date": None}, RUNS, "not_ended"),
    ],
)
def test_what_a_decision_cannot_become(changes, fields, now, code):
    with pytest.raises((Invalid, Conflict)) as refused:
        changed(changes, now=now, **fields)
    assert refused.value.code == code
