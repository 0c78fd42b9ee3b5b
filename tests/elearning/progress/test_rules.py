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


def place(*, state=EnrolmentStatus.APPROVED, kind="DOCUMENT", required=True, rate=0, url="", file="") -> Place:
    content = Content(type=kind, minutes=10, is_required=required, url=url, file=file)
    return Place(1, 1, state, BEGIN, END, content, rate)


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
    asked = place(kind=kind, required=required, file="contents/a.mp4")
    found = code(rules.check_can_complete, asked.content, rate=rate)
    assert found == (None if may else (Conflict, "not_seen_enough"))


def test_the_refusal_to_complete_says_how_far_one_came():
    video = place(kind="VIDEO", file="contents/a.mp4").content
    sentence = refusal_of(rules.check_can_complete, video, rate=42).message
    assert sentence == "필수 동영상은 90% 이상 보아야 완료할 수 있습니다. 지금까지 42%를 보았습니다."


@pytest.mark.parametrize(
    ("kind", "url", "file", "here"),
    [
        ("VIDEO", "", "contents/a.webm", True),
        ("VIDEO", "https://cdn.example.com/a.MP4?key=1", "", True),
        ("VIDEO", "https://cdn.example.com/a.webm", "", True),
        ("VIDEO", "https://video.example.com/watch?v=a.mp4", "", False),
        ("DOCUMENT", "", "contents/a.pdf", False),
        ("LINK", "https://cdn.example.com/a.mp4", "", False),
    ],
)
def test_what_plays_on_another_sites_page_is_completed_on_the_learners_word(kind, url, file, here):
    asked = place(kind=kind, url=url, file=file)
    assert rules.is_played_here(asked.content) == here
    assert code(rules.check_can_complete, asked.content, rate=0) == ((Conflict, "not_seen_enough") if here else None)


@pytest.mark.parametrize(
    ("runs", "now", "expected"),
    [(False, BEGIN - ONE_SECOND, (Conflict, "not_begun")), (False, BEGIN, None), (False, END, None),
     (True, BEGIN - ONE_SECOND, None)],
)  # fmt: skip
def test_learners_open_contents_from_the_first_day_on_and_those_who_run_the_class_before(runs, now, expected):
    assert code(rules.check_can_open, runs=runs, starts_at=BEGIN, now=now) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [(BEGIN - ONE_SECOND, 0), (BEGIN, 0), (BEGIN + (END - BEGIN) / 2, 50),
     (BEGIN + (END - BEGIN) / 2 - ONE_SECOND, 49), (END - ONE_SECOND, 99), (END, 100), (END + ONE_SECOND, 100)],
)  # fmt: skip
def test_what_is_expected_is_the_share_of_days_that_is_over(now, expected):
    assert rules.expected_rate(starts_at=BEGIN, ends_at=END, now=now) == expected


@pytest.mark.parametrize(("expected", "below"), [(0, 0), (20, 0), (21, 1), (50, 30), (100, 80)])
def test_behind_is_more_than_twenty_points_below(expected, below):
    assert rules.behind_below(expected) == below


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
