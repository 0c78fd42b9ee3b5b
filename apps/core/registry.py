"""Registries that apps fill when they are loaded, for the layers below them and for the portal above."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from django.apps import apps as installed_apps

Part = TypeVar("Part")


class Registry(Generic[Part]):
    """A list of parts that apps add, each under its own key.

    With `asks`, every domain has to add a part or say why it has none (`none`); `missing` names those that did neither.
    """

    every: "list[Registry]" = []

    def __init__(self, name: str, *, asks: bool = False) -> None:
        self.name, self.asks = name, asks
        self._parts: dict[str, Part] = {}
        self._places: dict[str, int] = {}
        self._answered: set[str] = set()
        self.every.append(self)

    def add(self, app: str, key: str, part: Part, *, place: int = 0) -> None:
        """Add the part of the app with this label. Parts are ordered by `place`, then as they were added.

        Raises ValueError if the key is taken.
        """
        if key in self._parts:
            raise ValueError(f"{self.name}: {key} is registered twice")
        self._parts[key], self._places[key] = part, place
        self._answered.add(app)

    def none(self, app: str, because: str) -> None:
        """Record that an app has no part, and why. Raises ValueError if it has one, or if the reason is empty."""
        if app in self._answered or not because:
            raise ValueError(f"{self.name}: {app} answered already or gives no reason")
        self._answered.add(app)

    def __contains__(self, key: str) -> bool:
        return key in self._parts

    def __getitem__(self, key: str) -> Part:
        return self._parts[key]

    def __iter__(self) -> Iterator[Part]:
        return (part for _key, part in self.items())

    def items(self) -> list[tuple[str, Part]]:
        """Return keys and parts in their order."""
        return sorted(self._parts.items(), key=lambda item: self._places[item[0]])

    def missing(self) -> list[str]:
        """Return the labels of the domains that gave neither a part nor a reason."""
        return [label for label in domains() if label not in self._answered] if self.asks else []


def app_of(function: Callable) -> str:
    """Return the label of the app that a function is defined in."""
    config = installed_apps.get_containing_app_config(function.__module__)
    if config is None:
        raise ValueError(f"{function.__module__} belongs to no app")
    return config.label


def name_of(function: Callable) -> str:
    """Return the whole name of a function, by which a list knows that it has it already."""
    return f"{function.__module__}.{function.__qualname__}"


def domains() -> list[str]:
    """Return the labels of our apps, without those whose config has `is_domain = False`."""
    ours = (config for config in installed_apps.get_app_configs() if config.name.startswith("apps."))
    return [config.label for config in ours if getattr(config, "is_domain", True)]
