"""A held time asked for by two, and what follows a lesson said by two at once. Each beside its control."""

import datetime as dt

import pytest

from apps.core import clock
from apps.core.models import AuditEntry
from apps.lessons.models import Lesson
from apps.lessons.rules import limits as limit_rules
from apps.lessons.rules import outcomes as outcome_rules
from apps.lessons.rules import payments as payment_rules
from apps.lessons.services import lessons, outcomes, payments
from apps.lessons.states import Finding, LessonStatus, Role
from apps.notices.models import Notice
from tests.factories import accounts
from tests.factories.lessons import LessonFactory, LessonSettingsFactory, TutorialFactory
from tests.people import fresh
from tests.races.test_lessons import people
from tests.races.threads import RACE, all_meet, at_once, codes, halted, without_locks

pytestmark = RACE


def entries(act: str) -> int:
    return AuditEntry.objects.filter(act=act).count()


# --- A time that a request holds


def asking_for_one_time(number: int) -> list:
    """As many mentees ask for one time of a mentor, each in another tutorial, so that no row of these is shared."""
    mentor, _mentee = people()
    LessonSettingsFactory(mentor=mentor, holds_requests=True)
    starts_at = clock.now() + dt.timedelta(days=3)

    def ask(tutorial, mentee):
        return lambda: lessons.request_lesson(tutorial_id=tutorial.pk, by=mentee, starts_at=starts_at)

    return [ask(TutorialFactory(mentor=mentor), people()[1]) for _ in range(number)]


def test_of_six_who_ask_for_a_time_that_a_request_holds_one_gets_it():
    assert codes(at_once(*asking_for_one_time(6))) == ["held"] * 5 + ["ok"]
    assert Lesson.objects.count() == 1


def test_control_without_the_lock_a_held_time_is_asked_for_twice(monkeypatch):
    works = asking_for_one_time(2)
    without_locks(monkeypatch)
    all_meet(monkeypatch, limit_rules, "check_limits", 2)
    assert codes(at_once(*works)) == ["ok", "ok"]
    assert Lesson.objects.count() == 2


# --- The worker completes while somebody says who did not come


def a_lesson(status: str) -> Lesson:
    """A lesson that ended two hours ago."""
    mentor, mentee = people()
    starts_at = clock.now() - dt.timedelta(hours=3)
    return LessonFactory(tutorial__mentor=mentor, mentee=mentee, starts_at=starts_at, status=status)


def saying_absent(lesson: Lesson):
    given = {"lesson_id": lesson.pk, "by": lesson.mentor, "absent": Role.MENTEE, "reason": "오지 않았습니다."}
    return lambda: outcomes.say_absent(**given)


@pytest.mark.parametrize("status", ["APPROVED", "IN_PROGRESS"])
def test_a_lesson_is_completed_once_while_somebody_says_who_did_not_come(status):
    for _ in range(3):
        AuditEntry.objects.all().delete()
        lesson = a_lesson(status)
        assert codes(at_once(outcomes.complete_ended_lessons, saying_absent(lesson))) == ["ok", "ok"]
        lesson.refresh_from_db()
        assert (lesson.status, lesson.outcome.absent) == (LessonStatus.COMPLETED, Role.MENTEE)
        assert (entries("lessons.completed"), entries("lessons.absence_said")) == (1, 1)


def test_control_without_the_lock_it_is_completed_twice(monkeypatch):
    lesson = a_lesson("IN_PROGRESS")
    without_locks(monkeypatch)
    halt = halted(monkeypatch, outcome_rules, "check_said_reason")
    answers = at_once(saying_absent(lesson), lambda: halt.while_halted(outcomes.complete_ended_lessons))
    assert codes(answers) == ["ok", "ok"]
    assert (entries("lessons.completed"), Notice.objects.filter(kind="lessons.completed").count()) == (2, 1)


# --- Recorded as paid, and decided, by two


def recording(lesson: Lesson):
    return lambda: payments.record_payment(lesson_id=lesson.pk, by=lesson.mentor)


def test_of_four_clicks_one_records_the_payment():
    lesson = a_lesson("COMPLETED")
    assert codes(at_once(*[recording(lesson)] * 4)) == ["already_paid"] * 3 + ["ok"]
    assert (entries("lessons.paid"), Notice.objects.filter(kind="lessons.paid").count()) == (1, 1)


def test_control_without_the_lock_two_record_it(monkeypatch):
    lesson = a_lesson("COMPLETED")
    without_locks(monkeypatch)
    all_meet(monkeypatch, payment_rules, "check_can_record_payment", 2)
    assert codes(at_once(*[recording(lesson)] * 2)) == ["ok", "ok"]
    assert entries("lessons.paid") == 2


def contested() -> Lesson:
    lesson = a_lesson("COMPLETED")
    outcomes.object_to_outcome(lesson_id=lesson.pk, by=lesson.mentee, reason="수업이 없었습니다.")
    return lesson


def deciding(lesson: Lesson) -> list:
    def decide(finding: str):
        office = fresh(accounts.MemberFactory(is_staff=True, is_superuser=True))
        return lambda: outcomes.decide_objection(
            lesson_id=lesson.pk, by=office, finding=finding, answer="확인했습니다."
        )

    return [decide(Finding.HELD), decide(Finding.NOT_HELD)]


def test_of_two_staff_one_decides():
    lesson = contested()
    assert codes(at_once(*deciding(lesson))) == ["already_decided", "ok"]
    assert entries("lessons.objection_decided") == 1


def test_control_without_the_lock_two_decide_otherwise(monkeypatch):
    lesson = contested()
    works = deciding(lesson)
    without_locks(monkeypatch)
    all_meet(monkeypatch, outcome_rules, "check_can_decide", 2)
    assert codes(at_once(*works)) == ["ok", "ok"]
    assert entries("lessons.objection_decided") == 2
