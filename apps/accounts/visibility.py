"""What others see of a member, for the member to look up. Each app adds the people who see more because of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from apps.accounts.models import Member
from apps.core.registry import Registry, app_of, name_of

Facts = list[tuple[str, str]]


@dataclass(frozen=True)
class Audience:
    """A group of people. `facts(member)` returns label and value of all they see of the member."""

    label: str | Promise
    note: str | Promise
    facts: Callable[[Member], Facts]


AUDIENCES: Registry[Audience] = Registry("what others see of a member", asks=True)


def register(*audiences: Audience) -> None:
    """Add audiences that see more of a member because of an app."""
    for audience in audiences:
        AUDIENCES.add(app_of(audience.facts), name_of(audience.facts), audience)


def audiences() -> Iterable[Audience]:
    """Return the registered audiences in their order."""
    return tuple(AUDIENCES)


def may_see_image(viewer: Member | None, member: Member) -> bool:
    """Return whether the viewer may see a member's picture: everyone a mentor's, else the member and staff."""
    if not member.is_active:
        return False
    if member.is_mentor:
        return True
    return (
        viewer is not None
        and viewer.is_authenticated
        and (viewer.pk == member.pk or viewer.may("accounts.view_member"))
    )
