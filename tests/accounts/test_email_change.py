"""Another e-mail means another holder of the account: the password is asked for, however the browser got here."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db
NEW = {"email": "new@example.com", "action_add": ""}


@pytest.fixture
def at_an_open_browser(client, student):
    EmailAddress.objects.create(user=student, email=student.email, primary=True, verified=True)
    client.force_login(student)
    return client


def addresses(student) -> set[str]:
    return set(EmailAddress.objects.filter(user=student).values_list("email", flat=True))


def test_an_open_browser_alone_does_not_change_the_email(at_an_open_browser, student):
    answer = at_an_open_browser.post("/accounts/email/", NEW)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert (addresses(student), mail.outbox) == ({student.email}, [])


def test_a_wrong_password_changes_nothing_and_the_right_one_goes_on_where_it_stopped(at_an_open_browser, student):
    ask = at_an_open_browser.post("/accounts/email/", NEW)["Location"]
    at_an_open_browser.post(ask, {"password": "not-the-password"})
    assert addresses(student) == {student.email}
    at_an_open_browser.post(ask, {"password": PASSWORD}, follow=True)
    assert addresses(student) == {student.email, "new@example.com"}
    assert [message.to for message in mail.outbox] == [["new@example.com"]]
