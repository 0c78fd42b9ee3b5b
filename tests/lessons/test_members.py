"""Lessons in a member's own data, who sees them, and what becomes of them when somebody leaves."""

import datetime as dt
import json

import pytest
import time_machine
from django.core.serializers.json import DjangoJSONEncoder

from apps.accounts import visibility
from apps.accounts.services.leaving import end_membership
from apps.core import clock
from apps.core.errors import Conflict
from apps.core.models import AuditEntry
from apps.lessons import members
from apps.lessons.models import DayOff, Lesson, WeeklyHours
from apps.lessons.services import lessons
from apps.notices.models import Notice, OutboxMail
from apps.planner.models import Appointment
from tests.factories.accounts import mentor as a_mentor
from tests.factories.lessons import (
    DayOffFactory,
    LessonFactory,
    NoteFactory,
    OpenHolidayFactory,
    TutorialFactory,
    WeeklyHoursFactory,
    booked,
)
from tests.mails import mails
from tests.people import fresh

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 1, 5, 9, 0, tzinfo=clock.SEOUL)


@pytest.fixture(autouse=True)
def then():
    with time_machine.travel(NOW, tick=False):
        yield


def test_the_export_holds_ones_own_words_and_nobody_elses(mentor, student):
    lesson = LessonFactory(tutorial__mentor=mentor, mentee=student, request_message="제 메시지")
    WeeklyHoursFactory(mentor=mentor)
    DayOffFactory(mentor=mentor, note="여행")
    opened = OpenHolidayFactory(mentor=mentor)
    LessonFactory()
    taken, given = members.export(student), members.export(mentor)
    assert [(row["id"], row["request_message"]) for row in taken["taken"]] == [(lesson.pk, "제 메시지")]
    assert [taken[name] for name in ("given", "tutorials", "weekly_hours", "days_off")] == [[], [], [], []]
    assert [row["id"] for row in given["given"]] == [lesson.pk]
    assert [row["id"] for row in given["tutorials"]] == [lesson.tutorial_id]
    assert given["weekly_hours"] == [{"tutorial_id": None, "weekday": 0, "start_time": "19:00", "end_time": "22:00"}]
    assert [row["note"] for row in given["days_off"]] == ["여행"]
    assert given["open_holidays"] == [opened.date]
    text = json.dumps(given, cls=DjangoJSONEncoder, ensure_ascii=False)
    assert ("제 메시지" in text, student.name in text) == (False, False)


def test_each_reads_what_the_other_sees(mentor, student, stranger):
    shown = {audience.label: audience.facts for audience in visibility.audiences()}
    to_mentors, to_mentees = shown["내가 수업을 신청한 멘토"], shown["내 과외에 수업을 신청한 멘티"]
    for number in range(5):
        tutorial = TutorialFactory(mentor=mentor, title=f"과외{number}")
        LessonFactory.create_batch(2, tutorial=tutorial, status="REJECTED", mentee=student)
    assert to_mentors(student) == [
        ("이름", "이서연"), ("이메일", "seoyeon@example.com"), ("신청 메시지", "수업마다 쓴 그대로"),
        ("해당 과외", "과외4, 과외3, 과외2 외 2건"),
    ]  # fmt: skip
    assert to_mentees(mentor) == [
        ("이름", "김하준"), ("이메일", "hajun@example.com"), ("해당 과외", "과외4, 과외3, 과외2 외 2건"),
    ]  # fmt: skip
    lesson = LessonFactory(tutorial=tutorial, status="COMPLETED", mentee=student)
    for author in (mentor, student):
        NoteFactory(lesson=lesson, author=author, kind="private")
    assert (len(to_mentors(student)), len(to_mentees(mentor))) == (4, 3)
    NoteFactory(lesson=lesson, kind="handed_in", homework=NoteFactory(lesson=lesson, kind="homework"))
    assert to_mentors(student)[-2] == ("제출한 과제", "글과 파일")
    assert to_mentees(mentor)[-2] == ("수업 노트와 과제", "함께 보는 글과 파일")
    assert [to_mentors(mentor), to_mentees(student), to_mentors(stranger)] == [[], [], []]
    LessonFactory(tutorial__title="하나", mentee=stranger)
    assert to_mentors(stranger)[-1] == ("해당 과외", "하나")


@pytest.mark.parametrize(
    ("status", "starts_in", "may"),
    [
        ("PENDING", 3, True),
        ("APPROVED", 3, False),
        ("APPROVED", -0.5, False),  # it has begun and is not over
        ("APPROVED", -1, True),  # nobody ever started it
        ("IN_PROGRESS", -30, False),
        ("COMPLETED", -30, True),
        ("CANCELLED", 3, True),
    ],
)
def test_a_mentor_stays_while_lessons_are_agreed(mentor, status, starts_in, may):
    LessonFactory(
        tutorial__mentor=mentor, tutorial__duration=60, status=status, starts_at=NOW + dt.timedelta(hours=starts_in)
    )
    if may:
        assert end_membership(by=mentor).left_at
        return
    with pytest.raises(Conflict) as refused:
        end_membership(by=mentor)
    assert refused.value.code == "gives_lessons"
    assert refused.value.message.startswith("앞으로 진행할 수업이 1건 있습니다.")


