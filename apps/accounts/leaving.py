"""What other apps check and erase when a member leaves. Each app adds its functions when it is loaded."""

from collections.abc import Callable

from apps.accounts.models import Member
from apps.core.registry import Registry, app_of, name_of

CHECKS: Registry[Callable[[Member], None]] = Registry("what keeps a member from leaving")
FAREWELLS: Registry[Callable[[Member, Member], None]] = Registry("what ends when a member leaves", asks=True)


def register_check(check: Callable[[Member], None]) -> None:
    """Add `check(member)`, which raises Conflict while the member must not leave. It runs under the member's lock."""
    CHECKS.add(app_of(check), name_of(check), check)


def register_farewell(farewell: Callable[[Member, Member], None]) -> None:
    """Add `farewell(member, by)`, which ends or erases what belongs to the member, in the same transaction."""
    FAREWELLS.add(app_of(farewell), name_of(farewell), farewell)


def check_all(member: Member) -> None:
    """Run all registered checks. Raises Conflict while the member must not leave."""
    for check in CHECKS:
        check(member)


def say_farewell(member: Member, by: Member) -> None:
    """Run all registered farewells, in the transaction of the caller. Running them again changes nothing."""
    for farewell in FAREWELLS:
        farewell(member, by)
