"""Recording, changing, whole days at once: what is written, what is kept of before, who is told, who is refused."""

import datetime as dt
from dataclasses import asdict

import pytest
import time_machine

from apps.core import clock
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.models import AuditEntry
from apps.elearning.attendance import rules, selectors
from apps.elearning.attendance.models import Attendance
from apps.elearning.attendance.rules import AttendanceMark, AttendanceTally
from apps.elearning.attendance.services import Entry, change_attendance, record_attendance, record_day
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.models import Enrolment
from apps.elearning.enrolment.states import EnrolmentStatus
from apps.notices.models import Notice
from tests.elearning.learning import learner, running_class
from tests.factories.elearning import ClassMeetingFactory
from tests.mails import the_mail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("travel")]
NOW = dt.datetime(2026, 1, 15, 18, 0, tzinfo=clock.SEOUL)
DAY = dt.date(2026, 1, 12)
NINE, TEN = dt.time(9), dt.time(10)
PRESENT, ABSENT = AttendanceMark("PRESENT", NINE, TEN), AttendanceMark("ABSENT")


@pytest.fixture
def travel():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def course_class(mentor):
    """Met on the 10th, 11th and 12th; taught by 하준."""
    return running_class(meetings=3, instructors=[mentor])


@pytest.fixture
def enrolment(course_class, student):
    return learner(course_class, member=student)


@pytest.fixture
def batch(course_class, mentor):
    def act(*entries, day=DAY, by=mentor, **ids):
        ids = {"course_id": course_class.course_id, "class_id": course_class.pk, **ids}
        return record_day(by=by, class_date=day, entries=entries, **ids)

    return act


def recorded(mentor, enrolment, mark=PRESENT, day=DAY) -> Attendance:
    return record_attendance(by=mentor, enrolment_id=enrolment.pk, class_date=day, mark=mark)


def code_of(act, *args, **kwargs) -> str:
    with pytest.raises((Conflict, Invalid, NotAllowed)) as refused:
        act(*args, **kwargs)
    return refused.value.code


# --- One


def test_a_record_is_kept_with_who_made_it(mentor, enrolment):
    row = recorded(mentor, enrolment, AttendanceMark("LATE", TEN, None, " 버스가  늦음 "))
    kept = Attendance.objects.get()
    assert (kept.pk, kept.enrolment, kept.class_date, kept.type) == (row.pk, enrolment, DAY, "LATE")
    assert (kept.check_in_time, kept.check_out_time, kept.absence_reason) == (TEN, None, "버스가 늦음")
    assert (kept.recorded_at, kept.changed_at, kept.recorded_by, kept.revision) == (NOW, NOW, mentor, 1)
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.actor, entry.subject_id) == ("elearning.attendance_recorded", mentor, row.pk)
    assert (entry.before, entry.after["type"], entry.after["class_date"]) == ({}, "LATE", "2026-01-12")
    assert not Notice.objects.exists()


def test_a_second_record_of_the_day_is_refused(mentor, enrolment):
    recorded(mentor, enrolment)
    assert code_of(recorded, mentor, enrolment) == "already_recorded"
    assert Attendance.objects.count() == 1


def test_a_change_is_written_with_what_was(mentor, superuser, enrolment, travel):
    row = recorded(mentor, enrolment)
    travel.shift(60)
    changed = change_attendance(by=superuser, attendance_id=row.pk, changes={"type": "ABSENT"}, expected_revision=1)
    assert (changed.type, changed.check_in_time, changed.check_out_time) == ("ABSENT", None, None)
    assert (changed.revision, changed.recorded_by, changed.recorded_at) == (2, superuser, NOW)
    assert changed.changed_at == NOW + dt.timedelta(seconds=60)
    entry = AuditEntry.objects.latest("id")
    assert (entry.act, entry.actor) == ("elearning.attendance_changed", superuser)
    assert entry.before == {"type": "PRESENT", "check_in_time": "09:00:00", "check_out_time": "10:00:00"}
    assert entry.after == {"type": "ABSENT", "check_in_time": None, "check_out_time": None}


def test_the_same_again_is_no_change(mentor, enrolment):
    row = recorded(mentor, enrolment)
    assert change_attendance(by=mentor, attendance_id=row.pk, changes=asdict(PRESENT)).revision == 1
    assert AuditEntry.objects.count() == 1


def test_a_change_of_what_another_changed_meanwhile_is_refused(mentor, enrolment):
    row = recorded(mentor, enrolment)
    change_attendance(by=mentor, attendance_id=row.pk, changes={"type": "ABSENT"})
    given = {"by": mentor, "attendance_id": row.pk, "changes": {"type": "EXCUSED"}}
    assert code_of(change_attendance, **given, expected_revision=1) == "changed_meanwhile"
    assert change_attendance(**given, expected_revision=2).type == "EXCUSED"


