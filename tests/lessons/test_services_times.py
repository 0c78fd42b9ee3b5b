"""Other times for a lesson: offered, taken, declined, withdrawn, lapsed; by whom, when, and who is told."""

import datetime as dt

import pytest
import time_machine

from apps.core import clock
from apps.core.errors import Conflict, DomainError, Invalid, NotAllowed
from apps.core.models import AuditEntry
from apps.lessons.models import Lesson, OfferedTime
from apps.lessons.rules import times as time_rules
from apps.lessons.services import lessons, requests, times
from apps.lessons.states import LessonStatus
from apps.notices.models import Notice
from apps.planner.models import Appointment
from tests.access.page_forms import form_with
from tests.factories.lessons import LessonFactory, TutorialFactory, WeeklyHoursFactory, booked
from tests.factories.planner import AppointmentFactory, VenueFactory
from tests.mails import mails

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]
MORNING = dt.datetime(2026, 1, 5, 9, 0, tzinfo=clock.SEOUL)  # a Monday; the factory's lesson is on Thursday, 14:00
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
FRIDAY, SATURDAY = MORNING + 4 * DAY, MORNING + 5 * DAY
S = LessonStatus


@pytest.fixture
def morning():
    with time_machine.travel(MORNING, tick=False) as clock_:
        yield clock_


@pytest.fixture
def request_(mentor, student) -> Lesson:
    return LessonFactory(tutorial__mentor=mentor, tutorial__title="자바", mentee=student)


@pytest.fixture
def agreed(mentor, student) -> Lesson:
    tutorial = TutorialFactory(mentor=mentor, title="자바")
    return booked(LessonFactory(tutorial=tutorial, mentee=student, status=S.APPROVED))


def told() -> list[tuple[int, str]]:
    return list(Notice.objects.order_by("id").values_list("member_id", "kind"))


def code_of(act, **given) -> str:
    with pytest.raises(DomainError) as refused:
        act(**given)
    return refused.value.code


def offer(lesson: Lesson, by, *starts: dt.datetime) -> list[OfferedTime]:
    times.offer_times(lesson_id=lesson.pk, by=by, starts=starts or (FRIDAY, SATURDAY))
    Notice.objects.all().delete()
    return list(OfferedTime.objects.filter(lesson=lesson))


def take(lesson: Lesson, offered: OfferedTime, by, **more) -> Lesson:
    return times.take_time(lesson_id=lesson.pk, time_id=offered.pk, by=by, **more)


# --- Offering


