"""Absences that learners ask to be excused: who may, what comes of it, who is told, what stays when they leave."""

import datetime as dt

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.db import transaction

from apps.accounts.services.leaving import end_membership
from apps.core import clock
from apps.core.errors import DomainError
from apps.core.models import AuditEntry
from apps.elearning.attendance import members, rules
from apps.elearning.attendance.files import MOST_BYTES, media_type
from apps.elearning.attendance.models import AbsenceRequest, Attendance
from apps.elearning.attendance.rules import AttendanceMark
from apps.elearning.attendance.services import record_attendance
from apps.elearning.attendance.services.absences import (
    accept_absence,
    decline_absence,
    request_absence,
    withdraw_absence,
)
from apps.elearning.catalogue.models import CourseClass
from apps.elearning.enrolment.models import Enrolment
from apps.notices.models import Notice
from tests.elearning.learning import learner, running_class
from tests.factories.elearning import ClassMeetingFactory
from tests.mails import mails, the_mail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("travel")]
NOW = dt.datetime(2026, 1, 15, 18, 0, tzinfo=clock.SEOUL)
DAY, AHEAD = dt.date(2026, 1, 12), dt.date(2026, 1, 20)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.fixture
def travel():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def course_class(mentor):
    """Met on the 10th, 11th and 12th, and meets again on the 20th; taught by 하준."""
    row = running_class(meetings=3, instructors=[mentor])
    ClassMeetingFactory(course_class=row, starts_at=clock.at(AHEAD, dt.time(14)))
    return row


@pytest.fixture
def enrolment(course_class, student):
    return learner(course_class, member=student)


@pytest.fixture
def asked(student, enrolment):
    def act(day=DAY, reason="병원 진료", **more) -> AbsenceRequest:
        return request_absence(
            **{"by": student, "enrolment_id": enrolment.pk, "class_date": day, "reason": reason, **more}
        )

    return act


def code_of(act, *args, **kwargs) -> str:
    with pytest.raises(DomainError) as refused:
        act(*args, **kwargs)
    return refused.value.code


def told() -> list[tuple[int, str]]:
    return list(Notice.objects.order_by("id").values_list("member_id", "kind"))


# --- Asking


def test_it_is_kept_and_the_instructors_are_told_without_the_reason(asked, enrolment, mentor):
    row = asked(reason=" 병원  진료 ", file=ContentFile(PNG, name="내 진단서.exe"))
    row.refresh_from_db()
    assert (row.enrolment, row.class_date, row.reason, row.state) == (enrolment, DAY, "병원 진료", "REQUESTED")
    assert (row.asked_at, row.decided_at, row.decided_by, row.answer) == (NOW, None, None, "")
    assert row.file.name.startswith("absences/2026/01/")
    with row.file.open() as kept:
        assert (media_type(row.file.name), kept.read()) == ("image/png", PNG)
    assert told() == [(mentor.pk, "elearning.absence_asked")]
    assert Notice.objects.get().path == f"/classes/{enrolment.course_class_id}/absences/{row.pk}/"
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.subject_id, entry.reason) == ("elearning.absence_asked", row.pk, "")
    assert entry.after == {"enrolment": enrolment.pk, "class_date": "2026-01-12"}
    assert "병원" not in the_mail().text
    row.file.storage.delete(row.file.name)


@pytest.mark.parametrize(("days", "code"), [(7, "ok"), (8, "too_late_to_ask")])
def test_it_is_asked_within_a_week(asked, travel, days, code):
    travel.move_to(clock.at(DAY + dt.timedelta(days=days), dt.time(23, 59)))
    if code == "ok":
        assert asked().state == "REQUESTED"
    else:
        assert code_of(asked) == code
    assert rules.last_day_to_ask(DAY) == dt.date(2026, 1, 19)


def test_it_is_asked_beforehand_too_of_class_days_only(asked):
    assert asked(AHEAD).class_date == AHEAD
    assert code_of(asked, dt.date(2026, 1, 13)) == "not_a_class_day"


def test_it_is_the_learner_s_own(asked, mentor, stranger, enrolment):
    assert code_of(asked, by=mentor) == "not_yours"
    with pytest.raises(Enrolment.DoesNotExist):
        asked(by=stranger)
    Enrolment.objects.update(status="CANCELLED", holds_seat=False, cancelled_at=NOW)
    assert code_of(asked) == "not_approved"


