"""Asking, approving, rejecting, starting, completing, cancelling: what is written, who is told, what is booked."""

import datetime as dt
import itertools

import pytest
import time_machine
from icalendar import Calendar

from apps.core import clock
from apps.core.errors import Conflict, Invalid, NotAllowed, refusal_of
from apps.core.models import AuditEntry
from apps.lessons import rules
from apps.lessons.models import Lesson, Tutorial
from apps.lessons.services import lessons
from apps.lessons.states import MOVES, LessonStatus, roles_that_can_make
from apps.mentoring.models import Session
from apps.notices.models import Notice
from apps.planner.models import Appointment
from tests.factories.accounts import MemberFactory
from tests.factories.accounts import mentor as a_mentor
from tests.factories.lessons import (
    DayOffFactory,
    LessonFactory,
    OpenHolidayFactory,
    TutorialFactory,
    WeeklyHoursFactory,
    booked,
)
from tests.factories.planner import AppointmentFactory, HolidayFactory, VenueFactory
from tests.mails import mails
from tests.people import fresh

pytestmark = pytest.mark.django_db
MORNING = dt.datetime(2026, 1, 5, 9, 0, tzinfo=clock.SEOUL)  # a Monday
AFTERNOON = dt.datetime(2026, 1, 8, 14, 0, tzinfo=clock.SEOUL)  # what the factory makes of it


def code_of(act, **given) -> str:
    with pytest.raises((Conflict, Invalid, NotAllowed)) as refused:
        act(**given)
    return refused.value.code


def told() -> list[tuple[int, str]]:
    return list(Notice.objects.order_by("id").values_list("member_id", "kind"))


def sentences(member) -> list[str]:
    return [mail.text for mail in mails(member=member)]


def planned(lesson) -> list[tuple[int, str]]:
    rows = Appointment.objects.filter(source=Lesson.SOURCE, source_id=lesson.pk, cancelled_at=None)
    return sorted(rows.values_list("member_id", "role"))


def both(lesson) -> list[tuple[int, str]]:
    return sorted([(lesson.mentor_id, "host"), (lesson.mentee_id, "guest")])


def file_of(member) -> str:
    """What happens to the member's calendar by the last mail: the event's status, '' for no file."""
    text = mails(member=member)[-1].calendar
    return str(Calendar.from_ical(text).walk("VEVENT")[0]["STATUS"]) if text else ""


def last_entry() -> AuditEntry:
    return AuditEntry.objects.latest("id")


# --- Asking


@time_machine.travel(MORNING, tick=False)
def test_a_request_keeps_what_was_agreed_and_tells_the_mentor(mentor, student):
    tutorial = TutorialFactory(mentor=mentor, title="자바 입문", price=30_000, duration=90)
    done = lessons.request_lesson(tutorial_id=tutorial.pk, by=student, starts_at=AFTERNOON, message=" 부탁드립니다. \n")
    Tutorial.objects.update(price=1, duration=10)
    row = Lesson.objects.get(pk=done.lesson.pk)
    assert (row.status, row.mentor, row.mentee, row.tutorial) == ("PENDING", mentor, student, tutorial)
    assert (row.starts_at, row.ends_at) == (AFTERNOON, AFTERNOON + dt.timedelta(minutes=90))
    assert (row.price, row.duration, row.request_message) == (30_000, 90, "부탁드립니다.")
    assert (row.created_at, row.updated_at, done.conflicts) == (MORNING, MORNING, [])
    assert told() == [(student.pk, "lessons.request_sent"), (mentor.pk, "lessons.requested")]
    assert sentences(mentor) == [
        "이서연 님이 ‘자바 입문’ 1월 8일 (목) 오후 2시–3시 30분 수업을 신청했습니다.\n\n"
        "신청 메시지: 부탁드립니다.\n"
        "1월 7일 (수) 오전 9시까지 승인하거나 거절해 주세요. 그때까지 답이 없으면 신청은 저절로 끝납니다."
    ]
    assert set(Notice.objects.values_list("path", flat=True)) == {f"/lessons/{row.pk}/"}
    assert planned(row) == []
    entry = last_entry()
    assert (entry.act, entry.actor, entry.subject_id) == ("lessons.requested", student, row.pk)
    assert (entry.after["status"], entry.after["price"], "message" in entry.after) == ("PENDING", 30_000, False)


