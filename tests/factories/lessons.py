"""Tutorials, hours, and lessons in any of their states."""

import datetime as dt

import factory

from apps.core import clock, search
from apps.lessons.models import (
    DayOff,
    Lesson,
    LessonNote,
    LessonSettings,
    NoteFile,
    OfferedTime,
    OpenHoliday,
    Review,
    Tutorial,
    WeeklyHours,
)
from apps.lessons.rules import times as time_rules
from apps.lessons.states import LessonStatus, NoteKind
from apps.planner.models import AppointmentRole
from tests.factories import accounts
from tests.factories.planner import AppointmentFactory

# The stamps that each state has (a cancelled one may have been approved before: give `approved_at`).
STAMPS = {
    LessonStatus.PENDING: (),
    LessonStatus.APPROVED: ("approved_at",),
    LessonStatus.REJECTED: ("rejected_at",),
    LessonStatus.IN_PROGRESS: ("approved_at", "started_at"),
    LessonStatus.COMPLETED: ("approved_at", "started_at", "completed_at"),
    LessonStatus.CANCELLED: ("cancelled_at",),
}


def _stamp(name: str):
    return factory.LazyAttribute(lambda row: clock.now() if name in STAMPS[row.status] else None)


class TutorialFactory(factory.django.DjangoModelFactory):
    """Open, an hour for 50,000 won."""

    class Meta:
        model = Tutorial

    mentor = factory.LazyFunction(accounts.mentor)
    title = factory.Sequence(lambda n: f"과외 {n}")
    description = "처음 배우는 분들을 위한 수업입니다."
    price = 50_000
    duration = 60
    title_key = factory.LazyAttribute(lambda row: search.title_key(row.title))
    description_key = factory.LazyAttribute(lambda row: search.search_key(row.description))
    created_at = factory.LazyFunction(clock.now)
    updated_at = factory.LazyFunction(clock.now)


class WeeklyHoursFactory(factory.django.DjangoModelFactory):
    """Mondays, 19:00 to 22:00."""

    class Meta:
        model = WeeklyHours

    mentor = factory.LazyFunction(accounts.mentor)
    weekday = 0
    start_time = dt.time(19)
    end_time = dt.time(22)


class DayOffFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DayOff

    mentor = factory.LazyFunction(accounts.mentor)
    first_day = factory.LazyFunction(lambda: clock.today() + dt.timedelta(days=7))
    last_day = factory.LazyAttribute(lambda row: row.first_day)


class LessonSettingsFactory(factory.django.DjangoModelFactory):
    """Asks nothing."""

    class Meta:
        model = LessonSettings

    mentor = factory.LazyFunction(accounts.mentor)


class OpenHolidayFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OpenHoliday

    mentor = factory.LazyFunction(accounts.mentor)
    date = factory.LazyFunction(lambda: clock.today() + dt.timedelta(days=7))


class LessonFactory(factory.django.DjangoModelFactory):
    """Waiting for its mentor, in three days at 14:00 in Seoul. `booked()` puts it into the planners as well."""

    class Meta:
        model = Lesson

    tutorial = factory.SubFactory(TutorialFactory)
    mentor = factory.SelfAttribute("tutorial.mentor")
    mentee = factory.SubFactory(accounts.MemberFactory)
    status = LessonStatus.PENDING
    starts_at = factory.LazyFunction(lambda: clock.at(clock.today() + dt.timedelta(days=3), dt.time(14)))
    ends_at = factory.LazyAttribute(lambda row: row.starts_at + dt.timedelta(minutes=row.duration))
    price = factory.SelfAttribute("tutorial.price")
    duration = factory.SelfAttribute("tutorial.duration")
    request_message = "잘 부탁드립니다."
    reject_reason = factory.LazyAttribute(lambda row: "다른 일정" if row.status == LessonStatus.REJECTED else "")
    created_at = factory.LazyFunction(clock.now)
    updated_at = factory.LazyFunction(clock.now)
    answer_by = factory.LazyAttribute(lambda row: time_rules.answer_deadline(row.created_at, row.starts_at))
    approved_at = _stamp("approved_at")
    rejected_at = _stamp("rejected_at")
    started_at = _stamp("started_at")
    completed_at = _stamp("completed_at")
    cancelled_at = _stamp("cancelled_at")


class OfferedTimeFactory(factory.django.DjangoModelFactory):
    """A time that the mentor offers, a day after the lesson."""

    class Meta:
        model = OfferedTime

    lesson = factory.SubFactory(LessonFactory)
    by = factory.SelfAttribute("lesson.mentor")
    starts_at = factory.LazyAttribute(lambda row: row.lesson.starts_at + dt.timedelta(days=1))
    ends_at = factory.LazyAttribute(lambda row: row.starts_at + dt.timedelta(minutes=row.lesson.duration))


class ReviewFactory(factory.django.DjangoModelFactory):
    """Five points, shown. The tutorial does not count it: only the services do."""

    class Meta:
        model = Review

    tutorial = factory.SubFactory(TutorialFactory)
    mentee = factory.SubFactory(accounts.MemberFactory)
    score = 5
    words = "막힌 곳에서 바로 시작했습니다."
    written_at = factory.LazyFunction(clock.now)


def booked(lesson: Lesson) -> Lesson:
    """The lesson, in the planners of both as `approve` leaves it."""
    for member, role in ((lesson.mentor, AppointmentRole.HOST), (lesson.mentee, AppointmentRole.GUEST)):
        AppointmentFactory(
            member=member, role=role, source=Lesson.SOURCE, source_id=lesson.pk, title=lesson.tutorial.title,
            path=lesson.get_absolute_url(), starts_at=lesson.starts_at, ends_at=lesson.ends_at,
        )  # fmt: skip
    return lesson


class NoteFactory(factory.django.DjangoModelFactory):
    """A note of the mentor for both; homework is due in a week."""

    class Meta:
        model = LessonNote

    lesson = factory.SubFactory(LessonFactory, status=LessonStatus.APPROVED)
    author = factory.LazyAttribute(
        lambda row: row.lesson.mentee if row.kind == NoteKind.HANDED_IN else row.lesson.mentor
    )
    kind = NoteKind.SHARED
    text = "첫 시간에 한 것"
    due_on = factory.LazyAttribute(
        lambda row: clock.today() + dt.timedelta(days=7) if row.kind == NoteKind.HOMEWORK else None
    )
    written_at = factory.LazyFunction(clock.now)


class NoteFileFactory(factory.django.DjangoModelFactory):
    """A file that stands at no place of the disk."""

    class Meta:
        model = NoteFile

    note = factory.SubFactory(NoteFactory)
    upload = "lesson-notes/2026/01/none.pdf"
    name = "자료.pdf"
    size = 9
