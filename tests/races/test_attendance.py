"""Whole days against single edits, and against each other: one after the other under the class's lock, and who comes
late is told. Beside the controls."""

import pytest
from django.db import IntegrityError

from apps.core import clock
from apps.core.models import AuditEntry
from apps.elearning.attendance import rules
from apps.elearning.attendance.models import AbsenceRequest, Attendance, CheckInCode
from apps.elearning.attendance.rules import AttendanceMark
from apps.elearning.attendance.services import (
    Entry,
    absences,
    change_attendance,
    checking_in,
    record_attendance,
    record_day,
)
from tests.elearning.learning import learner, running_class
from tests.factories.accounts import MemberFactory
from tests.factories.learning import AbsenceRequestFactory, AttendanceFactory
from tests.races.threads import RACE, all_meet, at_once, codes, without_locks

pytestmark = RACE
PRESENT, ABSENT, LATE = AttendanceMark("PRESENT"), AttendanceMark("ABSENT"), AttendanceMark("LATE")


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
        return lambda: record_day(by=teacher, class_date=day, entries=entries, **ids)

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
    edit = {"by": teacher, "attendance_id": row.pk, "changes": {"type": "ABSENT"}, "expected_revision": 1}
    answers = at_once(lambda: change_attendance(**edit), sheet(PRESENT, expected=1))
    assert "ok" in codes(answers)
    assert set(codes(answers)) - {"ok"} <= {"bad_rows", "changed_meanwhile"}
    assert len([code for code in codes(answers) if code == "ok"]) == 1
    row.refresh_from_db()
    assert row.revision == 2
    if row.type == "ABSENT":  # the edit came first: the sheet wrote nothing at all
        assert {one.revision for one in Attendance.objects.in_bulk([one.pk for one in others]).values()} == {1}


def test_a_day_is_recorded_once(teacher, people, day):
    given = {"by": teacher, "enrolment_id": people[0].pk, "class_date": day}
    answers = at_once(*[lambda mark=mark: record_attendance(**given, mark=mark) for mark in (PRESENT, ABSENT) * 4])
    assert codes(answers) == ["already_recorded"] * 7 + ["ok"]
    assert revisions() == {1}


def test_control_without_the_lock_both_are_told_that_theirs_is_written(monkeypatch, teacher, people, day):
    row = AttendanceFactory(enrolment=people[0], class_date=day)
    without_locks(monkeypatch)
    all_meet(monkeypatch, rules, "check_unchanged", 2)
    given = {"by": teacher, "attendance_id": row.pk, "expected_revision": 1}
    answers = at_once(
        lambda: change_attendance(**given, changes={"type": "ABSENT"}),
        lambda: change_attendance(**given, changes={"type": "PRESENT"}),
    )
    assert codes(answers) == ["ok", "ok"]
    row.refresh_from_db()
    assert row.revision == 2  # two changes, and one of them is lost
    assert AuditEntry.objects.filter(act="elearning.attendance_changed").count() == 2


def test_control_without_the_lock_a_new_record_writes_over_another(monkeypatch, teacher, people, day):
    without_locks(monkeypatch)
    all_meet(monkeypatch, rules, "check_not_recorded", 2)
    given = {"by": teacher, "enrolment_id": people[0].pk, "class_date": day}
    answers = at_once(lambda: record_attendance(**given, mark=ABSENT), lambda: record_attendance(**given, mark=PRESENT))
    assert codes(answers) == ["ok", "ok"]
    assert Attendance.objects.count() == 1


# --- Checking in against the instructor's own mark


@pytest.fixture
def code(teacher):
    """A class that meets today, with a code on the wall."""
    course_class = running_class(meetings=6, instructors=[teacher])
    return checking_in.open_code(by=teacher, class_id=course_class.pk, minutes=10)


def both(teacher, code, learners):
    """Each learner gives the code while the instructor marks all of them absent."""
    course_class = code.course_class
    entries = [Entry(one.pk, ABSENT, 0) for one in learners]
    ids = {"course_id": course_class.course_id, "class_id": course_class.pk, "class_date": clock.today()}
    given = [{"by": one.member, "class_id": course_class.pk, "code": code.code} for one in learners]
    return [
        lambda: record_day(by=teacher, entries=entries, **ids),
        *[lambda one=one: checking_in.check_in(**one) for one in given],
    ]


