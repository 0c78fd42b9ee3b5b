"""Facts of one row, the sets of rows, and what the database refuses whoever writes."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction

from apps.core import clock
from apps.lessons.models import Lesson
from apps.lessons.states import FINAL, LIVE, LessonStatus
from tests.factories.accounts import MemberFactory
from tests.factories.accounts import mentor as a_mentor
from tests.factories.lessons import DayOffFactory, LessonFactory, TutorialFactory, WeeklyHoursFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 1, 5, 9, 0, tzinfo=clock.SEOUL)


@time_machine.travel(NOW, tick=False)
def test_what_rows_say_of_themselves():
    lesson = LessonFactory(status="APPROVED")
    assert str(lesson) == f"{lesson.mentee.name} · {lesson.tutorial.title} · 승인됨"
    assert lesson.get_absolute_url() == f"/lessons/{lesson.pk}/"
    assert str(lesson.tutorial) == lesson.tutorial.title
    hours, rest = WeeklyHoursFactory(), DayOffFactory()
    assert str(hours) == f"{hours.mentor.name} · 월 19:00"
    assert str(rest) == f"{rest.mentor.name} · 2026-01-12(월)"


def test_a_state_is_live_or_final():
    assert set(LIVE) | FINAL == set(LessonStatus)
    assert not set(LIVE) & FINAL


def refused(fields: dict, **made) -> str:
    row = LessonFactory(**made)
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        Lesson.objects.filter(pk=row.pk).update(**fields)
    return str(error.value)


@pytest.mark.parametrize(
    ("made", "wrong", "constraint"),
    [
        ("PENDING", {"ends_at": NOW}, "ends_after_start"),
        ("REJECTED", {"reject_reason": ""}, "rejected_why"),
        *[("PENDING", {name: NOW}, "stamps_are_its_state") for name in ("approved_at", "rejected_at", "started_at",
                                                                         "completed_at", "cancelled_at")],
        *[("PENDING", {"status": status, "reject_reason": "까닭"}, "stamps_are_its_state") for status in LessonStatus
          if status != "PENDING"],
        ("APPROVED", {"status": "PENDING"}, "stamps_are_its_state"),
        ("APPROVED", {"started_at": NOW}, "stamps_are_its_state"),
        ("IN_PROGRESS", {"approved_at": None}, "stamps_are_its_state"),
        ("COMPLETED", {"started_at": None}, "stamps_are_its_state"),
        ("COMPLETED", {"cancelled_at": NOW}, "stamps_are_its_state"),
        ("CANCELLED", {"started_at": NOW}, "stamps_are_its_state"),
    ],
)  # fmt: skip
def test_the_database_refuses(made, wrong, constraint):
    assert constraint in refused(wrong, status=made)


def test_what_was_cancelled_may_have_been_approved():
    assert LessonFactory(status="CANCELLED", approved_at=NOW).pk


def test_nobody_gives_themselves_a_lesson():
    row = LessonFactory()
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        Lesson.objects.filter(pk=row.pk).update(mentee=row.mentor)


def test_one_live_lesson_of_a_mentee_tutorial_and_time():
    row = LessonFactory()
    same = {"tutorial": row.tutorial, "mentee": row.mentee, "starts_at": row.starts_at}
    for status in LIVE:
        with pytest.raises(IntegrityError), transaction.atomic():
            LessonFactory(**same, status=status)
    for status in FINAL:
        LessonFactory(**same, status=status)
    LessonFactory(**{**same, "mentee": MemberFactory()})
    LessonFactory(**{**same, "tutorial": TutorialFactory()})
    LessonFactory(**{**same, "starts_at": row.starts_at + dt.timedelta(minutes=1)})
    assert Lesson.objects.live().count() == 4


def test_who_sees_which(mentor, student, stranger, superuser, bare_staff):
    own = LessonFactory(tutorial__mentor=mentor, mentee=student)
    other = LessonFactory()
    seen = {
        member.name: set(Lesson.objects.visible_to(member).values_list("pk", flat=True))
        for member in (mentor, student, stranger, superuser, bare_staff)
    }
    assert seen == {
        mentor.name: {own.pk}, student.name: {own.pk}, stranger.name: set(), superuser.name: {own.pk, other.pk},
        bare_staff.name: set(),
    }  # fmt: skip
    assert [row.pk for row in Lesson.objects.of_mentee(student)] == [own.pk]
    assert [row.pk for row in Lesson.objects.of_mentor(other.mentor)] == [other.pk]


def test_what_waits_is_first():
    mentor = a_mentor()
    tutorial = TutorialFactory(mentor=mentor)
    order = [
        ("PENDING", 1), ("PENDING", 5), ("APPROVED", 2), ("IN_PROGRESS", 3), ("APPROVED", 6),
        ("CANCELLED", 9), ("COMPLETED", 4), ("REJECTED", 1),
    ]  # fmt: skip
    rows = [
        LessonFactory(tutorial=tutorial, status=status, starts_at=NOW + dt.timedelta(days=days))
        for status, days in reversed(order)
    ]
    found = Lesson.objects.of_mentor(mentor).waiting_first()
    assert [(row.status, (row.starts_at - NOW).days) for row in found] == order
    assert list(found.reverse()) == list(found)[::-1]
    assert list(Lesson.objects.newest_first()) == rows[::-1]
