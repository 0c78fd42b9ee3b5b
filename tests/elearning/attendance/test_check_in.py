"""Checking in by a code: when it is on time, what it never writes over, and that guessing leads nowhere."""

import datetime as dt
import logging

import pytest
import time_machine

from apps.core import clock
from apps.core.errors import DomainError
from apps.core.models import AuditEntry
from apps.elearning.attendance.models import Attendance, CheckInCode
from apps.elearning.attendance.rules import AttendanceMark
from apps.elearning.attendance.services import record_attendance
from apps.elearning.attendance.services.checking_in import check_in, close_code, delete_expired_codes, open_code
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.models import Enrolment
from apps.notices.models import Notice
from tests.elearning.learning import learner, running_class

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("travel")]
TODAY = dt.date(2026, 1, 12)
BEGIN = clock.at(TODAY, dt.time(14))  # of the meeting
NOW = BEGIN - dt.timedelta(minutes=5)


@pytest.fixture
def travel():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def course_class(mentor):
    """Began five days ago, and meets today from 14:00 to 16:00."""
    return running_class(meetings=6, instructors=[mentor])


@pytest.fixture
def enrolment(course_class, student):
    return learner(course_class, member=student)


@pytest.fixture
def opened(mentor, course_class):
    def act(minutes=10, by=mentor) -> CheckInCode:
        return open_code(by=by, class_id=course_class.pk, minutes=minutes)

    return act


def code_of(act, **kwargs) -> str:
    with pytest.raises(DomainError) as refused:
        act(**kwargs)
    return refused.value.code


def test_a_code_has_six_digits_lives_for_its_minutes_and_is_in_no_trail(opened, mentor, course_class, caplog):
    with caplog.at_level(logging.DEBUG):
        row = opened(15)
    assert (len(row.code), row.code.isdecimal(), row.class_date) == (6, True, TODAY)
    assert (row.opened_at, row.closes_at) == (NOW, NOW + dt.timedelta(minutes=15))
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.actor, entry.subject_id) == ("elearning.check_in_opened", mentor, course_class.pk)
    assert entry.after == {"class_date": "2026-01-12", "minutes": 15}
    assert row.code not in str(row)
    assert not any(row.code in line for line in caplog.messages if "INSERT" not in line and "UPDATE" not in line)


def test_a_new_code_ends_the_one_before(opened, student, enrolment, course_class, monkeypatch):
    monkeypatch.setattr("apps.core.check_in.new_code", iter(["111111", "222222"]).__next__)
    opened()
    opened()
    assert CheckInCode.objects.get().code == "222222"
    assert code_of(check_in, by=student, class_id=course_class.pk, code="111111") == "code_wrong"


def test_a_code_is_opened_by_who_keeps_attendance_on_a_class_day(opened, student, stranger, superuser, travel, mentor):
    for outsider in (student, stranger):
        assert code_of(opened, by=outsider) == "not_the_instructor"
    assert code_of(opened, minutes=60) == "minutes_unknown"
    assert opened(by=superuser).closes_at == NOW + dt.timedelta(minutes=10)
    travel.shift(dt.timedelta(days=1))
    assert code_of(opened) == "not_a_class_day"
    CourseClass.objects.update(called_off_at=NOW)
    assert code_of(opened) == "called_off"
    with pytest.raises(CourseClass.DoesNotExist):
        open_code(by=mentor, class_id=987_654_321, minutes=5)


@pytest.mark.parametrize(
    ("after", "kind"),
    [(-5 * 60, "PRESENT"), (10 * 60, "PRESENT"), (10 * 60 + 1, "LATE"), (90 * 60, "LATE")],
)  # fmt: skip
def test_one_is_late_from_ten_minutes_after_the_meeting_began(
    opened, student, enrolment, course_class, travel, after, kind
):
    travel.move_to(BEGIN + dt.timedelta(seconds=after))
    code = opened().code
    row = check_in(by=student, class_id=course_class.pk, code=f" {code[:3]} {code[3:]} ")
    kept = Attendance.objects.get()
    here = (BEGIN + dt.timedelta(seconds=after)).time()
    assert (kept.pk, kept.type, kept.check_in_time, kept.check_out_time) == (row.pk, kind, here, None)
    assert (kept.class_date, kept.recorded_by, kept.revision) == (TODAY, student, 1)
    entry = AuditEntry.objects.latest("id")
    assert (entry.act, entry.actor, entry.subject_id) == ("elearning.attendance_checked_in", student, row.pk)
    assert code not in f"{entry.before}{entry.after}"
    assert not Notice.objects.exists()


