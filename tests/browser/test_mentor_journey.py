"""A mentor's whole way: log in, open a session, change it, look at who applied, write, copy, delete."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Page, expect

from apps.accounts.models import Member
from apps.core import clock
from apps.mentoring.models import Session
from apps.mentoring.services import applications
from apps.notices.models import Notice
from tests.browser.acts import PHONE_WITH_SCRIPT, main_action, press, said
from tests.factories.accounts import PASSWORD
from tests.factories.planner import VenueFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def day() -> dt.date:
    return clock.today() + dt.timedelta(days=30)


def log_in(page: Page, member: Member) -> None:
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    page.goto("/mentoring/new/")
    page.get_by_label("이메일").fill(member.email)
    page.get_by_label("비밀번호", exact=False).first.fill(PASSWORD)
    press(page, "로그인하기")
    expect(page.locator("h1")).to_have_text("멘토링 열기")


def write(page: Page, text: str, *, script: bool) -> None:
    """Into the editor, or into the plain box that is there without JavaScript."""
    if script:
        editor = page.locator(".ProseMirror")
        editor.click()
        page.keyboard.type(text)
    else:
        page.locator("textarea[name=content]").fill(text)


@PHONE_WITH_SCRIPT
def test_a_mentor_runs_a_session(open_page, mentor, student, other_student, day: dt.date, script: bool, width: int):
    venue = VenueFactory(name="스페이스 A1")
    page = open_page(width=width, java_script_enabled=script).page
    log_in(page, mentor)

    # Opening: an end before the start is refused beside its field, and what was typed stays.
    page.locator("[name=title]").fill("첫 코드 리뷰")
    page.locator("input[name=type][value=lecture]").check()
    page.locator("[name=date]").fill(f"{day.year}년 {day.month}월 {day.day}일")
    page.locator("[name=start_time]").select_option("14:00")
    page.locator("[name=end_time]").select_option("13:00")
    page.locator("[name=venue]").select_option(venue.name)
    page.locator("[name=capacity]").fill("5")
    page.locator("[name=reg_start]").fill(clock.today().isoformat())
    write(page, "함께 읽고 이야기합니다.", script=script)
    press(page, "멘토링 열기")
    expect(page.locator("[data-errors]")).to_contain_text("끝나는 시각은 시작 시각보다")
    expect(page.locator("[name=end_time]")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[name=capacity]")).to_have_value("5")
    page.locator("[name=end_time]").select_option("16:00")
    press(page, "멘토링 열기")
    assert said(page) == "멘토링을 열었습니다. 운영자가 개설을 승인하면 알려 드립니다."
    session = Session.objects.get()
    assert (session.type, session.capacity, session.venue, session.date) == ("lecture", 5, venue, day)
    assert session.content == "<p>함께 읽고 이야기합니다.</p>"

    # Changing the time tells those who applied.
    for member in (student, other_student):
        applications.apply_to_session(session_id=session.pk, by=member)
    page.goto(f"/mentoring/{session.pk}/")
    page.get_by_role("link", name="수정하기", exact=True).click()
    page.locator("[name=start_time]").select_option("15:00")
    press(page, "수정한 내용 저장하기")
    assert said(page) == "수정한 내용을 저장했습니다."
    assert Notice.objects.filter(kind="mentoring.changed").count() == 2

    # Its people.
    main_action(page, "신청자 관리").click()
    expect(page.locator("main")).to_contain_text(student.name)
    for name, ending in (("CSV", ".csv"), ("Excel", ".xlsx")):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        assert download.value.suggested_filename.endswith(ending)
    page.get_by_role("link", name="안내 보내기").click()
    page.locator("[name=subject]").fill("준비물")
    page.locator("textarea[name=text]").fill("노트북을 가져와 주세요.")
    press(page, "안내 보내기")
    assert said(page) == "2명에게 안내를 보냈습니다."

    # Copying leaves the days to be filled in.
    page.goto(f"/mentoring/{session.pk}/")
    page.get_by_role("link", name="복사하여 열기").click()
    expect(page.locator("[name=title]")).to_have_value("첫 코드 리뷰")
    expect(page.locator("[name=date]")).to_have_value("")
    page.locator("[name=date]").fill((day + dt.timedelta(days=7)).strftime("%Y%m%d"))
    press(page, "멘토링 열기")
    assert Session.objects.count() == 2

    # Deleting says what follows, and can be left.
    page.goto(f"/mentoring/{session.pk}/delete/")
    expect(page.locator("main")).to_contain_text("신청자 2명의 신청이 취소되고")
    page.get_by_role("link", name="멘토링 유지").click()
    page.get_by_role("link", name="삭제하기").click()
    press(page, "멘토링 삭제하기")
    assert said(page) == "멘토링을 삭제했습니다."
    session.refresh_from_db()
    assert session.deleted_at is not None
    assert session.seats_taken == 0
