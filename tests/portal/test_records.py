"""A student's record: what is next, mentoring, lessons; titles, times, states and the mentor, and nothing else."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.core import clock, spoken
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.lessons.selectors import lists
from apps.lessons.states import LessonStatus, Role
from apps.portal import records
from tests.factories.accounts import MemberFactory, mentor
from tests.factories.elearning import ContentFactory, CourseClassFactory, EnrolmentFactory
from tests.factories.learning import AssessmentFactory, AttendanceFactory, ProgressFactory, ResultFactory
from tests.factories.lessons import LessonFactory
from tests.factories.linking import TempCodeFactory, VerifiedClaimFactory, linked
from tests.factories.mentoring import ApplicationFactory, SessionFactory
from tests.factories.planner import AppointmentFactory

pytestmark = pytest.mark.django_db

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def part(student, number: int) -> records.RecordSection:
    return records.student_record(student)[number]


def told(shown: records.RecordSection) -> list[tuple[str, str, str]]:
    return [(line.title, *line.badge) for line in shown.lines]


def test_what_is_next_of_every_domain(student, stranger):
    now = clock.now()
    AppointmentFactory(member=student, title="나중 일", starts_at=now + 3 * DAY + HOUR / 2, place="비밀의 방")
    AppointmentFactory(member=student, title="지금 일", starts_at=now - HOUR)
    AppointmentFactory(member=student, title="지난 일", starts_at=now - DAY)
    AppointmentFactory(member=student, title="취소한 일", cancelled_at=now)
    AppointmentFactory(member=stranger, title="남의 일")
    shown = part(student, 0)
    assert [line.title for line in shown.lines] == ["지금 일", "나중 일"]
    assert shown.lines[0].badge.text == "진행 중"
    assert "3일" in shown.lines[1].badge.text
    assert "비밀의 방" not in str(shown)


def test_mentoring_newest_first_with_how_it_stands(student):
    now = clock.now()
    author = mentor(name="김하준")
    past = SessionFactory(author=author, title="지난 멘토링", starts_at=now - DAY, reg_start=clock.today() - 2 * DAY)
    known = [
        ("applied", past), ("applied", SessionFactory(title="앞둔 멘토링")),
        ("waiting", SessionFactory(title="기다림")), ("cancelled", SessionFactory(title="그만둠")),
    ]  # fmt: skip
    for number, (state, session) in enumerate(known):
        ApplicationFactory(
            member=student, session=session, state=state, applied_at=now + number * HOUR, cancel_reason="몰래 쓴 사유"
        )
    ApplicationFactory(session=past)
    shown = part(student, 1)
    assert told(shown) == [
        ("그만둠", "신청취소", "done"), ("기다림", "대기 1번", "wait"), ("앞둔 멘토링", "신청완료", "open"),
        ("지난 멘토링", "진행 완료", "done"),
    ]  # fmt: skip
    when = spoken.say_span(past.starts_at, past.ends_at, today=clock.today())
    assert (shown.lines[-1].meta[0], shown.lines[-1].meta[-1]) == (when, "김하준 멘토")
    assert "몰래 쓴 사유" not in str(shown)


def test_lessons_with_how_they_stand(student):
    for number, state in enumerate((LessonStatus.PENDING, LessonStatus.APPROVED, LessonStatus.COMPLETED)):
        LessonFactory(
            mentee=student, status=state, created_at=clock.now() + number * HOUR,
            starts_at=clock.now() + (number + 1) * DAY, request_message="남이 볼 일이 아닙니다",
        )  # fmt: skip
    LessonFactory()
    shown = part(student, 2)
    assert [line.badge.text for line in shown.lines] == ["완료됨", "승인됨", "대기중"]
    assert "남이 볼 일이 아닙니다" not in str(shown)


def test_lessons_stand_as_the_student_sees_them(student):
    for number, state in enumerate(LessonStatus):
        LessonFactory(mentee=student, status=state, starts_at=clock.now() + (number + 1) * DAY)
    own = lists.get_lesson_list(lists.LessonFilters(role=Role.MENTEE), 1, student, clock.now())
    assert {line.badge.text: line.badge.kind for line in part(student, 2).lines} == {
        row.badge.text: row.badge.kind for row in own
    }


def over() -> CourseClass:
    """A class that ended yesterday."""
    start = clock.today() - 30 * DAY
    return CourseClassFactory(start_date=start, end_date=clock.today() - DAY, apply_start=start, apply_end=start)


def test_courses_with_progress_and_attendance(student):
    known = [
        (EnrolmentStatus.APPROVED, over(), False), (EnrolmentStatus.APPROVED, CourseClassFactory(), False),
        (EnrolmentStatus.PENDING, CourseClassFactory(), True), (EnrolmentStatus.REJECTED, CourseClassFactory(), False),
    ]  # fmt: skip
    rows = [
        EnrolmentFactory(
            member=student, status=status, course_class=held, waiting=waits, applied_at=clock.now() + number * HOUR,
            rejection_reason="몰래 쓴 사유" if status == EnrolmentStatus.REJECTED else "",
        )
        for number, (status, held, waits) in enumerate(known)
    ]  # fmt: skip
    content = ContentFactory(course=rows[1].course_class.course)
    ProgressFactory(enrolment=rows[1], content=content, progress_rate=40)
    AttendanceFactory(enrolment=rows[1], type="LATE", class_date=clock.today())
    AttendanceFactory(enrolment=rows[1], type="LATE", class_date=clock.today() + DAY)
    EnrolmentFactory()
    shown = part(student, 3)
    assert [tuple(line.badge) for line in shown.lines] == [
        ("거부", "danger"), ("대기 1번", "wait"), ("승인", "open"), ("수강 종료", "done"),
    ]  # fmt: skip
    assert shown.lines[2].meta[1:] == ["진도 40%", "지각 2회"]
    assert "몰래 쓴 사유" not in str(shown)


def test_grades_as_the_student_sees_them(student):
    held = CourseClassFactory()
    taken = EnrolmentFactory(course_class=held, member=student, status="APPROVED")
    now = clock.now()
    last = AssessmentFactory(course_class=held, name="기말 시험", published_at=now, attempt_limit=3)
    first = AssessmentFactory(course_class=held, name="중간 시험", published_at=now - DAY)
    for number, (row, score) in enumerate(((last, 55), (last, 90), (last, 70), (first, 30)), start=1):
        ResultFactory(assessment=row, enrolment=taken, attempt=number, score=score, feedback="강사의 말")
    for hidden in ({"published_at": None}, {"published_at": now, "is_active": False}):
        ResultFactory(assessment=AssessmentFactory(course_class=held, name="비밀", **hidden), enrolment=taken)
    ResultFactory(assessment=AssessmentFactory(course_class=held, published_at=now), enrolment=taken, score=None)
    over_and_cancelled = EnrolmentFactory(member=student, status="CANCELLED")
    ResultFactory(
        assessment=AssessmentFactory(course_class=over_and_cancelled.course_class, published_at=now),
        enrolment=over_and_cancelled,
    )
    other = EnrolmentFactory(course_class=held, status="APPROVED")
    ResultFactory(assessment=last, enrolment=other, score=12)
    shown = part(student, 4)
    assert (shown.title, told(shown)) == ("성적", [("기말 시험", "합격", "open"), ("중간 시험", "불합격", "danger")])
    assert [line.meta for line in shown.lines] == [[held.title, "90 / 100점"], [held.title, "30 / 100점"]]
    assert "강사의 말" not in str(shown)
    table = records.record_table([student, other.member])
    assert [dict(cells)["공개된 성적"] for _student, cells in table.rows] == ["2건", "1건"]


def test_before_two_are_linked_all_that_opens_is_named(client, student, parent):
    VerifiedClaimFactory(member=student, owner=parent)
    TempCodeFactory(member=student)
    client.force_login(student)
    for address in ("linking:confirm", "linking:code"):
        page = client.get(reverse(address)).content.decode()
        assert "학습 기록(다가오는 일정, 멘토링, 1:1 수업, 과정, 성적)" in page


def test_only_the_latest_are_shown_and_it_is_said(student):
    ApplicationFactory.create_batch(records.SHOWN, member=student)
    assert (len(part(student, 1).lines), part(student, 1).more) == (20, False)
    ApplicationFactory(member=student)
    assert (len(part(student, 1).lines), part(student, 1).more) == (20, True)


def test_side_by_side_counts_for_each_and_says_nothing_where_there_is_nothing(student):
    now = clock.now()
    other = MemberFactory()
    AppointmentFactory.create_batch(2, member=student)
    ApplicationFactory(member=student)
    ApplicationFactory(member=student, state="cancelled")
    past = SessionFactory(starts_at=now - DAY, reg_start=clock.today() - 2 * DAY)
    ApplicationFactory(member=student, session=past)
    LessonFactory(mentee=student)
    LessonFactory(mentee=student, status=LessonStatus.COMPLETED, starts_at=now + 9 * DAY)
    EnrolmentFactory(member=student, status=EnrolmentStatus.APPROVED)
    EnrolmentFactory(member=student, status=EnrolmentStatus.APPROVED, course_class=over())
    table = records.record_table([student, other])
    assert table.columns == ["다음 일정", "예정된 일정", "신청한 멘토링", "마친 멘토링", "진행할 수업", "마친 수업",
                             "수강 중인 과정", "마친 과정", "공개된 성적"]  # fmt: skip
    (_student, cells), (_other, nothing) = table.rows
    assert [word for _column, word in cells][1:] == ["2건", "1건", "1건", "1건", "1건", "1건", "1건", "–"]
    assert [word for _column, word in nothing] == ["–"] * 9


def test_the_page_tells_nothing_of_others(client, student, parent, teacher, stranger):
    linked(parent, student)
    linked(teacher, student)
    ApplicationFactory(member=stranger, session=ApplicationFactory(member=student).session)
    client.force_login(parent)
    page = client.get(reverse("portal:record", args=[student.pk])).content.decode()
    for word in (teacher.nickname, stranger.name, stranger.nickname, student.phone, student.name):
        assert word not in page
    assert student.nickname in page


def test_a_student_sees_what_is_shown_of_them(client, student):
    client.force_login(student)
    page = client.get(reverse("portal:record", args=[student.pk])).content.decode()
    assert "보이는 기록" in page
    assert "신청한 멘토링이 없습니다." in page


def test_my_page_leads_parents_and_teachers_to_records_or_to_a_link(client, student, parent):
    client.force_login(parent)
    address = reverse("portal:me")
    assert reverse("linking:enter") in client.get(address).content.decode()
    linked(parent, student)
    assert reverse("portal:record", args=[student.pk]) in client.get(address).content.decode()
