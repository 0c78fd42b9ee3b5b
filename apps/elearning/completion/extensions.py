"""What the noun above adds to the pages of completion: the certificates."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from apps.accounts.models import Member
from apps.elearning.completion.models import Completion
from apps.elearning.enrolment.selectors.standing import Standing


@dataclass(frozen=True)
class Part:
    """A piece of a page: its template, which reads `part`."""

    template: str
    content: Any


# For the class, seen by the member who runs it (no completion), or for a learner's own completion.
Provider = Callable[[Standing, Member, Completion | None], Part | None]

_providers: list[Provider] = []


def register(provider: Provider) -> None:
    if provider not in _providers:
        _providers.append(provider)


def parts(standing: Standing, member: Member, completion: Completion | None = None) -> list[Part]:
    found = (provider(standing, member, completion) for provider in _providers)
    return [part for part in found if part is not None]