def test_a_learner_is_told_of_a_correction_of_an_earlier_day_and_not_of_the_day_itself(mentor, enrolment, travel):
    row = recorded(mentor, enrolment)
    change_attendance(by=mentor, attendance_id=row.pk, changes={"type": "ABSENT"})
    assert not Notice.objects.exists()
    travel.shift(dt.timedelta(days=1))
    change_attendance(by=mentor, attendance_id=row.pk, changes={"absence_reason": "감기"})
    assert not Notice.objects.exists()
    change_attendance(by=mentor, attendance_id=row.pk, changes=asdict(PRESENT))
    notice = Notice.objects.get()
    assert (notice.member, notice.kind) == (enrolment.member, "elearning.attendance_corrected")
    assert "1월 12일 (월) 수업의 출결이 정정되었습니다." in the_mail().text


def test_a_record_of_a_day_on_which_the_class_no_longer_meets_can_still_be_corrected(mentor, course_class, enrolment):
    row = recorded(mentor, enrolment)
    ClassMeetingFactory(course_class=course_class, starts_at=NOW)
    course_class.meetings.filter(starts_at__lt=NOW).delete()
    assert change_attendance(by=mentor, attendance_id=row.pk, changes={"type": "ABSENT"}).type == "ABSENT"
    assert code_of(recorded, mentor, learner(course_class)) == "not_a_class_day"


def test_an_excuse_may_be_given_beforehand(mentor, course_class, enrolment):
    tomorrow = NOW + dt.timedelta(days=1)
    ClassMeetingFactory(course_class=course_class, starts_at=tomorrow)
    day = clock.local(tomorrow).date()
    assert code_of(recorded, mentor, enrolment, PRESENT, day) == "in_the_future"
    assert recorded(mentor, enrolment, AttendanceMark("EXCUSED"), day).type == "EXCUSED"


def test_a_day_is_one_of_seoul(mentor, course_class, enrolment):
    """A meeting at half past midnight in Seoul is still the day before in UTC."""
    day = dt.date(2026, 1, 14)
    ClassMeetingFactory(course_class=course_class, starts_at=clock.at(day, dt.time(0, 30)))
    assert recorded(mentor, enrolment, PRESENT, day).class_date == day
    assert code_of(recorded, mentor, enrolment, PRESENT, dt.date(2026, 1, 13)) == "not_a_class_day"


def test_only_those_who_run_the_class(mentor, student, stranger, superuser, bare_staff, enrolment):
    for outsider in (stranger, bare_staff):
        with pytest.raises(Enrolment.DoesNotExist):
            recorded(outsider, enrolment)
    assert code_of(recorded, student, enrolment) == "not_the_instructor"
    row = recorded(superuser, enrolment)
    assert (
        code_of(change_attendance, by=student, attendance_id=row.pk, changes={"type": "ABSENT"}) == "not_the_instructor"
    )
    with pytest.raises(Attendance.DoesNotExist):
        change_attendance(by=stranger, attendance_id=row.pk, changes={"type": "ABSENT"})


# --- A whole day


def test_a_batch_writes_new_rows_and_changes_old_ones(mentor, course_class, batch):
    people = [learner(course_class) for _ in range(3)]
    old = recorded(mentor, people[0])
    assert batch(*(Entry(one.pk, ABSENT) for one in people)) == 3
    rows = list(Attendance.objects.order_by("enrolment_id").values_list("enrolment_id", "type", "revision"))
    assert rows == [(people[0].pk, "ABSENT", 2), (people[1].pk, "ABSENT", 1), (people[2].pk, "ABSENT", 1)]
    assert Attendance.objects.get(enrolment=people[0]).pk == old.pk
    acts = AuditEntry.objects.order_by("id").values_list("act", "subject_id")
    assert [act.removeprefix("elearning.attendance_") for act, _ in acts] == ["recorded", "changed"] + ["recorded"] * 2
    assert {pk for _, pk in acts} == set(Attendance.objects.values_list("pk", flat=True))


def test_the_same_batch_again_writes_nothing(course_class, batch):
    entries = [Entry(learner(course_class).pk, PRESENT) for _ in range(3)]
    assert (batch(*entries), batch(*entries)) == (3, 0)
    assert set(Attendance.objects.values_list("revision", flat=True)) == {1}
    assert AuditEntry.objects.count() == 3


def test_a_batch_with_bad_rows_names_each_and_writes_none(mentor, course_class, batch):
    good, changed, cancelled = learner(course_class), learner(course_class), learner(course_class)
    Enrolment.objects.filter(pk=cancelled.pk).update(
        status=EnrolmentStatus.CANCELLED, holds_seat=False, cancelled_at=NOW
    )
    recorded(mentor, changed)
    foreign = learner()
    with pytest.raises(Invalid) as refused:
        batch(
            Entry(good.pk, PRESENT), Entry(foreign.pk, PRESENT), Entry(cancelled.pk, PRESENT),
            Entry(changed.pk, ABSENT, expected_revision=0), Entry(good.pk, ABSENT),
        )  # fmt: skip
    found = [(fault.index, fault.whose, fault.error.code) for fault in refused.value.extra["faults"]]
    assert found == [
        (1, f"수강신청 {foreign.pk}", "not_in_class"),
        (2, cancelled.member.name, "not_approved"),
        (3, changed.member.name, "changed_meanwhile"),
        (4, good.member.name, "twice"),
    ]
    assert Attendance.objects.values_list("enrolment_id", "type").get() == (changed.pk, "PRESENT")


