"""The page of components, and the pages that say what went wrong."""

import pytest
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.template.loader import render_to_string

from apps.core import http
from apps.core.templatetags import ui


def test_the_page_of_components_is_for_staff(client, superuser):
    client.force_login(superuser)
    answer = client.get("/ui/")
    assert answer.status_code == 200
    assert "<h1>구성 요소</h1>" in answer.content.decode()


def test_a_member_is_told_that_it_is_for_staff(client, student):
    client.force_login(student)
    answer = client.get("/ui/")
    assert answer.status_code == 403
    assert "운영자만 볼 수 있는 페이지입니다." in answer.content.decode()


def test_a_visitor_is_sent_to_the_log_in(client, db):
    answer = client.get("/ui/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/ui/")


def test_an_unknown_address_has_a_way_on(client, db):
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    assert "찾으시는 페이지가 없습니다" in answer.content.decode()


@pytest.mark.parametrize("name", ["500.html", "503.html", "403_csrf.html"])
def test_pages_for_trouble_need_neither_request_nor_database(name, django_db_blocker):
    with django_db_blocker.block():
        page = render_to_string(name)
    assert '<a class="btn btn-primary" href="/">첫 화면으로 가기</a>' in page


@pytest.mark.parametrize(("answer", "status"), [(http.server_error, 500), (lambda request: http.away(), 503)])
def test_pages_for_trouble_come_out_without_static_files(monkeypatch, rf, answer, status):
    def nothing(self, name: str) -> str:
        raise ValueError(f"Missing staticfiles manifest entry for {name!r}")

    ui.static_url.cache_clear()  # what was found before is kept
    ui.icon.cache_clear()
    monkeypatch.setattr(StaticFilesStorage, "url", nothing)
    page = answer(rf.get("/"))
    words = page.content.decode()
    assert page.status_code == status
    assert "<h1>" in words
    assert '<a class="btn btn-primary" href="/">첫 화면으로 가기</a>' in words
    assert 'width="32" height="32"' in words  # a picture without a size would fill the page
    assert not any(part in words for part in ("stylesheet", "<style", "style=", "<script"))


def test_a_form_sent_without_its_token_says_how_to_mend_it(db):
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a@example.com"})
    assert answer.status_code == 403
    assert "새로고침한 다음 다시 보내 주세요" in answer.content.decode()
