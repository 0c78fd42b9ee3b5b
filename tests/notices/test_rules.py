"""Which mail may be sent again, and by whom."""

import pytest

from apps.core.errors import refusal_of
from apps.notices import rules
from apps.notices.models import OutboxMail

pytestmark = pytest.mark.django_db


def test_only_staff_with_the_permission_send_again(superuser, bare_staff, student):
    assert refusal_of(rules.check_may_resend, superuser) is None
    for member in (bare_staff, student):
        assert refusal_of(rules.check_may_resend, member).code == "not_staff"


def test_a_mail_about_an_account_is_not_sent_again():
    assert refusal_of(rules.check_can_be_resent, OutboxMail(is_secret=True)).code == "secret_mail"
    assert refusal_of(rules.check_can_be_resent, OutboxMail(is_secret=False)) is None
