"""Answering from the mail: a click in the mailbox, one button on the page, no log-in and no script."""

import datetime as dt
import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from apps.accounts.models import Member
from apps.core import clock
from apps.lessons.models import Lesson
from apps.lessons.services import lessons
from apps.lessons.states import LessonStatus
from apps.mentoring.models import Application
from apps.mentoring.services.applications import apply_to_session, cancel_application
from apps.mentoring.states import ApplicationState
from apps.notices import outbox
from tests.browser.acts import press
from tests.browser.test_keyboard import tab_to
from tests.factories.lessons import TutorialFactory
from tests.factories.mentoring import ApplicationFactory, SessionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def link_in_mail(member: Member, words: str) -> str:
    outbox.send_due_mail()
    text = next(str(one.body) for one in reversed(mail.outbox) if one.to == [member.email])
    return re.search(rf"{words}: http://[^/]+(/notices/answer/\S+)", text)[1]


def test_applying_and_cancelling_from_the_mail(open_page, student):
    session = SessionFactory(title="메일에서 취소하기")
    page = open_page(student).page
    page.goto(f"/mentoring/{session.pk}/")
    page.locator(".action-bar button").click()
    expect(page.locator("#standing-title")).to_have_text("신청함")

    mailbox = open_page(width=360, java_script_enabled=False).page
    mailbox.goto(link_in_mail(student, "신청 취소하기"))
    expect(mailbox.locator("#confirm-title")).to_have_text("메일에서 취소하기")
    assert Application.objects.get().state == ApplicationState.APPLIED
    press(mailbox, "신청 취소하기")
    expect(mailbox.locator(".callout-title")).to_have_text("취소된 신청입니다.")
    assert Application.objects.get().state == ApplicationState.CANCELLED
    mailbox.get_by_role("link", name="배움터에서 보기").click()
    expect(mailbox.locator("h1")).to_have_text("메일에서 취소하기")


def test_a_mentor_rejects_a_request_from_the_mail_by_keyboard(open_page, mentor, student):
    tutorial = TutorialFactory(mentor=mentor)
    starts_at = clock.at(clock.today() + dt.timedelta(days=3), dt.time(14))
    lessons.request_lesson(
        tutorial_id=tutorial.pk, by=student, starts_at=starts_at, message="부탁드립니다.", knowing=True
    )
    page = open_page().page
    page.goto(link_in_mail(mentor, "수업 거절하기"))
    page.locator("[name=ready]").first.focus()
    page.keyboard.press("Space")
    tab_to(page, "수업 거절하기")
    page.keyboard.press("Enter")
    expect(page.locator(".callout-title")).to_have_text("거절된 신청입니다.")
    assert Lesson.objects.get().status == LessonStatus.REJECTED


def test_from_the_line_over_an_offer_to_a_swap_in_the_mail(open_page, student):
    wanted = SessionFactory(title="기다리던 멘토링", capacity=1)
    holder = ApplicationFactory(session=wanted)
    other = SessionFactory(title="먼저 신청한 멘토링", starts_at=wanted.starts_at)
    apply_to_session(session_id=other.pk, by=student)
    page = open_page(student).page
    page.goto(f"/mentoring/{wanted.pk}/")
    page.locator(".action-bar button").click()
    expect(page.locator("#standing-title")).to_have_text("대기 1번")
    cancel_application(application_id=holder.pk, by=holder.member)
    page.reload()
    expect(page.locator("#standing-title")).to_have_text("자리 제안")
    expect(page.locator(".action-bar button")).to_have_text("겹쳐도 자리 받기")

    mailbox = open_page(width=360, java_script_enabled=False).page
    mailbox.goto(link_in_mail(student, "자리 받고 다른 일정 취소하기"))
    expect(mailbox.locator(".confirm")).to_contain_text("먼저 신청한 멘토링")
    press(mailbox, "자리 받고 다른 일정 취소하기")
    expect(mailbox.locator(".callout-title")).to_have_text("신청이 완료되어 있습니다.")
    page.reload()
    expect(page.locator("#standing-title")).to_have_text("신청함")
    page.goto(f"/mentoring/{other.pk}/")
    expect(page.locator("#standing-title")).not_to_have_text("신청함")
