"""Opening sessions week by week, and moving or ending the rest: every day is shown before anything happens."""

import datetime as dt
import html
import re

import pytest
import time_machine
from django.urls import reverse

from apps.core import clock
from apps.mentoring.models import Session
from apps.mentoring.services.applications import apply_to_session
from apps.mentoring.services.series import open_series
from apps.mentoring.services.sessions import SessionInput, edit_session
from tests.factories.planner import AppointmentFactory, HolidayFactory
from tests.mentoring import reading
from tests.mentoring.test_services_pictures import photo

NOW = dt.datetime(2026, 8, 31, 9, tzinfo=clock.SEOUL)
NEW = "/mentoring/new/"
MONDAYS = [dt.date(2026, 9, day) for day in (7, 14, 21)]
BOX = r'name="days" value="([^"]+)"\s*(checked)?\s*(disabled)?'

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def summer():
    with time_machine.travel(NOW, tick=False):
        yield


def typed(**changes) -> dict:
    return {
        "title": "월요 코드 리뷰", "type": "public", "date": "2026-09-07", "start_time": "19:00", "end_time": "21:00",
        "venue": "", "venue_text": "", "capacity": "", "reg_start": "2026-08-31", "reg_end": "",
        "content": "List<String> 읽기\r\n\r\n둘째 문단", "repeat": "1", "times": "3", "until": "",
        "skip_holidays": "on",
        **changes,
    }  # fmt: skip


def boxes(response) -> list[tuple[str, str, str]]:
    return re.findall(BOX, response.content.decode())


