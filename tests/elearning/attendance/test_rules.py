"""What may be recorded of whom on which day, and what an attendance comes to."""

import datetime as dt

import pytest

from apps.core import clock
from apps.core.errors import Conflict, Invalid, NotAllowed, refusal_of
from apps.elearning.attendance import rules
from apps.elearning.attendance.models import Attendance
from apps.elearning.attendance.rules import AttendanceMark, AttendanceTally, BatchFault
from apps.elearning.attendance.states import AttendanceType
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus

NINE, TEN = dt.time(9), dt.time(10)
DAY = dt.date(2026, 1, 15)
BEFORE, AFTER = DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=1)


def code(check, *args, **kwargs):
    refusal = refusal_of(check, *args, **kwargs)
    return refusal and (type(refusal), refusal.code)


@pytest.mark.parametrize(
    ("mark", "why"),
    [
        (AttendanceMark("PRESENT"), None),
        (AttendanceMark("PRESENT", NINE, TEN), None),
        (AttendanceMark("LATE", TEN, TEN), None),
        (AttendanceMark("PRESENT", check_out_time=TEN), None),
        (AttendanceMark("EXCUSED", absence_reason="병원"), None),
        (AttendanceMark("ABSENT", absence_reason="가" * 500), None),
        (AttendanceMark("ABSENT", absence_reason="가" * 501), "reason_too_long"),
        (AttendanceMark("ABSENT", NINE), "absent_with_times"),
        (AttendanceMark("ABSENT", check_out_time=TEN), "absent_with_times"),
        (AttendanceMark("PRESENT", TEN, NINE), "out_before_in"),
        (AttendanceMark("THERE"), "type_unknown"),
    ],
)
def test_a_mark_makes_sense(mark, why):
    assert code(rules.check_mark, mark) == (why and (Invalid, why))


@pytest.mark.parametrize(
    ("moment", "why"),
    [
        (dt.datetime(2026, 1, 5, 9, tzinfo=clock.SEOUL), None),
        (dt.datetime(2026, 1, 6, 9, tzinfo=clock.SEOUL), "of_another_day"),
        (dt.datetime(2025, 1, 5, 9, tzinfo=clock.SEOUL), "of_another_day"),
    ],
)
def test_an_instant_is_one_of_the_day(moment, why):
    for mark in (
        AttendanceMark("PRESENT", rules.TimeOfInstant.of(moment)),
        AttendanceMark("PRESENT", dt.time(0), rules.TimeOfInstant.of(moment)),
    ):
        assert code(rules.check_times_are_of, dt.date(2026, 1, 5), mark) == (why and (Invalid, why))


@pytest.mark.parametrize(
    ("day", "days", "why"),
    [
        (DAY, {DAY, AFTER}, None),
        (BEFORE, {DAY, AFTER}, "not_a_class_day"),
        (DAY, set(), None),
        (AFTER, set(), None),
        (BEFORE, set(), "outside_the_class"),
        (AFTER + dt.timedelta(days=1), set(), "outside_the_class"),
    ],
)
def test_a_day_on_which_the_class_meets_or_any_of_a_class_without_meetings(day, days, why):
    course_class = CourseClass(start_date=DAY, end_date=AFTER)
    assert code(rules.check_is_class_day, day, course_class, days) == (why and (Invalid, why))


@pytest.mark.parametrize("kind", AttendanceType)
def test_only_an_excuse_is_recorded_before_its_day(kind):
    assert code(rules.check_has_come, DAY, kind, DAY) is None
    expected = None if kind == AttendanceType.EXCUSED else (Invalid, "in_the_future")
    assert code(rules.check_has_come, AFTER, kind, DAY) == expected


def test_only_approved_learners_of_the_class():
    assert code(rules.check_is_learner, None) == (Invalid, "not_in_class")
    assert code(rules.check_is_learner, Enrolment(status=EnrolmentStatus.APPROVED)) is None
    refusal = refusal_of(rules.check_is_learner, Enrolment(status=EnrolmentStatus.CANCELLED))
    assert (refusal.code, "‘취소’" in refusal.message) == ("not_approved", True)


@pytest.mark.parametrize(
    ("revision", "expected", "conflict"),
    [
        (None, None, False),
        (None, 0, False),
        (None, 1, True),
        (3, None, False),
        (3, 3, False),
        (3, 2, True),
        (3, 0, True),
    ],
)
def test_nobody_wrote_it_since_it_was_read(revision, expected, conflict):
    row = Attendance(revision=revision) if revision else None
    assert code(rules.check_unchanged, row, expected) == ((Conflict, "changed_meanwhile") if conflict else None)


