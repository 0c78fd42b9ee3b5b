"""Whole days against single edits, and against each other: one after the other under the class's lock, and who comes
late is told. Beside the controls."""

import pytest

from apps.core.models import AuditEntry
from apps.elearning.attendance import rules
from apps.elearning.attendance.models import Attendance
from apps.elearning.attendance.rules import Mark
from apps.elearning.attendance.services import Entry, change, record, record_all
from tests.elearning.learning import learner, running_class
from tests.factories.accounts import MemberFactory
from tests.factories.learning import AttendanceFactory
from tests.races.threads import RACE, all_meet, at_once, codes, without_locks

pytestmark = RACE
PRESENT, ABSENT, LATE = Mark("PRESENT"), Mark("ABSENT"), Mark("LATE")


@pytest.fixture
def teacher():
    return MemberFactory()


@pytest.fixture
def course_class(teacher):
    return running_class(meetings=2, instructors=[teacher])


@pytest.fixture
def people(course_class):
    return [learner(course_class) for _ in range(8)]


@pytest.fixture
def day(course_class):
    return course_class.start_date


@pytest.fixture
def sheet(teacher, course_class, people, day):
    def make(mark, *, expected=None, order=1):
        entries = [Entry(one.pk, mark, expected) for one in people][::order]
        ids = {"course_id": course_class.course_id, "class_id": course_class.pk}
        return lambda: record_all(by=teacher, class_date=day, entries=entries, **ids)

    return make


def kinds() -> set[str]:
    return set(Attendance.objects.values_list("type", flat=True))


def revisions() -> set[int]:
    return set(Attendance.objects.values_list("revision", flat=True))


def test_of_two_sheets_of_a_day_that_had_none_the_later_is_told(sheet):
    answers = at_once(sheet(PRESENT, expected=0), sheet(ABSENT, expected=0, order=-1))
    assert codes(answers) == ["bad_rows", "ok"]
    assert (len(kinds()), revisions()) == (1, {1})
    assert Attendance.objects.count() == 8


def test_sheets_that_ask_nothing_are_written_one_after_the_other_whole(sheet):
    answers = at_once(*[sheet(mark, order=order) for mark in (PRESENT, ABSENT, LATE) for order in (1, -1)])
    assert codes(answers) == ["ok"] * 6
    assert len(kinds()) == 1
    written = AuditEntry.objects.filter(subject_type="elearning.attendance")
    assert written.filter(act="elearning.attendance_recorded").count() == 8
    assert written.count() == sum(Attendance.objects.values_list("revision", flat=True))


def test_a_single_edit_and_a_sheet_that_both_read_the_same_record(teacher, people, day, sheet):
    row = AttendanceFactory(enrolment=people[3], class_date=day)
    others = [AttendanceFactory(enrolment=one, class_date=day) for one in people if one != people[3]]
    edit = {"by": teacher, "attendance_id": row.pk, "mark": ABSENT, "expected_revision": 1}
    answers = at_once(lambda: change(**edit), sheet(PRESENT, expected=1))
    assert "ok" in codes(answers)
    assert set(codes(answers)) - {"ok"} <= {"bad_rows", "changed_meanwhile"}
    assert len([code for code in codes(answers) if code == "ok"]) == 1
    row.refresh_from_db()
    assert row.revision == 2
    if row.type == "ABSENT":  # the edit came first: the sheet wrote nothing at all
        assert {one.revision for one in Attendance.objects.in_bulk([one.pk for one in others]).values()} == {1}


def test_a_day_is_recorded_once(teacher, people, day):
    given = {"by": teacher, "enrolment_id": people[0].pk, "class_date": day}
    answers = at_once(*[lambda mark=mark: record(**given, mark=mark) for mark in (PRESENT, ABSENT) * 4])
    assert codes(answers) == ["already_recorded"] * 7 + ["ok"]
    assert revisions() == {1}


def test_control_without_the_lock_both_are_told_that_theirs_is_written(monkeypatch, teacher, people, day):
    row = AttendanceFactory(enrolment=people[0], class_date=day)
    without_locks(monkeypatch)
    all_meet(monkeypatch, rules, "check_unchanged", 2)
    given = {"by": teacher, "attendance_id": row.pk, "expected_revision": 1}
    answers = at_once(lambda: change(**given, mark=ABSENT), lambda: change(**given, mark=PRESENT))
    assert codes(answers) == ["ok", "ok"]
    row.refresh_from_db()
    assert row.revision == 2  # two changes, and one of them is lost
    assert AuditEntry.objects.filter(act="elearning.attendance_changed").count() == 2


def test_control_without_the_lock_a_new_record_writes_over_another(monkeypatch, teacher, people, day):
    without_locks(monkeypatch)
    all_meet(monkeypatch, rules, "check_not_recorded", 2)
    given = {"by": teacher, "enrolment_id": people[0].pk, "class_date": day}
    answers = at_once(lambda: record(**given, mark=ABSENT), lambda: record(**given, mark=PRESENT))
    assert codes(answers) == ["ok", "ok"]
    assert Attendance.objects.count() == 1