def test_the_mentor_of_a_request_offers_times_and_the_mentee_is_told(request_, mentor, student):
    times.offer_times(lesson_id=request_.pk, by=mentor, starts=[SATURDAY, FRIDAY])
    rows = OfferedTime.objects.filter(lesson=request_)
    assert [(row.by, row.starts_at, row.ends_at) for row in rows] == [
        (mentor, FRIDAY, FRIDAY + HOUR), (mentor, SATURDAY, SATURDAY + HOUR),
    ]  # fmt: skip
    request_.refresh_from_db()
    assert (request_.status, request_.answer_by) == (S.PENDING, MORNING + 48 * HOUR)
    assert told() == [(student.pk, "lessons.times_offered")]
    text = mails(member=student)[-1].text
    assert "1월 9일 (금) 오전 9시–10시\n1월 10일 (토) 오전 9시–10시\n1월 7일 (수) 오전 9시까지" in text
    entry = AuditEntry.objects.latest("id")
    assert (entry.act, entry.after) == (
        "lessons.times_offered", {"times": "2026-01-09T09:00+09:00, 2026-01-10T09:00+09:00"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("who", "status", "code"),
    [
        ("mentor", S.PENDING, None), ("mentor", S.APPROVED, None), ("mentor", S.IN_PROGRESS, "wrong_state"),
        ("mentor", S.REJECTED, "wrong_state"), ("mentor", S.COMPLETED, "wrong_state"),
        ("mentor", S.CANCELLED, "wrong_state"), ("mentee", S.PENDING, "wrong_state"), ("mentee", S.APPROVED, None),
        ("mentee", S.COMPLETED, "wrong_state"), ("stranger", S.APPROVED, "not_yours"),
        ("superuser", S.APPROVED, "not_yours"),
    ],
)  # fmt: skip
def test_who_may_offer_times_in_which_state(mentor, student, stranger, superuser, who, status, code):
    lesson = LessonFactory(tutorial__mentor=mentor, mentee=student, status=status)
    by = {"mentor": mentor, "mentee": student, "stranger": stranger, "superuser": superuser}[who]
    given = {"lesson_id": lesson.pk, "by": by, "starts": [FRIDAY]}
    if code is None:
        assert times.offer_times(**given).pk == lesson.pk
    else:
        assert code_of(times.offer_times, **given) == code
        assert (OfferedTime.objects.count(), told()) == (0, [])


@pytest.mark.parametrize(
    ("starts", "code"),
    [
        ([], "times_missing"),
        ([FRIDAY, FRIDAY + HOUR, SATURDAY, SATURDAY + HOUR], "times_too_many"),
        ([FRIDAY, FRIDAY], "time_twice"),
        ([MORNING + 3 * DAY + 5 * HOUR], "same_time"),
        ([FRIDAY, MORNING], "in_the_past"),
        ([MORNING + 366 * DAY], "too_far"),
    ],
)
def test_what_may_be_offered(request_, mentor, starts, code):
    assert code_of(times.offer_times, lesson_id=request_.pk, by=mentor, starts=starts) == code


def test_nothing_is_offered_once_the_time_or_the_deadline_has_come(morning, request_, agreed, mentor, student):
    morning.move_to(MORNING + 48 * HOUR)
    given = {"by": mentor, "starts": [SATURDAY]}
    assert code_of(times.offer_times, lesson_id=request_.pk, **given) == "answered_too_late"
    morning.move_to(agreed.starts_at)
    assert code_of(times.offer_times, lesson_id=agreed.pk, **given) == "time_passed"


def test_a_mentee_offers_what_the_mentors_hours_allow_and_nobody_a_time_at_which_the_mentor_is_busy(
    agreed, mentor, student
):
    WeeklyHoursFactory(mentor=mentor, weekday=4, start_time=dt.time(9), end_time=dt.time(12))
    given = {"lesson_id": agreed.pk, "by": student}
    assert code_of(times.offer_times, **given, starts=[SATURDAY]) == "outside_hours"
    assert times.offer_times(**given, starts=[FRIDAY])
    assert times.offer_times(lesson_id=agreed.pk, by=mentor, starts=[SATURDAY])  # the mentor may open a time
    AppointmentFactory(member=mentor, role="host", starts_at=SATURDAY, ends_at=SATURDAY + HOUR)
    assert code_of(times.offer_times, lesson_id=agreed.pk, by=mentor, starts=[FRIDAY, SATURDAY]) == "host_busy"


def test_what_was_offered_or_answered_since_the_form_was_opened_is_not_replaced_unseen(client, request_, mentor):
    page = f"/lessons/{request_.pk}/times/"
    client.force_login(mentor)
    read_at = client.get(page).context["form"]["read_at"].value()
    friday = offer(request_, mentor, FRIDAY)[0]
    typed = {"date1": "2026-01-10", "time1": "09:00", "read_at": read_at}
    refused = client.post(page, typed)
    assert "그사이 제안된 시간이 바뀌었습니다." in refused.content.decode()
    assert list(OfferedTime.objects.all()) == [friday]
    assert client.post(page, typed | {"read_at": refused.context["form"]["read_at"].value()}).status_code == 302
    assert OfferedTime.objects.get().starts_at == SATURDAY


# --- Taking


def test_a_request_is_agreed_for_the_time_that_the_mentee_takes(request_, mentor, student):
    _friday, saturday = offer(request_, mentor)
    take(request_, saturday, student)
    request_.refresh_from_db()
    assert (request_.status, request_.starts_at, request_.ends_at) == (S.APPROVED, SATURDAY, SATURDAY + HOUR)
    assert sorted(Appointment.objects.values_list("member_id", "role", "starts_at")) == sorted(
        [(mentor.pk, "host", SATURDAY), (student.pk, "guest", SATURDAY)]
    )
    assert (OfferedTime.objects.count(), request_.remind_at) == (0, None)
    assert told() == [(mentor.pk, "lessons.time_taken"), (student.pk, "lessons.time_taken")]
    assert "자바’ 수업이 1월 10일 (토) 오전 9시–10시로 정해졌습니다." in mails(member=student)[-1].text
    assert all(mails(member=member)[-1].calendar for member in (mentor, student))


@pytest.mark.parametrize("who", ["mentor", "mentee"])
def test_an_agreed_lesson_moves_in_both_planners_under_its_old_uid(agreed, mentor, student, who):
    by, other = (mentor, student) if who == "mentor" else (student, mentor)
    Appointment.objects.update(day_reminded_at=MORNING)
    before = {row.member_id: (row.uid, row.sequence) for row in Appointment.objects.all()}
    friday, _saturday = offer(agreed, by)
    take(agreed, friday, other)
    agreed.refresh_from_db()
    assert (agreed.status, agreed.starts_at) == (S.APPROVED, FRIDAY)
    for row in Appointment.objects.all():
        uid, sequence = before[row.member_id]
        assert (row.starts_at, row.ends_at, row.uid, row.sequence) == (FRIDAY, FRIDAY + HOUR, uid, sequence + 1)
        assert row.day_reminded_at is None  # the new time has reminders of its own
        calendar = mails(member=row.member)[-1].calendar
        assert (f"UID:{uid}" in calendar, f"SEQUENCE:{sequence + 1}" in calendar) == (True, True)
    entry = AuditEntry.objects.latest("id")
    assert (entry.act, entry.actor) == ("lessons.time_taken", other)
    assert entry.before["starts_at"] == "2026-01-08T14:00:00+09:00"


def test_who_offered_a_stranger_and_staff_cannot_take_it(request_, mentor, stranger, superuser):
    friday = offer(request_, mentor)[0]
    for by in (mentor, stranger, superuser):
        assert code_of(times.take_time, lesson_id=request_.pk, time_id=friday.pk, by=by) == "not_yours"


def test_a_time_of_another_lesson_or_one_that_is_gone_is_not_taken(request_, agreed, mentor, student):
    friday = offer(request_, mentor)[0]
    assert code_of(times.take_time, lesson_id=agreed.pk, time_id=friday.pk, by=student) == "times_changed"
    offer(request_, mentor, FRIDAY)
    assert code_of(times.take_time, lesson_id=request_.pk, time_id=friday.pk, by=student) == "times_changed"


def test_nothing_is_taken_after_the_deadline(morning, request_, mentor, student):
    friday = offer(request_, mentor)[0]
    morning.move_to(MORNING + 48 * HOUR)
    assert code_of(times.take_time, lesson_id=request_.pk, time_id=friday.pk, by=student) == "answered_too_late"
    morning.move_to(MORNING + 48 * HOUR - dt.timedelta(seconds=1))
    assert take(request_, friday, student)


def test_a_time_that_passed_is_not_taken_though_others_still_can():
    lesson = LessonFactory(answer_by=MORNING + HOUR)
    past = OfferedTime(by=lesson.mentor, starts_at=MORNING - HOUR)
    with pytest.raises(Invalid):
        time_rules.check_can_take_time(lesson.mentee, lesson, past, now=MORNING)


def test_a_clash_of_who_takes_it_is_named_once(request_, mentor, student):
    friday = offer(request_, mentor)[0]
    AppointmentFactory(member=student, starts_at=FRIDAY, ends_at=FRIDAY + HOUR)
    given = {"lesson_id": request_.pk, "time_id": friday.pk, "by": student}
    assert code_of(times.take_time, **given, knowing=False) == "clash"
    assert times.take_time(**given, knowing=True).status == S.APPROVED


def test_host_and_room_have_to_be_free_at_the_new_time(mentor, student):
    room = VenueFactory()
    lesson = LessonFactory(tutorial__mentor=mentor, tutorial__venue=room, mentee=student)
    friday, saturday = offer(lesson, mentor)
    AppointmentFactory(member=mentor, role="host", starts_at=FRIDAY, ends_at=FRIDAY + HOUR)
    AppointmentFactory(venue=room, role="host", starts_at=SATURDAY, ends_at=SATURDAY + HOUR)
    for offered, code in ((friday, "host_busy"), (saturday, "venue_taken")):
        assert code_of(times.take_time, lesson_id=lesson.pk, time_id=offered.pk, by=student) == code


def test_the_same_tutorial_is_not_agreed_twice_for_one_time(request_, mentor, student):
    friday = offer(request_, mentor)[0]
    LessonFactory(tutorial=request_.tutorial, mentee=student, starts_at=FRIDAY)
    assert code_of(times.take_time, lesson_id=request_.pk, time_id=friday.pk, by=student) == "already_requested"


def test_what_changed_while_it_waited_for_the_lock_is_seen(monkeypatch, request_, mentor, student):
    friday, lock = offer(request_, mentor)[0], times.lock_lesson

    def meanwhile(pk):
        lessons.reject_lesson(lesson_id=pk, by=mentor, reason="다른 일정")
        return lock(pk)

    monkeypatch.setattr(times, "lock_lesson", meanwhile)
    assert code_of(times.take_time, lesson_id=request_.pk, time_id=friday.pk, by=student) == "times_changed"


# --- Declining, withdrawing, lapsing


@pytest.mark.parametrize(("who", "kind"), [("mentee", "times_declined"), ("mentor", "times_withdrawn")])
def test_declined_or_withdrawn_a_request_waits_for_its_mentor_anew(morning, request_, mentor, student, who, kind):
    offer(request_, mentor)
    morning.move_to(MORNING + HOUR)
    by, other = (student, mentor) if who == "mentee" else (mentor, student)
    times.decline_times(lesson_id=request_.pk, by=by)
    request_.refresh_from_db()
    assert (request_.status, request_.answer_by) == (S.PENDING, MORNING + 49 * HOUR)
    assert (OfferedTime.objects.count(), told()) == (0, [(other.pk, f"lessons.{kind}")])


def test_declined_an_agreed_lesson_stays_at_its_time(agreed, mentor, student):
    offer(agreed, student)
    times.decline_times(lesson_id=agreed.pk, by=mentor)
    agreed.refresh_from_db()
    assert (agreed.status, agreed.starts_at, agreed.remind_at) == (S.APPROVED, MORNING + 3 * DAY + 5 * HOUR, None)


def test_only_the_two_decline_and_only_what_is_there(request_, mentor, student, stranger, superuser):
    with pytest.raises(Conflict):
        times.decline_times(lesson_id=request_.pk, by=student)
    offer(request_, mentor)
    for by in (stranger, superuser):
        with pytest.raises(NotAllowed):
            times.decline_times(lesson_id=request_.pk, by=by)


def test_a_page_declines_only_the_offer_that_it_showed(client, agreed, mentor, student):
    offer(agreed, student)
    client.force_login(mentor)
    form = form_with(client.get(agreed.get_absolute_url()).content.decode(), "offer")
    later = offer(agreed, student)
    answer = client.post(form.action, form.typed(), follow=True)
    assert "이 제안은 더 이상 없습니다." in answer.content.decode()
    assert list(OfferedTime.objects.order_by("pk")) == later
    form = form_with(answer.content.decode(), "offer")
    client.post(form.action, form.typed())
    assert not OfferedTime.objects.exists()


def test_an_offer_to_move_lapses_and_who_made_it_is_told(morning, agreed, mentor, student):
    offer(agreed, student)
    assert times.end_lapsed_offers() == 0
    morning.move_to(MORNING + 48 * HOUR)
    assert [times.end_lapsed_offers(), times.end_lapsed_offers()] == [1, 0]
    assert (OfferedTime.objects.count(), told()) == (0, [(student.pk, "lessons.times_lapsed")])
    agreed.refresh_from_db()
    assert agreed.status == S.APPROVED


def test_what_was_taken_meanwhile_does_not_lapse(monkeypatch, morning, agreed, mentor, student):
    friday, lock = offer(agreed, student)[0], times.lock_lesson
    morning.move_to(MORNING + 48 * HOUR)

    def meanwhile(pk):
        OfferedTime.objects.filter(pk=friday.pk).delete()
        OfferedTime.objects.filter(lesson=agreed).delete()
        return lock(pk)

    monkeypatch.setattr(times, "lock_lesson", meanwhile)
    assert times.end_lapsed_offers() == 0


def test_a_request_ends_if_its_mentee_takes_none(morning, request_, mentor):
    offer(request_, mentor)
    morning.move_to(MORNING + 48 * HOUR)
    assert requests.end_unanswered_requests() == 1
    assert OfferedTime.objects.count() == 0


@pytest.mark.parametrize(("who", "other"), [("mentor", "mentee"), ("mentee", "mentor")])
def test_who_has_to_answer_an_offer_is_reminded_at_half_time(morning, agreed, mentor, student, who, other):
    people = {"mentor": mentor, "mentee": student}
    offer(agreed, people[who])
    morning.move_to(MORNING + 24 * HOUR)
    assert [requests.remind_to_answer(), requests.remind_to_answer()] == [1, 0]
    assert told() == [(people[other].pk, "lessons.times_due")]


def test_an_agreed_lesson_without_an_offer_reminds_of_nothing(morning, agreed):
    Lesson.objects.update(remind_at=MORNING, answer_by=MORNING + HOUR)
    assert (requests.remind_to_answer(), told()) == (1, [])


@pytest.mark.parametrize("act", ["approve", "reject", "cancel"])
def test_the_offer_goes_with_what_was_decided_otherwise(request_, mentor, student, act):
    offer(request_, mentor)
    match act:
        case "approve":
            lessons.approve_lesson(lesson_id=request_.pk, by=mentor)
        case "reject":
            lessons.reject_lesson(lesson_id=request_.pk, by=mentor, reason="다른 일정")
        case _:
            lessons.cancel_lesson(lesson_id=request_.pk, by=student)
    assert OfferedTime.objects.count() == 0
