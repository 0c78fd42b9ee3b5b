"""Who came: by the list and by the code, who may record it and until when, what one may object, and what is told."""

import datetime as dt

import pytest
import time_machine

from apps.core import check_in as codes
from apps.core import clock
from apps.core.errors import Conflict, DomainError, Invalid, NotAllowed, Throttled
from apps.core.models import AuditEntry
from apps.mentoring import members
from apps.mentoring.models import Application, Attendance, CheckInCode, Session
from apps.mentoring.rules import attendance as rules
from apps.mentoring.rules.attendance import Mark
from apps.mentoring.services import attendance
from apps.mentoring.services.applications import cancel_application
from apps.mentoring.services.sessions import edit_session
from apps.mentoring.states import ApplicationState, Presence
from apps.notices.models import Notice
from tests.factories.mentoring import ApplicationFactory, AttendanceFactory, SessionFactory

STARTS = dt.datetime(2026, 6, 10, 19, tzinfo=clock.SEOUL)
ENDS = STARTS + dt.timedelta(hours=2)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def travel():
    with time_machine.travel(STARTS + dt.timedelta(minutes=5), tick=False) as travelled:
        yield travelled


@pytest.fixture
def session(mentor) -> Session:
    return SessionFactory(author=mentor, title="코드 리뷰", starts_at=STARTS, reg_start=dt.date(2026, 6, 1), capacity=5)


@pytest.fixture
def own(session, student) -> Application:
    return ApplicationFactory(session=session, member=student)


def refused(act, **given) -> str:
    with pytest.raises(DomainError) as error:
        act(**given)
    return error.value.code


def record(session, by, *marks: tuple[Application, Mark]) -> int:
    return attendance.record_attendance(
        by=by, session_id=session.pk, marks={application.pk: mark for application, mark in marks}
    )


# --- The list ---------------------------------------------------------------------------------------------------------


def test_the_mentor_records_who_came_and_only_changes_are_written(session, own, mentor, other_student):
    second = ApplicationFactory(session=session, member=other_student)
    assert record(session, mentor, (own, Mark("present")), (second, Mark("absent"))) == 2
    assert record(session, mentor, (own, Mark("present")), (second, Mark("excused", " 몸이  아픔 "))) == 1
    assert record(session, mentor, (own, Mark("present")), (second, Mark("excused", "몸이  아픔"))) == 0
    kept = Attendance.objects.get(application=second)
    assert (kept.presence, kept.reason, kept.revision, kept.recorded_by) == ("excused", "몸이  아픔", 2, mentor)
    assert [entry.act for entry in AuditEntry.objects.order_by("pk")] == [
        "mentoring.attendance_recorded", "mentoring.attendance_recorded", "mentoring.attendance_changed",
    ]  # fmt: skip
    assert AuditEntry.objects.latest("pk").before == {"presence": "absent"}
    assert "몸이" not in str(AuditEntry.objects.latest("pk").after)


def test_who_is_recorded_as_absent_is_told_and_nobody_else(session, own, mentor, student, other_student):
    second = ApplicationFactory(session=session, member=other_student)
    record(session, mentor, (own, Mark("absent")), (second, Mark("late")))
    assert [notice.member for notice in Notice.objects.filter(kind="mentoring.absent")] == [student]


@pytest.mark.parametrize(
    ("at", "who", "code"),
    [
        (STARTS - dt.timedelta(minutes=1), "mentor", "not_started"),
        (STARTS, "mentor", ""),
        (ENDS + dt.timedelta(days=7), "mentor", ""),
        (ENDS + dt.timedelta(days=7, minutes=1), "mentor", "too_late_to_record"),
        (ENDS + dt.timedelta(days=70), "superuser", ""),
        (STARTS, "student", "not_the_author"),
        (STARTS, "stranger", "not_the_author"),
    ],
)
def test_it_is_recorded_from_the_start_until_seven_days_after(session, own, travel, request, at, who, code):
    travel.move_to(at)
    by = request.getfixturevalue(who)
    if code:
        assert refused(record_one, session=session, own=own, by=by) == code
        assert not Attendance.objects.exists()
    else:
        assert record_one(session=session, own=own, by=by) == 1


def record_one(*, session, own, by) -> int:
    return record(session, by, (own, Mark("present")))


def test_nothing_is_recorded_of_a_declined_or_deleted_session(session, own, mentor):
    Session.objects.update(declined_at=clock.now())
    assert refused(record_one, session=session, own=own, by=mentor) == "declined"
    Session.objects.update(deleted_at=clock.now())
    with pytest.raises(Session.DoesNotExist):
        record_one(session=session, own=own, by=mentor)


@pytest.mark.parametrize(
    ("mark", "error", "code"),
    [
        (Mark("gone"), Invalid, "presence_unknown"),
        (Mark("excused"), Invalid, "reason_missing"),
        (Mark("excused", "가" * 501), Invalid, "reason_too_long"),
        (Mark("present", expected_revision=3), Conflict, "changed_meanwhile"),
    ],
)
def test_one_wrong_mark_records_nothing_and_says_whose_it_is(session, own, mentor, other_student, mark, error, code):
    second = ApplicationFactory(session=session, member=other_student)
    with pytest.raises(error) as refusal:
        record(session, mentor, (own, Mark("present")), (second, mark))
    assert (refusal.value.code, refusal.value.extra["application"]) == (code, second.pk)
    assert not Attendance.objects.exists()


