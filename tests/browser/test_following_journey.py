"""Following a mentor, a search and a seat, and being told by the worker."""

import datetime as dt

import pytest
from django.core import mail
from playwright.sync_api import expect

from apps.core import clock
from apps.following import telling
from apps.following.models import Watch
from apps.mentoring.services.applications import cancel_application
from apps.notices import outbox
from tests.browser.acts import press, said
from tests.factories.mentoring import ApplicationFactory, SessionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def look() -> None:
    """The worker's round, a minute later."""
    Watch.objects.update(looked_at=clock.now() - dt.timedelta(minutes=1))
    telling.tell_followers()
    outbox.send_due_mail()


def test_who_follows_is_told(open_page, student, mentor):
    first = SessionFactory(author=mentor, title="첫 만남", capacity=1)
    seated = ApplicationFactory(session=first)
    look()
    page = open_page(student, width=360, java_script_enabled=False).page
    page.goto(f"/mentoring/{first.pk}/")
    page.get_by_role("button", name="소식 받기 – 김하준 멘토").click()
    assert said(page) == "소식을 알려 드리겠습니다."
    press(page, "자리 나면 알림 받기")
    page.goto("/mentoring/?q=면접")
    press(page, "이 조건으로 소식 받기")
    page.goto("/me/following/")
    expect(page.locator("main .row-title")).to_have_text(["김하준 멘토", "검색어: 면접", "첫 만남"])

    SessionFactory(author=mentor, title="두 번째 만남")
    SessionFactory(title="면접 연습")
    cancel_application(application_id=seated.pk, by=seated.member)
    look()
    page.goto("/notices/")
    for sentence in (
        "김하준 멘토가 ‘두 번째 만남’ 신청을 받기 시작했습니다.",
        "저장한 검색 조건에 맞는 ‘면접 연습’ 신청을 받기 시작했습니다.",
        "알림을 받기로 하신 ‘첫 만남’에 자리가 났습니다.",
    ):
        expect(page.locator("main")).to_contain_text(sentence)
    told = sorted(message.subject for message in mail.outbox if message.to == [student.email])
    assert told == ["빈자리: 첫 만남", "새로 열림: 두 번째 만남", "새로 열림: 면접 연습"]
    page.get_by_role("link", name="두 번째 만남").first.click()
    press(page, "멘토링 신청하기")
    expect(page.locator("#standing-title")).to_have_text("신청함")

    page.goto("/me/following/")
    expect(page.locator("main .row-title")).to_have_text(["김하준 멘토", "검색어: 면접"])
    page.get_by_role("button", name="그만 받기 – 김하준 멘토").click()
    expect(page.locator("main .row-title")).to_have_text(["검색어: 면접"])
    SessionFactory(author=mentor, title="세 번째 만남")
    look()
    page.goto("/notices/")
    expect(page.locator("main")).not_to_contain_text("세 번째 만남")