def test_not_of_a_class_called_off(asked, course_class):
    CourseClass.objects.update(called_off_at=NOW)
    assert code_of(asked) == "called_off"


def test_one_at_a_time_and_three_in_all(asked, student, mentor):
    for _ in range(2):
        row = asked()
        assert code_of(asked) == "already_asked"
        decline_absence(by=mentor, request_id=row.pk, reason="증빙이 없습니다.")
    withdraw_absence(by=student, request_id=asked().pk)
    assert code_of(asked) == "asked_too_often"
    assert asked(dt.date(2026, 1, 11)).state == "REQUESTED"


def test_not_of_a_day_that_is_excused_already(asked, mentor, enrolment):
    record_attendance(by=mentor, enrolment_id=enrolment.pk, class_date=DAY, mark=AttendanceMark("EXCUSED"))
    assert code_of(asked) == "already_excused"


@pytest.mark.parametrize(
    ("reason", "code"), [(" ", "reason_missing"), ("가" * 501, "reason_too_long")], ids=["empty", "long"]
)
def test_a_reason_is_given(asked, reason, code):
    assert code_of(asked, reason=reason) == code


@pytest.mark.parametrize("begin", [PNG, b"%PDF-1.7", b"\xff\xd8\xff\xe0"], ids=["png", "pdf", "jpeg"])
def test_evidence_is_known_by_what_it_begins_with(asked, begin):
    row = asked(file=ContentFile(begin + bytes(30), name="x.txt"))
    assert row.file.name.rpartition(".")[2] in {"png", "pdf", "jpg"}
    row.file.storage.delete(row.file.name)


def test_other_files_and_large_ones_are_not_taken(asked):
    page = ContentFile(b"<script>alert(1)</script>", name="x.png")
    assert code_of(asked, file=page) == "file_not_taken"
    assert code_of(asked, file=ContentFile(b"\0\0\0\x18ftypheic", name="x.heic")) == "file_not_taken"
    assert code_of(asked, file=ContentFile(PNG + bytes(MOST_BYTES), name="x.png")) == "file_too_large"
    assert not AbsenceRequest.objects.exists()


# --- Deciding


def test_accepting_excuses_the_day_by_the_same_way_as_a_record(asked, mentor, enrolment, student, travel):
    old = record_attendance(
        by=mentor, enrolment_id=enrolment.pk, class_date=DAY, mark=AttendanceMark("LATE", dt.time(14, 30))
    )
    row = asked()
    travel.shift(dt.timedelta(days=1))
    accept_absence(by=mentor, request_id=row.pk)
    kept = Attendance.objects.get()
    assert (kept.pk, kept.type, kept.revision, kept.recorded_by) == (old.pk, "EXCUSED", 2, mentor)
    assert (kept.check_in_time, kept.absence_reason) == (dt.time(14, 30), "병원 진료")
    row.refresh_from_db()
    assert (row.state, row.decided_by, row.decided_at) == ("ACCEPTED", mentor, clock.now())
    # Told once: that it was accepted, not also that a record was corrected.
    assert told()[1:] == [(student.pk, "elearning.absence_accepted")]
    acts = list(AuditEntry.objects.order_by("id").values_list("act", flat=True))
    assert acts[-2:] == ["elearning.attendance_changed", "elearning.absence_accepted"]
    entry = AuditEntry.objects.latest("id")
    assert (entry.before, entry.after) == ({"state": "REQUESTED"}, {"state": "ACCEPTED"})


def test_accepting_a_day_to_come_records_it(asked, superuser):
    accept_absence(by=superuser, request_id=asked(AHEAD).pk)
    assert Attendance.objects.values_list("type", "class_date").get() == ("EXCUSED", AHEAD)


def test_declining_leaves_the_day_and_tells_why(asked, mentor, student):
    row = asked()
    assert code_of(decline_absence, by=mentor, request_id=row.pk, reason="") == "reason_missing"
    decline_absence(by=mentor, request_id=row.pk, reason="증빙이 없습니다.")
    row.refresh_from_db()
    assert (row.state, row.answer, Attendance.objects.exists()) == ("DECLINED", "증빙이 없습니다.", False)
    assert told()[1:] == [(student.pk, "elearning.absence_declined")]
    assert "증빙이 없습니다." in mails()[-1].text