def test_who_checks_in_never_writes_over_the_instructor_nor_the_instructor_unseen_over_them(teacher, code):
    learners = [learner(code.course_class) for _ in range(4)]
    answers = at_once(*both(teacher, code, learners))
    assert set(codes(answers)) <= {"ok", "already_recorded", "bad_rows"}
    assert Attendance.objects.count() == (4 if not isinstance(answers[0], Exception) else len(codes(answers)) - 1)
    assert revisions() == {1}
    # Either all were marked before, or the sheet was refused whole because somebody had come.
    assert len(kinds()) == 1
    assert (kinds() == {"ABSENT"}) == (answers[0] == 4)


def test_one_learner_who_sends_twice_is_there_once(teacher, code):
    one = learner(code.course_class)
    given = {"by": one.member, "class_id": code.course_class_id, "code": code.code}
    answers = at_once(*[lambda: checking_in.check_in(**given) for _ in range(4)])
    assert codes(answers) == ["already_recorded"] * 3 + ["ok"]


def test_of_many_guesses_at_once_no_more_than_five_tell_anything(code):
    one = learner(code.course_class)
    wrong = "000000" if code.code != "000000" else "000001"
    given = {"by": one.member, "class_id": code.course_class_id, "code": wrong}
    answers = at_once(*[lambda: checking_in.check_in(**given) for _ in range(12)])
    assert codes(answers) == ["check_in_throttled"] * 7 + ["code_wrong"] * 5


def test_codes_opened_at_once_leave_one(teacher, code):
    given = {"by": teacher, "class_id": code.course_class_id, "minutes": 5}
    answers = at_once(*[lambda: checking_in.open_code(**given) for _ in range(4)])
    assert codes(answers) == ["ok"] * 4
    assert CheckInCode.objects.get().code in {row.code for row in answers}


def test_control_without_the_lock_one_who_checks_in_writes_over_the_instructor(monkeypatch, teacher, code):
    one = learner(code.course_class)
    without_locks(monkeypatch)
    asked = []
    original = rules.check_not_checked_in

    def ask(row):
        """The instructor marks in between."""
        original(row)
        if not asked:
            asked.append(True)
            mark = {"enrolment_id": one.pk, "class_date": clock.today(), "mark": ABSENT}
            at_once(lambda: record_attendance(by=teacher, **mark))

    monkeypatch.setattr(rules, "check_not_checked_in", ask)
    checking_in.check_in(by=one.member, class_id=code.course_class_id, code=code.code)
    # The mark is lost. Whether the check-in counts as late depends on the hour at which the test runs.
    assert kinds() in ({"PRESENT"}, {"LATE"})
    assert AuditEntry.objects.filter(act="elearning.attendance_recorded").count() == 1


# --- Deciding on one absence


@pytest.fixture
def asked(people, day):
    return AbsenceRequestFactory(enrolment=people[0], class_date=day)


def decisions(teacher, asked):
    return [
        lambda: absences.accept_absence(by=teacher, request_id=asked.pk),
        lambda: absences.decline_absence(by=teacher, request_id=asked.pk, reason="증빙이 없습니다."),
        lambda: absences.withdraw_absence(by=asked.enrolment.member, request_id=asked.pk),
    ]


def test_of_an_acceptance_a_refusal_and_a_withdrawal_one_wins(teacher, asked):
    answers = at_once(*decisions(teacher, asked))
    assert codes(answers) == ["already_decided", "already_decided", "ok"]
    asked.refresh_from_db()
    assert (asked.state == "ACCEPTED") == (kinds() == {"EXCUSED"})
    assert AuditEntry.objects.filter(subject_type="elearning.absencerequest").count() == 1


def test_control_without_the_lock_both_decisions_are_told(monkeypatch, teacher, asked):
    without_locks(monkeypatch)
    all_meet(monkeypatch, rules, "check_is_open", 2)
    answers = at_once(*decisions(teacher, asked)[:2])
    assert codes(answers) == ["ok", "ok"]
    assert AuditEntry.objects.filter(subject_type="elearning.absencerequest").count() == 2


def test_an_absence_is_asked_once_at_a_time(people, day):
    given = {"by": people[0].member, "enrolment_id": people[0].pk, "class_date": day, "reason": "병원"}
    answers = at_once(*[lambda: absences.request_absence(**given) for _ in range(4)])
    assert codes(answers) == ["already_asked"] * 3 + ["ok"]
    assert AbsenceRequest.objects.count() == 1


def test_the_database_refuses_a_second_request_that_waits(people, day, asked):
    with pytest.raises(IntegrityError, match="one_open"):
        AbsenceRequestFactory(enrolment=people[0], class_date=day)
