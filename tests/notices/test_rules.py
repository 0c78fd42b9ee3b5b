"""Which mail may be sent again, and by whom; what a link of a mail does not say."""

import pytest

from apps.core.errors import Conflict, refusal_of
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


def test_a_refusal_over_an_appointment_does_not_name_it_without_a_log_in():
    unsaid = rules.unsaid_in_mail(Conflict("host_busy", "‘비밀 상담’과 겹칩니다."))
    assert unsaid.code == "host_busy"
    assert "비밀" not in unsaid.message
