"""Logging with a request id and without secrets."""

import logging
import re
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="-")

# Names whose values never reach a log, in query strings, JSON, Python and headers. A quoted value ends with its quote,
# any other with the next separator.
_SECRET = re.compile(
    r"""(?ix) (
        (?: (?<!\w) \w* (?: password\d? | passwd | secret | token )
            | \b (?: authorization | code | otp | (?: api_? )? key ) )
        ["']? \s* [=:] \s* (?: (?: bearer | basic ) \s+ )?
    ) (?: "(?: [^"\\] | \\. )*"? | '(?: [^'\\] | \\. )*'? | [^\s&"',;}]+ ) """
)
_FEED = re.compile(
    r"(/me/calendar/|/links/pictures/|/verify/|/notices/(?:answer|unsubscribe)/"
    r"|/accounts/(?:confirm-email|password/reset/key)/)[^\s/\"]+"
)


class RequestIdFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class SecretsFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def redact(line: str) -> str:
    """Return `line` with *** for the values of passwords, tokens, codes and private addresses."""
    return _FEED.sub(r"\1***", _SECRET.sub(r"\1***", line))
