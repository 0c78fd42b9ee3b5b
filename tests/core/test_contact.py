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


ERROR_PAGES = ["400.html", "403.html", "404.html", "500.html", "503.html", "403_csrf.html"]
ASKED = '<a href="mailto:help@example.org">help@example.org</a>'


def test_the_foot_says_whom_to_ask_or_that_nobody_has_said_it(settings, db):
    settings.SITE_CONTACT = ""
    assert "아직 입력되지 않았습니다" in render_to_string("components/footer.html", {"footer_links": ("none",)})
    settings.SITE_CONTACT = "help@example.org"
    assert ASKED in render_to_string("components/footer.html", {"footer_links": ()})


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_error_pages_say_whom_to_ask_where_it_is_known(settings, db, name):
    settings.SITE_CONTACT = ""
    assert "문의해 주세요:" not in render_to_string(name)
    settings.SITE_CONTACT = "help@example.org"
    assert ASKED in render_to_string(name).partition("문의해 주세요:")[2]


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


def test_an_address_for_a_button_leads_on_where_it_is_opened(client, student):
    client.force_login(student)
    opened = client.get("/notices/read/")
    assert (opened.status_code, opened["Allow"]) == (405, "POST")
    assert "버튼을 눌러야 쓸 수 있는 주소입니다." in opened.content.decode()
    assert client.delete("/notices/read/").content == b""