@pytest.mark.parametrize(
    ("starts_at", "code"),
    [
        (MORNING - dt.timedelta(seconds=1), "in_the_past"),
        (MORNING, "in_the_past"),
        (MORNING + dt.timedelta(seconds=1), None),
        (MORNING + dt.timedelta(days=365), None),
        (MORNING + dt.timedelta(days=365, seconds=1), "too_far"),
    ],
)
@time_machine.travel(MORNING, tick=False)
def test_a_lesson_is_asked_for_within_the_year_to_come(student, starts_at, code):
    given = {"tutorial_id": TutorialFactory().pk, "by": student, "starts_at": starts_at}
    if code is None:
        assert lessons.request_lesson(**given).lesson.pk
    else:
        assert code_of(lessons.request_lesson, **given) == code
        assert (Lesson.objects.count(), told()) == (0, [])


def test_the_sentences_of_the_seed_for_a_request(student):
    with pytest.raises(Invalid) as refused:
        lessons.request_lesson(tutorial_id=TutorialFactory().pk, by=student, starts_at=clock.now())
    assert (refused.value.message, refused.value.field) == ("과거 시간으로 예약할 수 없습니다", "date")
    with pytest.raises(Tutorial.DoesNotExist):
        lessons.request_lesson(tutorial_id=0, by=student, starts_at=AFTERNOON)


@time_machine.travel(MORNING, tick=False)
def test_nobody_asks_themselves_nor_where_none_are_taken(mentor, student):
    own, shut = TutorialFactory(mentor=mentor), TutorialFactory(is_open=False)
    gone = TutorialFactory(mentor=a_mentor(is_active=False))
    asked = {"starts_at": AFTERNOON}
    assert code_of(lessons.request_lesson, tutorial_id=own.pk, by=mentor, **asked) == "own_tutorial"
    assert code_of(lessons.request_lesson, tutorial_id=shut.pk, by=student, **asked) == "closed"
    assert code_of(lessons.request_lesson, tutorial_id=gone.pk, by=student, **asked) == "closed"


@time_machine.travel(MORNING, tick=False)
def test_the_same_is_not_asked_twice_while_it_lives(student):
    tutorial = TutorialFactory()
    given = {"tutorial_id": tutorial.pk, "by": student, "starts_at": AFTERNOON}
    for status in LessonStatus:
        Lesson.objects.all().delete()
        LessonFactory(tutorial=tutorial, mentee=student, starts_at=AFTERNOON, status=status)
        LessonFactory(tutorial=tutorial, starts_at=AFTERNOON)  # another's
        if status in {"PENDING", "APPROVED", "IN_PROGRESS"}:
            assert code_of(lessons.request_lesson, **given) == "already_requested"
        else:
            assert lessons.request_lesson(**given).lesson.status == "PENDING"
    later = lessons.request_lesson(**{**given, "starts_at": AFTERNOON + dt.timedelta(hours=1)})
    assert later.lesson.pk


@time_machine.travel(MORNING, tick=False)
def test_the_hours_of_the_mentor_count(mentor, student):
    tutorial = TutorialFactory(mentor=mentor, duration=60)
    WeeklyHoursFactory(mentor=mentor, weekday=3, start_time=dt.time(14), end_time=dt.time(15))
    WeeklyHoursFactory(weekday=3, start_time=dt.time(0), end_time=dt.time(0))  # another mentor's
    DayOffFactory(first_day=AFTERNOON.date(), last_day=AFTERNOON.date())  # another mentor's
    DayOffFactory(mentor=mentor, first_day=dt.date(2026, 1, 15), last_day=dt.date(2026, 1, 16))
    given = {"tutorial_id": tutorial.pk, "by": student}
    late = AFTERNOON + dt.timedelta(minutes=1)
    assert code_of(lessons.request_lesson, **given, starts_at=late) == "outside_hours"
    assert code_of(lessons.request_lesson, **given, starts_at=AFTERNOON + dt.timedelta(days=7)) == "day_off"
    HolidayFactory(date=dt.date(2026, 1, 22))
    HolidayFactory(date=AFTERNOON.date(), is_closed=False)
    OpenHolidayFactory(date=dt.date(2026, 1, 22))  # another mentor's
    assert code_of(lessons.request_lesson, **given, starts_at=AFTERNOON + dt.timedelta(days=14)) == "holiday_closed"
    OpenHolidayFactory(mentor=mentor, date=dt.date(2026, 1, 22))
    two_weeks = AFTERNOON + dt.timedelta(days=14)
    assert code_of(lessons.request_lesson, **given, starts_at=two_weeks, holidays=[]) == "holiday"
    assert lessons.request_lesson(**given, starts_at=two_weeks).lesson.pk
    assert code_of(lessons.request_lesson, **given, starts_at=AFTERNOON, holidays=[]) == "holiday"
    assert lessons.request_lesson(**given, starts_at=AFTERNOON).lesson.pk


