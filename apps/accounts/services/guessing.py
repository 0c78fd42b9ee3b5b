"""Limits on guessing passwords and second factors: exact over all processes, the same at every door.

A door calls `check_may_try`, looks at the password, and then says `record_failure` or `record_success`. Both of the
latter ask again: of many tries at once, those that settle after the limit was reached are answered as throttled,
right or wrong, so that no more than the limit's number of guesses ever tell anything.
"""

import logging

from django.db import transaction

from apps.accounts.rules import PASSWORDS_OF_EMAIL, PASSWORDS_OF_NETWORK, SECOND_FACTORS_OF_MEMBER
from apps.core import throttle

_EMAIL_SCOPE = "login"
_ADDRESS_SCOPE = "login_address"
_FACTOR_SCOPE = "second_factor"

security = logging.getLogger("baeumteo.security")


def check_may_try(email: str, address: str) -> None:
    """Raise Throttled (code `login_throttled` or `login_address_throttled`) while too many tries have failed.

    `address` is the client's, as `apps.core.http.client_address` gives it. Known and unknown e-mails count alike.
    """
    throttle.check(_EMAIL_SCOPE, _of_email(email), PASSWORDS_OF_EMAIL)
    throttle.check(_ADDRESS_SCOPE, throttle.network_of(address), PASSWORDS_OF_NETWORK)


@transaction.atomic
def record_failure(email: str, address: str) -> None:
    """Count a wrong password. Raises Throttled if the limit was reached meanwhile: answer that, not "wrong"."""
    throttle.hit(_EMAIL_SCOPE, _of_email(email), PASSWORDS_OF_EMAIL)
    throttle.hit(_ADDRESS_SCOPE, throttle.network_of(address), PASSWORDS_OF_NETWORK)
    security.warning("failed log-in from %s", address)


def record_success(email: str, address: str) -> None:
    """The right password was given: forget the e-mail's failures. Raises Throttled if it came too late.

    The failures of the address stay: else a guesser would log in to an account of their own between the tries.
    """
    check_may_try(email, address)
    throttle.forget(_EMAIL_SCOPE, _of_email(email))


def check_may_try_factor(member_id: int) -> None:
    """Raise Throttled (`second_factor_throttled`) while too many codes of this member were wrong."""
    throttle.check(_FACTOR_SCOPE, str(member_id), SECOND_FACTORS_OF_MEMBER)


def record_factor_failure(member_id: int) -> None:
    """Count a wrong code. Raises Throttled if the limit was reached meanwhile."""
    throttle.hit(_FACTOR_SCOPE, str(member_id), SECOND_FACTORS_OF_MEMBER)
    security.warning("wrong second factor for member %s", member_id)


def record_factor_success(member_id: int) -> None:
    """The right code was given: forget the failures. Raises Throttled if it came too late."""
    check_may_try_factor(member_id)
    throttle.forget(_FACTOR_SCOPE, str(member_id))


def _of_email(email: str) -> str:
    return email.strip().lower()


def forget_failures(email: str) -> None:
    """The member proved to be themselves in another way: by the link that was mailed to them."""
    throttle.forget(_EMAIL_SCOPE, _of_email(email))
