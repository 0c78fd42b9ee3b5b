"""The check of the password before an act that cannot be undone."""

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.accounts.services import guessing
from apps.core.errors import Invalid


def confirm_password(*, by: Member, password: str, address: str, field: str = "password") -> None:
    """Check a member's password. Raises Invalid `wrong_password`, Throttled after too many wrong ones.

    Wrong passwords count together with those of the log-in page, so that nobody can guess in a session left open.
    """
    guessing.check_may_try(by.email, address)
    if not by.check_password(password):
        guessing.record_failure(by.email, address)
        raise Invalid("wrong_password", _("비밀번호가 맞지 않습니다. 다시 입력해 주십시오."), field=field)
    guessing.record_success(by.email, address)
