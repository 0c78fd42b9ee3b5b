"""Weekly hours and days off: what is kept, what is refused, what a lesson may touch."""

import datetime as dt

import pytest
import time_machine
from django.utils import translation

from apps.core import clock
from apps.core.errors import Conflict, Invalid, NotAllowed, refusal_of
from apps.core.models import AuditEntry
from apps.lessons import rules
from apps.lessons.models import DayOff, OpenHoliday, WeeklyHours
from apps.lessons.services import hours
from apps.planner import weekly_hours
from apps.planner.weekly_hours import WeeklySpan
from tests.factories import accounts
from tests.factories.accounts import MemberFactory
from tests.factories.planner import HolidayFactory
from tests.people import fresh

NOW = dt.datetime(2026, 6, 10, 12, tzinfo=clock.SEOUL)  # a Wednesday
MON, WED, SAT, SUN = 0, 2, 5, 6

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False):
        yield


def span(weekday: int, start: str, end: str) -> WeeklySpan:
    return WeeklySpan(weekday, dt.time.fromisoformat(start), dt.time.fromisoformat("00:00" if end == "24:00" else end))


def kept(mentor) -> str:
    return weekly_hours.hours_in_words(WeeklyHours.objects.filter(mentor=mentor))


def day(number: int) -> dt.date:
    return dt.date(2026, 6, number)


def moment(number: int, start: str) -> dt.datetime:
    return clock.at(day(number), dt.time.fromisoformat(start))


# --- The week ---------------------------------------------------------------------------------------------------------


def test_setting_replaces_what_was_there(mentor):
    hours.set_weekly_hours(by=mentor, spans=[span(MON, "19:00", "22:00"), span(WED, "19:00", "22:00")])
    other = fresh(accounts.mentor())
    hours.set_weekly_hours(by=other, spans=[span(SUN, "09:00", "10:00")])
    hours.set_weekly_hours(by=mentor, spans=[span(SAT, "20:00", "24:00"), span(SAT, "10:00", "12:00")])
    assert (kept(mentor), kept(other)) == ("토 10:00~12:00·20:00~24:00", "일 09:00~10:00")
    entry = AuditEntry.objects.filter(act="lessons.hours_set", actor=mentor).latest("pk")
    assert (entry.before, entry.after) == (
        {"hours": "0 19:00-22:00, 2 19:00-22:00"},
        {"hours": "5 10:00-12:00, 5 20:00-00:00"},
    )
    hours.set_weekly_hours(by=mentor, spans=[])
    assert kept(mentor) == ""


def test_hours_that_touch_become_one(mentor):
    spans = [
        span(MON, "21:00", "24:00"),
        span(MON, "19:00", "20:00"),
        span(MON, "20:00", "21:00"),
        span(2, "00:00", "01:00"),
    ]
    hours.set_weekly_hours(by=mentor, spans=spans)
    assert kept(mentor) == "월 19:00~24:00, 수 00:00~01:00"


@pytest.mark.parametrize(
    ("spans", "code", "said"),
    [
        (
            [span(MON, "19:00", "19:00")],
            "ends_before_start",
            "월요일 19:00~19:00: 끝나는 시각은 시작 시각보다 늦어야 합니다.",
        ),
        ([span(MON, "19:00", "18:00")], "ends_before_start", "월요일 19:00~18:00"),
        (
            [span(MON, "20:00", "22:00"), span(MON, "19:00", "20:30")],
            "hours_overlap",
            "월요일의 19:00~20:30과 20:00~22:00이 겹칩니다.",
        ),
        ([span(SAT, "00:00", "24:00"), span(SAT, "23:30", "24:00")], "hours_overlap", "토요일의 00:00~24:00과"),
    ],
)
def test_hours_that_cannot_be(mentor, spans, code, said):
    hours.set_weekly_hours(by=mentor, spans=[span(WED, "09:00", "10:00")])
    with pytest.raises(Invalid) as refused:
        hours.set_weekly_hours(by=mentor, spans=spans)
    assert refused.value.code == code
    assert refused.value.message.startswith(said)
    assert kept(mentor) == "수 09:00~10:00"


def test_only_those_who_may_offer_keep_hours(student, bare_staff):
    for person in (student, bare_staff):
        with pytest.raises(NotAllowed):
            hours.set_weekly_hours(by=person, spans=[])
        with pytest.raises(NotAllowed):
            hours.add_day_off(by=person, first_day=day(20))


