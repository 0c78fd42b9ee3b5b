"""Calendar files, parsed back as a calendar program would."""

import datetime as dt
import json
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from icalendar import Calendar

from apps.core import clock
from apps.elearning.catalogue.models import CourseClass
from apps.planner import ics
from apps.planner.models import AppointmentRole
from tests.factories.planner import AppointmentFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 6, 1)
CHANGED = dt.datetime(2026, 5, 20, 3, 4, 5, tzinfo=dt.UTC)


@pytest.fixture
def appointment(student):
    return AppointmentFactory(
        member=student, title="역할극; 면접, 그리고\n되짚기", place="스페이스 A1, 3층",
        path="/mentoring/7/", sequence=2, changed_at=CHANGED,
        starts_at=clock.at(DAY, dt.time(14)), ends_at=clock.at(DAY, dt.time(16)),
    )  # fmt: skip


def event_of(text: str):
    [event] = Calendar.from_ical(text).walk("VEVENT")
    return event


def test_an_event_says_when_in_seoul_where_and_how_often_it_changed(appointment):
    event = event_of(ics.calendar_text([appointment]))
    assert event["SUMMARY"] == "역할극; 면접, 그리고 되짚기"
    assert event["LOCATION"] == "스페이스 A1, 3층"
    assert event["URL"] == "http://testserver/mentoring/7/"
    assert event["DTSTART"].params["TZID"] == "Asia/Seoul"
    assert event["DTSTART"].dt == dt.datetime(2026, 6, 1, 14, tzinfo=ZoneInfo("Asia/Seoul"))
    assert event["DTEND"].dt == dt.datetime(2026, 6, 1, 16, tzinfo=ZoneInfo("Asia/Seoul"))
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (f"{appointment.uid}@baeumteo", 2, "CONFIRMED")
    assert (event["DTSTAMP"].dt, event["LAST-MODIFIED"].dt) == (CHANGED, CHANGED)
    assert event["DESCRIPTION"] == "참여하는 일정\nhttp://testserver/mentoring/7/"


def test_an_event_of_a_class_is_called_as_its_member_reads_it(appointment):
    appointment.source, appointment.title = CourseClass.SOURCE, "자료 구조 2차"
    assert event_of(ics.calendar_text([appointment]))["summary"] == "자료 구조 2차"
    with translation.override("en"):
        assert event_of(ics.calendar_text([appointment]))["summary"] == "자료 구조, class 2"
        appointment.source = "mentoring"  # somebody may have called it so
        assert event_of(ics.calendar_text([appointment]))["summary"] == "자료 구조 2차"


def test_the_calendar_names_itself_and_its_time_zone(appointment):
    calendar = Calendar.from_ical(ics.calendar_text([appointment], name="배움터 일정"))
    assert (calendar["VERSION"], calendar["METHOD"], calendar["PRODID"]) == ("2.0", "PUBLISH", ics.PRODID)
    assert (calendar["NAME"], calendar["X-WR-CALNAME"]) == ("배움터 일정", "배움터 일정")
    [zone] = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == "Asia/Seoul"
    assert zone.to_tz().utcoffset(dt.datetime(2026, 6, 1, 14)) == dt.timedelta(hours=9)  # noqa: DTZ001


def test_a_cancelled_one_says_so_and_leaves_the_time_free(appointment):
    appointment.cancelled_at = CHANGED
    event = event_of(ics.calendar_text([appointment]))
    assert (event["STATUS"], event["TRANSP"]) == ("CANCELLED", "TRANSPARENT")


def test_lines_end_with_crlf_and_are_at_most_75_octets(appointment):
    appointment.title = "가나다라마바사아자차카타파하 " * 12
    text = ics.calendar_text([appointment])
    assert text.endswith("END:VCALENDAR\r\n")
    lines = text.split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    assert not any("\n" in line for line in lines)
    assert event_of(text)["SUMMARY"] == appointment.title.strip()


def test_control_characters_of_a_title_do_not_reach_the_file(appointment):
    appointment.title = "제목\x07\r\nATTACH:http://evil.example"
    text = ics.calendar_text([appointment])
    assert event_of(text)["SUMMARY"] == "제목 ATTACH:http://evil.example"
    assert "ATTACH" not in event_of(text)


def test_an_appointment_without_a_place_and_of_a_host(appointment):
    appointment.place, appointment.role = "", AppointmentRole.HOST
    event = event_of(ics.calendar_text([appointment]))
    assert "LOCATION" not in event
    assert event["DESCRIPTION"].startswith("진행하는 일정\n")
    with translation.override("en"):
        assert event_of(ics.calendar_text([appointment]))["SUMMARY"] == "역할극; 면접, 그리고 되짚기"


def test_the_same_appointments_make_the_same_text(appointment):
    assert ics.calendar_text([appointment]) == ics.calendar_text([appointment])
    assert Calendar.from_ical(ics.calendar_text([])).walk("VEVENT") == []


def test_a_file_holds_what_stands_when_it_is_made_or_removes_what_is_cancelled(student, stranger):
    mine = AppointmentFactory(member=student, source="test.thing", source_id=7)
    gone = AppointmentFactory(member=stranger, source="test.thing", source_id=7, cancelled_at=CHANGED)
    booked = ics.CalendarOf("test.thing", [7])
    removed = ics.CalendarOf(**json.loads(json.dumps(ics.CalendarOf("test.thing", (7,), removes=True).stored())))
    event = event_of(booked.read_for(student.pk)[0])
    assert (event["UID"], event["STATUS"]) == (f"{mine.uid}@baeumteo", "CONFIRMED")
    event = event_of(removed.read_for(stranger.pk)[0])
    assert (event["UID"], event["STATUS"]) == (f"{gone.uid}@baeumteo", "CANCELLED")
    assert (booked.read_for(stranger.pk), removed.read_for(student.pk)) == (("", ""), ("", ""))


def test_where_one_joins_stands_in_the_file_until_the_seat_is_gone(appointment):
    appointment.join_url = "https://meet.example.com/ha-jun"
    event = event_of(ics.calendar_text([appointment]))
    assert (event["LOCATION"], event["URL"]) == (appointment.place, appointment.join_url)
    assert "참여 주소: https://meet.example.com/ha-jun\n" in event["DESCRIPTION"]
    appointment.place = ""
    assert event_of(ics.calendar_text([appointment]))["LOCATION"] == appointment.join_url
    appointment.cancelled_at = CHANGED
    assert "meet.example.com" not in ics.calendar_text([appointment])


def test_a_mail_says_where_all_its_appointments_are_joined(student):
    first, second = (
        AppointmentFactory(member=student, source="test.thing", source_id=number, join_url="https://meet.example.com/a")
        for number in (7, 8)
    )
    both = ics.CalendarOf("test.thing", [7, 8], attaches=False)
    assert both.read_for(student.pk) == ("", first.join_url)
    second.join_url = "https://meet.example.com/b"
    second.save()
    assert both.read_for(student.pk) == ("", "")
