"""A mentor's weekly hours and days off through their page, without a script."""

import datetime as dt

import pytest
import time_machine

from apps.core import clock
from apps.core.models import AuditEntry
from apps.lessons.models import DayOff, WeeklyHours
from apps.lessons.states import LessonStatus
from apps.notices.models import Notice
from apps.planner import weekly_hours
from tests.factories.lessons import DayOffFactory, LessonFactory, TutorialFactory, WeeklyHoursFactory
from tests.factories.planner import HolidayFactory
from tests.mentoring import reading

NOW = dt.datetime(2026, 6, 10, 12, tzinfo=clock.SEOUL)
HOURS, DAYS_OFF = "/tutorials/hours/", "/tutorials/hours/days-off/"
HOLIDAYS = "/tutorials/hours/holidays/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def page(client, mentor):
    client.force_login(mentor)
    return client


def typed(*rows: tuple[list[int], str, str], **more) -> dict:
    """The form as a browser sends it: days, start and end of each row."""
    sent: dict = {"rows": str(len(rows)), **more}
    for number, (days, start, end) in enumerate(rows):
        sent |= {f"row{number}-days": days, f"row{number}-start_time": start, f"row{number}-end_time": end}
    return sent


def shown(response) -> list[tuple[list, str, str]]:
    """The rows that the page shows, as they would be sent back."""
    found = []
    for row in response.context["week"].rows:
        start, end = (row[name].value() or "" for name in ("start_time", "end_time"))
        days = [int(day) for day in row["days"].value() or []]
        found.append((days, *(f"{one:%H:%M}" if isinstance(one, dt.time) else one for one in (start, end))))
    return found


def kept(mentor) -> str:
    return weekly_hours.hours_in_words(WeeklyHours.objects.filter(mentor=mentor))


EMPTY = ([], "", "")


def test_hours_are_shown_as_they_are_kept(page, mentor):
    assert shown(page.get(HOURS)) == [EMPTY, EMPTY]
    assert "지금은 정해 둔 시간이 없어" in page.get(HOURS).content.decode()
    for weekday in (0, 2):
        WeeklyHoursFactory(mentor=mentor, weekday=weekday)
    WeeklyHoursFactory(mentor=mentor, weekday=5, start_time=dt.time(9, 10), end_time=dt.time(0))
    response = page.get(HOURS)
    assert shown(response) == [([0, 2], "19:00", "22:00"), ([5], "09:10", "24:00"), EMPTY]
    assert "지금: 월·수 19:00~22:00, 토 09:10~24:00" in reading.words(response.content.decode())
    page.post(HOURS, typed(*shown(response)))
    assert kept(mentor) == "월·수 19:00~22:00, 토 09:10~24:00"


def test_saving_replaces_and_says_what_is_kept(page, mentor):
    WeeklyHoursFactory(mentor=mentor, weekday=6)
    rows = typed(([0, 2], "19:00", "21:00"), ([0], "21:00", "24:00"), EMPTY)
    response = page.post(HOURS, rows, follow=True)
    assert reading.messages(response) == ["수업 시간을 저장했습니다: 월 19:00~24:00, 수 19:00~21:00"]
    response = page.post(HOURS, typed(EMPTY, EMPTY), follow=True)
    assert reading.messages(response) == ["수업 시간을 비웠습니다. 이제 어느 시간에나 신청할 수 있습니다."]
    assert kept(mentor) == ""


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([([], "19:00", "20:00")], ["시간대 1 요일 – 요일을 하나 이상 선택해 주세요."]),
        (
            [EMPTY, ([3], "", "")],
            ["시간대 2 시작 시각 – 시작 시각을 선택해 주세요.", "시간대 2 종료 시각 – 종료 시각을 선택해 주세요."],
        ),
        ([([3], "20:00", "19:00")], ["목요일 20:00~19:00: 끝나는 시각은 시작 시각보다 늦어야 합니다."]),
        (
            [([3, 4], "19:00", "21:00"), ([4], "20:00", "22:00")],
            ["금요일의 19:00~21:00과 20:00~22:00이 겹칩니다. 한 시간대로 합치거나 나누어 주세요."],
        ),
    ],
)
def test_what_is_refused_is_said_and_stays(page, mentor, rows, said):
    WeeklyHoursFactory(mentor=mentor, weekday=6)
    response = page.post(HOURS, typed(*rows))
    summary = reading.part(response, "data-errors", "</ul>")
    assert [reading.words(one) for one in summary.split("<li>")[1:]] == said
    assert shown(response) == rows
    assert kept(mentor) == "일 19:00~22:00"


