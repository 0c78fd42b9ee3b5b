"""Who answers for the site: in the foot of every page, on error pages and in mails; or that nobody has said it yet."""

import pytest
from django.template.loader import render_to_string

from apps.core.contact import Contact, get_contact


@pytest.mark.parametrize(
    ("entered", "url"),
    [
        ("help@example.org", "mailto:help@example.org"),
        ("https://example.org/ask", "https://example.org/ask"),
        ("02-123-4567 (평일 @ 9시)", ""),
        ("", ""),
    ],
)
def test_a_contact_opens_what_it_is(settings, entered, url):
    settings.SITE_OPERATOR, settings.SITE_CONTACT = "배움터 사무국", entered
    assert get_contact() == Contact("배움터 사무국", entered, url)


@pytest.mark.parametrize(
    "name", ["components/footer.html", "400.html", "403.html", "404.html", "500.html", "503.html", "403_csrf.html"]
)
def test_pages_say_whom_to_ask(settings, db, name):
    settings.SITE_CONTACT = ""
    assert "아직 입력되지 않았습니다" in render_to_string(name, {"footer_links": ("none",)})
    settings.SITE_CONTACT = "help@example.org"
    assert '<a href="mailto:help@example.org">help@example.org</a>' in render_to_string(name, {"footer_links": ()})


def test_mails_say_whom_to_ask_where_it_is_known(settings):
    for name in ("emails/notice.txt", "account/email/base_message.txt"):
        settings.SITE_CONTACT = ""
        assert "문의:" not in render_to_string(name)
        settings.SITE_CONTACT = "help@example.org"
        assert "문의: help@example.org" in render_to_string(name)


def test_a_page_about_accessibility_names_its_limits(client, db):
    page = client.get("/accessibility/").content.decode()
    assert "<h1>접근성 안내</h1>" in page
    assert "알려진 한계" in page
    foot = page.partition("<footer")[2]
    assert 'class="is-strong">개인정보처리방침</a>' in foot
    assert 'href="/accessibility/"' in foot


def test_error_pages_lead_with_words_and_offer_the_way_on(client, student, mentor):
    client.force_login(student)
    page = client.get("/mentoring/new/").content.decode()
    assert page.index("이 페이지를 볼 권한이 없습니다") < page.index("오류 번호 403")
    assert 'href="/accounts/mentor/">멘토 신청하기</a>' in page
