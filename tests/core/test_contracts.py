"""The contracts of import-linter name every app and noun that exists."""

import tomllib
from pathlib import Path

from apps.elearning.apps import NOUNS

ROOT = Path(__file__).resolve().parents[2]
NO_NOUNS = {"migrations", "templatetags"}


def packages_in(folder: str) -> set[str]:
    return {path.parent.name for path in (ROOT / folder).glob("*/__init__.py")}


def containers_of_rooms() -> set[str]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (rooms,) = [contract for contract in contracts if contract["name"].startswith("The rooms")]
    return set(rooms["containers"])


def test_every_app_and_noun_keeps_the_order_of_rooms():
    """Core has no rooms: its modules are named after what they serve."""
    apps = {f"apps.{name}" for name in packages_in("apps") - {"core", "elearning"}}
    nouns = {f"apps.elearning.{name}" for name in packages_in("apps/elearning") - NO_NOUNS}
    assert containers_of_rooms() == apps | nouns


def test_every_noun_is_registered():
    assert set(NOUNS) == packages_in("apps/elearning") - NO_NOUNS