def test_a_new_record_does_not_write_over_another():
    assert code(rules.check_not_recorded, None) is None
    assert code(rules.check_not_recorded, Attendance()) == (Conflict, "already_recorded")


@pytest.mark.parametrize(("number", "fits"), [(0, False), (1, True), (1000, True), (1001, False)])
def test_how_many_at_once(number, fits):
    assert code(rules.check_batch, number) == (None if fits else (Invalid, "batch_size"))


def test_who_keeps_it_and_who_sees_it(student, mentor, superuser, bare_staff):
    for member in (mentor, bare_staff):
        assert code(rules.check_can_keep, member, teaches=True) is None
        assert code(rules.check_can_keep, member, teaches=False) == (NotAllowed, "not_the_instructor")
        assert code(rules.check_can_see, member, is_own=False, teaches=True) is None
        assert code(rules.check_can_see, member, is_own=False, teaches=False) == (NotAllowed, "not_the_instructor")
    assert code(rules.check_can_keep, superuser, teaches=False) is None
    assert code(rules.check_can_see, superuser, is_own=False, teaches=False) is None
    assert code(rules.check_can_see, student, is_own=True, teaches=False) is None


def test_every_fault_of_a_batch_is_named():
    wrong = BatchFault(0, "이서연", refusal_of(rules.check_mark, AttendanceMark("ABSENT", NINE)))
    late = BatchFault(4, "박도윤", refusal_of(rules.check_unchanged, None, 1))
    rules.check_no_faults([])
    refusal = refusal_of(rules.check_no_faults, [wrong, late])
    assert (type(refusal), refusal.code, refusal.extra["faults"]) == (Invalid, "bad_rows", (wrong, late))
    assert "1번째(이서연): 결석에는" in refusal.message
    assert "5번째(박도윤): 그사이" in refusal.message
    assert code(rules.check_no_faults, [late]) == (Conflict, "bad_rows")


# --- What it comes to

DAYS = [DAY + dt.timedelta(days=number) for number in range(10)]
OVER = DAYS[-1] + dt.timedelta(days=1)


def attended(*kinds: str, since=DAY, today=OVER, days=DAYS) -> AttendanceTally:
    return rules.tally(zip(DAYS, kinds, strict=False), days=days, since=since, today=today)


@pytest.mark.parametrize(
    ("kinds", "lates", "rate"),
    [
        (["PRESENT"] * 10, 3, 100),
        (["PRESENT"] * 8 + ["ABSENT"] * 2, 3, 80),
        (["PRESENT"] * 8 + ["LATE", "EARLY_LEAVE"], 3, 100),
        (["PRESENT"] * 7 + ["LATE", "EARLY_LEAVE", "LATE"], 3, 90),
        (["LATE"] * 10, 3, 70),
        (["LATE"] * 10, 1, 0),
        (["LATE"] * 10, 0, 100),
        (["EXCUSED"] * 10, 3, 100),
        (["PRESENT"] * 9, 3, 90),  # the tenth day was not recorded
        ([], 3, 0),
    ],
)
def test_the_rate(kinds, lates, rate):
    assert rules.rate(attended(*kinds), lates) == rate


def test_the_rate_is_rounded_down():
    assert rules.rate(AttendanceTally(days=3, absent=1), 3) == 66


def test_a_day_counts_once_it_is_recorded_or_over():
    assert attended("PRESENT", today=DAY) == AttendanceTally(days=1)
    assert attended(today=DAY) == AttendanceTally()
    assert rules.rate(attended(today=DAY), 3) == 100
    assert attended("PRESENT", today=DAYS[2]) == AttendanceTally(days=2, unrecorded=1)
    assert attended("PRESENT", "PRESENT", "EXCUSED", today=DAYS[1]) == AttendanceTally(days=2)  # an excuse for tomorrow


def test_days_before_the_approval_count_only_with_a_record():
    assert attended("ABSENT", since=DAYS[8]) == AttendanceTally(days=3, absent=1, unrecorded=2)


def test_a_day_that_was_recorded_counts_though_the_class_no_longer_meets_on_it():
    assert attended("ABSENT", days=DAYS[1:2]) == AttendanceTally(days=2, absent=1, unrecorded=1)
