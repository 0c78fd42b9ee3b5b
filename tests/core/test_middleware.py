"""What happens around every request."""

import pytest

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


def test_a_visitors_page_says_nothing_of_keeping(client):
    assert "Cache-Control" not in client.get("/mentoring/")