def test_only_people_with_a_seat_in_this_session_are_recorded(session, mentor, student):
    waiting = ApplicationFactory(session=session, member=student, state=ApplicationState.WAITING)
    elsewhere = ApplicationFactory()
    for application in (waiting, elsewhere):
        assert refused(record_one, session=session, own=application, by=mentor) == "no_seat"


# --- The code ---------------------------------------------------------------------------------------------------------


def opened(session, by, minutes: int = 10) -> CheckInCode:
    return attendance.open_code(by=by, session_id=session.pk, minutes=minutes)


@pytest.mark.parametrize(("minutes", "presence"), [(0, "present"), (5, "present"), (6, "late")])
def test_who_enters_the_code_is_there_and_late_after_ten_minutes(
    session, own, student, mentor, travel, minutes, presence
):
    code = opened(session, mentor, 15)
    travel.move_to(clock.now() + dt.timedelta(minutes=minutes))
    row = attendance.check_in(by=student, session_id=session.pk, code=f"{code.code[:3]} {code.code[3:]}")
    assert (row.presence, row.recorded_by) == (presence, student)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.after) == ("mentoring.attendance_recorded", {"presence": presence})
    assert code.code not in str(AuditEntry.objects.values_list("after", flat=True))


def test_a_code_is_opened_by_who_runs_the_session_and_ends_the_one_before(session, mentor, student, monkeypatch):
    monkeypatch.setattr(codes, "new_code", iter(["111111", "222222"]).__next__)
    assert refused(attendance.open_code, by=student, session_id=session.pk, minutes=5) == "not_the_author"
    assert refused(attendance.open_code, by=mentor, session_id=session.pk, minutes=7) == "minutes_unknown"
    assert (opened(session, mentor).code, opened(session, mentor).code) == ("111111", "222222")
    assert CheckInCode.objects.get().code == "222222"


def test_a_code_that_is_wrong_closed_or_over_counts_for_nothing(session, own, student, mentor, travel):
    given = {"by": student, "session_id": session.pk}
    assert refused(attendance.check_in, **given, code="123456") == "no_live_code"
    code = opened(session, mentor, 5)
    assert refused(attendance.check_in, **given, code="0000000") == "code_wrong"
    attendance.close_code(by=mentor, session_id=session.pk)
    attendance.close_code(by=mentor, session_id=session.pk)
    assert refused(attendance.check_in, **given, code=code.code) == "no_live_code"
    assert AuditEntry.objects.filter(act="mentoring.check_in_closed").count() == 1
    code = opened(session, mentor, 5)
    travel.move_to(code.closes_at)
    assert refused(attendance.check_in, **given, code=code.code) == "no_live_code"
    assert attendance.delete_expired_codes(clock.now()) == 1
    assert refused(attendance.close_code, by=student, session_id=session.pk) == "not_the_author"


def test_only_who_has_a_seat_checks_in_and_never_over_a_record(session, own, student, stranger, mentor):
    code = opened(session, mentor)
    assert refused(attendance.check_in, by=stranger, session_id=session.pk, code=code.code) == "no_seat"
    record(session, mentor, (own, Mark("absent")))
    assert refused(attendance.check_in, by=student, session_id=session.pk, code=code.code) == "already_recorded"
    assert Attendance.objects.get().presence == "absent"


def test_tries_are_limited_right_ones_too(session, own, student, mentor):
    code = opened(session, mentor)
    for _try in range(5):
        assert refused(attendance.check_in, by=student, session_id=session.pk, code="000000x") == "code_wrong"
    with pytest.raises(Throttled):
        attendance.check_in(by=student, session_id=session.pk, code=code.code)


# --- Objections -------------------------------------------------------------------------------------------------------


@pytest.fixture
def absent(own, mentor) -> Attendance:
    return AttendanceFactory(application=own, presence=Presence.ABSENT, recorded_by=mentor)


def objected(row: Attendance, by, reason: str = "있었습니다.") -> Attendance:
    return attendance.object_to_attendance(by=by, application_id=row.application_id, reason=reason)


