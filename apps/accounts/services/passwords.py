"""The check of the password before an act that cannot be undone."""

from apps.accounts import rules
from apps.accounts.models import Member
from apps.accounts.services import guessing


def confirm_password(*, by: Member, password: str, address: str, field: str = "password") -> None:
    """Check a member's password. Raises Invalid `wrong_password`, Throttled after too many wrong ones.

    Wrong passwords count together with those of the log-in page, so that nobody can guess in a session left open.
    """
    guessing.check_may_try(by.email, address)
    if not by.check_password(password):
        guessing.record_failure(by.email, address)
        raise rules.wrong_password(field)
    guessing.record_success(by.email, address)