@pytest.mark.parametrize(
    ("days", "korean", "english"),
    [
        ([0], "월", "Mon"),
        ([0, 2], "월·수", "Mon, Wed"),
        ([0, 1], "월·화", "Mon, Tue"),
        ([0, 1, 2, 3, 4], "월~금", "Mon~Fri"),
        ([0, 2, 3, 4, 6], "월·수~금·일", "Mon, Wed~Fri, Sun"),
        (list(range(7)), "매일", "every day"),
    ],
)
def test_days_are_said_together(days, korean, english):
    assert weekly_hours.weekdays_in_words(days) == korean
    with translation.override("en"):
        assert weekly_hours.weekdays_in_words(days) == english
        assert weekly_hours.weekday_name(days[0]) == english[:3].title().replace("Eve", "Mon")


# --- Days off ---------------------------------------------------------------------------------------------------------


def test_a_day_off_and_a_stretch_of_them(mentor):
    one = hours.add_day_off(by=mentor, first_day=day(10))
    more = hours.add_day_off(by=mentor, first_day=day(12), last_day=day(14), note=" 여행 ")
    assert [rules.day_off_in_words(row) for row in (one, more)] == [
        "6월 10일 (수)", "6월 12일 (금)부터 6월 14일 (일)까지",
    ]  # fmt: skip
    assert more.note == "여행"
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.after) == (
        "lessons.day_off_added", {"mentor": mentor.pk, "first_day": "2026-06-12", "last_day": "2026-06-14"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "code", "field"),
    [
        (day(20), day(19), "rest_out_of_order", "last_day"),
        (day(8), day(9), "rest_is_past", "first_day"),
        (day(11), dt.date(2027, 6, 12), "rest_too_long", "last_day"),
        (day(14), day(16), "rest_overlaps", "first_day"),
        (day(16), day(18), "rest_overlaps", "first_day"),
    ],
)
def test_days_off_that_cannot_be(mentor, first, last, code, field):
    hours.add_day_off(by=mentor, first_day=day(15), last_day=day(16))
    with pytest.raises((Invalid, Conflict)) as refused:
        hours.add_day_off(by=mentor, first_day=first, last_day=last)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert DayOff.objects.count() == 1


def test_days_off_may_touch_and_be_others(mentor):
    hours.add_day_off(by=mentor, first_day=day(15), last_day=day(16))
    hours.add_day_off(by=mentor, first_day=day(17))
    hours.add_day_off(by=mentor, first_day=day(9), last_day=day(14))
    hours.add_day_off(by=fresh(accounts.mentor()), first_day=day(15))
    hours.add_day_off(by=mentor, first_day=dt.date(2026, 7, 1), last_day=dt.date(2027, 7, 1))
    kept = DayOff.objects.filter(mentor=mentor).order_by("first_day").values_list("first_day", "last_day")
    assert list(kept) == [
        (day(9), day(14)), (day(15), day(16)), (day(17), day(17)), (dt.date(2026, 7, 1), dt.date(2027, 7, 1)),
    ]  # fmt: skip
    assert DayOff.objects.exclude(mentor=mentor).count() == 1


def test_a_mentor_gives_lessons_on_one_public_holiday(mentor, student):
    HolidayFactory(date=day(17), name="임시공휴일")
    first, again = (hours.open_holiday(by=mentor, day=day(17)) for _time in range(2))
    assert first == again
    entry = AuditEntry.objects.get(act="lessons.holiday_opened")
    assert entry.after == {"mentor": mentor.pk, "date": "2026-06-17"}
    with pytest.raises(OpenHoliday.DoesNotExist):
        hours.remove_open_holiday(by=MemberFactory(), open_holiday_id=first.pk)
    hours.remove_open_holiday(by=mentor, open_holiday_id=first.pk)
    assert AuditEntry.objects.filter(act="lessons.holiday_rested").count() == 1
    assert not OpenHoliday.objects.exists()
    with pytest.raises(NotAllowed):
        hours.open_holiday(by=student, day=day(17))


@pytest.mark.parametrize(
    ("number", "code"), [(16, "not_closed"), (18, "not_closed"), (19, "not_closed"), (3, "holiday_is_past")]
)
def test_no_other_day_is_opened(mentor, number, code):
    HolidayFactory(date=day(18), is_closed=False)
    HolidayFactory(date=day(19), is_active=False)
    HolidayFactory(date=day(3))
    with pytest.raises(Invalid) as refused:
        hours.open_holiday(by=mentor, day=day(number))
    assert (refused.value.code, refused.value.field) == (code, "day")


