"""What the order of floors and rooms promises beside its imports."""

import ast
import tomllib
from pathlib import Path

from apps.core.errors import DomainError
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


def kinds_of_refusals(kind: type = DomainError) -> set[str]:
    return {kind.__name__}.union(*map(kinds_of_refusals, kind.__subclasses__()))


def refusals_made_in(path: Path) -> set[int]:
    """Return the lines at which a refusal is made."""
    kinds = kinds_of_refusals()
    calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    return {call.lineno for call in calls if isinstance(call.func, ast.Name) and call.func.id in kinds}


def test_only_the_rules_make_a_refusal():
    """A refusal stands in the rules: its words, its code and when it is due. `ScoresRefused` gathers those of rows."""
    folders = ("services", "selectors", "views", "paper")
    modules = ("services", "selectors", "views", "members", "outbox", "admin_login", "open_badge")
    rooms = {*folders, *(f"{name}.py" for name in modules)}
    files = [
        path for path in (ROOT / "apps").rglob("*.py")
        if rooms & set(path.relative_to(ROOT / "apps").parts) and path.name != "scores.py"
    ]  # fmt: skip
    assert len(files) > 100
    assert {str(path): lines for path in files if (lines := refusals_made_in(path))} == {}
