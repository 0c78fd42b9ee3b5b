"""Tokens, by every way in and every way out."""

import datetime as dt
import json
import time

import jwt
import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from apps.accounts import tokens
from apps.accounts.models import TokenFamily
from apps.accounts.rules import PASSWORDS_OF_EMAIL, SECOND_FACTORS_OF_MEMBER, TWINS_COME_WITHIN
from apps.core import clock
from tests.api.client import ApiClient, answered, refused
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db

api = ApiClient()


@pytest.fixture
def confirmed(student):
    EmailAddress.objects.create(user=student, email=student.email, verified=True, primary=True)
    return student


def ask(member, **more: str):
    return api.post("/api/auth/token", {"email": member.email, "password": PASSWORD, **more})


def refresh(token: str):
    return api.post("/api/auth/refresh", {"refreshToken": token})


def me(access: str):
    return api.get("/api/auth/me", Authorization=f"Bearer {access}")


# --- In ---------------------------------------------------------------------------------------------------------------


def test_the_password_gives_a_pair(confirmed):
    pair = answered(ask(confirmed))
    assert list(pair) == ["accessToken", "refreshToken", "tokenType", "expiresIn"]
    assert (pair["tokenType"], pair["expiresIn"]) == ("Bearer", 900)
    assert answered(me(pair["accessToken"]))["email"] == confirmed.email
    family = TokenFamily.objects.get()
    assert family.refresh_hash == tokens.fingerprint(pair["refreshToken"])
    assert family.expires_at - family.created_at == dt.timedelta(days=14)


def test_answers_with_tokens_are_kept_by_nobody(confirmed):
    assert ask(confirmed)["Cache-Control"] == "no-store"


def test_the_email_counts_without_regard_to_case(confirmed):
    answered(api.post("/api/auth/token", {"email": confirmed.email.upper(), "password": PASSWORD}))


def test_the_log_in_is_remembered_with_its_program(confirmed):
    api.post(
        "/api/auth/token", {"email": confirmed.email, "password": PASSWORD}, User_Agent="배움터앱\x07/1.0 " + "x" * 300
    )
    confirmed.refresh_from_db()
    assert confirmed.last_login is not None
    assert len(TokenFamily.objects.get().user_agent) == 200
    assert "\x07" not in TokenFamily.objects.get().user_agent


@pytest.mark.parametrize(
    ("email", "password"),
    [("seoyeon@example.com", "wrong"), ("nobody@example.com", PASSWORD), ("not an e-mail", PASSWORD)],
)
def test_wrong_password_and_unknown_email_answer_alike(confirmed, email, password):
    response = api.post("/api/auth/token", {"email": email, "password": password})
    assert refused(response, 401) == "이메일이나 비밀번호가 맞지 않습니다."
    assert response["WWW-Authenticate"] == 'Bearer realm="baeumteo"'


def test_a_deactivated_member_is_answered_as_an_unknown_one(confirmed):
    confirmed.is_active = False
    confirmed.save()
    assert refused(ask(confirmed), 401) == "이메일이나 비밀번호가 맞지 않습니다."


def test_an_unconfirmed_email_is_refused(student):
    EmailAddress.objects.create(user=student, email=student.email, verified=False, primary=True)
    assert refused(ask(student), 403).startswith("이메일 확인이 끝나지 않았습니다.")
    assert not TokenFamily.objects.exists()


def test_after_too_many_wrong_passwords_the_right_one_waits_too(confirmed):
    for _ in range(PASSWORDS_OF_EMAIL.times):
        refused(api.post("/api/auth/token", {"email": confirmed.email, "password": "wrong"}), 401)
    response = ask(confirmed)
    assert refused(response, 429).startswith("시도가 너무 많았습니다.")
    assert 0 < int(response["Retry-After"]) <= 15 * 60 + 1
    with time_machine.travel(clock.now() + dt.timedelta(minutes=15, seconds=1)):
        answered(ask(confirmed))


