"""An offered time is taken while the lesson is cancelled, or the time booked elsewhere. Each beside its control."""

import datetime as dt

import pytest

from apps.core import clock
from apps.lessons import rules
from apps.lessons.models import Lesson
from apps.lessons.services import lessons, times
from apps.lessons.states import LessonStatus
from apps.mentoring.services.sessions import SessionInput, open_session
from apps.notices.models import Notice
from apps.planner import services as planner_services
from tests.factories.lessons import LessonFactory
from tests.races.test_lessons import a_lesson, people, planned
from tests.races.test_time_and_place import most_at_once, unguarded
from tests.races.threads import RACE, all_meet, at_once, codes, halted, without_locks

pytestmark = RACE
STATES = pytest.mark.parametrize("status", ["PENDING", "APPROVED"])


def noon() -> dt.datetime:
    return clock.at(clock.today() + dt.timedelta(days=5), dt.time(12))


def offered(lesson: Lesson) -> Lesson:
    times.offer_times(lesson_id=lesson.pk, by=lesson.mentor, starts=[noon()])
    return lesson


def taking(lesson: Lesson):
    time_id = lesson.offered_times.get().pk
    return lambda: times.take_time(lesson_id=lesson.pk, time_id=time_id, by=lesson.mentee)


def cancelling(lesson: Lesson):
    return lambda: lessons.cancel_lesson(lesson_id=lesson.pk, by=lesson.mentee)


def taken(lesson: Lesson) -> bool:
    """Whether the two were told that the lesson has a new time."""
    return Notice.objects.filter(kind="lessons.time_taken", path=lesson.get_absolute_url()).exists()


# --- Taken and cancelled


@STATES
def test_a_lesson_that_is_cancelled_while_a_time_is_taken_is_in_no_planner(status):
    for _ in range(5):
        lesson = offered(a_lesson(status))
        take, cancel = at_once(taking(lesson), cancelling(lesson))
        # Who takes first may still cancel: that is one move after the other.
        assert (codes([take]), codes([cancel])) in ((["ok"], ["ok"]), (["times_changed"], ["ok"]))
        lesson.refresh_from_db()
        assert (lesson.status, planned()) == (LessonStatus.CANCELLED, 0)
        assert taken(lesson) == (codes([take]) == ["ok"])


def cancelled_meanwhile(monkeypatch, status: str) -> tuple[Lesson, list[str]]:
    """Without locks, cancel the lesson after everything about taking the time was checked."""
    lesson = offered(a_lesson(status))
    take, cancel = taking(lesson), cancelling(lesson)
    without_locks(monkeypatch)
    halt = halted(monkeypatch, rules, "check_not_asked_yet")
    answers = codes(at_once(take, lambda: halt.while_halted(cancel)))
    lesson.refresh_from_db()
    return lesson, answers


def test_without_the_lock_the_database_refuses_to_agree_what_was_cancelled(monkeypatch):
    lesson, answers = cancelled_meanwhile(monkeypatch, "PENDING")
    assert (answers, lesson.status) == (["IntegrityError", "ok"], LessonStatus.CANCELLED)


def test_control_without_the_lock_two_are_told_a_new_time_of_a_cancelled_lesson(monkeypatch):
    lesson, answers = cancelled_meanwhile(monkeypatch, "APPROVED")
    assert (answers, lesson.status, taken(lesson)) == (["ok", "ok"], LessonStatus.CANCELLED, True)


# --- Taken and booked elsewhere


def rivals() -> tuple[list[Lesson], list]:
    """Two mentees take the time that one mentor offered to both, while the mentor opens a session then."""
    mentor, _mentee = people()
    rows = [offered(LessonFactory(tutorial__mentor=mentor, mentee=people()[1], duration=60)) for _ in range(2)]
    given = SessionInput("자바", "public", noon().date(), dt.time(12), dt.time(13), venue="카페")
    return rows, [*(taking(row) for row in rows), lambda: open_session(by=mentor, given=given)]


def test_of_two_takings_and_a_session_at_one_time_one_is_booked():
    for _ in range(3):
        rows, works = rivals()
        assert codes(at_once(*works)) == ["host_busy", "host_busy", "ok"]
        assert most_at_once("member") == 1
        states = {Lesson.objects.get(pk=row.pk).status for row in rows}
        assert states in ({LessonStatus.PENDING}, {LessonStatus.PENDING, LessonStatus.APPROVED})


def test_without_the_lock_the_database_refuses_the_second(monkeypatch):
    _rows, works = rivals()
    without_locks(monkeypatch)
    all_meet(monkeypatch, planner_services, "check_host_and_venue_free", 2)
    refused, done = codes(at_once(*works[1:]))
    assert (refused in {"IntegrityError", "OperationalError"}, done) == (True, "ok")
    assert most_at_once("member") == 1


def test_control_without_lock_and_constraint_both_are_booked(monkeypatch):
    _rows, works = rivals()
    without_locks(monkeypatch)
    all_meet(monkeypatch, planner_services, "check_host_and_venue_free", 2)
    with unguarded():
        assert codes(at_once(*works[1:])) == ["ok", "ok"]
        assert most_at_once("member") == 2


# --- Taken twice


def test_of_four_clicks_one_takes_the_time():
    lesson = offered(a_lesson("APPROVED"))
    assert codes(at_once(*[taking(lesson)] * 4)) == ["ok"] + ["times_changed"] * 3
    assert (planned(), Notice.objects.filter(kind="lessons.time_taken").count()) == (2, 2)