def carried(response) -> dict:
    """What the page of the days sends back, beside the boxes."""
    form = response.context["form"]
    main = reading.part(response, "<main", "</main>")
    found = re.findall(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?', main)
    assert {"title", "content", "content_format", "times"} <= {name for name, _value in found}
    return {name: html.unescape(value) for name, value in found if name in {*form.fields, "content_format"}}


def opened(author, **changes) -> list[Session]:
    given = SessionInput(
        title="월요 코드 리뷰", type="public", date=MONDAYS[0], start_time=dt.time(19), end_time=dt.time(21),
        reg_start=NOW.date(), **changes,
    )  # fmt: skip
    sessions = open_series(by=author, given=given, days=MONDAYS)
    Session.objects.update(opens_at=NOW)
    return sessions


def days_of() -> list[str]:
    return [f"{clock.local(row.starts_at):%m%d %H:%M}" for row in Session.objects.existing().order_by("starts_at")]


# --- Opening ----------------------------------------------------------------------------------------------------------


def test_the_days_are_shown_with_what_stands_then_and_the_chosen_ones_are_opened(client, mentor):
    HolidayFactory(date=MONDAYS[1])
    AppointmentFactory(member=mentor, role="host", title="회의", starts_at=clock.at(MONDAYS[2], dt.time(20)))
    AppointmentFactory(member=mentor, title="독서 모임", starts_at=clock.at(MONDAYS[0], dt.time(20)))
    client.force_login(mentor)
    page = client.post(NEW, typed())
    assert boxes(page) == [
        ("2026-09-07", "checked", ""), ("2026-09-14", "", ""), ("2026-09-21", "", "disabled"),
        ("2026-09-28", "checked", ""),
    ]  # fmt: skip
    words = reading.words(page.content.decode())
    assert "매주 월요일, 3회" in words
    assert "공휴일입니다: 성탄절" in words
    assert "같은 시간에 이미 진행하는 일정 ‘회의’(2026-09-21(월) 20:00~22:00)가 있습니다. 시간을 바꿔" in words
    assert "같은 시간에 다른 일정이 있습니다: ‘독서 모임’" in words
    assert not Session.objects.exists()
    response = client.post(NEW, {**carried(page), "days": ["2026-09-07", "2026-09-28"]}, follow=True)
    assert reading.messages(response) == ["멘토링 2개를 열었습니다. 운영자가 개설을 승인하면 알려 드립니다."]
    first, last = Session.objects.order_by("pk")
    assert (first.date, last.date, first.series) == (MONDAYS[0], dt.date(2026, 9, 28), last.series)
    assert first.content == last.content == "<p>List&lt;String&gt; 읽기</p><p>둘째 문단</p>"
    assert (last.reg_start, last.reg_end) == (dt.date(2026, 9, 21), dt.date(2026, 9, 28))


def test_one_can_go_back_and_change_what_was_typed(client, mentor):
    client.force_login(mentor)
    page = client.post(NEW, typed())
    form = client.post(NEW, {**carried(page), "back": "1"})
    assert reading.box(form, "content") == "List<String> 읽기\n\n둘째 문단"
    assert reading.errors(form) == []
    again = client.post(NEW, {**carried(page), "repeat": "2", "days": ["2026-09-07"]})
    assert [day for day, *_rest in boxes(again)] == ["2026-09-07", "2026-09-21", "2026-10-05"]
    assert not Session.objects.exists()


def test_what_cannot_be_stands_beside_its_field_or_above_the_days(client, mentor):
    client.force_login(mentor)
    assert reading.errors(client.post(NEW, typed(times=""))) == ["횟수나 마지막 날을 입력해 주세요."]
    assert reading.errors(client.post(NEW, typed(repeat=""))) == ["반복: 몇 주마다 반복할지 선택해 주세요."]
    assert reading.errors(client.post(NEW, typed(until="2026-09-01"))) == ["마지막 날은 첫날보다 빠를 수 없습니다."]
    assert reading.errors(client.post(NEW, typed(date="2026-08-24"))) == ["진행일: 진행 일시는 지금보다 뒤여야 합니다."]
    page = client.post(NEW, typed())
    one = client.post(NEW, {**carried(page), "days": ["2026-09-07"]})
    assert "날짜를 2개 이상 선택해 주세요." in reading.words(one.content.decode())
    assert boxes(one)[:2] == [("2026-09-07", "checked", ""), ("2026-09-14", "", "")]
    assert not Session.objects.exists()


def test_pictures_are_asked_for_again_and_go_into_every_session(client, mentor, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(mentor)
    page = client.post(NEW, typed(image_1=photo(), alt_1="건물 약도"))
    assert "파일을 다시 선택해 주세요." in reading.words(page.content.decode())
    given = {**carried(page), "days": [day.isoformat() for day in MONDAYS], "alt_1": "건물 약도"}
    forgotten = client.post(NEW, given)
    assert reading.errors(forgotten) == ["그림 파일을 올려 주세요."]
    client.post(NEW, {**given, "image_1": photo()})
    assert [session.images.count() for session in Session.objects.all()] == [1, 1, 1]


def test_a_copy_may_be_a_series_too(client, mentor):
    source = opened(mentor)[0]
    client.force_login(mentor)
    url = reverse("mentoring:copy", args=[source.pk])
    page = client.post(url, typed(date="2026-10-05", times="2"))
    client.post(url, {**carried(page), "days": [day for day, *_rest in boxes(page)]})
    assert len(days_of()) == 5
    assert Session.objects.values("series").distinct().count() == 2


# --- Where one stands -------------------------------------------------------------------------------------------------


def test_a_session_says_where_it_stands_in_its_series(client, mentor, student):
    first, second, third = opened(mentor)
    client.force_login(student)
    page = client.get(second.get_absolute_url())
    words = reading.words(page.content.decode())
    assert "반복 일정 3회 중 2번째 이전 회차 · 다음 회차" in words
    for other in (first, third):
        assert f'href="{other.get_absolute_url()}"' in page.content.decode()
    assert "이 일정부터 모두 옮기기" not in words
    assert "이전 회차" not in reading.words(client.get(first.get_absolute_url()).content.decode())
    client.force_login(mentor)
    assert "이 일정부터 모두 옮기기" in reading.words(client.get(second.get_absolute_url()).content.decode())


# --- The rest ---------------------------------------------------------------------------------------------------------


def test_the_rest_is_shown_where_it_comes_and_is_moved(client, mentor, student):
    _first, second, third = opened(mentor)
    apply_to_session(session_id=third.pk, by=student)
    client.force_login(mentor)
    url = reverse("mentoring:series_move", args=[second.pk])
    assert reading.hidden(client.get(url), "seen") == ""
    given = {"date": "2026-09-15", "start_time": "18:00", "end_time": "20:00", "seen": ""}
    page = client.post(url, given)
    assert boxes(page) == [(str(second.pk), "checked", ""), (str(third.pk), "checked", "")]
    words = reading.words(page.content.decode())
    assert "9월 15일 (화) 저녁 6시–8시" in words
    assert "지금: 2026-09-21(월) 19:00~21:00" in words
    assert "신청자 1명" in words
    given["seen"] = reading.hidden(page, "seen")
    response = client.post(url, {**given, "days": [second.pk, third.pk]}, follow=True)
    assert reading.messages(response) == ["멘토링 2개를 옮겼습니다."]
    assert days_of() == ["0907 19:00", "0915 18:00", "0922 18:00"]
    same = client.post(url, {"date": "2026-09-15", "start_time": "18:00", "end_time": "20:00", "seen": ""})
    assert reading.errors(same) == ["이 일정의 새 날짜: 날짜나 시각을 바꿔 주세요."]


def test_what_changed_in_another_window_is_shown_first(client, mentor):
    sessions = opened(mentor)
    client.force_login(mentor)
    url = reverse("mentoring:series_end", args=[sessions[0].pk])
    seen = reading.hidden(client.get(url), "seen")
    edit_session(session_id=sessions[1].pk, by=mentor, changes={"start_time": dt.time(18)})
    given = {"reason": "출장", "days": [session.pk for session in sessions]}
    page = client.post(url, {**given, "seen": seen})
    assert (len(days_of()), "9월 14일 (월) 저녁 6시–9시" in reading.words(page.content.decode())) == (3, True)
    client.post(url, {**given, "seen": reading.hidden(page, "seen")})
    assert days_of() == []


def test_the_rest_ends_with_a_reason(client, mentor, student):
    _first, second, third = opened(mentor)
    apply_to_session(session_id=third.pk, by=student)
    client.force_login(mentor)
    url = reverse("mentoring:series_end", args=[second.pk])
    page = client.get(url)
    assert [pk for pk, *_rest in boxes(page)] == [str(second.pk), str(third.pk)]
    assert "신청자 1명" in reading.words(page.content.decode())
    given = {"seen": reading.hidden(page, "seen"), "days": [third.pk], "reason": ""}
    assert reading.errors(client.post(url, given)) == ["사유를 입력해 주세요."]
    response = client.post(url, {**given, "reason": "출장을 갑니다."}, follow=True)
    assert response.redirect_chain == [(second.get_absolute_url(), 302)]
    assert days_of() == ["0907 19:00", "0914 19:00"]
    page = client.get(url)
    given = {"seen": reading.hidden(page, "seen"), "days": [second.pk], "reason": "출장을 갑니다."}
    assert client.post(url, given).url == reverse("mentoring:list")
    assert days_of() == ["0907 19:00"]


def test_only_who_runs_a_series_sees_its_pages(client, mentor, student):
    session = opened(mentor)[0]
    client.force_login(student)
    for name in ("series_move", "series_end"):
        assert client.get(reverse(f"mentoring:{name}", args=[session.pk])).status_code == 403
    Session.objects.filter(pk=session.pk).update(series=None)
    client.force_login(mentor)
    assert client.get(reverse("mentoring:series_move", args=[session.pk])).status_code == 409


def test_nothing_is_left_of_a_series_that_is_over(client, mentor):
    session = opened(mentor)[0]
    with time_machine.travel(clock.at(dt.date(2026, 10, 1), dt.time(9)), tick=False):
        client.force_login(mentor)
        for name in ("series_move", "series_end"):
            page = client.get(reverse(f"mentoring:{name}", args=[session.pk]))
            assert "앞으로 진행할 일정이 없습니다." in page.content.decode()