def totp_of(member) -> str:
    secret = generate_totp_secret()
    TOTP.activate(member, secret)
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_a_second_factor_is_asked_for(confirmed):
    code = totp_of(confirmed)
    assert refused(ask(confirmed), 401).startswith("2단계 인증을 쓰는 계정입니다.")
    assert refused(ask(confirmed, otp="000000x"), 401).startswith("인증 앱의 숫자가 맞지 않습니다.")
    answered(ask(confirmed, otp=code))
    assert refused(ask(confirmed, otp=code), 401).startswith("인증 앱의 숫자가 맞지 않습니다.")


def test_a_recovery_code_is_good_once(confirmed):
    totp_of(confirmed)
    code = RecoveryCodes.activate(confirmed).get_unused_codes()[0]
    answered(ask(confirmed, otp=code))
    refused(ask(confirmed, otp=code), 401)


def test_codes_are_not_guessed_without_end(confirmed):
    code = totp_of(confirmed)
    for _ in range(SECOND_FACTORS_OF_MEMBER.times):
        refused(ask(confirmed, otp="000000x"), 401)
    assert "Retry-After" in ask(confirmed, otp=code).headers


def test_recovery_codes_alone_are_no_second_factor(confirmed):
    RecoveryCodes.activate(confirmed)
    assert Authenticator.objects.count() == 1
    answered(ask(confirmed))


# --- On ---------------------------------------------------------------------------------------------------------------


def test_a_refresh_token_is_good_once(confirmed):
    first = answered(ask(confirmed))
    second = answered(refresh(first["refreshToken"]))
    answered(me(second["accessToken"]))
    answered(me(first["accessToken"]))
    third = answered(refresh(second["refreshToken"]))
    assert len({pair["refreshToken"] for pair in (first, second, third)}) == 3


def test_a_spent_refresh_token_ends_everything_that_came_of_the_log_in(confirmed):
    first = answered(ask(confirmed))
    other = answered(ask(confirmed))
    second = answered(refresh(first["refreshToken"]))
    with time_machine.travel(clock.now() + TWINS_COME_WITHIN + dt.timedelta(seconds=1)):
        assert refused(refresh(first["refreshToken"]), 401).startswith("이미 쓴 갱신 토큰입니다.")
    refused(me(second["accessToken"]), 401)
    refused(refresh(second["refreshToken"]), 401)
    answered(me(other["accessToken"]))


def test_a_use_at_the_same_time_is_refused_and_ends_nothing(confirmed):
    first = answered(ask(confirmed))
    second = answered(refresh(first["refreshToken"]))
    for _twin in range(24):
        refused(refresh(first["refreshToken"]), 409)
    answered(me(second["accessToken"]))
    answered(refresh(second["refreshToken"]))


@pytest.mark.parametrize("token", ["x", "1.abc.def", "한글", "1..", "." * 90])
def test_a_made_up_refresh_token_is_refused_and_ends_nothing(confirmed, token):
    pair = answered(ask(confirmed))
    assert refused(refresh(token), 401) == "쓸 수 없는 갱신 토큰입니다. 다시 로그인해 주세요."
    answered(refresh(pair["refreshToken"]))


def test_a_refresh_token_of_a_log_in_that_is_gone(confirmed):
    pair = answered(ask(confirmed))
    TokenFamily.objects.all().delete()
    refused(refresh(pair["refreshToken"]), 401)


def test_a_refresh_token_lasts_fourteen_days_from_the_last_one(confirmed):
    pair = answered(ask(confirmed))
    with time_machine.travel(clock.now() + dt.timedelta(days=13)):
        pair = answered(refresh(pair["refreshToken"]))
    with time_machine.travel(clock.now() + dt.timedelta(days=13 + 14, seconds=1)):
        refused(refresh(pair["refreshToken"]), 401)


# --- Out --------------------------------------------------------------------------------------------------------------


def test_an_access_token_lasts_a_quarter_of_an_hour(confirmed):
    pair = answered(ask(confirmed))
    with time_machine.travel(clock.now() + dt.timedelta(minutes=14, seconds=58)):
        answered(me(pair["accessToken"]))
    with time_machine.travel(clock.now() + dt.timedelta(minutes=15, seconds=1)):
        response = me(pair["accessToken"])
        refused(response, 401)
        assert response["WWW-Authenticate"] == 'Bearer realm="baeumteo", error="invalid_token"'


