"""The time of a lesson counts when its mentee confirms it, when nobody objects in time, or when staff find it held."""

import datetime as dt

import pytest
import time_machine

from apps.core import clock
from apps.hours.models import HoursEntry
from apps.lessons.services import lessons, outcomes, recognising
from apps.lessons.states import Finding, LessonStatus, Role
from tests.factories.lessons import LessonFactory, TutorialFactory

START = dt.datetime(2026, 1, 31, 23, 30, tzinfo=clock.SEOUL)
HOUR, SECOND = dt.timedelta(hours=1), dt.timedelta(seconds=1)
END = START + HOUR
COUNTS = END + 49 * HOUR  # completed an hour after its end

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    with time_machine.travel(END + HOUR, tick=False) as travel:
        yield travel.move_to


@pytest.fixture
def lesson(at, mentor, student):
    tutorial = TutorialFactory(mentor=mentor, title="자바")
    row = LessonFactory(tutorial=tutorial, mentee=student, starts_at=START, status=LessonStatus.IN_PROGRESS)
    outcomes.complete_ended_lessons()
    return row


def lines() -> list[tuple]:
    return list(HoursEntry.objects.values_list("mentor", "kind", "title", "day", "minutes", "by"))


def objected(lesson, student, mentor):
    outcomes.say_absent(lesson_id=lesson.pk, by=mentor, absent=Role.MENTEE, reason="오지 않았습니다.")
    outcomes.object_to_outcome(lesson_id=lesson.pk, by=student, reason="10분 늦었을 뿐입니다.")


def test_a_lesson_counts_two_days_after_its_completion(at, lesson, mentor):
    at(COUNTS - SECOND)
    assert recognising.recognise_lessons() == 0
    at(COUNTS)
    assert [recognising.recognise_lessons(), recognising.recognise_lessons()] == [1, 0]
    assert lines() == [(mentor.pk, "lesson", "자바", dt.date(2026, 1, 31), 60, None)]


def test_a_lesson_counts_at_once_when_its_mentee_confirms_it(at, lesson, mentor, student):
    outcomes.confirm_lesson(lesson_id=lesson.pk, by=student)
    at(COUNTS)
    assert recognising.recognise_lessons() == 0
    assert lines() == [(mentor.pk, "lesson", "자바", dt.date(2026, 1, 31), 60, student.pk)]


def test_one_that_was_completed_before_its_end_waits_as_long(at, mentor):
    at(START)
    row = LessonFactory(tutorial=TutorialFactory(mentor=mentor), starts_at=START, status=LessonStatus.IN_PROGRESS)
    assert lessons.complete_lesson(lesson_id=row.pk, by=mentor).counts_at == END + 48 * HOUR


def test_what_somebody_objects_to_waits_for_staff(at, lesson, mentor, student, superuser):
    objected(lesson, student, mentor)
    at(COUNTS)
    assert recognising.recognise_lessons() == 0
    lesson.refresh_from_db()
    assert (lines(), lesson.counts_at) == ([], None)
    outcomes.decide_objection(lesson_id=lesson.pk, by=superuser, finding=Finding.HELD, answer="늦게 시작했습니다.")
    assert [row[4] for row in lines()] == [60]


def test_one_to_which_somebody_did_not_come_does_not_count(at, lesson, mentor):
    outcomes.say_absent(lesson_id=lesson.pk, by=mentor, absent=Role.MENTEE, reason="오지 않았습니다.")
    at(COUNTS)
    assert (recognising.recognise_lessons(), lines()) == (0, [])


def test_what_was_not_held_does_not_count(at, lesson, mentor, student, superuser):
    objected(lesson, student, mentor)
    outcomes.decide_objection(lesson_id=lesson.pk, by=superuser, finding=Finding.MENTEE, answer="오지 않았습니다.")
    at(COUNTS)
    assert (recognising.recognise_lessons(), lines()) == (0, [])


def test_one_that_was_confirmed_meanwhile_is_left_alone(at, lesson, student, monkeypatch):
    lock = recognising.lock_lesson

    def confirmed_meanwhile(lesson_id):
        monkeypatch.setattr(recognising, "lock_lesson", lock)
        with time_machine.travel(COUNTS - HOUR, tick=False):
            outcomes.confirm_lesson(lesson_id=lesson_id, by=student)
        return lock(lesson_id)

    at(COUNTS)
    monkeypatch.setattr(recognising, "lock_lesson", confirmed_meanwhile)
    assert recognising.recognise_lessons() == 0
    assert len(lines()) == 1
