"""What happens around every request."""

import pytest
from csp.exceptions import CSPNonceError
from csp.utils import build_policy
from django.db import OperationalError
from django.http import FileResponse, HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from apps.core.middleware import CompressionMiddleware
from apps.mentoring.models import Application, Session
from apps.mentoring.services import applications
from tests.factories.mentoring import SessionFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("value", ['"\\000\\000\\000\\000\\000\\000\\000\\000abc"', "short", "x" * 5000])
def test_a_cookie_that_no_session_has_is_no_session(client, value):
    answer = client.get("/mentoring/", HTTP_COOKIE=f"sessionid={value}")
    assert (answer.status_code, answer.wsgi_request.user.is_authenticated) == (200, False)


def test_a_members_pages_are_kept_by_nobody_between(client, student):
    client.force_login(student)
    assert client.get("/me/")["Cache-Control"] == "private, no-cache"
    assert client.get("/mentoring/")["Cache-Control"] == "private, no-cache"
    assert client.get("/nowhere/")["Cache-Control"] == "private, no-cache"


def test_what_a_view_said_of_keeping_stays(client, student):
    client.force_login(student)
    assert "no-store" in client.get("/accounts/export/")["Cache-Control"]
    assert client.get("/api/auth/me")["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["/", "/nowhere/", "/api/openapi.json", "/admin/login/", "/healthz"])
def test_no_answer_may_be_embedded_elsewhere_or_use_the_camera(client, address):
    answer = client.get(address)
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert {"camera=()", "geolocation=()", "microphone=()"} <= set(answer["Permissions-Policy"].split(", "))


def test_the_policy_of_content_is_the_one_of_the_settings(client):
    answer = client.get("/")
    assert set(answer["Content-Security-Policy"].split("; ")) == set(build_policy().split("; "))
    assert "'nonce-" not in answer["Content-Security-Policy"]
    with pytest.raises(CSPNonceError):
        str(answer.wsgi_request.csp_nonce)


def test_a_page_with_a_nonce_has_it_in_its_policy(client, mentor):
    client.force_login(mentor)
    answer = client.get("/mentoring/new/")
    nonce = answer.wsgi_request.csp_nonce
    assert f"'nonce-{nonce}'" in answer["Content-Security-Policy"]
    assert f'nonce="{nonce}"' in answer.content.decode()


def test_a_visitors_page_says_nothing_of_keeping(client):
    assert "Cache-Control" not in client.get("/mentoring/")


def test_an_act_that_waited_too_long_for_another_can_be_tried_again(client, student, monkeypatch):
    def wait(**_):
        raise OperationalError("database is locked")

    session = SessionFactory()
    client.force_login(student)
    monkeypatch.setattr(applications, "apply_to_session", wait)
    answer = client.post(f"/mentoring/{session.pk}/apply/", HTTP_REFERER=f"http://testserver/mentoring/{session.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, f"http://testserver/mentoring/{session.pk}/")
    assert "잠시 뒤에 다시 시도해 주세요." in client.get(answer["Location"]).content.decode()


def test_another_failure_of_the_database_stays_one(client, student, monkeypatch):
    def fail(**_):
        raise OperationalError("no such table")

    client.force_login(student)
    monkeypatch.setattr(applications, "apply_to_session", fail)
    with pytest.raises(OperationalError):
        client.post(f"/mentoring/{SessionFactory().pk}/apply/")


def test_a_row_that_is_not_there_to_be_seen_is_the_404_page(client, student, monkeypatch):
    def miss(*_, **__):
        raise Session.DoesNotExist("Session matching query does not exist.")

    client.force_login(student)
    monkeypatch.setattr("apps.portal.views.render", miss)
    answer = client.get("/me/")
    assert answer.status_code == 404
    assert "찾으시는 페이지가 없습니다" in answer.content.decode()


def test_a_row_without_its_related_row_stays_a_fault(client, student, monkeypatch):
    def read(*_, **__):
        return Application().session

    client.force_login(student)
    monkeypatch.setattr("apps.portal.views.render", read)
    with pytest.raises(Application.session.RelatedObjectDoesNotExist):
        client.get("/me/")


def test_a_missing_row_in_the_admin_stays_a_fault(client, superuser, monkeypatch):
    def miss(*_):
        raise Session.DoesNotExist

    SessionFactory()
    client.force_login(superuser)
    monkeypatch.setattr("apps.mentoring.admin.sessions.SessionAdmin.get_queryset", miss)
    with pytest.raises(Session.DoesNotExist):
        client.get(LIST)


LIST = "/admin/mentoring/session/"


@pytest.mark.parametrize(
    "query", ["type=%00", "starts_at__year=99999", "q=%00", "starts_at__year=0&starts_at__month=13"]
)
def test_an_admin_list_asked_with_nonsense_says_so(client, superuser, query):
    client.force_login(superuser)
    assert client.get(f"{LIST}?{query}").status_code in {200, 302, 400}


def test_an_admin_act_on_what_is_no_row_says_so(client, superuser):
    client.force_login(superuser)
    answer = client.post(LIST, {"action": "approve", "_selected_action": "x"}, follow=True)
    assert answer.status_code == 200
    assert "읽을 수 없는 값" in answer.content.decode()


def test_a_fault_of_an_admin_list_asked_with_nothing_stays_one(client, superuser, monkeypatch):
    def broken(*_):
        raise ValueError("broken")

    SessionFactory()
    client.force_login(superuser)
    monkeypatch.setattr("apps.mentoring.admin.sessions.SessionAdmin.seats", broken)
    with pytest.raises(ValueError, match="broken"):
        client.get(reverse("admin:mentoring_session_changelist"))


@pytest.mark.parametrize("address", ["/", "/nowhere/", "/api/openapi.json"])
def test_a_page_and_an_answer_of_the_api_are_compressed_for_who_can_read_it(client, address):
    plain = client.get(address)
    answer = client.get(address, HTTP_ACCEPT_ENCODING="gzip, br")
    assert (answer["Content-Encoding"], "Content-Encoding" in plain) == ("gzip", False)
    assert int(answer["Content-Length"]) == len(answer.content) < len(plain.content) / 2
    assert "Accept-Encoding" in answer["Vary"]


def test_a_file_goes_out_as_it_is(client, tmp_path):
    """A part of a film would have another length than its headers say."""
    film = FileResponse((tmp_path / "film.mp4").open("wb+"), content_type="video/mp4")
    page = HttpResponse("가" * 1000, content_type="text/csv; charset=utf-8")
    request = RequestFactory().get("/", HTTP_ACCEPT_ENCODING="gzip")
    for answer in (film, page):
        assert "Content-Encoding" not in CompressionMiddleware(lambda _request, it=answer: it)(request)
    film.close()