def test_revoking_ends_access_at_once(confirmed):
    pair = answered(ask(confirmed))
    answered(api.post("/api/auth/revoke", {"refreshToken": pair["refreshToken"]}))
    refused(me(pair["accessToken"]), 401)
    refused(refresh(pair["refreshToken"]), 401)
    answered(api.post("/api/auth/revoke", {"refreshToken": pair["refreshToken"]}))


def test_revoking_what_is_not_ours_says_nothing(confirmed):
    pair = answered(ask(confirmed))
    answered(api.post("/api/auth/revoke", {"refreshToken": "1.made-up.token"}))
    answered(me(pair["accessToken"]))


def test_a_changed_password_ends_access_at_once(confirmed):
    pair = answered(ask(confirmed))
    confirmed.set_password("another-password")
    confirmed.save()
    refused(me(pair["accessToken"]), 401)
    refused(refresh(pair["refreshToken"]), 401)


def test_deactivating_ends_access_at_once(confirmed):
    pair = answered(ask(confirmed))
    confirmed.is_active = False
    confirmed.save()
    refused(me(pair["accessToken"]), 401)
    refused(refresh(pair["refreshToken"]), 401)


# --- Forged -----------------------------------------------------------------------------------------------------------


def forged(access: str, *, key: bytes | str = b"x" * 32, algorithm: str = "HS256", **claims) -> str:
    told = jwt.decode(access, options={"verify_signature": False})
    return jwt.encode({**told, **claims}, key, algorithm=algorithm)


def test_a_token_signed_by_another_key_is_nothing(confirmed):
    refused(me(forged(answered(ask(confirmed))["accessToken"])), 401)


def test_an_unsigned_token_is_nothing(confirmed):
    refused(me(forged(answered(ask(confirmed))["accessToken"], key="", algorithm="none")), 401)


@pytest.mark.parametrize("claims", [{"aud": "other"}, {"iss": "other"}, {"sub": "999999"}, {"fam": 999999}])
def test_each_claim_counts(confirmed, claims):
    refused(me(forged(answered(ask(confirmed))["accessToken"], key=tokens._key(), **claims)), 401)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer a.b.c", "Bearer 한글", "token"])
def test_what_is_no_access_token_is_nothing(db, header):
    refused(api.get("/api/auth/me", Authorization=header.encode().decode("latin-1")), 401)


def test_a_refresh_token_gives_no_access(confirmed):
    refused(me(answered(ask(confirmed))["refreshToken"]), 401)


def test_a_session_cookie_alone_never_authenticates(superuser):
    browser = Client()
    browser.force_login(superuser)
    response = browser.get("/api/auth/me")
    assert response.status_code == 401
    response = browser.post("/api/mentoring", "{}", content_type="application/json")
    assert (response.status_code, json.loads(response.content)["success"]) == (401, False)


def test_the_token_counts_and_not_the_cookie_beside_it(confirmed, superuser):
    browser = Client()
    browser.force_login(superuser)
    access = answered(ask(confirmed))["accessToken"]
    answer = browser.get("/api/auth/me", headers={"Authorization": f"bearer {access}"})
    assert answer.json()["data"]["email"] == confirmed.email


def test_who_i_am(mentor):
    assert answered(ApiClient(mentor).get("/api/auth/me")) == {
        "id": mentor.pk,
        "email": "hajun@example.com",
        "name": "김하준",
        "nickname": "하준",
        "memberType": "student",
        "phone": mentor.phone,
        "profileImageUrl": None,
        "introduction": "",
        "language": "ko",
        "isMentor": True,
        "isStaff": False,
    }


def test_my_picture_is_where_the_answer_says(mentor):
    mentor.profile_image.name = "profile/2026/01/hajun.jpg"
    mentor.save(update_fields=["profile_image"])
    address = answered(ApiClient(mentor).get("/api/auth/me"))["profileImageUrl"]
    assert address == f"http://testserver/accounts/members/{mentor.pk}/image/"


def test_one_query_a_request(student, django_assert_num_queries):
    client = ApiClient(student)
    with django_assert_num_queries(1):
        answered(client.get("/api/auth/me"))