def test_one_objects_once_and_the_mentor_decides_and_both_are_told(absent, session, student, mentor):
    objected(absent, student, " 뒷자리에 있었습니다. ")
    assert [notice.member for notice in Notice.objects.filter(kind="mentoring.attendance_objected")] == [mentor]
    assert refused(objected, row=absent, by=student) == "already_objected"
    assert refused(record_one, session=session, own=absent.application, by=mentor) == "contested"
    decide = {"by": mentor, "application_id": absent.application_id}
    assert refused(attendance.decide_objection, **decide, presence="present", answer="") == "reason_missing"
    assert refused(attendance.decide_objection, **decide, presence="here", answer="네") == "presence_unknown"
    row = attendance.decide_objection(**decide, presence="present", answer="확인했습니다.")
    assert (row.presence, row.objection, row.answer, row.decided_by) == (
        "present", "뒷자리에 있었습니다.", "확인했습니다.", mentor,
    )  # fmt: skip
    assert Notice.objects.get(kind="mentoring.objection_decided").member == student
    assert refused(attendance.decide_objection, **decide, presence="absent", answer="다시") == "already_decided"
    assert refused(objected, row=absent, by=student) == "already_objected"
    acts = list(AuditEntry.objects.order_by("pk").values_list("act", flat=True))
    assert acts == ["mentoring.attendance_objected", "mentoring.objection_decided"]
    assert "뒷자리" not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize(
    ("objected_at", "decided_at", "who", "code"),
    [
        (None, None, "mentor", ""),
        (None, None, "superuser", ""),
        (STARTS, None, "mentor", "contested"),
        (STARTS, None, "superuser", "contested"),
        (STARTS, STARTS, "mentor", "decided"),
        (STARTS, STARTS, "superuser", ""),
    ],
)
def test_what_was_decided_is_changed_by_staff_alone(absent, session, request, objected_at, decided_at, who, code):
    Attendance.objects.update(objected_at=objected_at, decided_at=decided_at, presence="present")
    marks = {"marks": {absent.application_id: Mark("absent")}}
    given = {"by": request.getfixturevalue(who), "session_id": session.pk, **marks}
    if code:
        assert refused(attendance.record_attendance, **given) == code
        assert Attendance.objects.get().presence == "present"
        return
    assert attendance.record_attendance(**given) == 1
    # Who cannot object any more is not told to.
    assert Notice.objects.get(kind="mentoring.absent").params["days"] == (None if objected_at else 7)


def test_a_record_without_its_seat_is_not_objected_to(absent, student, mentor):
    cancel_application(application_id=absent.application_id, by=mentor, reason="자리가 모자랍니다.")
    assert refused(objected, row=absent, by=student) == "no_seat"


def test_a_session_of_which_somebody_is_recorded_is_not_moved_and_no_code_counts_before_its_start(
    session, own, mentor, student, monkeypatch
):
    monkeypatch.setattr(codes, "new_code", lambda: "123456")
    opened(session, mentor, 15)
    later = {"session_id": session.pk, "by": mentor, "changes": {"date": STARTS.date() + dt.timedelta(days=7)}}
    edit_session(**later)
    given = {"by": student, "session_id": session.pk, "code": "123456"}
    assert refused(attendance.check_in, **given) == "not_started"
    Session.objects.update(starts_at=STARTS, ends_at=ENDS, closes_at=STARTS, reg_end=STARTS.date())
    attendance.check_in(**given)
    assert refused(edit_session, **later) == "attended"
    assert edit_session(**{**later, "changes": {"title": "새 제목"}}).title == "새 제목"


def test_an_objection_without_words_to_what_is_right_or_too_late_is_refused(absent, student, travel):
    assert refused(objected, row=absent, by=student, reason=" ") == "reason_missing"
    Attendance.objects.update(presence=Presence.PRESENT)
    assert refused(objected, row=absent, by=student) == "present"
    Attendance.objects.update(presence=Presence.LATE)
    travel.move_to(absent.changed_at + dt.timedelta(days=7, seconds=1))
    assert refused(objected, row=absent, by=student) == "too_late_to_object"
    travel.move_to(absent.changed_at + dt.timedelta(days=7))
    assert objected(absent, student).is_contested


def test_strangers_do_not_learn_of_a_record_and_only_who_runs_the_session_decides(absent, stranger, student, superuser):
    for act in (attendance.object_to_attendance, attendance.decide_objection):
        more = {"reason": "네"} if act is attendance.object_to_attendance else {"presence": "present", "answer": "네"}
        with pytest.raises(Attendance.DoesNotExist):
            act(by=stranger, application_id=absent.application_id, **more)
    decide = {"application_id": absent.application_id, "presence": "excused", "answer": "네"}
    assert refused(attendance.decide_objection, by=superuser, **decide) == "no_objection"
    with pytest.raises(NotAllowed, match="본인의 참석 기록"):
        objected(absent, superuser)
    objected(absent, student)
    with pytest.raises(NotAllowed):
        attendance.decide_objection(by=student, **decide)
    assert attendance.decide_objection(by=superuser, **decide).presence == "excused"


def test_who_leaves_takes_the_words_along_and_what_is_theirs_is_in_their_file(absent, student):
    objected(absent, student)
    (row,) = members.export(student)["attendances"]
    assert (row["presence"], row["objection"]) == ("absent", "있었습니다.")
    members.erase_words_of_attendance(student, student)
    absent.refresh_from_db()
    assert (absent.presence, absent.reason, absent.objection, absent.answer) == ("absent", "", "", "")


def test_the_limits_are_as_written():
    assert (rules.RECORD_WITHIN.days, rules.OBJECT_WITHIN.days, codes.GRACE) == (7, 7, dt.timedelta(minutes=10))
