"""Everything the site holds about one member, for the member. Each app adds its section when it is loaded."""

from collections.abc import Callable
from typing import Any

from apps.accounts.models import Member

Section = Callable[[Member], "list[Any] | dict[str, Any]"]

_sections: dict[str, Section] = {}


def register(section: str, function: Section) -> None:
    """Add `function(member)`, a list or dict that JSON can hold (datetimes too), to the export under `section`."""
    if section in _sections:
        raise ValueError(f"export section {section} is registered twice")
    _sections[section] = function


def of(member: Member) -> dict[str, Any]:
    return {section: function(member) for section, function in _sections.items()}
