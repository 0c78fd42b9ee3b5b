"""Asking for a lesson through its page: the day, the times, clashes, refusals."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from apps.core import clock
from apps.lessons.models import Lesson
from apps.lessons.states import LessonStatus
from apps.planner.models import AppointmentRole
from tests.factories.lessons import (
    DayOffFactory,
    LessonFactory,
    OpenHolidayFactory,
    TutorialFactory,
    WeeklyHoursFactory,
)
from tests.factories.planner import AppointmentFactory, HolidayFactory
from tests.mentoring import reading

NOW = dt.datetime(2026, 6, 10, 12, 10, tzinfo=clock.SEOUL)  # a Wednesday

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def tutorial(mentor):
    """An hour, on Mondays 19:00 to 22:00."""
    WeeklyHoursFactory(mentor=mentor, weekday=0)
    return TutorialFactory(title="장고", mentor=mentor)


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 6, day, hour, minute, tzinfo=clock.SEOUL)


def address(tutorial) -> str:
    return reverse("tutorials:request", args=[tutorial.pk])


def typed(**changes) -> dict[str, str]:
    return {"date": "2026-06-15", "time": "19:00", "message": "부탁드립니다.", "knowing": "", "writer": "", **changes}


def times(response) -> dict[str, list[str]]:
    """What the page offers, by the words above it."""
    groups = response.context["form"].fields["time"].widget.choices
    return {str(label): [value for value, _words in members] for label, members in groups if isinstance(members, list)}


def days(response) -> list[str]:
    return [reading.words(one) for one in reading.part(response, '<ul class="day-picks">', "</ul>").split("<li>")[1:]]


def busy(mentor, start: dt.datetime, end: dt.datetime, **fields):
    return AppointmentFactory(
        member=mentor, role=AppointmentRole.HOST, title="비밀 상담", starts_at=start, ends_at=end, **fields
    )


# --- The day ----------------------------------------------------------------------------------------------------------


def test_the_next_days_of_the_mentors_week_are_offered(client, mentor, student, tutorial):
    DayOffFactory(mentor=mentor, first_day=dt.date(2026, 6, 22))
    client.force_login(student)
    response = client.get(address(tutorial))
    assert days(response) == ["6월 15일 (월)", "6월 29일 (월)", "7월 6일 (월)"]
    assert "날짜를 먼저 고르면" in response.content.decode()
    assert response.context["openings"].chosen is None


def test_a_mentor_without_hours_is_there_on_all_days_from_now_on(client, student):
    tutorial = TutorialFactory(duration=90)
    client.force_login(student)
    response = client.get(address(tutorial) + "?date=2026-06-10")
    assert days(response)[:2] == ["6월 10일 (수)", "6월 11일 (목)"]
    assert times(response)["비어 있는 시간"] == [
        f"{hour:02d}:{minute:02d}" for hour in range(12, 24) for minute in (0, 30) if (hour, minute) > (12, 10)
    ]


@pytest.mark.parametrize("raw", ["2026-06-15", "2026.6.15", "20260615", "2026년 6월 15일"])
def test_the_times_of_a_day_without_a_script(client, mentor, student, tutorial, raw):
    busy(mentor, at(15, 20), at(15, 21))
    busy(mentor, at(15, 9), at(15, 10))
    busy(mentor, at(16, 9), at(16, 10))
    busy(mentor, at(15, 21), at(15, 22), cancelled_at=NOW)
    AppointmentFactory(member=mentor, title="듣는 특강", starts_at=at(15, 19), ends_at=at(15, 20))
    client.force_login(student)
    response = client.get(address(tutorial), {"date": raw})
    assert times(response) == {
        "비어 있는 시간": ["19:00", "21:00"], "멘토의 다른 일정과 겹치는 시간": ["19:30", "20:00", "20:30"],
    }  # fmt: skip
    text = reading.words(reading.part(response, "<main", "</main>"))
    assert "멘토의 다른 일정: 09:00~10:00 20:00~21:00" in text
    assert "6월 15일 (월)" in text
    for secret in ("비밀 상담", "듣는 특강"):
        assert secret not in text


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (
            "2026-06-16",
            "이 과외의 수업 시간은 월 19:00~22:00입니다. 60분 수업이 그 안에 끝나도록 시간을 선택해 주세요.",
        ),
        ("2026-06-09", "과거 시간으로 예약할 수 없습니다"),
        ("2027-06-28", "수업은 1년 뒤까지 신청할 수 있습니다."),
        ("2026-06-22", "멘토가 수업을 쉬는 날(6월 22일 (월))입니다. 다른 날을 선택해 주세요."),
    ],
)
def test_a_day_on_which_nothing_can_be_says_why(client, mentor, student, tutorial, raw, said):
    DayOffFactory(mentor=mentor, first_day=dt.date(2026, 6, 22), note="비밀")
    client.force_login(student)
    response = client.get(address(tutorial), {"date": raw})
    assert response.context["openings"].chosen.refusal == said
    assert said in response.content.decode()
    assert 'name="time"' not in response.content.decode()
    assert "비밀" not in response.content.decode()


@pytest.mark.parametrize("raw", ["내일", "2026-02-30", "2226-01-01", ""])
def test_a_day_that_is_none_is_said_beside_its_field(client, student, tutorial, raw):
    client.force_login(student)
    response = client.get(address(tutorial), {"date": raw})
    assert response.status_code == 200
    assert response.context["day_form"].errors["date"]
    assert "invalid-feedback" in response.content.decode()


# --- Asking -----------------------------------------------------------------------------------------------------------


def test_a_lesson_is_asked_for_and_the_page_says_what_comes_next(client, mentor, student, tutorial):
    client.force_login(student)
    response = client.post(address(tutorial), typed(), follow=True)
    lesson = Lesson.objects.get()
    assert response.redirect_chain == [(lesson.get_absolute_url(), 302)]
    assert reading.messages(response) == [
        "수업을 신청했습니다. 멘토가 승인하거나 거절하면 알림과 메일로 알려 드립니다."
    ]
    assert (lesson.mentee, lesson.mentor, lesson.starts_at, lesson.ends_at, lesson.request_message) == (
        student, mentor, at(15, 19), at(15, 20), "부탁드립니다.",
    )  # fmt: skip


def test_a_time_of_the_mentors_other_things_may_be_asked_for(client, mentor, student, tutorial):
    busy(mentor, at(15, 20), at(15, 21))
    client.force_login(student)
    client.post(address(tutorial), typed(time="20:30"))
    assert Lesson.objects.get().starts_at == at(15, 20, 30)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"time": ""}, ["시작 시각을 선택해 주세요."]),
        ({"time": "19:10"}, ["시작 시각: 목록에 없는 값입니다. 목록에 있는 것을 선택해 주세요."]),
        ({"time": "21:30"}, None),
        ({"date": "2026-06-16"}, None),
        ({"date": "2026-06-08"}, ["과거 시간으로 예약할 수 없습니다"]),
        ({"message": "가" * 1001}, None),
    ],
)
def test_what_is_refused_keeps_what_was_typed(client, student, tutorial, changes, said):
    client.force_login(student)
    response = client.post(address(tutorial), typed(**changes))
    assert response.status_code == 200
    found = reading.errors(response)
    assert found
    if said is not None:
        assert found == said
    assert not Lesson.objects.exists()
    if response.context["openings"].chosen.refusal == "":
        assert response.context["form"]["message"].value() == typed(**changes)["message"]


def test_a_time_outside_the_week_stays_chosen_beside_its_sentence(client, student, tutorial):
    client.force_login(student)
    response = client.post(address(tutorial), typed(time="21:30"))
    assert reading.errors(response) == [
        "시작 시각: 이 과외의 수업 시간은 월 19:00~22:00입니다. 60분 수업이 그 안에 끝나도록 시간을 선택해 주세요."
    ]
    assert '<option value="21:30" selected>' in response.content.decode()


def test_a_second_click_asks_once(client, student, tutorial):
    client.force_login(student)
    client.post(address(tutorial), typed())
    response = client.post(address(tutorial), typed())
    assert reading.errors(response) == ["시작 시각: 같은 시간에 이미 신청한 수업입니다."]
    assert Lesson.objects.count() == 1


def test_ones_own_clash_is_named_and_then_asked_for_knowingly(client, student, tutorial):
    AppointmentFactory(member=student, title="내 특강", starts_at=at(15, 18), ends_at=at(15, 19, 30))
    client.force_login(student)
    response = client.post(address(tutorial), typed())
    text = response.content.decode()
    assert "‘내 특강’(2026-06-15(월) 18:00~19:30)" in text
    assert "겹쳐도 신청하기" in text
    assert reading.errors(response) == []
    assert not Lesson.objects.exists()
    knowing = reading.hidden(response, "knowing")
    assert knowing == "2026-06-15T19:00"
    client.post(address(tutorial), typed(knowing=knowing))
    assert Lesson.objects.count() == 1


def test_knowing_of_one_time_is_not_knowing_of_another(client, student, tutorial):
    AppointmentFactory(member=student, starts_at=at(15, 18), ends_at=at(15, 22))
    client.force_login(student)
    client.post(address(tutorial), typed(time="20:00", knowing="2026-06-15T19:00"))
    assert not Lesson.objects.exists()
    client.post(address(tutorial), typed(time="20:00", knowing="2026-06-15T20:00"))
    assert Lesson.objects.count() == 1


# --- Who --------------------------------------------------------------------------------------------------------------


def test_not_of_ones_own_and_not_of_a_closed_one(client, mentor, student, tutorial):
    client.force_login(mentor)
    assert client.get(address(tutorial)).status_code == 403
    assert client.post(address(tutorial), typed()).status_code == 403
    LessonFactory(tutorial=tutorial, mentee=student, status=LessonStatus.COMPLETED)
    tutorial.is_open = False
    tutorial.save()
    client.force_login(student)
    response = client.post(address(tutorial), typed(), follow=True)
    assert reading.messages(response) == ["지금은 신청을 받지 않는 과외입니다."]
    assert Lesson.objects.count() == 1
    assert client.get(reverse("tutorials:request", args=[tutorial.pk + 1])).status_code == 404


def test_what_was_typed_outlives_a_log_in(client, student, tutorial):
    response = client.post(address(tutorial), typed(writer=str(student.pk), message="긴 글"))
    assert response["Location"] == f"/accounts/login/?next={address(tutorial)}"
    client.force_login(student)
    response = client.get(address(tutorial))
    assert response.context["form"]["message"].value() == "긴 글"
    assert response.context["form"]["time"].value() == "19:00"
    assert response.context["openings"].chosen.day == dt.date(2026, 6, 15)
    assert reading.messages(response) == ["로그인하기 전에 쓰시던 내용을 불러왔습니다. 확인하고 신청해 주세요."]
    client.logout()
    back = client.get(address(tutorial), {"date": "2026-06-15"})["Location"]
    assert back == f"/accounts/login/?next={address(tutorial)}%3Fdate%3D2026-06-15"


# --- Public holidays --------------------------------------------------------------------------------------------------


def test_lessons_rest_on_a_public_holiday_unless_staff_opened_it(client, student, tutorial):
    holiday = HolidayFactory(date=dt.date(2026, 6, 15), name="임시공휴일")
    client.force_login(student)
    response = client.get(address(tutorial), {"date": "2026-06-15"})
    assert days(response)[0] == "6월 22일 (월)"
    assert "공휴일에는 수업을 쉽니다: 6월 15일 (월) 임시공휴일. 다른 날을" in response.content.decode()
    assert "공휴일에는 수업을 쉽니다" in client.post(address(tutorial), typed()).content.decode()
    opened = OpenHolidayFactory(mentor=tutorial.mentor, date=holiday.date)
    assert days(client.get(address(tutorial), {"date": "2026-06-15"}))[0] == "6월 15일 (월)"
    opened.delete()
    holiday.is_closed = False
    holiday.save()
    response = client.post(address(tutorial), typed())
    assert "공휴일입니다: 6월 15일 (월) 임시공휴일. 그대로" in response.content.decode()
    assert not Lesson.objects.exists()
    sent = typed(holidays=response.context["form"]["holidays"].value())
    assert client.post(address(tutorial), sent).status_code == 302
    assert Lesson.objects.get().starts_at == at(15, 19)
