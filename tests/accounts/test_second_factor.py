"""The optional second factor: switching on, logging in, recovery codes, limits, switching off."""

import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.urls import reverse

from apps.accounts.mfa import SecondFactorAdapter
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db

NOON = "2026-06-01 12:00"


@pytest.fixture(autouse=True)
def no_codes_used_before():
    cache.clear()


@pytest.fixture
def confirmed(student):
    EmailAddress.objects.create(user=student, email=student.email, primary=True, verified=True)
    return student


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def log_in(client, member):
    return client.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})


def switch_on(client, member) -> tuple[str, list[str]]:
    """(secret, recovery codes) after switching it on through the pages and logging out again."""
    with time_machine.travel(NOON, tick=False):
        log_in(client, member)
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        page = client.get(reverse("mfa_activate_totp"))
        secret = page.context["form"].secret
        assert 'src="data:image/svg+xml;base64,' in page.content.decode()
        done = client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
        assert done["Location"] == reverse("mfa_view_recovery_codes")
        shown = client.get(done["Location"]).content.decode()
        client.logout()
    return secret, re.findall(r"<code>([^<]+)</code>", shown)


@pytest.fixture
def switched_on(client, confirmed):
    return switch_on(client, confirmed)


def test_recovery_codes_are_shown_once(client, switched_on, confirmed):
    _secret, codes = switched_on
    assert len(codes) == 10
    client.force_login(confirmed)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    again = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert [code for code in codes if code in again] == []
    assert "복구 코드 10개 중 10개가 남았습니다." in again
    assert client.get(reverse("mfa_download_recovery_codes")).status_code == 403


def test_the_log_in_asks_for_the_code(client, switched_on, confirmed):
    with time_machine.travel("2026-06-01 13:00", tick=False):
        assert log_in(client, confirmed)["Location"].startswith(reverse("mfa_authenticate"))
        assert client.get(reverse("accounts:home")).status_code == 302
        wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
        assert wrong.context["form"].errors["code"] == [
            "인증 번호가 맞지 않습니다. 인증 앱에 지금 보이는 여섯 자리 숫자를 입력해 주세요."
        ]
        right = client.post(reverse("mfa_authenticate"), {"code": code_for(switched_on[0])})
        assert right["Location"] == "/me/"


def test_a_recovery_code_works_once(client, switched_on, confirmed):
    code = switched_on[1][0]
    log_in(client, confirmed)
    assert client.post(reverse("mfa_authenticate"), {"code": code})["Location"] == "/me/"
    client.logout()
    log_in(client, confirmed)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200


def test_five_wrong_codes_lock_also_the_right_one(client, switched_on, confirmed):
    with time_machine.travel("2026-06-01 13:00", tick=False) as traveller:
        log_in(client, confirmed)
        for _ in range(5):
            assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
        right = client.post(reverse("mfa_authenticate"), {"code": code_for(switched_on[0])})
        assert (right.status_code, right["Retry-After"]) == (429, "900")
        traveller.shift(15 * 60)
        log_in(client, confirmed)
        assert client.post(reverse("mfa_authenticate"), {"code": code_for(switched_on[0])})["Location"] == "/me/"


def test_switching_it_on_or_off_asks_for_the_password_first(client, switched_on, confirmed):
    client.force_login(confirmed)
    for name in ("mfa_deactivate_totp", "mfa_generate_recovery_codes"):
        assert "reauthenticate" in client.post(reverse(name))["Location"]
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.count() == 0
    assert "꺼져 있습니다" in client.get(reverse("mfa_index")).content.decode()


@pytest.mark.django_db(transaction=True)
def test_changes_are_told_by_mail(client, confirmed, mailoutbox):
    switch_on(client, confirmed)
    assert [mail.subject for mail in mailoutbox] == ["2단계 인증을 켰습니다"]


def test_secrets_are_sealed_in_the_database_and_open_after_the_key_was_changed(
    client, switched_on, confirmed, settings
):
    secret, codes = switched_on
    for kept in Authenticator.objects.filter(user=confirmed).values_list("data", flat=True):
        assert secret not in str(kept)
        assert not any(code in str(kept) for code in codes)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, for tests only, of fifty characters and more"
    totp = Authenticator.objects.get(user=confirmed, type=Authenticator.Type.TOTP)
    assert SecondFactorAdapter().decrypt(totp.data["secret"]) == secret
