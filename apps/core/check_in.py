"""Six digits that whoever leads a meeting shows, and that those who came enter: the rules of every such code."""

import math
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from django.utils.translation import gettext as _

from apps.core import clock, spelling
from apps.core.errors import Conflict, Invalid
from apps.core.throttle import Limit

CODE_LENGTH = 6
CODE_MINUTES = (5, 10, 15)
DEFAULT_MINUTES = 10
GRACE = timedelta(minutes=10)  # after the start, before one is late
CHECK_INS_OF_MEMBER = Limit(5, timedelta(minutes=10))  # correct ones too
SCOPE = "check_in"


class OpenCode(Protocol):
    """A code that counts until `closes_at`."""

    code: str
    closes_at: datetime


Code = TypeVar("Code", bound=OpenCode)


def new_code() -> str:
    return "".join(secrets.choice("0123456789") for _digit in range(CODE_LENGTH))


def check_minutes(minutes: int) -> None:
    """Check that a code is opened for 5, 10 or 15 minutes. Raises Invalid `minutes_unknown`."""
    if minutes not in CODE_MINUTES:
        raise Invalid("minutes_unknown", _("출석 코드를 열어 둘 시간을 선택해 주세요."), field="minutes")


def live_or_none(code: Code | None, now: datetime) -> Code | None:
    return code if code is not None and now < code.closes_at else None


def check_is_live(code: Code | None, now: datetime) -> Code:
    """Check that the code is live, and return it. Raises Conflict `no_live_code`."""
    live = live_or_none(code, now)
    if live is None:
        raise Conflict("no_live_code", _("지금은 열려 있는 출석 코드가 없습니다. 진행하는 분에게 문의해 주세요."))
    return live


def check_code(code: OpenCode | None, given: str, now: datetime) -> None:
    """Check that the given code is the live one; spaces are ignored. Raises Conflict `no_live_code`, Invalid."""
    if spelling.plain(given).replace(" ", "") != check_is_live(code, now).code:
        raise Invalid("code_wrong", _("출석 코드가 맞지 않습니다. 화면에 보이는 숫자를 확인해 주세요."), field="code")


@dataclass(frozen=True)
class CodeWall:
    """What the page of the code shows (components/code_wall.html).

    `halves`: its digits in two groups, empty if no code is live; `seconds` until it closes; `present` of `everyone`
    are recorded as there.
    """

    halves: tuple[str, ...]
    until: str
    seconds: int
    present: int
    everyone: int

    @classmethod
    def of(cls, code: OpenCode | None, now: datetime, *, present: int, everyone: int) -> "CodeWall":
        live = live_or_none(code, now)
        half = CODE_LENGTH // 2
        return cls(
            halves=(live.code[:half], live.code[half:]) if live else (),
            until=f"{clock.local(live.closes_at):%H:%M}" if live else "",
            seconds=math.ceil((live.closes_at - now).total_seconds()) if live else 0,
            present=present,
            everyone=everyone,
        )
