"""The no-show record: what counts, for how long, how much, and who is shown it where."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from apps.accounts.export import export_all
from apps.core import clock, no_shows
from apps.core.parts import NoShow
from apps.lessons.models import LessonOutcome
from apps.lessons.states import Finding, LessonStatus, Role
from apps.mentoring.models import Application, Attendance, Session
from apps.mentoring.services import applications
from apps.mentoring.states import CancelCause, Presence
from tests.api.client import ApiClient
from tests.factories.lessons import LessonFactory, TutorialFactory
from tests.factories.mentoring import ApplicationFactory, AttendanceFactory, SessionFactory
from tests.factories.planner import AppointmentFactory

NOW = dt.datetime(2026, 6, 10, 12, tzinfo=clock.SEOUL)
DAY, HOUR, SECOND = dt.timedelta(days=1), dt.timedelta(hours=1), dt.timedelta(seconds=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def travel():
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


def missed(member, *, ago=10 * DAY, presence=Presence.ABSENT, title="코드 리뷰", **given) -> Attendance:
    """A session of before to which the member did not come, recorded at its start."""
    starts = NOW - ago
    session = SessionFactory(title=title, starts_at=starts, reg_start=clock.local(starts).date())
    own = ApplicationFactory(session=session, member=member)
    return AttendanceFactory(application=own, presence=presence, recorded_at=starts, **given)


def missed_lesson(member, *, absent=Role.MENTEE, **given) -> LessonOutcome:
    lesson = LessonFactory(
        tutorial=TutorialFactory(title="자바"), mentee=member, starts_at=NOW - DAY, status=LessonStatus.COMPLETED
    )
    said = {"absent_reason": "30분을 기다렸습니다.", "absent_at": NOW - DAY, "absent_said_by": lesson.mentor}
    return LessonOutcome.objects.create(lesson=lesson, absent=absent, **{**said, **given})


def rows_of(member) -> list[NoShow]:
    return no_shows.list_no_shows([member.pk], clock.now()).get(member.pk, [])


def titles(member) -> list[str]:
    return [row.title for row in rows_of(member)]


# --- What counts, and for how long ------------------------------------------------------------------------------------


def test_absences_of_sessions_and_lessons_count_each_for_its_own_member(
    student, other_student, django_assert_num_queries
):
    missed(student)
    missed_lesson(student)
    missed(other_student, title="밤샘 코딩")
    for presence in (Presence.PRESENT, Presence.LATE, Presence.EXCUSED):
        missed(student, presence=presence)
    missed_lesson(student, absent=Role.MENTOR)
    LessonFactory(mentee=student, starts_at=NOW - DAY, status=LessonStatus.COMPLETED)
    with django_assert_num_queries(2):
        found = no_shows.list_no_shows([student.pk, other_student.pk], NOW)
    assert {pk: [row.title for row in rows] for pk, rows in found.items()} == {
        student.pk: ["자바", "코드 리뷰"], other_student.pk: ["밤샘 코딩"],
    }  # fmt: skip
    with django_assert_num_queries(0):
        assert no_shows.list_no_shows([], NOW) == {}


def test_it_fades_ninety_days_after_its_start(student, travel):
    row = missed(student, ago=dt.timedelta())
    ends = row.application.session.starts_at + 90 * DAY
    assert no_shows.counts_until(rows_of(student)[0]) == ends
    travel.move_to(ends - SECOND)
    assert titles(student) == ["코드 리뷰"]
    travel.move_to(ends)
    assert titles(student) == []


@pytest.mark.parametrize(
    ("objected", "decided", "counts"), [(False, False, True), (True, False, False), (True, True, True)]
)
def test_an_absence_under_an_open_objection_does_not_count(student, objected, decided, counts):
    row = missed(student, objected_at=NOW if objected else None, decided_at=NOW if decided else None)
    assert bool(titles(student)) is counts
    assert [found.object_until for found in rows_of(student)] == (
        [None] if objected else [row.changed_at + 7 * DAY]
    ) * counts


def test_a_lesson_under_an_objection_does_not_count(student):
    outcome = missed_lesson(student)
    assert [row.object_until for row in rows_of(student)] == [NOW + DAY]
    LessonOutcome.objects.update(absent_said_by=student)
    assert [row.object_until for row in rows_of(student)] == [None]
    LessonOutcome.objects.filter(pk=outcome.pk).update(objection="다녀왔습니다.", objected_at=NOW)
    assert titles(student) == []
    for finding in Finding:
        LessonOutcome.objects.update(finding=finding, answer="확인했습니다.", decided_at=NOW)
        assert [row.object_until for row in rows_of(student)] == [None] * (finding == Finding.MENTEE)


@pytest.mark.parametrize("ended", ["deleted_at", "declined_at"])
def test_what_was_deleted_or_declined_does_not_count(student, ended):
    missed(student)
    Session.objects.update(**{ended: NOW})
    assert titles(student) == []


def test_a_record_whose_seat_was_given_back_does_not_count(student):
    row = missed(student)
    Application.objects.filter(pk=row.application_id).update(
        state="cancelled", holds_seat=False, cancelled_at=NOW, cancel_cause=CancelCause.AUTHOR
    )
    assert titles(student) == []


# --- Late cancels -----------------------------------------------------------------------------------------------------


def ahead(member, *, waits=False) -> Application:
    session = SessionFactory(title="특강", starts_at=NOW + DAY, reg_start=clock.local(NOW - DAY).date())
    if waits:
        return ApplicationFactory(session=session, member=member, state="waiting")
    AppointmentFactory(
        member=member, source=Session.SOURCE, source_id=session.pk, starts_at=session.starts_at, ends_at=session.ends_at
    )
    return ApplicationFactory(session=session, member=member)


@pytest.mark.parametrize(
    ("before", "waits", "counts"),
    [
        (3 * HOUR, False, False),
        (3 * HOUR - SECOND, False, True),
        (SECOND, False, True),
        (HOUR, True, False),
    ],
)
def test_a_seat_given_back_within_three_hours_counts_half_where_the_site_says_so(
    student, travel, settings, before, waits, counts
):
    own = ahead(student, waits=waits)
    travel.move_to(own.session.starts_at - before)
    applications.cancel_application(application_id=own.pk, by=student)
    assert titles(student) == []
    settings.LATE_CANCELS_COUNT_HALF = True
    assert titles(student) == ["특강"] * counts
    for moved in (own.session.starts_at + DAY, clock.now() + HOUR):  # by the mentor, once the seat is free
        Session.objects.update(starts_at=moved, ends_at=moved + HOUR, closes_at=NOW)
        assert titles(student) == ["특강"] * counts
    missed(student)
    assert no_shows.say_total(rows_of(student)) == ("1.5회" if counts else "1회")


def test_who_comes_back_or_is_cancelled_by_the_mentor_gave_nothing_back_late(student, other_student, travel, settings):
    settings.LATE_CANCELS_COUNT_HALF = True
    own = ahead(student)
    other = ApplicationFactory(session=own.session, member=other_student)
    travel.move_to(own.session.starts_at - HOUR)
    applications.cancel_application(application_id=own.pk, by=student)
    applications.cancel_application(application_id=other.pk, by=own.session.author, reason="자리가 모자랍니다.")
    applications.apply_to_session(session_id=own.session_id, by=student)
    assert titles(student) == titles(other_student) == []


@pytest.mark.parametrize(
    ("by", "before", "agreed", "counts"),
    [
        ("mentee", HOUR, True, True),
        ("mentee", 3 * HOUR, True, False),
        ("mentee", HOUR, False, False),
        ("mentor", HOUR, True, False),
    ],
)
def test_an_agreed_lesson_that_its_mentee_cancels_late_counts_half(student, settings, by, before, agreed, counts):
    lesson = LessonFactory(
        mentee=student, starts_at=NOW - DAY, status=LessonStatus.CANCELLED, cancelled_at=NOW - DAY - before,
        approved_at=NOW - 2 * DAY if agreed else None,
    )  # fmt: skip
    lesson.cancelled_by = getattr(lesson, by)
    lesson.save()
    assert rows_of(student) == []
    settings.LATE_CANCELS_COUNT_HALF = True
    assert [(row.is_late_cancel, row.object_until) for row in rows_of(student)] == [(True, None)] * counts


# --- Who is shown it --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shown", [False, True])
def test_the_member_reads_what_counts_until_when_and_who_sees_it(client, student, settings, shown):
    settings.HOSTS_SEE_NO_SHOWS = settings.LATE_CANCELS_COUNT_HALF = shown
    client.force_login(student)
    assert "불참으로 세는 기록이 없습니다" in client.get("/me/no-shows/").content.decode()
    row = missed(student, ago=3 * DAY)
    missed(student, ago=20 * DAY, title="오래된 일")
    page = client.get("/me/no-shows/").content.decode()
    assert "모두 2회" in page
    assert "9월 5일에 사라집니다" in page
    assert page.count("이의 제기하러 가기") == 1
    assert f'href="{reverse("mentoring:detail", args=[row.application.session_id])}"' in page
    assert ("나와 운영자만 봅니다" in page, "3시간 안에 취소하면" in page) == (not shown, shown)
    assert "참석 이력" in client.get("/accounts/").content.decode()


def test_the_own_api_and_the_file_of_own_data_say_the_same(student, other_student):
    missed(student)
    answer = ApiClient(student).get("/api/me/no-shows").json()["data"]
    assert answer["total"] == 1
    assert [(row["title"], row["lateCancel"]) for row in answer["noShows"]] == [("코드 리뷰", False)]
    assert [row["title"] for row in export_all(student)["no_shows"]] == ["코드 리뷰"]
    assert ApiClient(other_student).get("/api/me/no-shows").json()["data"] == {"total": 0, "noShows": []}


def test_a_mentor_is_shown_the_number_alone_where_the_site_says_so(client, mentor, student, settings):
    missed(student, title="비밀 모임")
    session = SessionFactory(author=mentor)
    ApplicationFactory(session=session, member=student)
    lesson = LessonFactory(tutorial=TutorialFactory(mentor=mentor), mentee=student)
    pages = [f"/mentoring/{session.pk}/attendees/", f"/mentoring/{session.pk}/", f"/lessons/{lesson.pk}/"]
    client.force_login(mentor)
    for shown in (False, True):
        settings.HOSTS_SEE_NO_SHOWS = shown
        for address in pages:
            page = client.get(address).content.decode()
            assert (address, "최근 90일 불참 1회" in page, "비밀 모임" in page) == (address, shown, False)
    client.force_login(student)
    assert "최근 90일 불참 1회" in client.get("/accounts/seen/").content.decode()
    for address in pages[1:]:  # not to oneself there, nor to others
        assert "최근 90일 불참" not in client.get(address).content.decode()
    assert "불참" not in str(ApiClient(mentor).get(f"/api/mentoring/{session.pk}").json())


def test_who_cancelled_or_is_agreed_with_is_not_measured_any_more(client, mentor, student, settings):
    settings.HOSTS_SEE_NO_SHOWS = True
    missed(student)
    session = SessionFactory(author=mentor)
    ApplicationFactory(session=session, member=student, state="cancelled", cancel_cause=CancelCause.MEMBER)
    lesson = LessonFactory(tutorial=TutorialFactory(mentor=mentor), mentee=student, status=LessonStatus.APPROVED)
    client.force_login(mentor)
    for address in (f"/mentoring/{session.pk}/attendees/", f"/lessons/{lesson.pk}/"):
        assert "최근 90일 불참" not in client.get(address).content.decode()


def test_staff_read_it_on_the_members_page(client, superuser, student, settings):
    settings.LATE_CANCELS_COUNT_HALF = True
    client.force_login(superuser)
    address = reverse("admin:accounts_member_change", args=[student.pk])
    assert "최근 90일 불참" not in client.get(address).content.decode()
    missed(student)
    page = client.get(address).content.decode()
    assert "최근 90일 불참 1회" in page
    assert "코드 리뷰 · " in page
