"""A list against another, a code and an objection: one after the other under the lock of the session."""

import datetime as dt

import pytest

from apps.core import clock
from apps.core.models import AuditEntry
from apps.mentoring.models import Attendance
from apps.mentoring.rules import attendance as rules
from apps.mentoring.rules.attendance import Mark
from apps.mentoring.services import attendance
from tests.factories.mentoring import ApplicationFactory, AttendanceFactory, SessionFactory
from tests.races.threads import RACE, all_meet, at_once, codes, without_locks

pytestmark = RACE


@pytest.fixture
def session():
    start = clock.now() - dt.timedelta(minutes=5)
    day = clock.local(start).date()
    return SessionFactory(starts_at=start, reg_start=day, reg_end=day, capacity=8)


@pytest.fixture
def people(session):
    return [ApplicationFactory(session=session) for _number in range(6)]


def recording(session, people, presence: str, *, expected: int | None = 0):
    marks = {row.pk: Mark(presence, "사유", expected) for row in people}
    return lambda: attendance.record_attendance(by=session.author, session_id=session.pk, marks=marks)


def test_of_two_lists_the_later_is_told_and_writes_nothing(session, people):
    answers = at_once(recording(session, people, "present"), recording(session, people[::-1], "absent"))
    assert codes(answers) == ["changed_meanwhile", "ok"]
    assert len(set(Attendance.objects.values_list("presence", "revision"))) == 1
    assert AuditEntry.objects.filter(act="mentoring.attendance_recorded").count() == len(people)


def test_control_without_the_lock_both_are_told_that_theirs_is_written(monkeypatch, session, people):
    without_locks(monkeypatch)
    all_meet(monkeypatch, rules, "check_unchanged", 2)
    answers = at_once(recording(session, people[:1], "present"), recording(session, people[:1], "absent"))
    assert codes(answers) == ["ok", "ok"]


def test_a_code_and_a_list_leave_one_record_and_the_code_never_writes_over_it(session, people):
    code = attendance.open_code(by=session.author, session_id=session.pk, minutes=5).code
    guest = people[0].member
    answers = at_once(
        lambda: attendance.check_in(by=guest, session_id=session.pk, code=code),
        recording(session, people[:1], "absent", expected=None),
    )
    kept = Attendance.objects.get()
    assert codes(answers) in (["already_recorded", "ok"], ["ok", "ok"])
    assert kept.presence == "absent"  # the host's word stands, whoever came first


def test_of_an_objection_and_a_list_at_once_neither_is_lost(session, people):
    row = AttendanceFactory(application=people[0], presence="absent", recorded_by=session.author)
    answers = at_once(
        lambda: attendance.object_to_attendance(
            by=people[0].member, application_id=row.application_id, reason="있었습니다."
        ),
        recording(session, people[:1], "late", expected=1),
    )
    kept = Attendance.objects.get()
    assert "ok" in codes(answers)
    assert set(codes(answers)) <= {"ok", "changed_meanwhile", "contested"}
    assert bool(kept.objection) == (kept.objected_at is not None)
    assert kept.revision == 1 + codes(answers).count("ok")
