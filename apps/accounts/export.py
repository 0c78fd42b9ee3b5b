"""The export of all data about one member, for the member. Each app adds its section when it is loaded."""

from collections.abc import Callable
from typing import Any

from apps.accounts.models import Member
from apps.core.registry import Registry, app_of

Section = Callable[[Member], "list[Any] | dict[str, Any]"]

SECTIONS: Registry[Section] = Registry("a member's own data", asks=True)


def register(section: str, function: Section) -> None:
    """Add a section to the export. `function(member)` returns a list or dict for JSON (datetimes are allowed).

    Raises ValueError if the section exists already.
    """
    SECTIONS.add(app_of(function), section, function)


def export_all(member: Member) -> dict[str, Any]:
    """Return all data about a member by section."""
    return {section: function(member) for section, function in SECTIONS.items()}