@time_machine.travel(MORNING, tick=False)
def test_a_clash_of_the_mentee_is_named_first_and_taken_knowingly(student):
    clash = AppointmentFactory(member=student, starts_at=AFTERNOON - dt.timedelta(minutes=30))
    AppointmentFactory(member=student, starts_at=AFTERNOON + dt.timedelta(hours=1))  # touches
    given = {"tutorial_id": TutorialFactory().pk, "by": student, "starts_at": AFTERNOON}
    assert code_of(lessons.request_lesson, **given, knowing=False) == "clash"
    assert Lesson.objects.count() == 0
    assert lessons.request_lesson(**given).conflicts == [clash]
    free = lessons.request_lesson(**{**given, "starts_at": AFTERNOON + dt.timedelta(days=1)}, knowing=False)
    assert free.conflicts == []


@time_machine.travel(MORNING, tick=False)
def test_it_may_overlap_what_the_mentor_has(mentor, student):
    AppointmentFactory(member=mentor, role="host", starts_at=AFTERNOON)
    tutorial = TutorialFactory(mentor=mentor)
    assert lessons.request_lesson(tutorial_id=tutorial.pk, by=student, starts_at=AFTERNOON).lesson.pk


def test_a_message_has_an_end(student):
    given = {"tutorial_id": TutorialFactory().pk, "by": student, "starts_at": clock.now() + dt.timedelta(days=1)}
    assert code_of(lessons.request_lesson, **given, message="가" * 1001) == "message_too_long"
    assert lessons.request_lesson(**given, message="가" * 1000).lesson.request_message == "가" * 1000


# --- The whole grid: state × move × person × before or after the time

ACTS = {
    LessonStatus.APPROVED: lambda lesson, by: lessons.approve_lesson(lesson_id=lesson.pk, by=by),
    LessonStatus.REJECTED: lambda lesson, by: lessons.reject_lesson(lesson_id=lesson.pk, by=by, reason="까닭"),
    LessonStatus.IN_PROGRESS: lambda lesson, by: lessons.start_lesson(lesson_id=lesson.pk, by=by),
    LessonStatus.COMPLETED: lambda lesson, by: lessons.complete_lesson(lesson_id=lesson.pk, by=by),
    LessonStatus.CANCELLED: lambda lesson, by: lessons.cancel_lesson(lesson_id=lesson.pk, by=by, reason="까닭"),
}
PEOPLE = ("mentor", "mentee", "other mentor", "stranger", "staff", "bare staff")
# Written out, and not derived from MOVES: the seed's table, and docs/domain.md for CANCELLED.
LEGAL = {
    ("mentor", "PENDING", "APPROVED"),
    ("mentor", "PENDING", "REJECTED"),
    ("mentor", "APPROVED", "IN_PROGRESS"),
    ("mentor", "IN_PROGRESS", "COMPLETED"),
    ("mentor", "APPROVED", "CANCELLED"),
    ("mentee", "PENDING", "CANCELLED"),
    ("mentee", "APPROVED", "CANCELLED"),
    ("staff", "PENDING", "CANCELLED"),
    ("staff", "APPROVED", "CANCELLED"),
}
NOT_AFTER_ITS_TIME = {"APPROVED": "time_passed", "CANCELLED": "too_late_to_cancel"}
SENTENCES = {
    "APPROVED": "대기중 상태의 수업만 승인할 수 있습니다",
    "REJECTED": "대기중 상태의 수업만 거절할 수 있습니다",
    "IN_PROGRESS": "승인됨 상태의 수업만 시작할 수 있습니다",
    "COMPLETED": "진행중 상태의 수업만 완료할 수 있습니다",
    "CANCELLED": "승인을 기다리거나 승인된 수업만 취소할 수 있습니다",
}


