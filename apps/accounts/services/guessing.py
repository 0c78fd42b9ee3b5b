"""Limits on guessing passwords and second factors: exact across all processes, the same at every door.

A door calls `check_may_try`, checks the password, and then calls `record_failure` or `record_success`. These two check
the limit again: of many tries at once, those that finish after the limit was reached are throttled, right or wrong, so
that a guesser never learns more than the limit allows.
"""

import logging

from django.db import transaction

from apps.accounts.rules import PASSWORDS_OF_EMAIL, PASSWORDS_OF_NETWORK, SECOND_FACTORS_OF_MEMBER
from apps.core import spelling, throttle

_EMAIL_SCOPE = "login"
_ADDRESS_SCOPE = "login_address"
_FACTOR_SCOPE = "second_factor"

security = logging.getLogger("baeumteo.security")


def check_may_try(email: str, address: str) -> None:
    """Check that not too many tries have failed. Raises Throttled `login_throttled`, `login_address_throttled`.

    `address` comes from `apps.core.http.client_address`. Known and unknown e-mails count alike.
    """
    throttle.check(_EMAIL_SCOPE, _of_email(email), PASSWORDS_OF_EMAIL)
    throttle.check(_ADDRESS_SCOPE, throttle.network_of(address), PASSWORDS_OF_NETWORK)


@transaction.atomic
def record_failure(email: str, address: str) -> None:
    """Count a wrong password. Raises Throttled if the limit was reached in between: answer that, not "wrong"."""
    throttle.hit(_EMAIL_SCOPE, _of_email(email), PASSWORDS_OF_EMAIL)
    throttle.hit(_ADDRESS_SCOPE, throttle.network_of(address), PASSWORDS_OF_NETWORK)
    security.warning("failed log-in from %s", address)


def record_success(email: str, address: str) -> None:
    """Forget the e-mail's failures after the right password. Raises Throttled if the limit was reached in between.

    The failures of the network stay, else a guesser would log in to their own account between the tries.
    """
    check_may_try(email, address)
    throttle.forget(_EMAIL_SCOPE, _of_email(email))


def check_may_try_factor(member_id: int) -> None:
    """Check that not too many codes of this member were wrong. Raises Throttled `second_factor_throttled`."""
    throttle.check(_FACTOR_SCOPE, str(member_id), SECOND_FACTORS_OF_MEMBER)


def record_factor_failure(member_id: int) -> None:
    """Count a wrong code. Raises Throttled if the limit was reached in between."""
    throttle.hit(_FACTOR_SCOPE, str(member_id), SECOND_FACTORS_OF_MEMBER)
    security.warning("wrong second factor for member %s", member_id)


def record_factor_success(member_id: int) -> None:
    """Forget the failures after the right code. Raises Throttled if the limit was reached in between."""
    check_may_try_factor(member_id)
    throttle.forget(_FACTOR_SCOPE, str(member_id))


def _of_email(email: str) -> str:
    return spelling.address(email)


def forget_failures(email: str) -> None:
    """Forget the e-mail's failures after the member proved who they are in another way: by the mailed link."""
    throttle.forget(_EMAIL_SCOPE, _of_email(email))
