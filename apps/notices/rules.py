"""Rules of notices and mail."""

from datetime import timedelta

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.core.errors import Conflict, DomainError, NotAllowed
from apps.core.throttle import Limit
from apps.notices.models import OutboxMail

ANSWERS_OF_NETWORK = Limit(60, timedelta(minutes=15))


def check_may_resend(member: Member) -> None:
    """Check that staff may have mail sent again. Raises NotAllowed `not_staff`."""
    if not member.may("notices.change_outboxmail"):
        raise NotAllowed("not_staff", _("메일을 다시 보낼 권한이 있는 운영자만 할 수 있습니다."))


def check_can_be_resent(mail: OutboxMail) -> None:
    """Check that the mail holds no link into an account. Raises Conflict `secret_mail`."""
    if mail.is_secret:
        raise Conflict(
            "secret_mail", _("계정 메일은 다시 보낼 수 없습니다. 받을 분이 사이트에서 다시 요청하셔야 합니다.")
        )


def unsaid_in_mail(error: DomainError) -> Conflict:
    """Return a refusal over an appointment, without its name: whoever has the mail may be without a log-in."""
    return Conflict(error.code, _("같은 시간에 다른 일정이 있어 처리하지 못했습니다. 배움터에서 확인해 주세요."))
