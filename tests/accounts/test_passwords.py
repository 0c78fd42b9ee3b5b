"""Forgetting, changing and being asked for a password; changing the e-mail."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from apps.accounts.services import guessing, passwords
from apps.core.errors import Invalid, Throttled
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db

NEW = {"password1": "another-baeumteo", "password2": "another-baeumteo"}


@pytest.fixture
def confirmed(student):
    EmailAddress.objects.create(user=student, email=student.email, primary=True, verified=True)
    return student


def link_in(mail) -> str:
    return re.search(r"http://testserver(/\S+)", mail.body)[1]


def test_a_forgotten_password_is_set_anew_by_a_link_that_works_once(client, confirmed, mailoutbox):
    for _ in range(5):
        guessing.record_failure(confirmed.email, "203.0.113.9")
    client.post(reverse("account_reset_password"), {"email": "SeoYeon@example.com"})
    (mail,) = mailoutbox
    assert mail.subject == "비밀번호를 다시 정하는 링크"
    form = client.get(link_in(mail), follow=True)
    done = client.post(form.redirect_chain[-1][0], NEW)
    assert done["Location"] == reverse("account_reset_password_from_key_done")
    assert [mail.subject for mail in mailoutbox[1:]] == ["비밀번호를 다시 정했습니다"]

    entered = client.post(reverse("account_login"), {"login": confirmed.email, "password": NEW["password1"]})
    assert entered["Location"] == "/me/"
    client.logout()
    assert "쓸 수 없는 링크입니다" in client.get(link_in(mail), follow=True).content.decode()


def test_an_unknown_email_gets_the_same_answer_and_a_mail_that_says_so(client, mailoutbox):
    answer = client.post(reverse("account_reset_password"), {"email": "nobody@example.com"})
    assert answer["Location"] == reverse("account_reset_password_done")
    assert [mail.subject for mail in mailoutbox] == ["가입되지 않은 이메일입니다"]


@pytest.mark.parametrize("email", ["seoyeon@example.com", "nobody@example.com"])
def test_five_resets_an_hour_then_silence(client, confirmed, mailoutbox, email):
    for _ in range(7):
        answer = client.post(reverse("account_reset_password"), {"email": email})
        assert answer["Location"] == reverse("account_reset_password_done")
    assert len(mailoutbox) == 5


def test_changing_ends_every_other_log_in(client, confirmed, mailoutbox):
    from django.test import Client

    other = Client()
    for each in (client, other):
        each.post(reverse("account_login"), {"login": confirmed.email, "password": PASSWORD})
    answer = client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, **NEW})
    assert answer["Location"] == reverse("accounts:home")
    assert client.get(reverse("accounts:home")).status_code == 200
    assert other.get(reverse("accounts:home")).status_code == 302
    assert [mail.subject for mail in mailoutbox] == ["비밀번호가 바뀌었습니다"]


def test_the_old_password_is_no_way_to_guess_on(client, confirmed):
    client.force_login(confirmed)
    for _ in range(5):
        answer = client.post(reverse("account_change_password"), {"oldpassword": "wrong-password", **NEW})
        assert answer.context["form"].errors["oldpassword"] == ["비밀번호가 맞지 않습니다. 다시 입력해 주세요."]
    assert client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, **NEW}).status_code == 429
    confirmed.refresh_from_db()
    assert confirmed.check_password(PASSWORD)


def test_asking_again_counts_with_the_log_in(student):
    with pytest.raises(Invalid) as refused:
        passwords.confirm_password(by=student, password="wrong", address="203.0.113.9")
    assert (refused.value.code, refused.value.field) == ("wrong_password", "password")
    passwords.confirm_password(by=student, password=PASSWORD, address="203.0.113.9")
    for _ in range(5):
        guessing.record_failure(student.email, "203.0.113.9")
    with pytest.raises(Throttled):
        passwords.confirm_password(by=student, password=PASSWORD, address="203.0.113.9")


def test_reauthentication_is_limited_too(client, confirmed):
    client.force_login(confirmed)
    for _ in range(5):
        client.post(reverse("account_reauthenticate"), {"password": "wrong-password"})
    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 429


def test_a_new_email_counts_once_its_link_was_opened(client, confirmed, mailoutbox):
    client.force_login(confirmed)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), {"action_add": "", "email": "New@Example.com"})
    confirmed.refresh_from_db()
    assert confirmed.email == "seoyeon@example.com"
    page = client.get(reverse("account_email")).content.decode()
    assert "확인을 기다리는 이메일" in page
    (mail,) = mailoutbox
    assert mail.to == ["new@example.com"]
    client.post(link_in(mail))
    confirmed.refresh_from_db()
    assert confirmed.email == "new@example.com"
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [("new@example.com", True, True)]


def test_a_taken_email_is_not_told_and_cannot_be_taken_over(client, confirmed, stranger, mailoutbox):
    EmailAddress.objects.create(user=stranger, email=stranger.email, primary=True, verified=True)
    client.force_login(confirmed)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    answer = client.post(reverse("account_email"), {"action_add": "", "email": stranger.email})
    assert answer["Location"] == reverse("account_email")
    link = link_in(mailoutbox[0])
    assert "쓸 수 없는 확인 링크입니다" in client.get(link).content.decode()
    client.post(link)
    confirmed.refresh_from_db()
    assert confirmed.email == "seoyeon@example.com"
