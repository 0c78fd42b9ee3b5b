"""Calendar files and the private feed: for their owner, a stranger and nobody."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from icalendar import Calendar

from apps.core import clock
from apps.planner import selectors, services
from apps.planner.models import Appointment, CalendarFeed
from tests.access.page_forms import form_with
from tests.factories.planner import AppointmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, student):
    client.force_login(student)
    return client


@pytest.fixture
def feed(student) -> str:
    return reverse("planner:feed", args=[services.renew_feed(by=student).secret])


def titles(answer) -> list[str]:
    return [str(event["SUMMARY"]) for event in Calendar.from_ical(answer.content).walk("VEVENT")]


def test_ones_own_appointment_is_a_file_to_download(page, student):
    appointment = AppointmentFactory(member=student, title="첫 만남")
    answer = page.get(reverse("planner:appointment_ics", args=[appointment.pk]))
    assert titles(answer) == ["첫 만남"]
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="baeumteo-{appointment.pk}.ics"'
    assert "no-store" in answer["Cache-Control"]


def test_anothers_appointment_is_not_there(page, client, stranger):
    address = reverse("planner:appointment_ics", args=[AppointmentFactory(member=stranger).pk])
    assert page.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302


@pytest.mark.parametrize(
    ("minutes", "status", "said"),
    [(-11, 403, "오후 1시 50분부터 입장할 수 있습니다."), (-10, 302, ""), (119, 302, ""), (120, 403, "이미 끝난")],
)
def test_one_enters_from_ten_minutes_before_the_start_until_the_end(page, student, minutes, status, said):
    start = clock.at(dt.date(2026, 12, 6), dt.time(14))
    appointment = AppointmentFactory(member=student, starts_at=start, join_url="https://meet.example.com/ha-jun")
    with time_machine.travel(start + dt.timedelta(minutes=minutes), tick=False):
        page.force_login(student)
        answer = page.get(reverse("planner:join", args=[appointment.pk]))
    assert (answer.status_code, said in answer.content.decode()) == (status, True)
    assert status == 403 or "no-store" in answer["Cache-Control"]
    assert answer.headers.get("Location", appointment.join_url) == appointment.join_url
    assert ("meet.example.com" in answer.content.decode()) is False


def test_the_next_online_meeting_of_a_thing_is_named(student, stranger):
    now = clock.now()
    for hours, fields in ((5, {}), (2, {}), (1, {"join_url": ""}), (1, {"path": "/elsewhere/"}), (-3, {})):
        starts_at = now + dt.timedelta(hours=hours)
        row = {"member": student, "path": "/courses/1/", "join_url": "https://meet.example.com/a", **fields}
        AppointmentFactory(**row, starts_at=starts_at)
    coming = selectors.next_joining(student, "/courses/1/", now)
    soonest = Appointment.objects.get(starts_at=now + dt.timedelta(hours=2))
    assert (coming.path, coming.is_open) == (f"/me/appointments/{soonest.pk}/join/", False)
    assert selectors.next_joining(stranger, "/courses/1/", now) is None


def test_nobody_enters_where_there_is_no_address_or_with_anothers_seat(page, student, stranger):
    now = clock.now()
    for fields, status in (
        ({"join_url": ""}, 403),
        ({"join_url": "https://meet.example.com/a", "cancelled_at": now}, 403),
        ({"join_url": "https://meet.example.com/a", "member": stranger}, 404),
    ):
        row = AppointmentFactory(**{"member": student, "starts_at": now, **fields})
        assert page.get(reverse("planner:join", args=[row.pk])).status_code == status
        assert row.join_path == "" or row.member == stranger


def test_the_feed_needs_no_log_in_and_names_nobody(client, student, stranger, feed):
    AppointmentFactory(member=student, title="첫 만남", cancelled_at=None)
    AppointmentFactory(member=student, title="취소된 만남", cancelled_at=clock.now())
    AppointmentFactory(member=stranger, title="남의 만남")
    answer = client.get(feed)
    assert sorted(titles(answer)) == ["첫 만남", "취소된 만남"]
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.content.decode()
    for person in (student, stranger):
        assert person.name not in text
        assert person.email not in text
    assert "Set-Cookie" not in answer.headers


def test_what_has_not_changed_is_not_sent_again(client, student, feed):
    appointment = AppointmentFactory(member=student)
    tag = client.get(feed)["ETag"]
    assert client.get(feed, headers={"If-None-Match": tag}).status_code == 304
    services.cancel_appointments(appointment.source, [appointment.source_id])
    assert client.get(feed, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("count", [1, 50])
def test_the_feed_costs_two_queries_whatever_the_number(client, student, feed, count, django_assert_num_queries):
    AppointmentFactory.create_batch(count, member=student)
    with django_assert_num_queries(2):
        assert len(titles(client.get(feed))) == count


def test_an_unknown_a_renewed_and_a_closed_address_lead_nowhere(client, student, feed):
    assert client.get("/me/calendar/no-such-secret.ics").status_code == 404
    assert client.get(feed).status_code == 200
    services.renew_feed(by=student)
    assert client.get(feed).status_code == 404


def test_who_has_left_has_no_feed(client, student, feed):
    student.is_active = False
    student.save()
    assert client.get(feed).status_code == 404


def test_the_feed_speaks_the_members_language(client, student, feed):
    AppointmentFactory(member=student)
    student.language = "en"
    student.save()
    with time_machine.travel(clock.now(), tick=False):
        [event] = Calendar.from_ical(client.get(feed, headers={"Accept-Language": "ko"}).content).walk("VEVENT")
    assert event["DTSTART"].dt.utcoffset() == dt.timedelta(hours=9)


def test_the_page_offers_an_address_shows_it_and_asks_before_it_changes(page, student):
    assert "아직 달력 주소가 없습니다" in page.get("/me/calendar/").content.decode()
    answer = page.post("/me/calendar/renew/")
    assert (answer.status_code, answer["Location"]) == (302, "/me/calendar/")
    first = CalendarFeed.objects.get().secret
    text = page.get("/me/calendar/").content.decode()
    assert f"http://testserver/me/calendar/{first}.ics" in text
    assert f"webcal://testserver/me/calendar/{first}.ics" in text
    assert "주소를 새로 만드시겠습니까?" in page.get("/me/calendar/?ask=renew").content.decode()
    page.post("/me/calendar/renew/")
    assert CalendarFeed.objects.get().secret != first
    assert "달력 주소를 삭제하시겠습니까?" in page.get("/me/calendar/?ask=close").content.decode()
    page.post("/me/calendar/close/")
    assert not CalendarFeed.objects.exists()


def test_a_second_click_ends_no_address_that_was_just_made(page):
    made = form_with(page.get("/me/calendar/").content.decode(), "feed")
    page.post(made.action, made.typed())
    first = CalendarFeed.objects.get().secret
    again = page.post(made.action, made.typed(), follow=True).content.decode()
    assert "지금의 주소를 확인해 주세요" in again
    assert f"{first}.ics" in again
    asked = form_with(page.get("/me/calendar/?ask=renew").content.decode(), "feed")
    page.post(asked.action, asked.typed())
    second = CalendarFeed.objects.get().secret
    assert second != first
    page.post(asked.action, asked.typed())
    assert CalendarFeed.objects.get().secret == second


@pytest.mark.parametrize("address", ["/me/calendar/renew/", "/me/calendar/close/"])
def test_changing_the_address_is_posted(page, address):
    assert page.get(address).status_code == 405


@pytest.mark.parametrize("address", ["/me/calendar/", "/me/appointments/1.ics"])
def test_nobody_is_asked_to_log_in(client, address):
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={address}")
