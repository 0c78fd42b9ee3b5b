"""Finding a session that fits: by weekday and hour, and by one's own week."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from apps.core import clock
from tests.browser.acts import PHONE_WITH_SCRIPT, press
from tests.factories.mentoring import SessionFactory
from tests.factories.planner import AppointmentFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def at(days: int, hour: int) -> dt.datetime:
    """Return an hour of the first Tuesday to come, `days` later."""
    today = clock.today()
    tuesday = today + dt.timedelta(days=(1 - today.weekday()) % 7 or 7)
    return clock.at(tuesday + dt.timedelta(days=days), dt.time(hour))


@pytest.fixture
def sessions(db):
    SessionFactory(title="화요일 아침", starts_at=at(0, 9))
    SessionFactory(title="화요일 저녁", starts_at=at(0, 19))
    SessionFactory(title="다음 화요일 저녁", starts_at=at(7, 19))
    SessionFactory(title="수요일 저녁", starts_at=at(1, 19))


@PHONE_WITH_SCRIPT
def test_a_visitor_finds_a_tuesday_evening_in_three_clicks(open_page, sessions, script: bool, width: int):
    page = open_page(width=width, java_script_enabled=script).page
    page.goto("/")
    page.get_by_role("link", name="화요일", exact=True).click()
    page.locator(".pill", has_text="저녁").click()
    press(page, "검색하기")
    expect(page.locator("main .row-title")).to_have_text(["화요일 저녁", "다음 화요일 저녁"])
    assert page.url.endswith("/mentoring/?weekday=tue&part=evening")


def test_what_clashes_with_my_week_is_hidden_by_one_click(open_page, sessions, student):
    AppointmentFactory(member=student, starts_at=at(0, 19))
    page = open_page(student, java_script_enabled=False).page
    page.goto("/mentoring/?weekday=tue&part=evening")
    page.get_by_role("link", name="내 주에 맞는 것").click()
    expect(page.locator("main .row-title")).to_have_text(["다음 화요일 저녁"])
    expect(page.locator(".switch.is-on")).to_be_visible()
