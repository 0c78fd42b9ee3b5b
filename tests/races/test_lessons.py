"""Lessons moved by two at once: one wins, and the other gets the sentence of what it finds. Each beside its control."""

import datetime as dt

import pytest
from django.db import connection

from apps.accounts.services.leaving import end_membership
from apps.core import clock
from apps.lessons import rules
from apps.lessons.models import Lesson
from apps.lessons.services import lessons
from apps.lessons.states import LIVE
from apps.planner.models import Appointment
from tests.factories import accounts
from tests.factories.lessons import LessonFactory, TutorialFactory, booked
from tests.people import fresh
from tests.races.test_time_and_place import unguarded
from tests.races.threads import RACE, all_meet, at_once, codes, halted, without, without_locks

pytestmark = RACE
STAMPS = "lessons_lesson_stamps_are_its_state"
ONE_LIVE = "lessons_lesson_one_live"


def people():
    return fresh(accounts.mentor()), fresh(accounts.MemberFactory())


def words_of(query: str, name: str) -> str:
    """What the database itself would write to make the thing again."""
    with connection.cursor() as cursor:
        cursor.execute(query, [name])
        return cursor.fetchone()[0]


def planned() -> int:
    return Appointment.objects.filter(source=Lesson.SOURCE, cancelled_at=None).count()


# --- One lesson, two moves

MOVES = {
    "approve, reject": (
        "PENDING",
        lambda lesson: lessons.approve_lesson(lesson_id=lesson.pk, by=lesson.mentor),
        lambda lesson: lessons.reject_lesson(lesson_id=lesson.pk, by=lesson.mentor, reason="까닭"),
    ),
    "approve, approve": (
        "PENDING",
        *[lambda lesson: lessons.approve_lesson(lesson_id=lesson.pk, by=lesson.mentor)] * 2,
    ),
    "approve, cancel": (
        "PENDING",
        lambda lesson: lessons.approve_lesson(lesson_id=lesson.pk, by=lesson.mentor),
        lambda lesson: lessons.cancel_lesson(lesson_id=lesson.pk, by=lesson.mentee),
    ),
    "start, cancel": (
        "APPROVED",
        lambda lesson: lessons.start_lesson(lesson_id=lesson.pk, by=lesson.mentor),
        lambda lesson: lessons.cancel_lesson(lesson_id=lesson.pk, by=lesson.mentee),
    ),
}


def a_lesson(status: str) -> Lesson:
    mentor, mentee = people()
    lesson = LessonFactory(tutorial__mentor=mentor, mentee=mentee, status=status)
    return booked(lesson) if status == "APPROVED" else lesson


@pytest.mark.parametrize("name", MOVES)
def test_of_two_moves_at_once_one_wins(name):
    status, one, other = MOVES[name]
    for _ in range(5):
        lesson = a_lesson(status)
        answers = codes(at_once(lambda lesson=lesson: one(lesson), lambda lesson=lesson: other(lesson)))
        # Who approves first may still be called off: that is one move after the other.
        both_in_order = name == "approve, cancel" and answers == ["ok", "ok"]
        assert both_in_order or answers == ["ok", "wrong_state"]
        lesson.refresh_from_db()
        held = Appointment.objects.filter(source_id=lesson.pk, cancelled_at=None).count()
        assert held == (2 if lesson.status in {"APPROVED", "IN_PROGRESS"} else 0)


def test_without_the_lock_the_database_refuses_stamps_of_two_states(monkeypatch):
    _status, one, other = MOVES["approve, reject"]
    lesson = a_lesson("PENDING")
    without_locks(monkeypatch)
    all_meet(monkeypatch, lessons, "lock_lesson", 2)
    assert codes(at_once(lambda: one(lesson), lambda: other(lesson))) == ["IntegrityError", "ok"]


def test_control_without_lock_and_constraint_both_win(monkeypatch):
    _status, one, other = MOVES["approve, reject"]
    lesson = a_lesson("PENDING")
    check = words_of("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", STAMPS)
    back = f"ALTER TABLE lessons_lesson ADD CONSTRAINT {STAMPS} {check}"
    without_locks(monkeypatch)
    all_meet(monkeypatch, lessons, "lock_lesson", 2)
    with without(f"ALTER TABLE lessons_lesson DROP CONSTRAINT {STAMPS}", back, Lesson):
        assert codes(at_once(lambda: one(lesson), lambda: other(lesson))) == ["ok", "ok"]
        lesson.refresh_from_db()
        assert (bool(lesson.approved_at), bool(lesson.rejected_at)) == (True, True)


# --- One mentor, two lessons


