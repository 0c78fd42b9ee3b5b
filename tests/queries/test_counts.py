"""How many statements a page or an endpoint takes: the same with one row and with fifty, and exactly as written here.

A number that grows with the rows is a fault; one that changes is a decision, to be made here.
"""

import datetime as dt

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.elearning.catalogue.models import RefundStep
from apps.following.states import FollowKind
from apps.lessons.models import Tutorial
from apps.mentoring.states import ApplicationState
from apps.notices import answering
from apps.notices.models import Notice, OutboxMail
from apps.planner.models import AppointmentRole
from tests.access.sessions import session_of
from tests.factories.accounts import MemberFactory, MentorProfileFactory, mentor
from tests.factories.elearning import ContentFactory, CourseClassFactory, CourseFactory
from tests.factories.following import FollowFactory, mark, saved
from tests.factories.hours import HoursEntryFactory
from tests.factories.lessons import (
    DayOffFactory,
    LessonFactory,
    LessonSettingsFactory,
    NoteFactory,
    NoteFileFactory,
    OpenHolidayFactory,
    ReviewFactory,
    TutorialFactory,
    WeeklyHoursFactory,
)
from tests.factories.mentoring import ApplicationFactory, AttendanceFactory, SessionFactory, SessionReportFactory
from tests.factories.planner import AppointmentFactory, FreeHoursFactory, HolidayFactory, VenueFactory
from tests.factories.topics import TopicFactory

# Address, with {session} for a session with as many applicants, {tutorial} and {lesson} of a mentor with as many,
# {answer} for a link in a mail; then who → how many statements. A log-in costs two of them (session, member with the
# mentor profile), unread notices in the head one.
COUNTS = {
    "/": {"visitor": 6, "student": 11},
    "/me/": {"student": 14, "mentor": 19, "staff": 17},
    "/notices/": {"student": 6},
    "/notices/settings/": {"student": 5},
    "{answer}": {"visitor": 3},
    "/me/calendar/": {"student": 4},
    "/me/hours/": {"student": 4},
    "/me/following/": {"student": 10},
    "/hours/": {"mentor": 4},
    "/hours/{year}/{month}/": {"mentor": 4},
    "/me/no-shows/": {"student": 5},
    "/mentoring/": {"visitor": 5, "student": 8, "mentor": 8},
    "/mentoring/?view=calendar": {"visitor": 4, "student": 7},
    "/mentoring/?type=public&mine=applied&q=회원": {"student": 11},
    "/mentoring/?fit=1": {"student": 6},
    "/mentoring/?topic={topic}": {"visitor": 4, "student": 8},
    "/mentoring/history/": {"student": 6},
    "/mentoring/{session}/": {"visitor": 2, "student": 7, "mentor": 7, "staff": 10},
    "/mentoring/{session}/attendees/": {"mentor": 5},
    "/mentoring/{session}/attendees/sheet/": {"mentor": 5},
    "/mentoring/{session}/attendees.csv": {"mentor": 5},
    "/mentoring/{session}/attendees.xlsx": {"mentor": 5},
    "/mentoring/{session}/attendance/": {"mentor": 5},
    "/mentoring/{session}/attendance/code/": {"mentor": 7},
    "/mentoring/reports/": {"mentor": 6},
    "/mentoring/{report}/report/": {"mentor": 6, "staff": 6},
    "/mentoring/{report}/report/edit/": {"mentor": 6},
    "/mentoring/{session}/edit/": {"mentor": 8},
    "/mentoring/{session}/delete/": {"mentor": 5},
    "/mentors/": {"visitor": 8, "student": 11},
    "/mentors/?open=1&q=경력": {"student": 12},
    "/mentors/{mentor}/": {"visitor": 5, "student": 9},
    "/courses/": {"visitor": 7, "student": 10},
    "/courses/?sort=closing&type=ONLINE&level=INTRODUCTORY&free=1&q=과정": {"student": 13},
    "/courses/{course}/": {"visitor": 8, "student": 13, "staff": 13},
    "/tutorials/": {"visitor": 5, "student": 8, "mentor": 8},
    "/tutorials/?q=과외&status=all&price=100000&length=60&sort=price&mine=taken": {"student": 11},
    "/tutorials/?fit=1": {"student": 17},
    "/tutorials/{tutorial}/": {"visitor": 6, "student": 12, "mentor": 11, "staff": 12},
    "/tutorials/{tutorial}/reviews/": {"visitor": 4, "student": 8},
    "/tutorials/{tutorial}/edit/": {"mentor": 7},
    "/tutorials/{tutorial}/hours/": {"mentor": 7},
    "/tutorials/{tutorial}/request/?date={day}": {"student": 9},
    "/tutorials/{tutorial}/request/?date={day}&fit=1": {"student": 11},
    "/tutorials/hours/": {"mentor": 9},
    "/lessons/": {"student": 7},
    "/lessons/?view=calendar": {"student": 6},
    "/lessons/requests/": {"mentor": 7},
    "/lessons/{lesson}/": {"student": 6, "mentor": 7, "staff": 5},
    "/lessons/{lesson}/reject/": {"mentor": 4},
    "/lessons/{lesson}/times/": {"mentor": 13},
    "/lessons/{noted}/": {"student": 6, "staff": 5},
    "/lessons/{noted}/notes/": {"student": 7, "staff": 8},
    "/lessons/{noted}/notes/{note}/": {"mentor": 6},
    "/accounts/": {"student": 6},
    "/accounts/profile/": {"student": 3},
    "/accounts/seen/": {"student": 17},
    "/accounts/export/": {"student": 55},
    "/admin/mentoring/session/": {"staff": 7},
    "/admin/mentoring/session/{session}/change/": {"staff": 5},
    "/admin/mentoring/application/": {"staff": 6},
    "/admin/mentoring/attendance/": {"staff": 6},
    "/admin/mentoring/sessionreport/": {"staff": 6},
    "/admin/mentoring/sessionreport/{report_row}/change/": {"staff": 6},
    "/admin/lessons/tutorial/": {"staff": 6},
    "/admin/lessons/lesson/": {"staff": 6},
    "/admin/lessons/lesson/{lesson}/change/": {"staff": 4},
    "/admin/lessons/weeklyhours/": {"staff": 5},
    "/admin/lessons/dayoff/": {"staff": 6},
    "/admin/lessons/openholiday/": {"staff": 6},
    "/admin/lessons/lessonsettings/": {"staff": 4},
    "/admin/lessons/review/": {"staff": 7},
    "/admin/accounts/member/": {"staff": 6},
    "/admin/accounts/mentorprofile/": {"staff": 7},
    "/admin/hours/hoursentry/": {"staff": 8},
    "/admin/hours/hoursentry/month/{year}/{month}/": {"staff": 3},
    "/admin/planner/venue/": {"staff": 6},
    "/admin/topics/topic/": {"staff": 5},
    "/admin/planner/holiday/": {"staff": 7},
    "/admin/planner/appointment/": {"staff": 8},
    "/admin/notices/notice/": {"staff": 6},
    "/admin/notices/outboxmail/": {"staff": 6},
    "/admin/core/auditentry/": {"staff": 8},
}

