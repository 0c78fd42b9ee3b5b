"""Asking for the password again before something that cannot be undone."""

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.accounts.services import guessing
from apps.core.errors import Invalid


def confirm(*, by: Member, password: str, address: str, field: str = "password") -> None:
    """Raise Invalid `wrong_password` unless it is the member's, and Throttled after too many wrong ones.

    Counts together with the log-in page, so that a session left open is no way to guess on.
    """
    guessing.check_may_try(by.email, address)
    if not by.check_password(password):
        guessing.record_failure(by.email, address)
        raise Invalid("wrong_password", _("비밀번호가 맞지 않습니다. 다시 입력해 주십시오."), field=field)
    guessing.record_success(by.email, address)
