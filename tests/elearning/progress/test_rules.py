"""Who may learn when, what of a player's word is believed, and how a course's progress is added up."""

import datetime as dt
from dataclasses import replace

import pytest

from apps.core.errors import Conflict, Invalid, NotAllowed, refusal_of
from apps.elearning.catalogue.models import Content
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.elearning.progress import rules
from apps.elearning.progress.rules import Packet, Place, Reached
from apps.elearning.progress.states import PAUSED_AFTER, ProgressStatus, status

BEGIN, END = dt.datetime(2026, 1, 5, tzinfo=dt.UTC), dt.datetime(2026, 2, 5, tzinfo=dt.UTC)
ONE_SECOND = dt.timedelta(seconds=1)


def place(*, state=EnrolmentStatus.APPROVED, kind="DOCUMENT", required=True, rate=0, url="", file="") -> Place:
    content = Content(type=kind, minutes=10, is_required=required, url=url, file=file)
    return Place(1, 1, state, BEGIN, END, content, Reached(rate))


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
    found = code(rules.check_can_complete, asked.content, Reached(rate), BEGIN)
    assert found == (None if may else (Conflict, "not_seen_enough"))


def test_the_refusal_to_complete_says_how_far_one_came():
    video = place(kind="VIDEO", file="contents/a.mp4").content
    sentence = refusal_of(rules.check_can_complete, video, Reached(42), BEGIN).message
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
    assert code(rules.check_can_complete, asked.content, Reached(), BEGIN) == (
        (Conflict, "not_seen_enough") if here else None
    )


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


NAN, ENDLESS = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("packet", "field"),
    [
        (Packet(-1), "progress_rate"), (Packet(0), None), (Packet(100), None), (Packet(101), "progress_rate"),
        (Packet(position=-1), "last_position"), (Packet(position=86_400), None),
        (Packet(position=86_401), "last_position"), (Packet(seconds=-1), "learning_time"),
        (Packet(seconds=86_401), "learning_time"), (Packet(length=0.5), None), (Packet(length=NAN), "duration"),
        (Packet(length=ENDLESS), "duration"), (Packet(parts=[]), None), (Packet(parts=[(0, 0), (5, 86_400)]), None),
        (Packet(parts=[(2, 1)]), "played_ranges"), (Packet(parts=[(-1, 1)]), "played_ranges"),
        (Packet(parts=[(0, NAN)]), "played_ranges"), (Packet(parts=[(0, 86_401)]), "played_ranges"),
        (Packet(parts=[(1,)]), "played_ranges"), (Packet(parts=[(0, 1)] * 500), None),
        (Packet(parts=[(0, 1)] * 501), "played_ranges"),
    ],
)  # fmt: skip
def test_what_a_player_says_is_within_bounds(packet, field):
    refusal = refusal_of(rules.check_packet, packet)
    assert refusal is None if field is None else (type(refusal), refusal.field) == (Invalid, field)


@pytest.mark.parametrize(
    ("kind", "seconds", "told", "said", "believed"),
    [
        ("VIDEO", 200, 0, 172, 172), ("VIDEO", 200, 0, 9000, 200), ("VIDEO", None, 0, 9000, 9000),
        ("VIDEO", None, 700, 9000, 700), ("VIDEO", 200, 700, None, None), ("LINK", None, 0, 9000, 9000),
    ],
)  # fmt: skip
def test_a_video_ends_where_it_ends(kind, seconds, told, said, believed):
    content = Content(type=kind, minutes=1, seconds=seconds, file="contents/a.mp4")
    assert rules.believed_position(content, Reached(length=told), Packet(position=said)) == believed


@pytest.mark.parametrize(
    ("file", "seconds", "told", "kept", "length"),
    [
        ("a.mp4", 200, 30, 40, 200),  # what the file says wins
        ("a.mp4", None, None, 0, 600), ("a.mp4", None, None, 500, 500), ("a.mp4", None, 640.2, 500, 641),
        ("a.mp4", None, 5, 0, 300), ("a.mp4", 0, 5, 0, 300),  # half of what staff typed at least
        ("", None, 5, 0, 5),
    ],
)  # fmt: skip
def test_the_length_of_a_video(file, seconds, told, kept, length):
    content = Content(type="VIDEO", minutes=10, file=file, url="https://example.com/a.mp4", seconds=seconds)
    assert rules.length_of(content, Reached(length=kept), told) == length


@pytest.mark.parametrize(
    ("seen", "rate"),
    [((), 0), (((0, 30),), 50), (((30, 60),), 50), (((0, 57),), 95), (((0, 58),), 100), (((0, 90),), 100)],
)
def test_the_rate_of_a_video_is_the_share_that_was_seen(seen, rate):
    assert rules.seen_rate(seen, 60) == rate