pytestmark = pytest.mark.django_db
# The numbers are the same on both databases: the one row is asked of SQLite, the fifty of PostgreSQL.
ROWS = [pytest.param(1, marks=pytest.mark.sqlite), pytest.param(50, marks=pytest.mark.deep)]


def build(rows: int) -> tuple[dict[str, Member], dict[str, object]]:
    """As many of everything that a page lists: sessions, applicants, applications, notices, appointments, mails."""
    # Known to a process from its first need on: not a statement of the page that happens to need it first.
    ContentType.objects.get_for_models(*apps.get_models())
    host = mentor(email="host@example.com")
    student = MemberFactory(email="student@example.com")
    people = {"mentor": host, "student": student, "staff": MemberFactory(is_staff=True, is_superuser=True)}
    crowded = SessionFactory(author=host, capacity=rows + 1)
    applied = ApplicationFactory(session=crowded, member=student)
    begun = clock.at(clock.today() - dt.timedelta(days=2), dt.time(10))
    first_day = clock.today() - dt.timedelta(days=9)
    reported = SessionFactory(
        author=host, starts_at=begun, reg_start=first_day, capacity=rows + 1, approved_at=clock.now()
    )
    tutorial = TutorialFactory(mentor=host)
    lesson = LessonFactory(tutorial=tutorial, mentee=student)
    Tutorial.objects.filter(pk=tutorial.pk).update(review_count=rows, score_sum=5 * rows)
    noted = LessonFactory(tutorial=tutorial, mentee=student, starts_at=begun, status="COMPLETED")
    course, topic = CourseFactory(), TopicFactory()
    FollowFactory(member=student, kind=FollowKind.TOPIC, mentor=None, topic=topic)
    for number in range(rows):
        CourseClassFactory(instructors=[host], meetings=1)
        of_many = CourseClassFactory(
            course=course, number=number + 1, instructors=[host, student], meetings=number % 8 + 1
        )
        RefundStep.objects.create(course_class=of_many, days_before=number, percent=number)
        ContentFactory(course=course, position=number + 1)
        TutorialFactory(mentor=host, price=number)
        LessonFactory(tutorial=tutorial)
        task = NoteFactory(lesson=noted, kind="homework")
        NoteFileFactory(note=NoteFactory(lesson=noted))
        NoteFileFactory(note=NoteFactory(lesson=noted, kind="handed_in", homework=task))
        ReviewFactory(tutorial=tutorial)
        LessonFactory(tutorial=tutorial, mentee=student, starts_at=lesson.starts_at + dt.timedelta(days=number + 1))
        day = clock.today() + dt.timedelta(days=100 + number)
        DayOffFactory(mentor=host, first_day=day)
        OpenHolidayFactory(mentor=host, date=day)
        FreeHoursFactory(member=student, weekday=number % 7, start_time=dt.time(number // 7), end_time=dt.time(23))
        WeeklyHoursFactory(mentor=host, weekday=number % 7, start_time=dt.time(number // 7), end_time=dt.time(23))
        applicant = MemberFactory()
        LessonSettingsFactory(mentor=applicant)
        AttendanceFactory(application=ApplicationFactory(session=crowded, member=applicant))
        ApplicationFactory(session=crowded, state=ApplicationState.CANCELLED)
        starts_at = clock.at(clock.today() + dt.timedelta(days=4 + number), dt.time(10))
        theirs = SessionFactory(author=host if number % 2 else mentor(), starts_at=starts_at)
        ApplicationFactory(session=theirs, member=student)
        for member, role in ((student, AppointmentRole.GUEST), (host, AppointmentRole.HOST)):
            AppointmentFactory(member=member, role=role, starts_at=starts_at)
            Notice.objects.create(
                member=member, kind="mentoring.message", created_at=clock.now(),
                params={"title": "제목", "subject": "안내", "text": "글"},
            )  # fmt: skip
        OutboxMail.objects.create(
            member=student, to=student.email, subject="안내", text="글", created_at=clock.now(), due_at=clock.now()
        )
        written = SessionReportFactory(session=reported) if number == 0 else SessionReportFactory(session__author=host)
        AttendanceFactory(application=ApplicationFactory(session=written.session))
        AttendanceFactory(application=ApplicationFactory(session=reported))
        MentorProfileFactory(career="경력")
        FollowFactory(member=student)
        saved(student, "mentoring", f"q={number}")
        mark(student, "mentoring", theirs)
        mark(student, "elearning", of_many)
        VenueFactory()
        HoursEntryFactory(mentor=host)
        HoursEntryFactory(mentor=applicant)
        HolidayFactory(date=clock.today() + dt.timedelta(days=number), is_closed=False)
        audit.record(by=host, act="mentoring.opened", subject=theirs)
    day, yesterday = clock.today() + dt.timedelta(days=4), clock.today() - dt.timedelta(days=1)
    return people, {
        "session": crowded.pk,
        "report": reported.pk,
        "report_row": reported.report.pk,
        "tutorial": tutorial.pk,
        "lesson": lesson.pk,
        "noted": noted.pk,
        "note": task.pk,
        "day": day,
        "course": course.pk,
        "mentor": host.pk,
        "answer": answering.link_to(answering.ANSWERS["mentoring.cancel"], student, applied.pk, OutboxMail(pk=1)),
        "topic": topic.name,
        "year": yesterday.year,
        "month": yesterday.month,
    }


def counted(address: str, member: Member | None) -> int:
    client = Client()
    if member is not None:
        client.cookies["sessionid"] = session_of(member)
    with CaptureQueriesContext(
        connection,
    ) as statements:
        response = client.get(address)
        body = response.getvalue() if response.streaming else response.content
    assert (response.status_code, bool(body)) == (200, True)
    return len([one for one in statements if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))])


@pytest.mark.parametrize("rows", ROWS)
def test_pages_take_as_many_statements_as_written(rows: int):
    people, things = build(rows)
    found = {
        address: {who: counted(address.format(**things), people.get(who)) for who in viewers}
        for address, viewers in COUNTS.items()
    }
    assert found == COUNTS
