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

import errno
from typing import Any

from django.db import InterfaceError, OperationalError

# What PostgreSQL says when it goes away, is not up yet, has no connection left, or has no room to write.
_AWAY = frozenset({"57P01", "57P02", "57P03", "53100", "53300"})
_AWAY_CLASS = "08"  # connection exceptions
_SQLITE_AWAY = ("unable to open database file", "database or disk is full", "disk I/O error")
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
RETRY_AFTER = 30  # seconds that a client is asked to wait while a part is away


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


def is_away(error: BaseException | None) -> bool:
    """Return whether the database or the room on the disk is away, and not our code at fault: 503, try again later.

    Without an SQLSTATE, an OperationalError of psycopg is about the connection: refused, lost, closed.
    """
    if isinstance(error, OSError):
        return error.errno in _NO_ROOM
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    cause = error.__cause__
    state = getattr(cause, "sqlstate", None)
    if state is not None:
        return state in _AWAY or state.startswith(_AWAY_CLASS)
    if type(cause).__module__.startswith("psycopg"):
        return isinstance(error, OperationalError) or "closed" in str(error)
    return any(words in str(error) for words in _SQLITE_AWAY)
