"""Who may learn when, what of a player's word is believed, and how a course's progress is added up."""

import datetime as dt

import pytest

from apps.core.errors import Conflict, Invalid, NotAllowed, refusal_of
from apps.elearning.catalogue.models import Content
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.elearning.progress import rules
from apps.elearning.progress.rules import Place
from apps.elearning.progress.states import PAUSED_AFTER, ProgressStatus, status

BEGIN, END = dt.datetime(2026, 1, 5, tzinfo=dt.UTC), dt.datetime(2026, 2, 5, tzinfo=dt.UTC)
ONE_SECOND = dt.timedelta(seconds=1)


def place(*, state=EnrolmentStatus.APPROVED, kind="DOCUMENT", required=True, rate=0) -> Place:
    return Place(1, 1, state, BEGIN, END, Content(type=kind, minutes=10, is_required=required), rate)


def code(check, *args, **kwargs):
    refusal = refusal_of(check, *args, **kwargs)
    return refusal and (type(refusal), refusal.code)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (BEGIN - ONE_SECOND, (Conflict, "not_begun")),
        (BEGIN, None),
        (END - ONE_SECOND, None),
        (END, (Conflict, "ended")),
    ],
)
def test_one_learns_within_the_dates_of_the_class(now, expected):
    assert code(rules.check_can_learn, place(), now) == expected


@pytest.mark.parametrize("state", [s for s in EnrolmentStatus if s != EnrolmentStatus.APPROVED])
def test_only_an_approved_enrolment_learns_and_the_refusal_says_the_state(state):
    refusal = refusal_of(rules.check_can_learn, place(state=state), BEGIN)
    assert refusal.code == "not_approved"
    assert f"‘{state.label}’" in refusal.message


@pytest.mark.parametrize(
    ("kind", "required", "rate", "may"),
    [
        ("VIDEO", True, 89, False),
        ("VIDEO", True, 90, True),
        ("VIDEO", False, 0, True),
        ("DOCUMENT", True, 0, True),
        ("LINK", True, 0, True),
    ],
)
def test_a_required_video_has_to_be_seen_before_it_is_completed(kind, required, rate, may):
    found = code(rules.check_can_complete, place(kind=kind, required=required, rate=rate))
    assert found == (None if may else (Conflict, "not_seen_enough"))


def test_the_refusal_to_complete_says_how_far_one_came():
    sentence = refusal_of(rules.check_can_complete, place(kind="VIDEO", rate=42)).message
    assert sentence == "필수 동영상은 90% 이상 보아야 완료할 수 있습니다. 지금까지 42%를 보았습니다."


GOOD = {"progress_rate": 0, "last_position": 0, "learning_time": 0}


@pytest.mark.parametrize(
    ("field", "value", "fits"),
    [
        ("progress_rate", -1, False), ("progress_rate", 0, True), ("progress_rate", 100, True),
        ("progress_rate", 101, False), ("last_position", -1, False), ("last_position", 86_400, True),
        ("last_position", 86_401, False), ("learning_time", -1, False), ("learning_time", 86_401, False),
    ],
)  # fmt: skip
def test_what_a_player_says_is_within_bounds(field, value, fits):
    refusal = refusal_of(rules.check_packet, **{**GOOD, field: value})
    assert refusal is None if fits else (type(refusal), refusal.field) == (Invalid, field)


@pytest.mark.parametrize(
    ("kind", "said", "believed"), [("VIDEO", 600, 600), ("VIDEO", 660, 660), ("VIDEO", 9000, 660), ("LINK", 9000, 9000)]
)
def test_a_video_ends_where_it_ends(kind, said, believed):
    assert rules.believed_position(Content(type=kind, minutes=10), said) == believed


@pytest.mark.parametrize(
    ("required", "any_", "rate"),
    [
        ((0, 0), (0, 0), 0),
        ((100 * 30, 30), (100 * 30, 60), 100),
        ((0, 0), (50 * 30, 30), 50),
        ((100 * 30 + 99 * 30, 60), (0, 90), 99),
        ((100 * 10, 40), (0, 0), 25),
    ],
)
def test_a_course_is_the_mean_of_its_required_contents_rounded_down(required, any_, rate):
    assert rules.course_rate(required=required, any_=any_) == rate


def test_nobody_learns_for_another_and_only_those_who_run_it_look(student, stranger, superuser, bare_staff):
    assert code(rules.check_is_own, student, student.pk) is None
    assert code(rules.check_is_own, superuser, student.pk) == (NotAllowed, "not_your_enrolment")
    assert code(rules.check_can_see, student, is_own=True, teaches=False) is None
    assert code(rules.check_can_see, stranger, is_own=False, teaches=True) is None
    assert code(rules.check_can_see, superuser, is_own=False, teaches=False) is None
    for member in (stranger, bare_staff):
        assert code(rules.check_can_see, member, is_own=False, teaches=False) == (NotAllowed, "not_the_instructor")


@pytest.mark.parametrize(
    ("saved", "completed", "now", "expected"),
    [
        (None, None, BEGIN, ProgressStatus.NOT_STARTED),
        (BEGIN, None, BEGIN + PAUSED_AFTER - ONE_SECOND, ProgressStatus.IN_PROGRESS),
        (BEGIN, None, BEGIN + PAUSED_AFTER, ProgressStatus.PAUSED),
        (BEGIN, BEGIN, END, ProgressStatus.COMPLETED),
    ],
)
def test_where_one_stands_follows_from_when_one_was_last_heard_of(saved, completed, now, expected):
    assert status(saved_at=saved, completed_at=completed, now=now) == expected
