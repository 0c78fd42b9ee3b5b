"""A mail's own link switches off its kind: by one POST of a mail program, or by a person, without a log-in."""

import pytest
from django.test import Client

from apps.notices import outbox, services, unsubscribing
from apps.notices.models import MailChoice, OutboxMail

pytestmark = pytest.mark.django_db
KIND = "mentoring.message"


def told(member) -> None:
    services.tell([member], KIND, title="멘토링", subject="안내", text="글")


def sent(mailoutbox, member) -> dict:
    told(member)
    outbox.send_due_mail()
    return mailoutbox[-1].extra_headers


def path_in(header: str) -> str:
    return header.removeprefix("<http://testserver").removesuffix(">")


def test_one_post_of_a_mail_program_switches_the_kind_off_and_nothing_else(mailoutbox, student, other_student):
    headers = sent(mailoutbox, student)
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = path_in(headers["List-Unsubscribe"])
    program = Client(enforce_csrf_checks=True)
    for _again in range(2):
        assert program.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert list(MailChoice.objects.values_list("member", "kind")) == [(student.pk, KIND)]
    told(student)
    told(other_student)
    assert list(OutboxMail.objects.filter(sent_at=None).values_list("member", flat=True)) == [other_student.pk]


def test_a_person_is_asked_first(client, mailoutbox, student):
    path = path_in(sent(mailoutbox, student)["List-Unsubscribe"])
    asked = client.get(path).content.decode()
    assert "그만 받을까요?" in asked
    assert student.email not in asked
    assert not MailChoice.objects.exists()
    assert "메일을 이제 보내지 않습니다." in client.post(path).content.decode()
    assert path in mailoutbox[-1].body


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: f"x{token}", lambda _token: "1:2:3"])
def test_an_address_that_we_did_not_sign_is_no_address(client, student, change):
    token = unsubscribing.link_of(student, KIND).rstrip("/").rpartition("/")[2]
    for answer in (
        client.get(f"/notices/unsubscribe/{change(token)}/"),
        client.post(f"/notices/unsubscribe/{change(token)}/"),
    ):
        assert answer.status_code == 404
    assert not MailChoice.objects.exists()


def test_who_left_and_a_kind_that_is_no_more_have_no_switch(client, student):
    gone = unsubscribing.link_of(student, "mentoring.no_such_kind").removeprefix("http://testserver")
    assert client.post(gone).status_code == 404
    link = unsubscribing.link_of(student, KIND).removeprefix("http://testserver")
    student.is_active = False
    student.save()
    assert client.post(link).status_code == 404
    assert not MailChoice.objects.exists()


def test_a_mail_of_no_kind_leads_to_the_settings(mailoutbox, student):
    told(student)
    OutboxMail.objects.update(kind="")
    outbox.send_due_mail()
    headers = mailoutbox[-1].extra_headers
    assert (headers["List-Unsubscribe"], "List-Unsubscribe-Post" in headers) == (
        "<http://testserver/notices/settings/>", False,
    )  # fmt: skip
