"""Two people with two phones link their accounts, look, and end it."""

import re

import pytest
from playwright.sync_api import expect

from apps.linking.models import AccountLink
from tests.browser.acts import press, said
from tests.factories.mentoring import ApplicationFactory, SessionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_student_and_a_parent_link_with_two_phones(open_page, student, parent, script: bool):
    ApplicationFactory(member=student, session=SessionFactory(title="이력서 한 줄 다듬기"))
    mine = open_page(student, width=360, java_script_enabled=script).page
    theirs = open_page(parent, width=360, java_script_enabled=script).page

    # The student makes a code; it is in the page, not in the address, and says until when it lives.
    mine.goto("/links/")
    mine.locator("main").get_by_role("link", name="코드 만들기").click()
    press(mine, "코드 만들기")
    shown = mine.locator(".code-letters")
    expect(shown).to_be_visible()
    code = "".join(shown.inner_text().split())
    assert re.fullmatch(r"[A-Za-z0-9]{6}", code)
    assert code not in mine.url
    expect(mine.locator(".code-until")).to_contain_text("까지 한 번 쓸 수 있습니다.")
    if script:
        expect(mine.locator(".code-left")).to_have_text(re.compile(r"남은 시간 [45]:\d\d"))
    else:
        expect(mine.locator(".code-left")).to_be_hidden()

    # The parent is prompted on my page, mistypes, pastes it with blanks, sees who it is, and says yes.
    theirs.goto("/me/")
    theirs.locator("main").get_by_role("link", name="학생과 계정을 연동해 보세요").click()
    theirs.locator("[name=code]").fill("zzzzzz")
    press(theirs, "누구인지 확인하기")
    expect(theirs.locator("main")).to_contain_text("유효하지 않은 코드입니다")
    theirs.locator("[name=code]").fill(f" {code[:3]} {code[3:]} ")
    press(theirs, "누구인지 확인하기")
    expect(theirs.locator("h1")).to_have_text("이 사람이 맞습니까?")
    expect(theirs.locator("main")).to_contain_text("seoyeon@example.com")
    assert code not in theirs.url + theirs.content()
    press(theirs, "계정 연동하기")
    assert said(theirs) == "서연 님과 계정을 연동했습니다."

    # The parent reads the record; the student is told, and sees who can.
    theirs.locator("main").get_by_role("link", name="학습 기록 보기").click()
    expect(theirs.locator("main")).to_contain_text("이력서 한 줄 다듬기")
    mine.goto("/notices/")
    expect(mine.locator("main")).to_contain_text("은정 님과 계정이 연동되었습니다.")
    mine.goto("/links/")
    expect(mine.locator(".linked")).to_contain_text("은정")

    # The student keeps it, and then ends it: the record is closed at once.
    mine.get_by_role("link", name="연동 해제하기").click()
    mine.get_by_role("link", name="연동 유지").click()
    mine.get_by_role("link", name="연동 해제하기").click()
    press(mine, "연동 해제하기")
    assert said(mine) == "연동을 해제했습니다."
    assert not AccountLink.objects.exists()
    theirs.goto("/links/")
    expect(theirs.locator("main")).to_contain_text("아직 연동된 계정이 없습니다")


def test_going_back_shows_no_code_that_has_run_out(open_page, student):
    page = open_page(student, width=360).page
    page.goto("/links/code/")
    press(page, "코드 만들기")
    expect(page.locator(".code-letters")).to_be_visible()
    student.link_code.delete()  # used, or its time is over
    page.goto("/links/")
    page.go_back()
    expect(page.locator("main")).to_contain_text("지금 쓸 수 있는 코드가 없습니다")


def test_a_code_runs_out_before_ones_eyes(open_page, student):
    page = open_page(student, width=360, alone=True).page
    page.clock.install()
    page.goto("/links/code/")
    press(page, "코드 만들기")
    expect(page.locator(".code-letters")).to_be_visible()
    page.clock.fast_forward("05:01")
    expect(page.locator(".code-letters")).to_have_count(0)
    expect(page.locator("[data-over]")).to_have_text("코드를 쓸 수 있는 시간이 지났습니다. 새 코드를 만들어 주세요.")


def test_the_code_is_copied_as_it_is(open_page, student):
    page = open_page(student, width=360, permissions=["clipboard-read", "clipboard-write"]).page
    page.goto("/links/code/")
    press(page, "코드 만들기")
    code = page.locator("#link-code").input_value()
    page.get_by_role("button", name="복사").click()
    expect(page.locator(".copy-told")).to_have_text("복사했습니다.")
    assert page.evaluate("navigator.clipboard.readText()") == code
