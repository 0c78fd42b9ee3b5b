"""Who sees what of a member. Each app adds the people who see more because of it, so that the member can look."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from apps.accounts.models import Member
from apps.core.registry import Registry, app_of, name_of

Facts = list[tuple[str, str]]


@dataclass(frozen=True)
class Audience:
    """`facts(member)`: label and value of all that these people see; an empty list for nothing."""

    label: str | Promise
    note: str | Promise
    facts: Callable[[Member], Facts]


AUDIENCES: Registry[Audience] = Registry("what others see of a member", asks=True)


def register(*audiences: Audience) -> None:
    for audience in audiences:
        AUDIENCES.add(app_of(audience.facts), name_of(audience.facts), audience)


def audiences() -> Iterable[Audience]:
    return tuple(AUDIENCES)


def may_see_image(viewer: Member | None, member: Member) -> bool:
    """The picture is shown where the name is: of a mentor to everyone, else to oneself and staff."""
    if not member.is_active:
        return False
    if member.is_mentor:
        return True
    return (
        viewer is not None
        and viewer.is_authenticated
        and (viewer.pk == member.pk or viewer.may("accounts.view_member"))
    )
