"""The docs name what exists."""

import pkgutil
import re
from collections import Counter
from datetime import timedelta
from pathlib import Path

import polib
import pytest
from django.conf import settings

from apps.core.throttle import Limit

DOCS = [*sorted((settings.BASE_DIR / "docs").rglob("*.md")), *sorted(settings.BASE_DIR.glob("*.md"))]
RULES = settings.BASE_DIR / "docs" / "domain.md"
PO = settings.BASE_DIR / "locale" / "en" / "LC_MESSAGES" / "django.po"


def test_every_korean_word_of_the_glossary_is_read_on_a_page():
    text = (settings.BASE_DIR / "docs" / "glossary.md").read_text(encoding="utf-8")
    words = [word for line in re.findall(r"^\| ([가-힣 0-9:/]+) \|", text, re.MULTILINE) for word in line.split(" / ")]
    assert len(words) > 50
    texts = " ".join(entry.msgid for entry in polib.pofile(str(PO)))
    assert [word for word in words if word not in texts] == []


@pytest.mark.parametrize("page", DOCS, ids=lambda page: str(page.relative_to(settings.BASE_DIR)))
def test_links_lead_somewhere(page: Path):
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_numbered_call_of_a_source_is_described():
    described = (settings.BASE_DIR / "docs" / "seeds.md").read_text(encoding="utf-8")
    code = "".join(path.read_text(encoding="utf-8") for path in (settings.BASE_DIR / "apps").rglob("*.py"))
    numbers = {f"3-{number:02d}" for number in range(1, 41)} | set(re.findall(r"\b3-\d\d\b", code))
    assert sorted(number for number in numbers if f"\n| {number} | " not in described) == []


def test_every_section_of_the_rules_that_code_cites_exists():
    headings = re.findall(r"^## ([^(\n]+?)(?: \(|$)", RULES.read_text(encoding="utf-8"), re.MULTILINE)
    cited = {
        name.strip()
        for folder in ("apps", "tests")
        for path in (settings.BASE_DIR / folder).rglob("*.py")
        if path.name != "test_docs.py"
        for name in re.findall(r"docs/domain\.md, ([A-Z][a-z ]+)", path.read_text(encoding="utf-8"))
    }
    assert len(cited) > 10
    assert sorted(cited - set(headings)) == []


def find(name: str) -> object:
    """Return what a dotted name of the rules means: `mentoring.rules.…` or, of e-learning, `quiz.rules.…`."""
    for prefix in ("apps.", "apps.elearning."):
        try:
            return pkgutil.resolve_name(prefix + name)
        except (ImportError, AttributeError):
            continue
    raise LookupError(name)


def rules_of_the_product() -> list[str]:
    lines = RULES.read_text(encoding="utf-8").splitlines()
    bullets: list[str] = []
    for before, line in zip(["", *lines], lines, strict=False):
        if line.startswith("- "):
            bullets.append(line)
        elif line.startswith("  ") and before.startswith(("- ", "  ")):
            bullets[-1] += line
    return bullets


@pytest.mark.parametrize("rule", rules_of_the_product(), ids=lambda rule: rule[2:40])
def test_every_rule_names_what_keeps_it(rule):
    names = re.findall(r"`([a-z_]+(?:\.\w+)+)`", rule)
    assert names, "name the function that keeps it"
    assert [name for name in names if not exists(name)] == []


def exists(name: str) -> bool:
    try:
        find(name)
    except LookupError:
        return False
    return True


def test_every_limit_is_in_the_table():
    rows = re.findall(r"^\| `([\w.]+)` \| ([\d, ]+) \| ([\w, ]+) \|", RULES.read_text(encoding="utf-8"), re.MULTILINE)
    told = {name: (times, period) for name, times, period in rows}
    assert {name: as_told(find(name)) for name in told} == told
    code = "".join(path.read_text(encoding="utf-8") for path in (settings.BASE_DIR / "apps").rglob("*.py"))
    assert sorted(re.findall(r"^([A-Z_]+) = \(?Limit\(", code, re.MULTILINE)) == sorted(
        name.rpartition(".")[2] for name in told
    )
    assert len(re.findall(r"[^`]\bLimit\(", code)) == sum(len(times.split(",")) for times, _period in told.values())


def as_told(limits: Limit | tuple[Limit, ...]) -> tuple[str, str]:
    each = limits if isinstance(limits, tuple) else (limits,)
    return ", ".join(str(limit.times) for limit in each), ", ".join(words(limit.period) for limit in each)


def words(period: timedelta) -> str:
    if period.days:
        return f"{period.days} day"
    hours, minutes = divmod(period.seconds // 60, 60)
    return f"{hours} hour" if hours else f"{minutes} minutes"


def test_every_kind_of_file_is_in_the_table_of_rooms():
    page = (settings.BASE_DIR / "docs" / "architecture.md").read_text(encoding="utf-8")
    apps = settings.BASE_DIR / "apps"
    places = [path for path in (*apps.glob("*/"), *apps.glob("elearning/*/")) if (path / "__init__.py").is_file()]
    kinds = Counter(
        path.name
        for place in places
        for path in place.iterdir()
        if path.suffix == ".py" or (path / "__init__.py").is_file()
    )
    known = {"__init__.py", "management", "api"} | {place.name for place in places}
    repeated = {name for name, times in kinds.items() if times > 1} - known
    assert len(repeated) > 15
    assert sorted(name for name in repeated if f"`{name.removesuffix('.py')}" not in page) == []