def test_a_class_without_meetings_knows_no_late(mentor, student, travel):
    travel.move_to(clock.at(TODAY, dt.time(23)))
    course_class = running_class(instructors=[mentor])
    learner(course_class, member=student)
    code = open_code(by=mentor, class_id=course_class.pk, minutes=5).code
    assert check_in(by=student, class_id=course_class.pk, code=code).type == "PRESENT"


def test_over_midnight_it_is_still_the_day_of_the_code(mentor, student, travel):
    travel.move_to(clock.at(TODAY, dt.time(23, 55)))
    course_class = running_class(instructors=[mentor])
    learner(course_class, member=student)
    code = open_code(by=mentor, class_id=course_class.pk, minutes=15).code
    travel.shift(dt.timedelta(minutes=10))
    assert check_in(by=student, class_id=course_class.pk, code=code).class_date == TODAY


def test_no_code_an_ended_one_and_a_closed_one(opened, mentor, student, enrolment, course_class, travel):
    given = {"by": student, "class_id": course_class.pk}
    assert code_of(check_in, **given, code="123456") == "no_live_code"
    row = opened(5)
    travel.shift(dt.timedelta(minutes=5))
    assert code_of(check_in, **given, code=row.code) == "no_live_code"
    row = opened(5)
    close_code(by=mentor, class_id=course_class.pk)
    close_code(by=mentor, class_id=course_class.pk)
    assert code_of(check_in, **given, code=row.code) == "no_live_code"
    assert AuditEntry.objects.filter(act="elearning.check_in_closed").count() == 1
    assert code_of(close_code, by=student, class_id=course_class.pk) == "not_the_instructor"


def test_a_code_closed_while_one_is_on_the_way_is_told(opened, student, enrolment, course_class, monkeypatch):
    row = opened()
    monkeypatch.setattr(
        "apps.elearning.attendance.services.checking_in.throttle.hit",
        lambda *_given: CheckInCode.objects.all().delete(),
    )
    assert code_of(check_in, by=student, class_id=course_class.pk, code=row.code) == "no_live_code"
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("kind", ["ABSENT", "EXCUSED", "PRESENT"])
def test_what_the_instructor_recorded_stays(opened, mentor, student, enrolment, course_class, kind):
    excuse = AttendanceMark(kind)
    record_attendance(by=mentor, enrolment_id=enrolment.pk, class_date=TODAY, mark=excuse)
    assert code_of(check_in, by=student, class_id=course_class.pk, code=opened().code) == "already_recorded"
    assert Attendance.objects.values_list("type", "revision", "recorded_by").get() == (kind, 1, mentor.pk)


def test_only_approved_learners_of_the_class(opened, mentor, student, stranger, enrolment, course_class):
    code = opened().code
    for outsider in (mentor, stranger):
        assert code_of(check_in, by=outsider, class_id=course_class.pk, code=code) == "not_in_class"
    Enrolment.objects.update(status="CANCELLED", holds_seat=False, cancelled_at=NOW)
    assert code_of(check_in, by=student, class_id=course_class.pk, code=code) == "not_in_class"
    with pytest.raises(CourseClass.DoesNotExist):
        check_in(by=student, class_id=987_654_321, code=code)


def test_after_five_tries_a_right_code_waits_too(opened, student, other_student, enrolment, course_class, travel):
    code = opened(15).code
    given = {"by": student, "class_id": course_class.pk}
    wrong = "000000" if code != "000000" else "000001"
    for _ in range(5):
        assert code_of(check_in, **given, code=wrong) == "code_wrong"
    assert code_of(check_in, **given, code=code) == "check_in_throttled"
    assert not Attendance.objects.exists()
    learner(course_class, member=other_student)
    assert check_in(by=other_student, class_id=course_class.pk, code=code).type == "PRESENT"
    travel.shift(dt.timedelta(minutes=10))
    assert check_in(**given, code=code).type == "PRESENT"


def test_codes_that_have_run_out_are_forgotten(opened, travel):
    opened(5)
    assert delete_expired_codes(clock.now()) == 0
    travel.shift(dt.timedelta(minutes=5))
    assert (delete_expired_codes(clock.now()), CheckInCode.objects.exists()) == (1, False)