def expected(who: str, status: str, to: str, *, passed: bool) -> str:
    """`ok`, or the code of the refusal."""
    allowed = {"mentor"} if to != "CANCELLED" else {"mentor", "mentee", "staff"}
    if who not in allowed:
        return "not_yours"
    if (who, status, to) not in LEGAL:
        return "wrong_state"
    if to == "CANCELLED" and status == "PENDING":
        return "ok"  # who got no answer may always take the request back
    return NOT_AFTER_ITS_TIME.get(to, "ok") if passed else "ok"


@pytest.mark.parametrize("passed", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("to", ACTS)
@time_machine.travel(MORNING, tick=False)
def test_the_whole_grid(mentor, student, stranger, superuser, bare_staff, to, passed):
    people = dict(
        zip(PEOPLE, (mentor, student, fresh(a_mentor()), stranger, superuser, bare_staff), strict=True)
    )  # fmt: skip
    tutorial = TutorialFactory(mentor=mentor)
    found, wanted = {}, {}
    for status, who in itertools.product(LessonStatus, PEOPLE):
        Lesson.objects.all().delete()
        Appointment.objects.all().delete()
        starts_at = MORNING if passed else MORNING + dt.timedelta(seconds=1)
        lesson = LessonFactory(tutorial=tutorial, mentee=student, status=status, starts_at=starts_at)
        if status in {"APPROVED", "IN_PROGRESS", "COMPLETED"}:
            booked(lesson)
        before, entries = planned(lesson), AuditEntry.objects.count()
        wanted[status, who] = expected(who, status, to, passed=passed)
        refusal = refusal_of(ACTS[to], lesson, people[who])
        found[status, who] = refusal.code if refusal else "ok"
        lesson.refresh_from_db()
        if refusal:
            assert refusal.status == (403 if refusal.code == "not_yours" else 400)
            assert (lesson.status, planned(lesson), AuditEntry.objects.count()) == (status, before, entries)
        else:
            assert (lesson.status, AuditEntry.objects.count()) == (to, entries + 1)
            held_early = to == "COMPLETED" and not passed
            booked_now = to in {"APPROVED", "IN_PROGRESS", "COMPLETED"} and not held_early
            assert planned(lesson) == (both(lesson) if booked_now else [])
        if refusal and refusal.code == "wrong_state" and (who, status, to) != ("mentor", "PENDING", "CANCELLED"):
            assert refusal.message == SENTENCES[to]
    assert found == wanted


def test_the_table_of_moves_is_the_one_of_the_grid():
    # See test_services_requests.py, test_services_times.py and test_outcomes.py.
    elsewhere = {
        ("system", "PENDING", "CANCELLED"), ("system", "APPROVED", "IN_PROGRESS"),
        ("system", "IN_PROGRESS", "COMPLETED"), ("mentee who takes an offered time", "PENDING", "APPROVED"),
    }  # fmt: skip
    assert {(who, old, new) for (old, new), people in MOVES.items() if old for who in people} == LEGAL | elsewhere
    assert MOVES[None, LessonStatus.PENDING] == {"mentee"}
    assert roles_that_can_make(LessonStatus.CANCELLED) == {"mentor", "mentee", "staff", "system"}


# --- Each move


@time_machine.travel(MORNING, tick=False)
def test_approving_books_both_and_tells_the_mentee(mentor, student):
    lesson = LessonFactory(tutorial__mentor=mentor, tutorial__title="자바", mentee=student)
    lessons.approve_lesson(lesson_id=lesson.pk, by=mentor)
    lesson.refresh_from_db()
    assert (lesson.status, lesson.approved_at, lesson.updated_at) == ("APPROVED", MORNING, MORNING)
    assert planned(lesson) == both(lesson)
    row = Appointment.objects.filter(member=student).get()
    assert (row.title, row.path, row.starts_at, row.ends_at, row.place) == (
        "자바", f"/lessons/{lesson.pk}/", lesson.starts_at, lesson.ends_at, "",
    )  # fmt: skip
    assert told() == [(student.pk, "lessons.approved")]
    assert sentences(student) == ["‘자바’ 1월 8일 (목) 오후 2시–3시 수업이 승인되었습니다."]
    assert file_of(student) == "CONFIRMED"
    entry = last_entry()
    assert (entry.act, entry.before, entry.after) == (
        "lessons.approved", {"status": "PENDING"}, {"status": "APPROVED"},
    )  # fmt: skip


@time_machine.travel(MORNING, tick=False)
def test_approving_is_refused_where_the_mentor_gives_or_runs_something(mentor):
    lesson = LessonFactory(tutorial__mentor=mentor)
    AppointmentFactory(
        member=mentor, role="host", source=Session.SOURCE, title="창업 특강", starts_at=lesson.starts_at,
        ends_at=lesson.starts_at + dt.timedelta(minutes=1),
    )  # fmt: skip
    with pytest.raises(Conflict) as refused:
        lessons.approve_lesson(lesson_id=lesson.pk, by=mentor)
    assert refused.value.code == "host_busy"
    assert refused.value.message == (
        "같은 시간에 진행하는 일정 ‘창업 특강’(2026-01-08(목) 14:00~14:01)이 있어 승인할 수 없습니다. "
        "그 일정을 먼저 바꾸거나 사유를 적어 거절해 주세요."
    )
    assert (Lesson.objects.get().status, told()) == ("PENDING", [])


@time_machine.travel(MORNING, tick=False)
def test_what_touches_is_cancelled_or_only_attended_is_not_in_the_way(mentor):
    lesson = LessonFactory(tutorial__mentor=mentor)
    AppointmentFactory(member=mentor, role="host", starts_at=lesson.ends_at)
    AppointmentFactory(member=mentor, role="host", starts_at=lesson.starts_at, cancelled_at=MORNING)
    AppointmentFactory(member=mentor, role="guest", starts_at=lesson.starts_at)
    assert lessons.approve_lesson(lesson_id=lesson.pk, by=mentor).status == "APPROVED"


@time_machine.travel(MORNING, tick=False)
def test_of_two_requests_at_one_time_one_is_approved(mentor):
    first, second = (LessonFactory(tutorial__mentor=mentor, tutorial__title=title) for title in ("자바", "코틀린"))
    lessons.approve_lesson(lesson_id=first.pk, by=mentor)
    assert code_of(lessons.approve_lesson, lesson_id=second.pk, by=mentor) == "host_busy"
    lessons.cancel_lesson(lesson_id=first.pk, by=first.mentee)
    assert lessons.approve_lesson(lesson_id=second.pk, by=mentor).status == "APPROVED"


def test_rejecting_needs_a_reason_and_tells_it(mentor, student):
    lesson = LessonFactory(tutorial__mentor=mentor, tutorial__title="자바", mentee=student)
    for empty in ("", " \n"):
        with pytest.raises(Invalid) as refused:
            lessons.reject_lesson(lesson_id=lesson.pk, by=mentor, reason=empty)
        assert (refused.value.code, refused.value.message) == ("reason_missing", "거절 사유를 입력해주세요")
    assert code_of(lessons.reject_lesson, lesson_id=lesson.pk, by=mentor, reason="가" * 501) == "reason_too_long"
    lessons.reject_lesson(lesson_id=lesson.pk, by=mentor, reason=" 다른 일정이 있습니다. ")
    lesson.refresh_from_db()
    assert (lesson.status, lesson.reject_reason, bool(lesson.rejected_at)) == (
        "REJECTED", "다른 일정이 있습니다.", True,
    )  # fmt: skip
    assert told() == [(student.pk, "lessons.rejected")]
    assert "사유: 다른 일정이 있습니다." in sentences(student)[0]
    assert (file_of(student), last_entry().reason) == ("", "다른 일정이 있습니다.")


@time_machine.travel(MORNING, tick=False)
def test_a_lesson_is_started_and_completed_and_stays_in_the_planner(mentor, student):
    lesson = booked(LessonFactory(tutorial__mentor=mentor, mentee=student, status="APPROVED"))
    with time_machine.travel(AFTERNOON, tick=False):
        lessons.start_lesson(lesson_id=lesson.pk, by=mentor)
    with time_machine.travel(AFTERNOON + dt.timedelta(minutes=50), tick=False):
        lessons.complete_lesson(lesson_id=lesson.pk, by=mentor)
    lesson.refresh_from_db()
    assert (lesson.status, lesson.started_at, lesson.completed_at) == (
        "COMPLETED", AFTERNOON, AFTERNOON + dt.timedelta(minutes=50),
    )  # fmt: skip
    assert planned(lesson) == both(lesson)
    assert told() == [(student.pk, "lessons.started"), (student.pk, "lessons.completed")]


@time_machine.travel(MORNING, tick=False)
def test_what_was_held_before_its_time_is_not_ahead_any_more(mentor):
    lesson = booked(LessonFactory(tutorial__mentor=mentor, status="APPROVED"))
    lessons.start_lesson(lesson_id=lesson.pk, by=mentor)
    assert planned(lesson) == both(lesson)
    lessons.complete_lesson(lesson_id=lesson.pk, by=mentor)
    assert planned(lesson) == []


@time_machine.travel(MORNING, tick=False)
def test_the_mentee_cancels_with_or_without_a_reason(mentor, student):
    waiting = LessonFactory(tutorial__mentor=mentor, tutorial__title="자바", mentee=student)
    agreed = booked(LessonFactory(tutorial__mentor=mentor, tutorial__title="파이썬", mentee=student, status="APPROVED"))
    lessons.cancel_lesson(lesson_id=waiting.pk, by=student)
    assert file_of(mentor) == ""
    lessons.cancel_lesson(lesson_id=agreed.pk, by=student, reason="시험 기간이라서요.")
    assert (file_of(mentor), planned(agreed)) == ("CANCELLED", [])
    agreed.refresh_from_db()
    assert (agreed.cancelled_at, agreed.cancelled_by, agreed.cancel_reason, agreed.approved_at) == (
        MORNING, student, "시험 기간이라서요.", MORNING,
    )  # fmt: skip
    assert told() == [(mentor.pk, "lessons.cancelled_by_mentee")] * 2
    when = " 1월 8일 (목) 오후 2시–3시"
    assert sentences(mentor) == [
        f"이서연 님이 ‘자바’{when} 수업을 취소했습니다.",
        f"이서연 님이 ‘파이썬’{when} 수업을 취소했습니다.\n\n사유: 시험 기간이라서요.",
    ]


@time_machine.travel(MORNING, tick=False)
def test_the_mentor_cancels_what_was_agreed_and_says_why(mentor, student):
    lesson = booked(LessonFactory(tutorial__mentor=mentor, mentee=student, status="APPROVED"))
    with pytest.raises(Invalid) as refused:
        lessons.cancel_lesson(lesson_id=lesson.pk, by=mentor, reason=" ")
    assert (refused.value.code, refused.value.message) == ("reason_missing", "취소 사유를 입력해주세요")
    lessons.cancel_lesson(lesson_id=lesson.pk, by=mentor, reason="독감에 걸렸습니다.")
    assert told() == [(student.pk, "lessons.cancelled_by_mentor")]
    assert "사유: 독감에 걸렸습니다." in sentences(student)[0]
    assert (file_of(student), planned(lesson)) == ("CANCELLED", [])


def test_the_mentor_is_told_to_reject_what_waits(mentor):
    lesson = LessonFactory(tutorial__mentor=mentor)
    with pytest.raises(Invalid) as refused:
        lessons.cancel_lesson(lesson_id=lesson.pk, by=mentor, reason="까닭")
    assert refused.value.message == "승인한 수업만 취소할 수 있습니다. 대기중인 신청은 거절해 주세요."


@time_machine.travel(MORNING, tick=False)
def test_staff_cancel_with_a_reason_and_both_are_told(mentor, student, superuser):
    lesson = booked(LessonFactory(tutorial__mentor=mentor, mentee=student, status="APPROVED"))
    assert code_of(lessons.cancel_lesson, lesson_id=lesson.pk, by=superuser) == "reason_missing"
    assert code_of(lessons.cancel_lesson, lesson_id=lesson.pk, by=superuser, reason="가" * 501) == "reason_too_long"
    lessons.cancel_lesson(lesson_id=lesson.pk, by=superuser, reason="신고가 들어왔습니다.")
    assert told() == [(mentor.pk, "lessons.cancelled_by_staff"), (student.pk, "lessons.cancelled_by_staff")]
    assert (file_of(mentor), file_of(student)) == ("CANCELLED", "CANCELLED")
    assert Lesson.objects.get().cancelled_by == superuser


@time_machine.travel(MORNING, tick=False)
def test_staff_who_take_part_are_what_they_are_to_the_lesson(superuser):
    taken = LessonFactory(mentee=superuser)
    lessons.cancel_lesson(lesson_id=taken.pk, by=superuser)  # as its mentee, without a reason
    assert told() == [(taken.mentor_id, "lessons.cancelled_by_mentee")]


def test_what_is_not_there_is_not_there(mentor):
    for act in (lessons.approve_lesson, lessons.start_lesson, lessons.complete_lesson, lessons.cancel_lesson):
        with pytest.raises(Lesson.DoesNotExist):
            act(lesson_id=0, by=mentor)
    with pytest.raises(Lesson.DoesNotExist):
        lessons.reject_lesson(lesson_id=0, by=mentor, reason="까닭")


def test_the_inactive_are_told_nothing(mentor):
    lesson = LessonFactory(tutorial__mentor=mentor, mentee=MemberFactory(is_active=False))
    lessons.reject_lesson(lesson_id=lesson.pk, by=mentor, reason="까닭")
    assert told() == []


# --- Reading ----------------------------------------------------------------------------------------------------------


def test_a_lesson_is_read_by_its_two_and_by_staff(mentor, student, stranger, bare_staff, superuser):
    lesson = LessonFactory(tutorial=TutorialFactory(mentor=mentor), mentee=student)
    for member in (mentor, student, superuser):
        assert refusal_of(rules.check_can_see, member, lesson) is None
    for member in (stranger, bare_staff, a_mentor()):
        assert code_of(rules.check_can_see, member=member, lesson=lesson) == "not_yours"


# --- Where ------------------------------------------------------------------------------------------------------------


def test_an_approved_lesson_is_where_its_tutorial_says_and_stays_there(mentor, student):
    room, joins = VenueFactory(name="상담실"), "https://meet.example.com/ha-jun"
    tutorial = TutorialFactory(mentor=mentor, venue=room, join_url=joins)
    lesson = LessonFactory(tutorial=tutorial, mentee=student)
    lessons.approve_lesson(lesson_id=lesson.pk, by=mentor)
    lesson.refresh_from_db()
    assert (lesson.venue, lesson.venue_name, lesson.join_url) == (room, "상담실", joins)
    rows = Appointment.objects.filter(source=Lesson.SOURCE)
    assert set(rows.values_list("member", "place", "join_url", "venue")) == {
        (mentor.pk, "상담실", joins, room.pk), (student.pk, "상담실", joins, None),
    }  # fmt: skip
    Tutorial.objects.update(venue=None, venue_text="카페", join_url="")
    lesson.refresh_from_db()
    assert (lesson.venue_name, lesson.join_url) == ("상담실", joins)


def test_a_room_that_is_taken_keeps_a_lesson_from_being_approved(mentor):
    tutorial = TutorialFactory(mentor=mentor, venue=VenueFactory())
    lesson = LessonFactory(tutorial=tutorial)
    AppointmentFactory(venue=tutorial.venue, starts_at=lesson.starts_at)
    assert code_of(lessons.approve_lesson, lesson_id=lesson.pk, by=mentor) == "venue_taken"


def test_a_typed_place_is_kept_as_it_was_written(mentor):
    tutorial = TutorialFactory(mentor=mentor, venue_text="신촌역 카페")
    lesson = lessons.approve_lesson(lesson_id=LessonFactory(tutorial=tutorial).pk, by=mentor)
    assert (lesson.venue_name, Appointment.objects.filter(place="신촌역 카페").count()) == ("신촌역 카페", 2)