def test_a_batch_that_comes_too_late_is_a_conflict(mentor, course_class, batch):
    one = learner(course_class)
    row = recorded(mentor, one)
    with pytest.raises(Conflict) as refused:
        batch(Entry(one.pk, ABSENT, expected_revision=7))
    assert refused.value.code == "bad_rows"
    assert batch(Entry(one.pk, ABSENT, expected_revision=row.revision)) == 1


def test_a_day_of_a_batch_that_is_none_and_a_batch_of_nobody(batch, enrolment):
    assert code_of(batch, Entry(enrolment.pk, PRESENT), day=dt.date(2026, 1, 13)) == "not_a_class_day"
    assert code_of(batch) == "batch_size"


def test_a_batch_asks_who_and_whether_course_and_class_belong_together(batch, student, stranger, enrolment):
    entry = Entry(enrolment.pk, PRESENT)
    for by in (student, stranger):
        assert code_of(batch, entry, by=by) == "not_the_instructor"
    with pytest.raises(CourseClass.DoesNotExist):
        batch(entry, course_id=987_654_321)
    with pytest.raises(CourseClass.DoesNotExist):
        batch(entry, class_id=987_654_321)


@pytest.mark.parametrize("number", [1, 50])
def test_a_batch_takes_as_many_statements_for_fifty_as_for_one(
    mentor, course_class, batch, travel, django_assert_num_queries, number
):
    people = [learner(course_class) for _ in range(number)]
    with django_assert_num_queries(10):  # two of them the savepoint's
        batch(*(Entry(one.pk, PRESENT) for one in people))
    travel.shift(dt.timedelta(days=1))
    with django_assert_num_queries(13):
        batch(*(Entry(one.pk, ABSENT) for one in people))
    assert Notice.objects.count() == number


# --- What it comes to


def test_tallies_are_those_of_the_class_s_days_and_of_each_learner(mentor, course_class, django_assert_num_queries):
    early, late = learner(course_class), learner(course_class, approved_at=NOW)
    recorded(mentor, early, ABSENT, dt.date(2026, 1, 10))
    recorded(mentor, early, AttendanceMark("LATE"), dt.date(2026, 1, 11))
    with django_assert_num_queries(2):
        found = selectors.tallies(course_class, [early, late], NOW)
    assert found == {early.pk: AttendanceTally(days=3, absent=1, half=1, unrecorded=1), late.pk: AttendanceTally()}
    assert rules.rate(found[early.pk], course_class.lates_per_absence) == 33


def test_one_who_was_never_approved_counts_from_the_application(course_class):
    applied = clock.at(dt.date(2026, 1, 11), NINE)
    waiting = learner(course_class, status=EnrolmentStatus.PENDING, approved_at=None, applied_at=applied)
    assert selectors.tallies(course_class, [waiting], NOW)[waiting.pk] == AttendanceTally(days=2, unrecorded=2)


# --- What is left out -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"absence_reason": "버스"}, ("LATE", NINE, TEN, "버스")),
        ({"check_out_time": None}, ("LATE", NINE, None, "지하철")),
        ({"type": "EXCUSED"}, ("EXCUSED", NINE, TEN, "지하철")),
        ({"type": "ABSENT"}, ("ABSENT", None, None, "지하철")),  # an absence has no times
    ],
)
def test_what_is_not_named_stays(mentor, enrolment, changes, expected):
    row = recorded(mentor, enrolment, AttendanceMark("LATE", NINE, TEN, "지하철"))
    changed = change_attendance(by=mentor, attendance_id=row.pk, changes=changes)
    assert (changed.type, changed.check_in_time, changed.check_out_time, changed.absence_reason) == expected


def test_times_that_are_named_are_refused_for_an_absence(mentor, enrolment):
    row = recorded(mentor, enrolment)
    given = {"by": mentor, "attendance_id": row.pk, "changes": {"type": "ABSENT", "check_in_time": NINE}}
    assert code_of(change_attendance, **given) == "absent_with_times"


def test_a_batch_keeps_what_its_rows_leave_out(mentor, course_class, enrolment):
    recorded(mentor, enrolment, AttendanceMark("LATE", NINE, TEN, "지하철"))
    times = frozenset({"check_in_time", "check_out_time"})
    entries = [Entry(enrolment.pk, AttendanceMark("PRESENT"), left_out=times)]
    record_day(by=mentor, course_id=course_class.course_id, class_id=course_class.pk, class_date=DAY, entries=entries)
    row = Attendance.objects.get()
    assert (row.type, row.check_in_time, row.check_out_time, row.absence_reason) == ("PRESENT", NINE, TEN, "")