def test_only_ones_own_days_off_are_taken_back(mentor):
    row = hours.add_day_off(by=mentor, first_day=day(15))
    with pytest.raises(DayOff.DoesNotExist):
        hours.remove_day_off(by=fresh(accounts.mentor()), day_off_id=row.pk)
    hours.remove_day_off(by=mentor, day_off_id=row.pk)
    assert not DayOff.objects.exists()
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.before["first_day"]) == ("lessons.day_off_removed", "2026-06-15")


# --- What a lesson may touch ------------------------------------------------------------------------------------------

WEEK = [
    span(MON, "19:00", "22:00"),
    span(WED, "19:00", "22:00"),
    span(SAT, "22:00", "24:00"),
    span(SUN, "00:00", "01:00"),
]


@pytest.mark.parametrize(
    ("number", "start", "minutes", "fits"),
    [
        (15, "19:00", 180, True),
        (15, "21:00", 60, True),
        (17, "20:00", 60, True),
        (15, "18:59", 60, False),
        (15, "21:01", 60, False),
        (15, "18:00", 300, False),
        (16, "19:00", 60, False),
        (20, "23:00", 60, True),
        (21, "00:00", 60, True),
        (20, "23:30", 60, True),
        (20, "22:00", 180, True),
        (20, "22:00", 181, False),
        (20, "21:30", 60, False),
        (17, "21:30", 60, False),
    ],
)
def test_a_lesson_lies_within_the_week_also_over_midnight(number, start, minutes, fits):
    starts_at = moment(number, start)
    refused = refusal_of(rules.check_within_hours, starts_at, starts_at + dt.timedelta(minutes=minutes), WEEK, [])
    assert (refused is None) == fits
    if refused:
        assert (type(refused), refused.code, refused.field) == (Conflict, "outside_hours", "time")
        assert refused.message == (
            "이 과외의 수업 시간은 월·수 19:00~22:00, 토 22:00~다음 날 01:00입니다. "
            f"{minutes}분 수업이 그 안에 끝나도록 시간을 선택해 주세요."
        )


def test_without_hours_lessons_are_given_at_all_times():
    starts_at, ends_at = moment(20, "23:30"), moment(21, "01:30")
    assert refusal_of(rules.check_within_hours, starts_at, ends_at, WEEK, []) is not None
    assert refusal_of(rules.check_within_hours, starts_at, ends_at, [], []) is None


@pytest.mark.parametrize(
    ("number", "start", "hours_long", "touches"),
    [
        (14, "23:00", 1, False),
        (14, "23:00", 2, True),
        (15, "00:00", 1, True),
        (16, "23:00", 2, True),
        (17, "00:00", 1, False),
    ],
)
def test_a_lesson_touches_no_day_off(number, start, hours_long, touches):
    rest = DayOff(first_day=day(15), last_day=day(16))
    starts_at = moment(number, start)
    ends_at = starts_at + dt.timedelta(hours=hours_long)
    refused = refusal_of(rules.check_within_hours, starts_at, ends_at, [], [rest])
    assert (refused is not None) == touches
    if refused:
        assert (type(refused), refused.code, refused.field) == (Conflict, "day_off", "date")
        assert "6월 15일 (월)부터 6월 16일 (화)까지" in refused.message


# --- Two windows ------------------------------------------------------------------------------------------------------


def test_hours_that_changed_since_they_were_read_are_not_replaced(mentor):
    hours.set_weekly_hours(by=mentor, spans=[span(MON, "19:00", "22:00")], expected_hours="")
    later = {"by": mentor, "spans": [span(WED, "19:00", "22:00")]}
    refused = refusal_of(hours.set_weekly_hours, **later, expected_hours="")
    assert (type(refused), refused.code) == (Conflict, "changed_meanwhile")
    assert "월 19:00~22:00" in refused.message
    assert kept(mentor) == "월 19:00~22:00"
    hours.set_weekly_hours(**later, expected_hours="0 19:00-22:00")
    assert kept(mentor) == "수 19:00~22:00"
    hours.set_weekly_hours(by=mentor, spans=[])
    assert "비어 있음" in refusal_of(hours.set_weekly_hours, **later, expected_hours="2 19:00-22:00").message


def test_the_same_hours_again_are_not_written(mentor):
    (row,) = hours.set_weekly_hours(by=mentor, spans=[span(MON, "19:00", "22:00")])
    assert hours.set_weekly_hours(by=mentor, spans=[span(MON, "19:00", "20:00"), span(MON, "20:00", "22:00")]) == [row]
    assert AuditEntry.objects.filter(act="lessons.hours_set").count() == 1
