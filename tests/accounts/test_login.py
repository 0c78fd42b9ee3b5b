"""Logging in: the limits, the admin's door, what is not told to strangers."""

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.urls import reverse

from apps.core.models import ThrottleHit
from tests.api.client import ApiClient, answered
from tests.factories.accounts import PASSWORD, MemberFactory

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"


@pytest.fixture
def confirmed(student):
    EmailAddress.objects.create(user=student, email=student.email, primary=True, verified=True)
    return student


def log_in(client, email, password=PASSWORD, *, address="203.0.113.9", **more):
    return client.post(LOGIN, {"login": email, "password": password, **more}, REMOTE_ADDR=address)


def test_by_email_in_any_case_and_on_to_where_one_was_going(client, confirmed):
    answer = log_in(client, "SeoYeon@Example.com", next="/accounts/profile/")
    assert answer["Location"] == "/accounts/profile/"
    assert log_in(client, confirmed.email, next="https://evil.example/")["Location"] == "/me/"


def test_the_superuser_of_the_command_can_log_in(client, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command(
        "createsuperuser", interactive=False, verbosity=0, email="Office@Example.com", name="운영자", nickname="운영"
    )
    assert log_in(client, "office@example.com", next="/admin/")["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    answer = ApiClient().post("/api/auth/token", {"email": "office@example.com", "password": PASSWORD})
    assert set(answered(answer)) >= {"accessToken", "refreshToken"}


def test_five_wrong_passwords_lock_the_email_also_for_the_right_one(client, confirmed):
    with time_machine.travel("2026-06-01 12:00", tick=False) as traveller:
        for _ in range(5):
            assert log_in(client, confirmed.email, "wrong-password").status_code == 200
        answer = log_in(client, confirmed.email, address="198.51.100.1")
        assert (answer.status_code, answer["Retry-After"]) == (429, "900")
        assert "시도가 너무 많았습니다. 15분 뒤에 다시 시도해 주세요." in answer.content.decode()
        traveller.shift(15 * 60)
        assert log_in(client, confirmed.email)["Location"] == "/me/"
    assert ThrottleHit.objects.filter(bucket__scope="login").count() == 0


def test_twenty_wrong_passwords_lock_the_address(client, confirmed):
    for n in range(20):
        log_in(client, f"guess{n}@example.com", "wrong-password")
    assert log_in(client, confirmed.email).status_code == 429
    assert log_in(client, confirmed.email, address="198.51.100.1")["Location"] == "/me/"


def test_an_unknown_email_and_a_wrong_password_are_answered_alike(client, confirmed):
    def shown(answer) -> str:
        return answer.content.decode().replace(confirmed.email, "").replace("nobody@example.com", "")

    known, unknown = log_in(client, confirmed.email, "wrong-password"), log_in(client, "nobody@example.com", "x")
    assert known.context["form"].non_field_errors() == ["이메일이나 비밀번호가 맞지 않습니다."]
    assert unknown.context["form"].non_field_errors() == known.context["form"].non_field_errors()
    assert len(shown(known)) == len(shown(unknown))


def test_who_was_switched_off_is_told_only_with_the_right_password(client, confirmed):
    confirmed.is_active = False
    confirmed.save()
    assert log_in(client, confirmed.email)["Location"] == "/accounts/inactive/"
    assert log_in(client, confirmed.email, "wrong-password").status_code == 200


def test_the_admin_has_no_log_in_of_its_own(client, superuser, student):
    answer = client.post("/admin/login/?next=/admin/accounts/", {"username": superuser.email, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/admin/accounts/")
    assert "_auth_user_id" not in client.session
    assert client.get("/admin/")["Location"] == "/admin/login/?next=/admin/"

    client.force_login(superuser)
    assert client.get("/admin/login/?next=/admin/accounts/")["Location"] == "/admin/accounts/"
    assert client.get("/admin/login/?next=https://evil.example/")["Location"] == "/admin/"
    assert client.get("/admin/password_change/")["Location"] == "/accounts/password/change/"
    client.force_login(student)
    assert client.get("/admin/login/").status_code == 403


def test_the_staffs_second_factor_is_asked_on_the_way_to_the_admin(client, superuser):
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(superuser, "JBSWY3DPEHPK3PXP")
    EmailAddress.objects.create(user=superuser, email=superuser.email, primary=True, verified=True)
    answer = client.post(client.get("/admin/login/")["Location"], {"login": superuser.email, "password": PASSWORD})
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert client.get("/admin/").status_code == 302


def test_a_session_can_be_kept_or_ends_with_the_browser(client, confirmed):
    log_in(client, confirmed.email)
    assert client.session.get_expire_at_browser_close() is True
    client.logout()
    log_in(client, confirmed.email, remember="on")
    assert client.session.get_expiry_age() == 14 * 24 * 60 * 60


def test_every_page_of_ours_asks_for_a_log_in(client):
    for name in ("home", "profile", "seen", "consents", "sessions", "export", "mentor", "leave"):
        address = reverse(f"accounts:{name}")
        assert client.get(address)["Location"] == f"{LOGIN}?next={address}"


def test_a_logged_in_page_costs_session_member_and_unread_count(client, mentor, django_assert_num_queries):
    client.force_login(mentor)
    with django_assert_num_queries(3):  # session, member with mentor profile, unread notices
        client.get(reverse("accounts:terms"))


def test_an_email_kept_by_another_cannot_be_confirmed(client, confirmed):
    """B asks for an address, A signs up with it meanwhile: the link of B's mail does not break anything."""
    from allauth.account.models import EmailConfirmationHMAC

    other = MemberFactory(email="b@example.com")
    wanted = EmailAddress.objects.create(user=other, email="wanted@example.com")
    MemberFactory(email="wanted@example.com")
    answer = client.post(reverse("account_confirm_email", args=[EmailConfirmationHMAC(wanted).key]))
    assert answer.status_code in (200, 302)
    other.refresh_from_db()
    assert other.email == "b@example.com"
