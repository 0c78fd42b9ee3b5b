"""What other apps check and erase when a member leaves, and what they end when staff switch a member off.

Each app adds its functions when it is loaded.
"""

from collections.abc import Callable
from dataclasses import dataclass

from apps.accounts.models import Member
from apps.core.registry import Registry, app_of, name_of

CHECKS: Registry[Callable[[Member], None]] = Registry("what keeps a member from leaving")
FAREWELLS: Registry[Callable[[Member, Member], None]] = Registry("what ends when a member leaves", asks=True)

SWITCHES: Registry[Callable[[Member, Member], None]] = Registry("what ends when a member is switched off", asks=True)

MOST_SHOWN = 20  # open ends of one kind


@dataclass(frozen=True)
class OpenEnd:
    """A thing ahead that the member holds or teaches: its words, and the admin's page of it."""

    label: str
    url: str


OPEN_ENDS: Registry[Callable[[Member], list[OpenEnd]]] = Registry("what a member has still to hold")


def register_check(check: Callable[[Member], None]) -> None:
    """Add `check(member)`, which raises Conflict while the member must not leave. It runs under the member's lock."""
    CHECKS.add(app_of(check), name_of(check), check)


def register_farewell(farewell: Callable[[Member, Member], None]) -> None:
    """Add `farewell(member, by)`, which ends or erases what belongs to the member, in the same transaction."""
    FAREWELLS.add(app_of(farewell), name_of(farewell), farewell)


def register_switch(end: Callable[[Member, Member], None]) -> None:
    """Add `end(member, by)`, which gives back what a switched-off member would keep from others: seats, places, hours.

    What runs or is over stays, and so does everything that is the member's own: they may be switched on again.
    """
    SWITCHES.add(app_of(end), name_of(end), end)


def register_open_ends(find: Callable[[Member], list[OpenEnd]]) -> None:
    """Add `find(member)`, which returns what the member has still to hold or to teach, `MOST_SHOWN` at most."""
    OPEN_ENDS.add(app_of(find), name_of(find), find)


def check_all(member: Member) -> None:
    """Run all registered checks. Raises Conflict while the member must not leave."""
    for check in CHECKS:
        check(member)


def say_farewell(member: Member, by: Member) -> None:
    """Run all registered farewells, in the transaction of the caller. Running them again changes nothing."""
    for farewell in FAREWELLS:
        farewell(member, by)


def open_ends(member: Member) -> list[OpenEnd]:
    """Return what the member has still to hold or to teach, for staff who are about to switch them off or have."""
    return [end for find in OPEN_ENDS for end in find(member)]


def switch_off(member: Member, by: Member) -> None:
    """Run all that ends when staff switch a member off, in the transaction of the caller."""
    for end in SWITCHES:
        end(member, by)