@pytest.mark.parametrize(
    "sent",
    [
        {"rows": "2", "row0-days": ["9"], "row0-start_time": "19:00", "row0-end_time": "20:00"},
        {"rows": "1", "row0-days": ["x"], "row0-start_time": "19:00", "row0-end_time": "20:00"},
        {"rows": "1", "row0-days": ["1"], "row0-start_time": "25:00", "row0-end_time": "20:00"},
    ],
)
def test_nonsense_is_refused(page, mentor, sent):
    WeeklyHoursFactory(mentor=mentor, weekday=6)
    assert page.post(HOURS, sent).status_code == 200
    assert kept(mentor) == "일 19:00~22:00"


@pytest.mark.parametrize("rows", ["", "-1", "x", "99999999", "²"])
def test_a_count_of_rows_that_is_none_asks_for_no_row(page, mentor, rows):
    response = page.post(HOURS, {"rows": rows, "more": "1"})
    assert response.status_code == 200
    assert shown(response) == [EMPTY, EMPTY]


def test_hours_over_midnight_are_typed_and_shown_in_one_row(page, mentor):
    tutorial = TutorialFactory(mentor=mentor)
    address = f"/tutorials/{tutorial.pk}/hours/"
    WeeklyHoursFactory(mentor=mentor)
    row = ([4, 6], "22:00", "+01:30")
    response = page.post(address, typed(row), follow=True)
    said = "금·일 22:00~다음 날 01:30"
    assert reading.messages(response) == [f"이 과외의 수업 시간을 저장했습니다: {said}"]
    assert reading.words(response.content.decode()).count(said) == 2  # the message and the facts
    own = WeeklyHours.objects.filter(tutorial=tutorial)
    assert weekly_hours.code_of(own) == "0 00:00-01:30, 4 22:00-00:00, 5 00:00-01:30, 6 22:00-00:00"
    assert shown(page.get(address)) == [row, EMPTY]
    assert weekly_hours.code_of(WeeklyHours.objects.of_mentor(mentor.pk)) == "0 19:00-22:00"
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.subject_id) == ("lessons.tutorial_hours_set", tutorial.pk)
    own.filter(weekday=0).update(end_time=dt.time(1, 10))
    assert shown(page.get(address))[1] == ([6], "22:00", "+01:10")
    assert reading.messages(page.post(address, typed(EMPTY), follow=True)) == [
        "이 과외만의 수업 시간을 지웠습니다. 이제 멘토의 수업 시간을 따릅니다."
    ]
    assert not own.all().exists()


def test_staff_who_set_the_hours_of_a_tutorial_tell_its_mentor(client, mentor, superuser):
    tutorial = TutorialFactory(mentor=mentor)
    client.force_login(superuser)
    address = f"/tutorials/{tutorial.pk}/hours/"
    for _twice in range(2):
        sent = typed(([5], "10:00", "12:00"), read_at=client.get(address).context["read_at"])
        assert client.post(address, sent).status_code == 302
    assert Notice.objects.filter(member=mentor, kind="lessons.tutorial_edited").count() == 1


def test_rows_come_and_go_before_anything_is_saved(page, mentor):
    rows = [([0], "19:00", "20:00"), ([2], "09:00", "24:00"), ([], "08:00", "")]
    assert shown(page.post(HOURS, typed(*rows, more="1"))) == [*rows, EMPTY]
    assert shown(page.post(HOURS, typed(*rows, drop="1"))) == [rows[0], rows[2]]
    assert shown(page.post(HOURS, typed(*rows, drop="x"))) == rows
    many = page.post(HOURS, typed(*[rows[0]] * 14, more="1"))
    assert len(shown(many)) == 14
    assert 'name="more"' not in many.content.decode()
    assert kept(mentor) == ""


def test_only_who_may_offer_keeps_hours(client, student, superuser):
    client.force_login(student)
    for address in (HOURS, DAYS_OFF):
        assert client.get(address).status_code == 403
        assert client.post(address, typed(EMPTY)).status_code == 403
    client.force_login(superuser)
    assert client.get(HOURS).status_code == 200


# --- Days off ---------------------------------------------------------------------------------------------------------


