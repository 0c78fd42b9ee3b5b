"""What the ledger's lines stand for. A domain adds its source when it is loaded."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from apps.core.registry import Registry


@dataclass(frozen=True)
class Source:
    """A kind of thing whose time is recognised: its name, and the address of one of its things by the id."""

    label: Any
    url: Callable[[int], str]


SOURCES: Registry[Source] = Registry("what time is recognised for")