def requests_at_one_time(number: int) -> list[Lesson]:
    mentor, _mentee = people()
    starts_at = clock.now() + dt.timedelta(days=3)
    later = [starts_at + dt.timedelta(minutes=10 * n) for n in range(number)]
    return [LessonFactory(tutorial__mentor=mentor, starts_at=at, duration=60) for at in later]


def approvals(rows: list[Lesson]):
    return [lambda row=row: lessons.approve_lesson(lesson_id=row.pk, by=row.mentor) for row in rows]


def test_of_six_requests_that_overlap_one_is_approved():
    answers = at_once(*approvals(requests_at_one_time(6)))
    assert codes(answers) == ["host_busy"] * 5 + ["ok"]
    assert (Lesson.objects.filter(status="APPROVED").count(), planned()) == (1, 2)


def test_without_the_lock_the_database_refuses_the_second(monkeypatch):
    rows = requests_at_one_time(2)
    without_locks(monkeypatch)
    all_meet(monkeypatch, lessons, "lock_lesson", 2)
    refused, done = codes(at_once(*approvals(rows)))
    assert (refused in {"IntegrityError", "OperationalError"}, done) == (True, "ok")
    assert planned() == 2


def test_control_without_lock_and_constraint_both_are_approved(monkeypatch):
    rows = requests_at_one_time(2)
    without_locks(monkeypatch)
    all_meet(monkeypatch, lessons, "lock_lesson", 2)
    with unguarded():
        assert codes(at_once(*approvals(rows))) == ["ok", "ok"]
        assert planned() == 4


# --- One request, clicked twice


def clicks(number: int):
    tutorial, mentee = TutorialFactory(), people()[1]
    starts_at = clock.now() + dt.timedelta(days=3)
    return [lambda: lessons.request_lesson(tutorial_id=tutorial.pk, by=mentee, starts_at=starts_at)] * number


def test_of_six_clicks_one_asks():
    assert codes(at_once(*clicks(6))) == ["already_requested"] * 5 + ["ok"]
    assert Lesson.objects.count() == 1


def test_without_the_lock_the_database_refuses_the_second_click(monkeypatch):
    works = clicks(2)
    without_locks(monkeypatch)
    all_meet(monkeypatch, rules, "check_not_asked_yet", 2)
    assert codes(at_once(*works)) == ["IntegrityError", "ok"]


def test_control_without_lock_and_constraint_two_clicks_ask_twice(monkeypatch):
    works = clicks(2)
    back = words_of("SELECT indexdef FROM pg_indexes WHERE indexname = %s", ONE_LIVE)
    without_locks(monkeypatch)
    all_meet(monkeypatch, rules, "check_not_asked_yet", 2)
    with without(f"DROP INDEX {ONE_LIVE}", back, Lesson):
        assert codes(at_once(*works)) == ["ok", "ok"]
        assert Lesson.objects.count() == 2


# --- Somebody leaves


def asking(tutorial):
    """Someone else each time asks for the same time."""
    _mentor, mentee = people()
    starts_at = clock.now() + dt.timedelta(days=3)
    return lambda: lessons.request_lesson(tutorial_id=tutorial.pk, by=mentee, starts_at=starts_at)


def test_nobody_is_left_waiting_for_a_mentor_who_leaves():
    for _ in range(3):
        mentor, _mentee = people()
        tutorial = TutorialFactory(mentor=mentor)
        answers = codes(at_once(lambda mentor=mentor: end_membership(by=mentor), *[asking(tutorial) for _ in range(4)]))
        assert set(answers) <= {"ok", "closed"}
        assert not Lesson.objects.filter(mentor=mentor, status__in=LIVE).exists()


def test_control_without_the_lock_somebody_waits_for_a_mentor_who_left(monkeypatch):
    mentor, _mentee = people()
    ask = asking(TutorialFactory(mentor=mentor))
    halt = halted(monkeypatch, rules, "check_can_request")
    without_locks(monkeypatch)
    answers = at_once(ask, lambda: halt.while_halted(lambda: end_membership(by=mentor)))
    assert codes(answers) == ["ok", "ok"]
    assert Lesson.objects.get().status == "PENDING"


def test_a_mentee_who_leaves_while_the_mentor_approves_is_nobodys_guest():
    _status, approve, _other = MOVES["approve, reject"]
    for _ in range(5):
        lesson = a_lesson("PENDING")
        answers = codes(at_once(lambda lesson=lesson: approve(lesson), lambda by=lesson.mentee: end_membership(by=by)))
        assert answers in (["ok", "ok"], ["ok", "wrong_state"])
        lesson.refresh_from_db()
        assert (lesson.status, planned()) == ("CANCELLED", 0)
