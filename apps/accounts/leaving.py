"""What happens elsewhere when a member leaves. Each app adds its checks and farewells when it is loaded."""

from collections.abc import Callable

from apps.accounts.models import Member

_checks: list[Callable[[Member], None]] = []
_farewells: list[Callable[[Member, Member], None]] = []


def register_check(check: Callable[[Member], None]) -> None:
    """Add `check(member)`, which raises Conflict while the member must not leave. Asked under the member's lock."""
    _checks.append(check)


def register_farewell(farewell: Callable[[Member, Member], None]) -> None:
    """Add `farewell(member, by)`, which ends or erases the member's things in the same transaction."""
    _farewells.append(farewell)


def check_all(member: Member) -> None:
    for check in _checks:
        check(member)


def say_farewell(member: Member, by: Member) -> None:
    for farewell in _farewells:
        farewell(member, by)