def test_the_whole_of_a_short_video_is_no_less_than_what_completes():
    assert rules.seen_rate(((0, 8),), 10) == 80


VIDEO = {"kind": "VIDEO", "file": "contents/a.mp4"}


@pytest.mark.parametrize(
    ("fields", "reached", "packet", "rate"),
    [
        (VIDEO, Reached(seen=((0, 539),), ahead=0), Packet(100, parts=[]), 89),
        (VIDEO, Reached(seen=((0, 540),), ahead=0), Packet(99, parts=[]), 90),
        (VIDEO, Reached(seen=((0, 540),), ahead=0), Packet(100, parts=[]), 100),
        (VIDEO, Reached(seen=((0, 598),), ahead=0), Packet(0, parts=[]), 100),
        (VIDEO, Reached(95, seen=((0, 60),)), Packet(0, parts=[]), 95),
        (VIDEO, Reached(), Packet(0, parts=[(60 * n + 0.4, 60 * n + 0.6) for n in range(10)]), 0),
        (VIDEO, Reached(100), Packet(0, parts=[]), 100),
        ({**VIDEO, "required": False}, Reached(), Packet(100), 1),
        ({"kind": "VIDEO", "url": "https://example.com/a.mp4"}, Reached(), Packet(60), 60),
        ({"kind": "VIDEO", "url": "https://example.com/a.mp4"}, Reached(), Packet(100), 100),
        ({"kind": "VIDEO", "url": "https://example.com/a.mp4"}, Reached(), Packet(100, parts=[]), 0),
        ({"kind": "LINK"}, Reached(30), Packet(20), 30),
        ({"kind": "DOCUMENT"}, Reached(30), Packet(100), 100),
    ],
)
def test_the_rate_that_is_kept(fields, reached, packet, rate):
    asked = replace(place(**fields), reached=replace(reached, saved_at=BEGIN, started_at=BEGIN))
    assert rules.believe(asked, packet, BEGIN).rate == rate


def test_no_more_parts_are_kept_than_five_hundred():
    seen = tuple((2 * n, 2 * n + 1) for n in range(rules.MOST_PARTS))
    asked = replace(place(**VIDEO), reached=Reached(seen=seen, saved_at=BEGIN))
    later = BEGIN + dt.timedelta(seconds=60)
    asked.content.seconds = 5000
    assert rules.believe(asked, Packet(parts=[(3000, 3001)]), later).seen == seen
    assert rules.believe(asked, Packet(parts=[(1, 4)]), later).seen[0] == (0, 5)


@pytest.mark.parametrize(
    ("reached", "position", "at"),
    [
        (Reached(50, seen=((300, 600),)), 400, 400), (Reached(50, seen=((300, 600),)), 598, 0),
        (Reached(50, seen=((0, 300),)), 597, 300), (Reached(100, seen=()), 600, 600), (Reached(50), 596, 596),
    ],
)  # fmt: skip
def test_one_goes_on_where_one_left_and_from_the_end_with_what_is_missing(reached, position, at):
    assert rules.resume_at(place(**VIDEO).content, reached, position) == at
    assert rules.resume_at(place().content, reached, position) == position


@pytest.mark.parametrize(
    ("seconds", "after", "refused"), [(600, 299, True), (299, 600, True), (300, 300, False), (0, 600, True)]
)
def test_a_document_is_read_for_its_least_time(seconds, after, refused):
    content = Content(type="DOCUMENT", minutes=10, least_minutes=5)
    reached = Reached(seconds=seconds, started_at=BEGIN)
    refusal = refusal_of(rules.check_can_complete, content, reached, BEGIN + dt.timedelta(seconds=after))
    assert (refusal is not None) == refused
    if refused:
        read = min(seconds, after) // 60
        assert refusal.code == "not_read_enough"
        assert refusal.message == f"5분 이상 읽어야 완료할 수 있습니다. 지금까지 {read}분을 읽었습니다."


def test_what_was_never_opened_was_not_read():
    content = Content(type="DOCUMENT", minutes=10, least_minutes=1)
    assert code(rules.check_can_complete, content, Reached(seconds=60), BEGIN) == (Conflict, "not_read_enough")
    assert code(rules.check_can_complete, content, Reached(100), BEGIN) is None


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


def test_who_has_no_enrolment_saves_nothing():
    assert rules.no_own_enrolment().code == "not_your_enrolment"


def test_a_packet_that_no_player_sends_is_refused():
    assert rules.unreadable_progress().code == "unreadable"
