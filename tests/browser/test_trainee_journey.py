"""A trainee's whole way: sign up, find, apply, meet a clash, wait, move up, cancel, look back."""

import re

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from apps.accounts.models import Member
from apps.mentoring.models import Application
from apps.mentoring.services import applications
from apps.mentoring.states import ApplicationState
from apps.notices import outbox
from tests.browser.acts import DESK_WITH_SCRIPT, main_action, press, said
from tests.factories.mentoring import ApplicationFactory, SessionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_up(page: Page) -> Member:
    page.goto("/accounts/signup/")
    for name, value in {
        "email": "Sea@Example.com", "password1": "푸른바다거북이입니다", "password2": "푸른바다거북이입니다",
        "name": "윤바다", "nickname": "바다", "phone": "01012345678",
    }.items():  # fmt: skip
        page.locator(f"main [name={name}]").fill(value)
    page.locator("[name=member_type][value=student]").check()
    page.locator("[name=terms]").check()
    page.locator("[name=privacy]").check()
    press(page, "회원가입하기")
    page.wait_for_url("**/accounts/confirm-email/")
    outbox.send_due_mail()
    link = re.search(r"http://\S+(/accounts/confirm-email/\S+)", mail.outbox[0].body)
    page.goto(link[1])
    page.locator("main button").first.click()
    page.wait_for_load_state()
    if "/login/" in page.url:
        page.locator("[name=login]").fill("sea@example.com")
        page.locator("[name=password]").fill("푸른바다거북이입니다")
        press(page, "로그인하기")
    return Member.objects.get(email="sea@example.com")


@DESK_WITH_SCRIPT
def test_a_trainee_takes_part(open_page, other_student, script: bool, width: int):
    wanted = SessionFactory(title="이력서 한 줄 다듬기", capacity=2)
    at_once = SessionFactory(title="면접 연습", capacity=1)
    for number in range(12):
        SessionFactory(title=f"다른 이야기 {number}")
    seated = ApplicationFactory(session=at_once, member=other_student)
    page = open_page(width=width, java_script_enabled=script).page
    member = sign_up(page)

    # Finding by two syllables, and by the filters.
    page.goto("/mentoring/")
    page.locator("#filter_q").fill("이력")
    press(page, "검색하기")
    expect(page.locator("main .row-title")).to_have_text(["이력서 한 줄 다듬기"])

    # Applying.
    page.get_by_role("link", name="이력서 한 줄 다듬기").click()
    page.locator(".action-bar button").click()
    expect(page.locator("#standing-title")).to_have_text("신청함")
    application = Application.objects.get(member=member)
    assert said(page) == f"신청했습니다. 신청 번호는 {application.pk}입니다."
    assert application.session == wanted

    # A clash is named, and taken knowingly; the full session gives a place in the line.
    page.goto(f"/mentoring/{at_once.pk}/")
    expect(page.locator("#clash")).to_contain_text("이력서 한 줄 다듬기")
    page.locator(".action-bar button").click()
    expect(page.locator("#standing-title")).to_have_text("대기 1번")
    waiting = Application.objects.get(member=member, session=at_once)
    assert waiting.state == ApplicationState.WAITING
    assert said(page) == f"대기를 신청했습니다. 대기 1번이며, 신청 번호는 {waiting.pk}입니다."

    # Another cancels. Nobody is moved into an hour that is taken unasked: told, and the seat is one button away.
    applications.cancel_application(application_id=seated.pk, by=other_student)
    page.goto("/notices/")
    expect(page.locator("main")).to_contain_text("멘토링에 자리가 났습니다")
    page.locator("main").get_by_role("link", name=re.compile("면접 연습")).first.click()
    expect(page).to_have_url(re.compile(f"/mentoring/{at_once.pk}/$"))
    page.locator(".action-bar button").click()
    expect(page.locator("#standing-title")).to_have_text("신청함")

    # Cancelling can be left, and then done.
    main_action(page, "신청 취소").click()
    page.get_by_role("link", name="신청 유지").click()
    main_action(page, "신청 취소").click()
    press(page, "신청 취소하기")
    assert said(page) == "신청을 취소했습니다."
    page.goto("/mentoring/history/")
    expect(page.locator("main")).to_contain_text("신청취소")
    expect(page.locator("main")).to_contain_text("신청완료")
    page.goto("/me/")
    expect(page.locator("main")).to_contain_text("이력서 한 줄 다듬기")


def test_a_double_click_sends_one_application(open_page, student):
    session = SessionFactory()
    page = open_page(student).page
    page.goto(f"/mentoring/{session.pk}/")
    posts = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.locator(".action-bar button").dblclick()
    expect(page.locator("#standing-title")).to_have_text("신청함")
    assert len(posts) == 1
    assert Application.objects.count() == 1
