"""From the form to the confirmed member."""

import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db import IntegrityError
from django.urls import reverse

from apps.accounts.models import Consent, Member
from apps.accounts.rules import SIGN_UPS_OF_NETWORK
from apps.accounts.services import registration
from apps.accounts.states import CONSENT_VERSIONS, ConsentKind
from apps.core.errors import Invalid
from apps.core.models import AuditEntry
from apps.core.throttle import Limit
from apps.notices.models import OutboxMail
from apps.notices.states import MailState
from tests.factories.accounts import MemberFactory

pytestmark = pytest.mark.django_db

TYPED = {
    "email": "New.Person@Example.com",
    "password1": "baeumteo-new",
    "password2": "baeumteo-new",
    "name": "새사람",
    "nickname": "새롬",
    "member_type": "parent",
    "phone": "+82 10 1234 5678",
    "terms": "on",
    "privacy": "on",
}


def sign_up(client, **changes):
    typed = {name: value for name, value in {**TYPED, **changes}.items() if value is not None}
    return client.post(reverse("account_signup"), typed)


def link_in(mail) -> str:
    return re.search(r"http://testserver(/\S+)", mail.body)[1]


def test_the_whole_way_from_the_form_to_the_first_log_in(client, mailoutbox):
    answer = sign_up(client)
    assert (answer.status_code, answer["Location"]) == (302, reverse("account_email_verification_sent"))

    member = Member.objects.get()
    assert (member.email, member.name, member.nickname, member.member_type, member.phone, member.language) == (
        "new.person@example.com", "새사람", "새롬", "parent", "010-1234-5678", "ko",
    )  # fmt: skip
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [(member.email, False, True)]
    assert list(Consent.objects.order_by("id").values_list("kind", "version", "withdrawn_at")) == [
        ("terms", CONSENT_VERSIONS[ConsentKind.TERMS], None),
        ("privacy", CONSENT_VERSIONS[ConsentKind.PRIVACY], None),
    ]
    assert AuditEntry.objects.get().act == "accounts.signed_up"

    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == ([member.email], "가입을 마치려면 이메일을 확인해 주세요")
    assert mail.body.startswith("안녕하세요, 배움터입니다.\n\n배움터에 가입해 주셔서 고맙습니다.")

    client.logout()
    refused = client.post(reverse("account_login"), {"login": TYPED["email"], "password": "baeumteo-new"})
    assert refused["Location"] == reverse("account_email_verification_sent")

    client.logout()
    page = client.get(link_in(mail))
    assert page.status_code == 200
    assert EmailAddress.objects.get().verified is False
    client.post(link_in(mail))
    assert EmailAddress.objects.get().verified is True

    entered = client.post(reverse("account_login"), {"login": TYPED["email"], "password": "baeumteo-new"})
    assert entered["Location"] == reverse("portal:me")
    assert client.get(reverse("accounts:home")).status_code == 200


def test_the_optional_consent_is_kept_where_it_was_given(client):
    sign_up(client, marketing="on")
    assert sorted(Consent.objects.values_list("kind", flat=True)) == ["marketing", "privacy", "terms"]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"terms": None}, "terms", "이용약관에 동의해야 가입할 수 있습니다."),
        ({"privacy": None}, "privacy", "개인정보 수집·이용에 동의해야 가입할 수 있습니다."),
        (
            {"phone": "12345"},
            "phone",
            "전화번호로 읽을 수 없습니다. 010-1234-5678처럼, 다른 나라 번호는 +1 212 555 0100처럼 나라 번호부터 "
            "입력해 주세요.",
        ),
    ],
)
def test_what_is_missing_or_wrong_is_said_beside_the_field(client, mailoutbox, changes, field, sentence):
    answer = sign_up(client, **changes)
    assert answer.status_code == 200
    assert answer.context["form"].errors == {field: [sentence]}
    assert sentence in answer.content.decode()
    assert (Member.objects.count(), len(mailoutbox)) == (0, 0)


@pytest.mark.parametrize("password", ["short", "1234567890", "password123", "new.person@example"])
def test_weak_passwords_are_refused(client, password):
    answer = sign_up(client, password1=password, password2=password)
    assert list(answer.context["form"].errors) == ["password1"]


def test_the_password_of_the_demo_accounts_is_allowed(client):
    sign_up(client, email="student@example.com", password1="baeumteo-demo", password2="baeumteo-demo")
    assert Member.objects.count() == 1


def test_a_taken_email_is_answered_no_differently_and_its_owner_is_told(client, mailoutbox):
    MemberFactory(email="new.person@example.com")
    answer = sign_up(client)
    assert (answer.status_code, answer["Location"]) == (302, reverse("account_email_verification_sent"))
    assert Member.objects.count() == 1
    assert [mail.subject for mail in mailoutbox] == ["이미 가입하신 이메일입니다"]


def test_who_loses_a_race_for_an_email_is_answered_no_differently(client, mailoutbox, monkeypatch):
    def meanwhile(**fields):
        raise IntegrityError("UNIQUE constraint failed: accounts_member.email")

    monkeypatch.setattr(registration, "register_member", meanwhile)
    answer = sign_up(client)
    assert (answer.status_code, answer["Location"]) == (302, reverse("account_email_verification_sent"))
    assert [mail.subject for mail in mailoutbox] == ["이미 가입하신 이메일입니다"]


def test_all_or_nothing_without_the_required_consents():
    with pytest.raises(Invalid) as refused:
        registration.register_member(
            email="a@example.com", password="baeumteo-new", name="가", nickname="나", member_type="student", phone="",
            consents=[ConsentKind.TERMS],
        )  # fmt: skip
    assert (refused.value.code, refused.value.field) == ("consent_missing", "privacy")
    assert Member.objects.count() == 0


def test_an_address_signs_up_only_so_many(client, monkeypatch):
    monkeypatch.setattr("apps.accounts.rules.SIGN_UPS_OF_NETWORK", Limit(1, SIGN_UPS_OF_NETWORK.period))
    with time_machine.travel("2026-06-01 12:00", tick=False):
        sign_up(client)
        answer = sign_up(client, email="second@example.com")
    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
    assert Member.objects.count() == 1


def test_a_member_who_signs_up_in_english_is_written_to_in_english(client):
    client.cookies["django_language"] = "en"
    sign_up(client)
    assert Member.objects.get().language == "en"


def test_a_mail_server_that_refuses_holds_up_nobody_and_the_mail_waits(client, monkeypatch):
    def refused(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refused)
    answer = client.post(reverse("account_signup"), TYPED, follow=True)
    assert answer.status_code == 200
    assert Member.objects.count() == 1
    assert OutboxMail.objects.get().state == MailState.RETRYING


def test_a_used_or_foreign_confirmation_link_is_explained(client):
    answer = client.get(reverse("account_confirm_email", args=["MQ:nonsense:x"]))
    assert "쓸 수 없는 확인 링크입니다" in answer.content.decode()


@pytest.mark.parametrize("page", ["accounts:terms", "accounts:privacy"])
def test_the_texts_can_be_read_before_signing_up(client, page):
    assert "2026-01-01부터 적용됩니다." in client.get(reverse(page)).content.decode()