def test_what_is_decided_or_taken_back_is_not_decided_again(asked, mentor, student):
    row = asked()
    withdraw_absence(by=student, request_id=row.pk)
    assert AbsenceRequest.objects.values_list("state", "decided_at").get() == ("WITHDRAWN", None)
    for act, more in ((accept_absence, {}), (decline_absence, {"reason": "늦음"})):
        assert code_of(act, by=mentor, request_id=row.pk, **more) == "already_decided"
    assert code_of(withdraw_absence, by=student, request_id=row.pk) == "already_decided"
    assert not Attendance.objects.exists()


def test_only_who_keeps_attendance_decides_and_only_the_learner_withdraws(asked, student, mentor, stranger):
    row = asked()
    for act, more in ((accept_absence, {}), (decline_absence, {"reason": "늦음"})):
        assert code_of(act, by=student, request_id=row.pk, **more) == "not_the_instructor"
        with pytest.raises(AbsenceRequest.DoesNotExist):
            act(by=stranger, request_id=row.pk, **more)
    assert code_of(withdraw_absence, by=mentor, request_id=row.pk) == "not_yours"
    row.refresh_from_db()
    assert row.state == "REQUESTED"


def test_a_day_on_which_the_class_no_longer_meets_cannot_be_excused(asked, mentor, course_class):
    row = asked()
    course_class.meetings.filter(starts_at__lt=NOW).delete()
    assert code_of(accept_absence, by=mentor, request_id=row.pk) == "not_a_class_day"
    row.refresh_from_db()
    assert row.state == "REQUESTED"


# --- Leaving


def test_who_leaves_leaves_no_reasons_behind(asked, mentor, student, enrolment):
    record_attendance(
        by=mentor,
        enrolment_id=enrolment.pk,
        class_date=DAY,
        mark=AttendanceMark("ABSENT", absence_reason="우울증 치료"),
    )
    first = asked(file=ContentFile(PNG, name="x.png"), reason="우울증 진료")
    storage, name = first.file.storage, first.file.name
    decline_absence(by=mentor, request_id=first.pk, reason="우울증 진단서가 필요합니다.")
    accept_absence(by=mentor, request_id=asked(reason="우울증 진단서").pk)
    asked(AHEAD, reason="우울증 검사")
    before = Attendance.objects.values("type", "class_date", "revision").get()
    assert storage.exists(name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transaction, "on_commit", lambda work: work())
        end_membership(by=student)
    assert not storage.exists(name)
    assert Attendance.objects.values("type", "class_date", "revision").get() == before
    assert set(Attendance.objects.values_list("absence_reason", flat=True)) == {""}
    kept = AbsenceRequest.objects.order_by("id").values_list("state", "reason", "answer", "file")
    assert list(kept) == [("DECLINED", "", "", ""), ("ACCEPTED", "", "", ""), ("WITHDRAWN", "", "", "")]
    for entry in AuditEntry.objects.all():
        assert "우울" not in f"{entry.before}{entry.after}{entry.reason}"
    changed = AuditEntry.objects.filter(act="elearning.attendance_changed").get()
    assert changed.after["type"] == "EXCUSED"


def test_another_s_reasons_stay_when_somebody_leaves(asked, mentor, student, other_student, course_class):
    other = learner(course_class, member=other_student)
    record_attendance(
        by=mentor, enrolment_id=other.pk, class_date=DAY, mark=AttendanceMark("ABSENT", absence_reason="독감")
    )
    request_absence(by=other_student, enrolment_id=other.pk, class_date=DAY, reason="독감 진료")
    end_membership(by=student)
    assert Attendance.objects.get().absence_reason == "독감"
    assert AbsenceRequest.objects.values_list("state", "reason").get() == ("REQUESTED", "독감 진료")
    assert AuditEntry.objects.get(act="elearning.attendance_recorded").after["absence_reason"] == "독감"


def test_they_are_in_a_member_s_own_data_and_named_as_seen_by_instructors(asked, student):
    assert members.facts_for_instructors(student) == []
    asked()
    (row,) = members.export_absences(student)
    assert (row["reason"], row["state"]) == ("병원 진료", "REQUESTED")
    assert [label for label, _ in members.facts_for_instructors(student)] == ["결석 사유서"]