def test_days_off_are_added_listed_and_removed(page, mentor):
    response = page.post(DAYS_OFF, {"first_day": "2026.6.20", "last_day": "", "note": "여행"}, follow=True)
    assert reading.messages(response) == ["쉬는 날로 정했습니다: 6월 20일 (토)"]
    page.post(DAYS_OFF, {"first_day": "2026-07-01", "last_day": "2026-07-03", "note": ""})
    DayOffFactory(mentor=mentor, first_day=dt.date(2026, 6, 1))
    text = reading.words(page.get(HOURS).content.decode())
    assert "6월 20일 (토) 여행" in text
    assert "7월 1일 (수)부터 7월 3일 (금)까지" in text
    assert "2026년 6월 1일" not in text
    row = DayOff.objects.get(note="여행")
    response = page.post(f"{DAYS_OFF}{row.pk}/remove/", follow=True)
    assert reading.messages(response) == ["쉬는 날을 삭제했습니다."]
    assert page.post(f"{DAYS_OFF}{row.pk}/remove/").status_code == 404
    assert page.get(DAYS_OFF)["Location"] == HOURS


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("", "", ["첫날을 입력해 주세요."]),
        ("내일", "", ["첫날: 날짜를 알아볼 수 없습니다. 2026-01-05나 2026년 1월 5일처럼 입력해 주세요."]),
        ("2026-06-20", "2026-06-19", ["마지막 날은 첫날과 같거나 늦어야 합니다."]),
        ("2026-06-01", "", ["첫날: 이미 지난 날입니다. 오늘이나 그 뒤의 날을 써 주세요."]),
        ("2026-06-14", "2026-06-15", ["첫날: 이미 정한 쉬는 날(6월 15일 (월))과 겹칩니다."]),
    ],
)
def test_days_off_that_cannot_be_are_said_beside_their_field(page, mentor, first, last, said):
    DayOffFactory(mentor=mentor, first_day=dt.date(2026, 6, 15))
    response = page.post(DAYS_OFF, {"first_day": first, "last_day": last, "note": "메모"})
    assert reading.errors(response) == said
    assert response.context["form"]["note"].value() == "메모"
    assert DayOff.objects.count() == 1


def test_lessons_agreed_before_are_said_to_stay(page, mentor):
    DayOffFactory(mentor=mentor, first_day=dt.date(2026, 6, 15), last_day=dt.date(2026, 6, 16))
    DayOffFactory(mentor=mentor, first_day=dt.date(2026, 6, 18))
    for day, status in ((15, "APPROVED"), (16, "APPROVED"), (16, "PENDING"), (17, "APPROVED")):
        starts_at = clock.at(dt.date(2026, 6, day), dt.time(10))
        LessonFactory(tutorial__mentor=mentor, status=LessonStatus(status), starts_at=starts_at)
    text = reading.words(page.get(HOURS).content.decode())
    assert text.count("이미 승인한 수업 2건은 그대로입니다") == 1
    assert text.count("이미 승인한 수업") == 2  # the other stands in the head of the page


def test_a_public_holiday_is_opened_and_rested_again(page, mentor, stranger):
    HolidayFactory(date=dt.date(2026, 6, 17), name="임시공휴일")
    HolidayFactory(date=dt.date(2026, 6, 18), is_closed=False)
    choices = page.get(HOURS).context["holidays"].choices
    assert choices == [("2026-06-17", "6월 17일 (수) 임시공휴일")]
    assert page.get(HOLIDAYS)["Location"] == HOURS
    refused = page.post(HOLIDAYS, {"day": "2026-06-18"})
    assert "day" in refused.context["holiday_form"].errors
    page.post(HOLIDAYS, {"day": "2026-06-17"})
    shown = page.get(HOURS)
    (opened,) = shown.context["holidays"].opened
    assert (opened.words, shown.context["holidays"].choices) == ("6월 17일 (수) 임시공휴일", [])
    assert reading.messages(shown) == ["공휴일인 6월 17일 (수)에도 수업 신청을 받습니다."]
    page.post(f"{HOLIDAYS}{opened.pk}/rest/")
    assert page.get(HOURS).context["holidays"].choices == choices


def test_agreed_lessons_that_new_hours_or_days_off_meet_are_named_and_can_be_moved(page, mentor):
    at = clock.at(dt.date(2026, 6, 15), dt.time(20))  # a Monday
    inside, outside = (
        LessonFactory(
            tutorial=TutorialFactory(mentor=mentor), status=LessonStatus.APPROVED,
            starts_at=at + dt.timedelta(hours=hours),
        )
        for hours in (0, 2)
    )  # fmt: skip
    WeeklyHoursFactory(mentor=mentor)
    response = page.get(HOURS)
    (met,) = response.context["outside"]
    said = f"6월 15일 (월) 밤 10시–11시 · {outside.tutorial.title} · {outside.mentee.name} 님"
    assert met == (outside.pk, said, f"/lessons/{outside.pk}/", f"/lessons/{outside.pk}/times/")
    assert f'href="/lessons/{outside.pk}/times/"' in response.content.decode()
    DayOffFactory(mentor=mentor, first_day=at.date())
    (rest,) = page.get(HOURS).context["days_off"]
    assert [one.url for one in rest.met] == [f"/lessons/{inside.pk}/", f"/lessons/{outside.pk}/"]
    address = f"/tutorials/{inside.tutorial_id}/hours/"
    assert page.get(address).context["outside"] == []
    page.post(address, typed(([5], "10:00", "12:00")))
    assert [one.url for one in page.get(address).context["outside"]] == [f"/lessons/{inside.pk}/"]
    assert len(page.get(HOURS).context["outside"]) == 2