def test_a_mentor_who_leaves_closes_tutorials_and_answers_who_waits(mentor, student):
    tutorial = TutorialFactory(mentor=mentor, title="자바")
    shut = TutorialFactory(mentor=mentor, is_open=False)
    waiting = LessonFactory(tutorial=tutorial, mentee=student)
    past = LessonFactory(tutorial=tutorial, mentee=student, status="COMPLETED", starts_at=NOW - dt.timedelta(days=9))
    WeeklyHoursFactory(mentor=mentor)
    DayOffFactory(mentor=mentor)
    kept = WeeklyHoursFactory(), DayOffFactory()
    end_membership(by=mentor)
    for row in (tutorial, shut, waiting, past):
        row.refresh_from_db()
    assert (tutorial.is_open, tutorial.revision, shut.revision) == (False, 1, 0)
    assert (waiting.status, waiting.reject_reason) == (
        "REJECTED", "멘토가 수업을 진행하지 못하게 되었습니다. 다른 멘토의 과외를 찾아 신청해 주세요.",
    )  # fmt: skip
    assert past.status == "COMPLETED"
    notice = Notice.objects.get(member=student)
    assert (notice.kind, notice.params["reason"]) == ("lessons.rejected", waiting.reject_reason)
    assert (list(WeeklyHours.objects.all()), list(DayOff.objects.all())) == ([kept[0]], [kept[1]])
    assert AuditEntry.objects.filter(act="lessons.tutorial_closed").count() == 1


def test_a_mentee_who_leaves_gives_the_time_back_and_takes_the_words_along(mentor, student):
    tutorial = TutorialFactory(mentor=mentor, title="자바")
    day = dt.timedelta(days=1)
    asked = lessons.request_lesson(
        tutorial_id=tutorial.pk, by=student, starts_at=NOW + day, message="제 번호는 비밀"
    ).lesson
    agreed = booked(LessonFactory(tutorial=tutorial, mentee=student, status="APPROVED", starts_at=NOW + 2 * day))
    ended = booked(LessonFactory(tutorial=tutorial, mentee=student, status="APPROVED", starts_at=NOW - day))
    running = LessonFactory(tutorial=tutorial, mentee=student, status="IN_PROGRESS", starts_at=NOW - 2 * day)
    called_off = lessons.request_lesson(tutorial_id=tutorial.pk, by=student, starts_at=NOW + 3 * day, message="").lesson
    lessons.cancel_lesson(lesson_id=called_off.pk, by=student, reason="시험")
    OutboxMail.objects.filter(pk__in=[mail.pk for mail in mails() if "비밀" in mail.text]).update(sent_at=NOW)
    end_membership(by=student)
    states = {row.pk: row.status for row in Lesson.objects.all()}
    assert states == {
        asked.pk: "CANCELLED", agreed.pk: "CANCELLED", ended.pk: "APPROVED", running.pk: "IN_PROGRESS",
        called_off.pk: "CANCELLED",
    }  # fmt: skip
    assert not Appointment.objects.filter(source_id=agreed.pk, cancelled_at=None).exists()
    assert Lesson.objects.exclude(request_message="").count() == 0
    told = list(Notice.objects.filter(member=mentor).order_by("id").values_list("kind", "params__name"))
    assert told == [
        ("lessons.requested", "탈퇴 회원"), ("lessons.requested", "탈퇴 회원"),
        ("lessons.cancelled_by_mentee", "탈퇴 회원"), ("lessons.cancelled_by_mentee", "탈퇴 회원"),
        ("lessons.cancelled_by_mentee", "탈퇴 회원"),
    ]  # fmt: skip
    assert not [params for params in Notice.objects.values_list("params", flat=True) if "비밀" in str(params)]
    # What was sent is kept for the office to look up, and goes; what is on its way still tells the mentor who it was.
    assert not [mail.text for mail in mails() if "비밀" in mail.text]
    assert len([mail for mail in mails() if "이서연" in mail.text]) == 2


def test_another_mentor_keeps_what_was_told_of_others(mentor, student, other_student):
    tutorial = TutorialFactory(mentor=a_mentor())
    lessons.request_lesson(
        tutorial_id=tutorial.pk, by=other_student, starts_at=NOW + dt.timedelta(days=1), message="남의 말"
    )
    lessons.request_lesson(tutorial_id=tutorial.pk, by=student, starts_at=NOW + dt.timedelta(days=1), message="내 말")
    end_membership(by=student)
    params = list(Notice.objects.filter(kind="lessons.requested").order_by("id").values_list("params", flat=True))
    assert [(one["name"], one["message"]) for one in params] == [("박도윤", "남의 말"), ("탈퇴 회원", "")]
    assert Lesson.objects.get(mentee=other_student).status == "PENDING"


def test_staff_who_erase_a_mentor_need_no_power_over_tutorials(mentor, superuser):
    tutorial = TutorialFactory(mentor=mentor)
    end_membership(by=superuser, member_id=mentor.pk, reason="본인 요청")
    tutorial.refresh_from_db()
    assert not tutorial.is_open
    assert AuditEntry.objects.get(act="lessons.tutorial_closed").actor == fresh(superuser)


def test_what_was_called_off_while_the_mentor_left_stays_called_off(mentor, student, monkeypatch):
    lesson = LessonFactory(tutorial__mentor=mentor, mentee=student)
    locked = lessons.lock_lesson

    def meanwhile(lesson_id: int) -> Lesson:
        """The mentee is a moment faster."""
        Lesson.objects.filter(pk=lesson_id).update(status="CANCELLED", cancelled_at=NOW)
        return locked(lesson_id)

    monkeypatch.setattr(lessons, "lock_lesson", meanwhile)
    end_membership(by=mentor)
    lesson.refresh_from_db()
    assert (lesson.status, Notice.objects.count()) == ("CANCELLED", 0)
