"""Requests without an answer: their deadline, the reminder at half-time, and their end by themselves."""

import datetime as dt

import pytest
import time_machine

from apps.core import clock
from apps.core.errors import Invalid
from apps.core.models import AuditEntry
from apps.lessons.models import Lesson
from apps.lessons.rules import times as time_rules
from apps.lessons.services import lessons, requests
from apps.lessons.states import ended_unanswered
from apps.notices.models import Notice
from tests.factories.accounts import MemberFactory
from tests.factories.lessons import LessonFactory, TutorialFactory

pytestmark = pytest.mark.django_db
MORNING = dt.datetime(2026, 1, 5, 9, 0, tzinfo=clock.SEOUL)
HOUR, SECOND = dt.timedelta(hours=1), dt.timedelta(seconds=1)


def told() -> list[tuple[int, str]]:
    return list(Notice.objects.order_by("id").values_list("member_id", "kind"))


def asked(mentor, student, *, ahead: dt.timedelta) -> Lesson:
    """A request made in the morning for a lesson so far ahead, of which nobody was told yet."""
    tutorial = TutorialFactory(mentor=mentor, title="자바")
    with time_machine.travel(MORNING, tick=False):
        lesson = lessons.request_lesson(tutorial_id=tutorial.pk, by=student, starts_at=MORNING + ahead).lesson
    Notice.objects.all().delete()
    return lesson


@pytest.mark.parametrize(
    ("ahead", "within"),
    [
        (72 * HOUR, 48 * HOUR),
        (51 * HOUR, 48 * HOUR),
        (50 * HOUR, 47 * HOUR),
        (4 * HOUR, HOUR),
        (2 * HOUR, HOUR),
        (HOUR / 2, HOUR / 2),
    ],
)
def test_two_days_or_three_hours_before_but_at_least_an_hour(ahead, within):
    assert time_rules.answer_deadline(MORNING, MORNING + ahead) == MORNING + within


def test_the_mentor_is_reminded_once_at_half_time(mentor, student):
    lesson = asked(mentor, student, ahead=72 * HOUR)
    with time_machine.travel(MORNING + 24 * HOUR - SECOND, tick=False):
        assert (requests.remind_to_answer(), told()) == (0, [])
    with time_machine.travel(MORNING + 24 * HOUR, tick=False):
        assert [requests.remind_to_answer(), requests.remind_to_answer()] == [1, 0]
    assert told() == [(mentor.pk, "lessons.answer_due")]
    assert Notice.objects.get().path == lesson.get_absolute_url()


def test_who_answered_is_not_reminded(mentor, student):
    lesson = asked(mentor, student, ahead=72 * HOUR)
    with time_machine.travel(MORNING + 24 * HOUR, tick=False):
        lessons.reject_lesson(lesson_id=lesson.pk, by=mentor, reason="다른 일정")
        assert requests.remind_to_answer() == 0


def test_a_request_ends_at_its_deadline_and_both_are_told(mentor, student):
    lesson = asked(mentor, student, ahead=72 * HOUR)
    with time_machine.travel(MORNING + 48 * HOUR - SECOND, tick=False):
        assert requests.end_unanswered_requests() == 0
    with time_machine.travel(MORNING + 48 * HOUR, tick=False):
        assert [requests.end_unanswered_requests(), requests.end_unanswered_requests()] == [1, 0]
    lesson.refresh_from_db()
    assert (lesson.status, lesson.cancelled_by, lesson.cancelled_at) == ("CANCELLED", None, MORNING + 48 * HOUR)
    assert ended_unanswered(lesson.status, lesson.cancelled_by_id, lesson.approved_at)
    assert told() == [(student.pk, "lessons.request_ended"), (mentor.pk, "lessons.left_unanswered")]
    entry = AuditEntry.objects.latest("id")
    assert (entry.act, entry.actor, entry.after["status"]) == ("lessons.cancelled", None, "CANCELLED")


def test_nobody_approves_after_the_deadline_even_before_the_worker_came(mentor, student):
    lesson = asked(mentor, student, ahead=72 * HOUR)
    with time_machine.travel(MORNING + 48 * HOUR, tick=False), pytest.raises(Invalid) as refused:
        lessons.approve_lesson(lesson_id=lesson.pk, by=mentor)
    assert refused.value.code == "answered_too_late"
    with time_machine.travel(MORNING + 48 * HOUR - SECOND, tick=False):
        lessons.approve_lesson(lesson_id=lesson.pk, by=mentor)


@pytest.mark.parametrize("task", [requests.end_unanswered_requests, requests.remind_to_answer])
def test_what_was_answered_meanwhile_stays(monkeypatch, mentor, student, task):
    lesson, lock = asked(mentor, student, ahead=72 * HOUR), requests.lock_lesson
    late = MORNING + (48 if task is requests.end_unanswered_requests else 30) * HOUR

    def meanwhile(pk):
        lessons.reject_lesson(lesson_id=pk, by=mentor, reason="다른 일정")
        return lock(pk)

    monkeypatch.setattr(requests, "lock_lesson", meanwhile)
    with time_machine.travel(late, tick=False):
        assert task() == 0
    lesson.refresh_from_db()
    assert (lesson.status, [kind for _member, kind in told()]) == ("REJECTED", ["lessons.rejected"])


def test_all_that_are_overdue_end_in_one_round(mentor):
    tutorial = TutorialFactory(mentor=mentor)
    for _number in range(3):
        LessonFactory(tutorial=tutorial, mentee=MemberFactory(), created_at=clock.now() - 50 * HOUR)
    assert requests.end_unanswered_requests() == 3
