"""The errors that refuse an act. Pages and the API answer each kind in one way.

| error      | question | HTTP | page                                              |
|------------|----------|------|---------------------------------------------------|
| Unauthenticated | who is it | 401 | only the API raises it: pages ask for a log-in   |
| NotAllowed | who      | 403  | the 403 page with the sentence                    |
| Conflict   | when     | 409  | a message on the page the person came from        |
| Invalid    | what     | 400  | beside the field of the form, or a message        |
| TooLarge   | how much | 413  | the page of a request that was not understood     |
| Throttled  | how often| 429  | a message that says when to try again             |

A row that the person may not see at all is Django's Http404, through `visible_to` querysets.
"""

from typing import Any

from django.db import OperationalError


class DomainError(Exception):
    """A refusal with a stable `code`, a translated sentence and, if one is concerned, the input `field`."""

    status = 400

    def __init__(self, code: str, message: str, *, field: str | None = None, **extra: Any) -> None:
        self.code = code
        self.field = field
        self.extra = extra
        self._message = message
        super().__init__(code)

    @property
    def message(self) -> str:
        return str(self._message)

    def __str__(self) -> str:
        return self.message


class Unauthenticated(DomainError):
    status = 401


class NotAllowed(DomainError):
    status = 403


class Conflict(DomainError):
    status = 409


class Invalid(DomainError):
    status = 400


class TooLarge(DomainError):
    status = 413


class Throttled(DomainError):
    """A refusal of too many tries. `retry_after` is in whole seconds."""

    status = 429

    def __init__(self, code: str, message: str, *, retry_after: int) -> None:
        super().__init__(code, message, retry_after=retry_after)
        self.retry_after = retry_after


def refusal_of(check: Any, *args: Any, **kwargs: Any) -> DomainError | None:
    """Return the refusal that a rule would raise, or None.

    So one rule serves both the gate and the button, which shows the reason when it is off.
    """
    try:
        check(*args, **kwargs)
    except DomainError as error:
        return error
    return None


def allowed(check: Any, *args: Any, **kwargs: Any) -> bool:
    return refusal_of(check, *args, **kwargs) is None


def waited_too_long(error: BaseException) -> bool:
    """Return whether another act held a lock for too long (PostgreSQL 55P03, 40P01, SQLite busy)."""
    if not isinstance(error, OperationalError):
        return False
    return getattr(error.__cause__, "sqlstate", None) in {"55P03", "40P01"} or "database is locked" in str(error)
